-- Harbor City Public Library, patron system (PostgreSQL 14)
CREATE SCHEMA library;

CREATE TYPE library.card_class AS ENUM ('adult', 'child', 'teacher', 'institution');

CREATE TABLE library.patron (
    patron_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    card_number    char(14) NOT NULL UNIQUE,
    family_name    text NOT NULL,
    given_name     text NOT NULL,
    birth_date     date,
    birth_ctry     char(2),                 -- two-letter code, from the old card form
    home_branch    smallint,
    card_class     library.card_class NOT NULL DEFAULT 'adult',
    email          text,
    created_at     timestamptz NOT NULL DEFAULT now()
);

-- What a new patron showed at the desk
CREATE TABLE library.id_shown (
    patron_id   bigint NOT NULL REFERENCES library.patron (patron_id),
    shown_on    date NOT NULL,
    id_kind     text CHECK (id_kind IN ('driver licence', 'city id', 'school id', 'green card', 'foreign passport')),
    id_number   text,
    PRIMARY KEY (patron_id, shown_on)
);

CREATE TABLE library.loan (
    loan_id     bigint PRIMARY KEY,
    patron_id   bigint REFERENCES library.patron (patron_id),
    item_id     bigint NOT NULL,
    due_on      date NOT NULL,
    returned_on date
);

COMMENT ON TABLE library.patron IS 'People who hold a library card';
COMMENT ON COLUMN library.patron.home_branch IS 'Branch where holds are picked up';
