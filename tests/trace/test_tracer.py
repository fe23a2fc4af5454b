"""Mentions, seeds, gaps, counts and order: what the tracer says beside the flows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.model import Field, Inventory, Location, Source
from status_audit.model.policy import Database, Project, System
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.trace import Traced, Tracer, crossing, seed_of

BORN = ("birth", "born", "visa", "nation")


def telling(word: str) -> bool:
    return any(each in word.casefold() for each in BORN)


def inventory_of(sql: str, dialect: str = "postgres", **more: str) -> Inventory:
    texts = {"work.sql": sql, **{f"{name}.sql": text for name, text in more.items()}}
    return assemble([read_text(Source(path, "sql", dialect=dialect), text) for path, text in texts.items()], Project())


def discovered(sql: str, dialect: str = "postgres", schema: str = "") -> tuple[tuple[Field, ...], Traced]:
    tracer = Tracer(inventory_of(sql, dialect, schema=schema), telling)
    fields = tracer.mentions()
    return fields, tracer.follow(tracer.seeds(fields))


def test_a_report_on_a_table_nobody_declares() -> None:
    fields, done = discovered("SELECT p.Surname,\n       p.PlaceOfBirth\nFROM Vendor.dbo.Person p", "tsql")
    assert [(each.container, each.name, each.kind, each.declared) for each in fields] == [
        ("Vendor.dbo.Person", "PlaceOfBirth", "column", False)
    ]
    assert fields[0].location.line == 2
    (flow,) = done.flows
    assert (flow.destination, flow.kind, flow.confidence) == ("resultset.placeofbirth", "resultset", "medium")
    assert flow.origins == ("Vendor.dbo.Person.PlaceOfBirth",)
    assert [hop.location.line for hop in flow.hops] == [2, 2]


def test_a_path_nobody_declares() -> None:
    fields, done = discovered(
        "CREATE VIEW v AS SELECT id, body->'who'->>'birthTown' AS t, body->>'zip' AS z FROM intake"
    )
    assert [(each.container, each.name, each.kind) for each in fields] == [
        ("intake", "body$.who.birthTown", "property")
    ]
    assert [each.destination for each in done.flows] == ["v.t"]


def test_an_attribute_code_nobody_declares() -> None:
    fields, done = discovered(
        "CREATE VIEW v AS SELECT max(CASE WHEN q = 'BIRTH_TOWN' THEN txt END) AS a,"
        " max(CASE WHEN q = 'ZIP' THEN txt END) AS b FROM reply"
    )
    assert [(each.name, each.kind, each.key) for each in fields] == [("txt@q=BIRTH_TOWN", "attribute", "BIRTH_TOWN")]
    assert [each.destination for each in done.flows] == ["v.a"]


def test_a_new_name_is_a_mention_and_a_destination() -> None:
    fields, done = discovered("CREATE VIEW v AS SELECT x.a9 AS birth_town FROM vendor x; SELECT birth_town FROM v;")
    assert [(each.container, each.name) for each in fields] == [("v", "birth_town")]
    assert [each.destination for each in done.flows] == ["resultset.birth_town", "v.birth_town"]


def test_declared_columns_are_no_mentions() -> None:
    inventory = inventory_of("SELECT visa_no FROM person", schema="CREATE TABLE person (id int, visa_no text);")
    assert Tracer(inventory, telling).mentions() == ()


def test_an_attribute_of_a_lookup_table_is_found_where_it_is_asked_for() -> None:
    inventory = inventory_of(
        "SELECT r.txt FROM reply r WHERE r.q_code = 'BT'", schema="CREATE TABLE reply (q_code text, txt text);"
    )
    field = Field("birth town", "question", "attribute", Location("seed.sql", "question.BT", 4), key="BT")
    tracer = Tracer(inventory, telling)
    (seed,) = tracer.seeds([field])
    assert (seed.slot.relation, seed.slot.column) == ("reply", "txt@q_code=bt")
    assert [each.destination for each in tracer.follow([seed]).flows] == ["resultset.txt"]


def test_what_cannot_be_read_and_names_a_banned_field_is_a_low_flow() -> None:
    inventory = inventory_of(
        "SELECT visa_no FROM person WHERE ((( 1;", schema="CREATE TABLE person (id int, visa_no text, zip text);"
    )
    done = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory))
    assert [each.confidence for each in done.flows] == ["low"]
    assert done.gaps == ()


def test_what_cannot_be_read_and_names_none_is_a_gap_with_its_line() -> None:
    inventory = inventory_of(
        "\n\nSELECT zip FROM person WHERE ((( 1;", schema="CREATE TABLE person (id int, visa_no text, zip text);"
    )
    done = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory))
    assert done.flows == ()
    (gap,) = done.gaps
    assert (gap.kind, gap.location.source, gap.location.line) == ("unparsed", "work.sql", 3)
    assert gap.reason
    assert gap.remedy


def test_what_names_nothing_is_counted_and_not_opened() -> None:
    inventory = inventory_of(
        "SELECT a FROM other; SELECT b FROM third WHERE (((; SELECT visa_no FROM person;",
        schema="CREATE TABLE person (id int, visa_no text);",
    )
    done = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory))
    assert done.opened == 1
    assert done.skipped == 2
    assert done.gaps == ()


def test_order_does_not_matter() -> None:
    parts = [
        "CREATE VIEW a AS SELECT visa_no AS x FROM person;",
        "CREATE VIEW b AS SELECT * FROM a;",
        "INSERT INTO c (y) SELECT x FROM b;",
        "CREATE VIEW d AS SELECT y FROM c;",
    ]
    found = []
    for order in (parts, parts[::-1], parts[2:] + parts[:2]):
        inventory = inventory_of("\n".join(order), schema="CREATE TABLE person (id int, visa_no text);")
        done = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory))
        found.append([(each.destination, len(each.hops)) for each in done.flows])
    assert found[0] == found[1] == found[2] == [("a.x", 2), ("b.x", 3), ("c.y", 4), ("d.y", 5)]


def test_systems_do_not_meet_by_a_bare_name() -> None:
    readings = [
        read_text(Source("one/s.sql", "sql", system="one", dialect="postgres"), "CREATE TABLE person (visa_no text);"),
        read_text(
            Source("two/q.sql", "sql", system="two", dialect="postgres"), "CREATE VIEW v AS SELECT visa_no FROM person;"
        ),
    ]
    inventory = assemble(readings, Project())
    seeds = [each for each in seed_of("person.visa_no", inventory) if each.slot.system == "one"]
    assert Tracer(inventory, telling).follow(seeds).flows == ()


def test_a_qualified_name_may_cross() -> None:
    readings = [
        read_text(Source("one/s.sql", "sql", system="one", dialect="postgres"), "CREATE TABLE person (visa_no text);"),
        read_text(
            Source("two/q.sql", "sql", system="two", dialect="postgres"),
            "CREATE VIEW v AS SELECT visa_no FROM hr.person;",
        ),
    ]
    inventory = assemble(readings, Project())
    tracer = Tracer(inventory, telling, crossing=lambda parts: "one" if parts[0] == "hr" else "")
    assert [each.destination for each in tracer.follow(seed_of("person.visa_no", inventory)).flows] == ["v.visa_no"]


AWAY = "CREATE FOREIGN TABLE away (doc text) SERVER benefits_db OPTIONS (table_name 'person')"
CITY = Project(
    systems=(System("hr", schemas=("hr", "hr_*")), System("benefits")),
    databases=(Database("benefits_db", "postgresql://db.example/aid", "benefits"),),
)


def crossed(statement: str, dialect: str = "postgres") -> set[tuple[str, str, str, str]]:
    """(destination, kind, recipient, system) of what leaves `person.visa_no` of system `city`."""
    texts = {
        "city/s.sql": ("city", "CREATE TABLE person (id int, visa_no text); CREATE TABLE hr.staff (id int, doc text);"),
        "aid/s.sql": (
            "benefits",
            "CREATE TABLE person (id int, doc text); CREATE VIEW shown AS SELECT doc FROM person;",
        ),
        "city/q.sql": ("city", statement),
    }
    readings = [
        read_text(Source(path, "sql", system=system, dialect=dialect), text) for path, (system, text) in texts.items()
    ]
    inventory = assemble(readings, CITY)
    tracer = Tracer(inventory, telling, lambda path: texts[path][1], crossing=crossing(CITY))
    seeds = [each for each in seed_of("person.visa_no", inventory) if each.slot.system == "city"]
    return {(each.destination, each.kind, each.recipient, each.system) for each in tracer.follow(seeds).flows}


@pytest.mark.parametrize(
    ("statement", "dialect", "found"),
    [
        ("INSERT INTO person (doc) SELECT visa_no FROM person", "postgres", {("person.doc", "table", "", "city")}),
        ("INSERT INTO hr.staff (doc) SELECT visa_no FROM person", "postgres", {("staff.doc", "share", "hr", "city")}),
        ("INSERT INTO staff (doc) SELECT visa_no FROM person", "postgres", {("staff.doc", "table", "", "city")}),
        (
            "INSERT INTO benefits_db.public.person (doc) SELECT visa_no FROM person",
            "postgres",
            {("person.doc", "share", "benefits", "city"), ("shown.doc", "view", "", "city")},
        ),
        ("SELECT doc FROM aid.public.person", "postgres", set()),
        (
            f"{AWAY}; INSERT INTO away (doc) SELECT visa_no FROM person;",
            "postgres",
            {
                ("away.doc", "share", "benefits_db", "city"),
                ("person.doc", "share", "benefits", "city"),
                ("shown.doc", "view", "", "city"),
            },
        ),
    ],
)
def test_a_statement_crosses_systems_by_what_the_project_maps(
    statement: str, dialect: str, found: set[tuple[str, str, str, str]]
) -> None:
    assert crossed(statement, dialect) == found


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("hr.person.visa_no", [("hr.person", "visa_no")]),
        ("PERSON.Visa_No", [("hr.person", "visa_no")]),
        ("person.body$.a.b", [("hr.person", "body$.a.b")]),
        ("person.body$[].b", [("hr.person", "body$.b")]),
        ("person.val@code=VISA", [("hr.person", "val@code=visa")]),
        ("person.body.a.b", [("hr.person", "body$.a.b")]),
        ("nobody.knows", [("nobody", "knows")]),
        ("other.person.visa_no", [("other.person", "visa_no")]),
        ("visa_no", [("hr.person", "visa_no")]),
    ],
)
def test_the_notation_of_fields(text: str, slots: list[tuple[str, str]]) -> None:
    inventory = inventory_of("", schema="CREATE TABLE hr.person (visa_no text, body jsonb, val text, code text);")
    assert [(each.slot.relation, each.slot.column) for each in seed_of(text, inventory)] == slots


WORDS = """
    SELECT FROM WHERE person visa_no * ( ) , ; AS JOIN ON INSERT INTO UPDATE SET DELETE MERGE USING WHEN MATCHED
    THEN VALUES x.y 'a' := = @v CREATE VIEW TABLE PROCEDURE BEGIN END IF EXISTS EXEC EXECUTE IMMEDIATE FORMAT COPY
    TO GRANT DECLARE CURSOR FOR LOOP FETCH RETURN $$ OUTPUT inserted NEW.visa_no -> '$.a' PIVOT UNPIVOT OPENJSON
    WITH UNION ALL CASE ELSE OVER PARTITION BY LATERAL UNNEST #t TRIGGER
