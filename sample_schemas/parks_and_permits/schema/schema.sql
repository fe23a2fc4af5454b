-- Parks and Permits: every name below looks like one the tool searches for, and none is
CREATE TABLE citizen_request (
    request_id        integer PRIMARY KEY,
    citizen_id        integer NOT NULL,          -- account of the resident portal
    citizen_name      varchar(80),
    resident_discount boolean,
    po_box            varchar(12),
    pob               varchar(12),               -- P.O. box, where mail is sent
    postal_code       varchar(10),
    birth_date        date,
    migration_status  varchar(12)                -- move of the record to the new system: pending, done
);

CREATE TABLE permit_payment (
    payment_id   integer PRIMARY KEY,
    request_id   integer REFERENCES citizen_request (request_id),
    visa_last4   char(4),
    card_brand   varchar(10) CHECK (card_brand IN ('visa', 'mastercard', 'amex')),
    green_card_discount boolean                  -- the Green Card loyalty programme of the bike share
);

CREATE TABLE ice_rink (
    rink_id           integer PRIMARY KEY,
    ice_contact_phone varchar(20),
    ice_thickness_mm  integer,
    entry_date        date,
    port_of_entry     varchar(20)                -- gate number
);

CREATE TABLE tree (
    tree_id           integer PRIMARY KEY,
    species           varchar(60),
    alien_species     boolean,
    native_status     varchar(12),
    country_of_origin varchar(40),
    naturalized       boolean
);

CREATE TABLE plate_reader (
    lpr_camera_id  integer PRIMARY KEY,
    lpr_status     varchar(12),
    asylum_lot     boolean                       -- parking lot on Asylum Street
);
