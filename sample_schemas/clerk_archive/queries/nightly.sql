CREATE VIEW open_requests AS SELECT request_id, certificate_no FROM certificate_request WHERE paid_on IS NULL;

CREATE PROCEDURE rebuild_index() LANGUAGE plperl AS $$
    spi_exec_query("DELETE FROM page_index");
    while (my $row = <$fh>) { chomp $row; spi_exec_query("INSERT INTO page_index VALUES ('$row')"); }
$$;
