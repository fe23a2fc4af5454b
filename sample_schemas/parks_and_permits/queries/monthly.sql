CREATE VIEW requests_by_month AS
SELECT date_trunc('month', birth_date) AS month, count(*) AS requests, sum(resident_discount::int) AS discounts
FROM citizen_request
GROUP BY 1;
