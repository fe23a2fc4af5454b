-- City clerk, index of vital records
CREATE TABLE certificate_request (
    request_id     integer PRIMARY KEY,
    requester_name varchar(80) NOT NULL,
    requester_mail varchar(120),
    certificate_no varchar(20),
    paid_on        date
);

-- This script was cut off when the old server was switched off
CREATE TABLE scanned_page (
    page_id   integer PRIMARY KEY,
    file_name varchar(200),
    checksum  char(40