"""


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=25),
    st.sampled_from(["postgres", "tsql", "oracle", "mysql", "snowflake", "bigquery", "duckdb", ""]),
)
def test_any_words_give_flows_or_gaps_and_never_an_exception(words: list[str], dialect: str) -> None:
    inventory = inventory_of(" ".join(words), dialect, schema="CREATE TABLE person (id int, visa_no text);")
    tracer = Tracer(inventory, telling)
    done = tracer.follow((*seed_of("person.visa_no", inventory), *tracer.seeds(tracer.mentions())))
    assert all(each.destination and each.hops for each in done.flows)
    assert all(each.reason and each.remedy for each in done.gaps)


def test_nothing_is_read_without_a_seed() -> None:
    calls: list[str] = []

    def counting(word: str) -> bool:
        calls.append(word)
        return False

    use: Callable[[str], bool] = counting
    tracer = Tracer(inventory_of("SELECT a, a, a FROM b;"), use)
    assert tracer.follow([]).opened == 0
    tracer.mentions()
    tracer.mentions()
    assert len(calls) == len(set(calls))


def test_a_code_list_is_no_attribute_table() -> None:
    fields, _ = discovered("SELECT c.txt FROM code_value c WHERE c.code_set = 'BIRTH_COUNTRIES'")
    assert fields == ()


@pytest.mark.parametrize(
    ("sql", "schema", "found"),
    [
        ("SELECT a.person_id, a.txt FROM codes_given a WHERE a.code_set = 'BIRTH_COUNTRIES'", "", True),
        ("SELECT p.n, a.txt FROM a JOIN p ON a.act_uid = p.act_uid WHERE a.q = 'BIRTH_COUNTRIES'", "", True),
        ("SELECT l.txt FROM p JOIN l ON l.val = p.c AND l.kind = 'BIRTH_COUNTRIES'", "", False),
        ("SELECT l.id, l.txt FROM l WHERE l.kind = 'BIRTH_COUNTRIES'", "", False),
        ("SELECT l.code_id, l.txt FROM l WHERE l.kind = 'BIRTH_COUNTRIES'", "", False),
        ("SELECT r.txt FROM r WHERE r.q = 'BIRTH_COUNTRIES'", "CREATE TABLE r (case_id int, q text, txt text);", True),
        (
            "SELECT r.txt FROM r WHERE r.q = 'BIRTH_COUNTRIES'",
            "CREATE TABLE r (id int, agency_id int, q text, txt text); CREATE TABLE p (c int REFERENCES r (id));",
            False,
        ),
    ],
)
def test_rows_are_attributes_where_they_belong_to_somebody(sql: str, schema: str, found: bool) -> None:
    fields, _ = discovered(sql, schema=schema)
    assert any(each.kind == "attribute" for each in fields) == found


def test_a_gap_never_quotes_a_literal() -> None:
    inventory = inventory_of("SELECT * FROM 'Jane Doe' person 'x' (((", schema="CREATE TABLE person (visa_no text);")
    done = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory))
    assert "Jane" not in repr(done)


def test_text_that_only_a_run_can_tell_is_a_gap() -> None:
    sql = "CREATE PROCEDURE dbo.go_on @q nvarchar(max) AS\nBEGIN\n  EXEC (@q);\n  EXEC sp_executesql @q;\nEND"
    inventory = inventory_of(sql, "tsql", schema="CREATE TABLE person (visa_no text);")
    (gap,) = Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory)).gaps
    assert (gap.location.ref, gap.location.line, gap.count) == ("dbo.go_on", 3, 2)


def test_a_message_that_begins_like_a_statement_is_no_gap() -> None:
    step = "DECLARE @step varchar(90) = 'Insert into person archive';"
    sql = f"CREATE PROCEDURE dbo.p AS BEGIN {step} SELECT visa_no FROM dbo.person; END"
    inventory = inventory_of(sql, "tsql", schema="CREATE TABLE person (visa_no text);")
    assert Tracer(inventory, telling).follow(seed_of("person.visa_no", inventory)).gaps == ()
