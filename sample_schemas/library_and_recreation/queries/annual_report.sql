-- Annual report of the library: who uses the branches
CREATE MATERIALIZED VIEW library.patron_profile AS
SELECT p.home_branch,
       p.birth_ctry AS origin,
       count(*)     AS patrons
FROM library.patron p
GROUP BY p.home_branch, p.birth_ctry
WITH NO DATA;

CREATE VIEW library.active_patron AS
SELECT p.patron_id, p.card_number, p.birth_ctry, p.email
FROM library.patron p
WHERE EXISTS (SELECT 1 FROM library.loan l WHERE l.patron_id = p.patron_id AND l.due_on > now() - interval '1 year');

-- Weekly file for the outreach vendor
COPY (SELECT card_number, email, birth_ctry FROM library.active_patron) TO '/export/outreach/active.csv' WITH (FORMAT csv, HEADER);

GRANT SELECT ON library.active_patron TO outreach_vendor;
GRANT SELECT ON library.active_patron TO analyst;
