"""What is kept of statements: never another result than reading them anew, never a literal, never a stale answer."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trace.test_oracle import World, schema_of, worlds

from status_audit.audit import Request, outcome_of
from status_audit.cache import Store
from status_audit.cache.facts import Shelf
from status_audit.model import Source
from status_audit.model.policy import Project
from status_audit.policy import load_policies
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.trace import Traced, Tracer
from status_audit.trace import facts as facts_module
from status_audit.trace.context import Context
from status_audit.trace.fact_rows import effects_from, rows_of
from status_audit.trace.fact_words import Reader, UnknownWordError, Writer
from status_audit.trace.facts import Facts
from status_audit.trace.questions import ANSWERS, Listener
from status_audit.trace.tracer import TOO_DEEP
from status_audit.trace.values import Effects

EXAMPLES = int(os.environ.get("STATUS_AUDIT_FACTS_EXAMPLES", "20"))
Files = dict[str, str]
TSQL = {
    "tables.sql": """CREATE TABLE dbo.person (person_id int, birth_country varchar(60), note varchar(80));
GO
CREATE TABLE dbo.answer (person_id int, question_cd varchar(20), answer varchar(80));
GO
CREATE SYNONYM dbo.people FOR dbo.person;
GO
CREATE TABLE dbo.audit_log (what varchar(90));
GO
""",
    "views.sql": """CREATE VIEW dbo.v_all AS SELECT * FROM dbo.person;
GO
CREATE VIEW dbo.v_two AS SELECT v.birth_country AS origin, v.note FROM dbo.v_all AS v WHERE v.note <> 'Qwghlm';
GO
CREATE VIEW dbo.v_coded AS SELECT a.answer AS land FROM dbo.answer AS a WHERE a.question_cd = 'ZZYZX_CODE';
GO
""",
    "load.sql": """CREATE PROCEDURE dbo.load_person @country varchar(60), @kind varchar(9) OUTPUT AS
BEGIN
  SELECT p.person_id, p.birth_country INTO #work FROM dbo.people AS p WHERE p.birth_country = @country;
  EXEC dbo.fill_report;
  DECLARE @text nvarchar(400) = N'INSERT INTO dbo.audit_log SELECT birth_country FROM dbo.person WHERE note=''Laputa''';
  EXEC sp_executesql @text;
  SET @kind = (SELECT MAX(birth_country) FROM #work);
END
GO
""",
    "report.sql": """CREATE PROCEDURE dbo.fill_report AS
BEGIN
  INSERT INTO dbo.report SELECT * FROM #work;
  DECLARE @t TABLE (a varchar(60));
  INSERT INTO @t SELECT birth_country FROM dbo.v_all;
  EXEC dbo.load_person @country = 'Lilliput';
END
GO
CREATE FUNCTION dbo.land_of (@person int) RETURNS varchar(60) AS
BEGIN
  RETURN (SELECT birth_country FROM dbo.person WHERE person_id = @person);
END
GO
CREATE VIEW dbo.v_land AS
SELECT dbo.land_of(r.person_id) AS land, JSON_VALUE(r.doc, '$.brobdingnag') AS b FROM dbo.report AS r;
GO
""",
    "trigger.sql": """CREATE TRIGGER dbo.tr_person ON dbo.person AFTER INSERT AS
BEGIN
  INSERT INTO dbo.audit_log (what) SELECT birth_country FROM inserted;
  EXEC msdb.dbo.sp_send_dbmail @recipients = 'glubbdubdrib@example.org', @query = 'SELECT birth_country FROM dbo.v_two';
END
GO
""",
}
POSTGRES = {
    "tables.sql": """CREATE TABLE person (person_id int, birth_country text, note text);
CREATE TABLE place (place_id int, land text);
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'luggnagg.example.org', dbname 'x');
CREATE FOREIGN TABLE away (birth_country text) SERVER far;
""",
    "views.sql": """CREATE VIEW v_all AS SELECT * FROM person;
CREATE MATERIALIZED VIEW v_doc AS SELECT json_build_object('balnibarbi', birth_country) AS doc FROM v_all;
COPY (SELECT * FROM v_all) TO '/srv/maldonada/people.csv';
INSERT INTO away SELECT birth_country FROM v_all;
PREPARE q AS SELECT birth_country FROM v_all;
CREATE TABLE copied AS EXECUTE q;
""",
    "routines.sql": """CREATE FUNCTION land(p_id int, p_note text DEFAULT 'Houyhnhnm') RETURNS text AS $$
DECLARE found text;
BEGIN
  SELECT birth_country INTO found FROM v_all WHERE person_id = p_id;
  RETURN found;
END $$ LANGUAGE plpgsql;
CREATE FUNCTION pair(a text) RETURNS text AS $$ SELECT a $$ LANGUAGE sql;
CREATE FUNCTION pair(a text, b text) RETURNS text AS $$ SELECT b $$ LANGUAGE sql;
CREATE VIEW v_pair AS SELECT pair(birth_country) AS one, pair(note, birth_country) AS two FROM person;
CREATE VIEW v_land AS SELECT land(place_id) AS land, (doc ->> 'balnibarbi') AS other FROM place, v_doc;
CREATE TEMP TABLE t AS SELECT land(place_id) AS a FROM place;
SELECT a FROM t;
""",
}
SECRETS = re.compile(
    "qwghlm|zzyzx|laputa|lilliput|brobdingnag|glubbdubdrib|luggnagg|balnibarbi|maldonada|houyhnhnm", re.IGNORECASE
)
NAMES = ["person", "birth_country", "note", "answer", "v_all", "#work", "@country", "@kind", "load_person", "dbo.", "*"]
NEW = ["land", "origin", "person", "@other", "#other", "x.", "other.", "(", "", "person_id, birth_country"]


@pytest.fixture(autouse=True)
def _kept_however_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "WORTH_KEEPING", 0)


def traced(files: Files, dialect: str, facts: Facts | None) -> tuple[Traced, Any]:
    """What follows from the files, and everything else that the reading of statements leaves behind."""
    readings = [
        read_text(Source(path, "sql", dialect=dialect, sha256=hashlib.sha256(text.encode()).hexdigest()), text)
        for path, text in files.items()
    ]
    inventory = assemble(readings, Project())
    tracer = Tracer(inventory, lambda word: "birth" in word or word == "ka", lambda path: files[path])
    if facts is not None:
        tracer.keep(facts)
    mentions = tracer.mentions()
    everything = dataclasses.replace(inventory, fields=(*inventory.fields, *mentions))
    wanted = [each for each in everything.fields if each.name.casefold() in ("birth_country", "ka")]
    found = tracer.follow(tracer.seeds(wanted))
    read = {number: tracer.effects(number) for number in range(len(tracer.statements)) if tracer.followed(number)}
    if facts is not None:
        facts.save()
    return found, (mentions, tracer.names.spelled, set(tracer.catalogue.asked()), read)


def same_as_fresh(before: Files, after: Files, dialect: str, store: Store) -> None:
    traced(before, dialect, Facts(Shelf(store, "engine")))
    for files in (after, after, before):
        assert traced(files, dialect, Facts(Shelf(store, "engine"))) == traced(files, dialect, None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of the statements that were read."""
    texts: list[str] = []
    real: Callable[..., Effects] = facts_module.effects_of

    def effects_of(ctx: Context, statement: Any) -> Effects:
        texts.append(statement.text)
        return real(ctx, statement)

    monkeypatch.setattr(facts_module, "effects_of", effects_of)
    return texts


@pytest.mark.parametrize(("files", "dialect"), [(TSQL, "tsql"), (POSTGRES, "postgres")])
def test_what_is_kept_is_not_read_again(files: Files, dialect: str, store: Store, read: list[str]) -> None:
    traced(files, dialect, Facts(Shelf(store, "engine")))
    first = len(read)
    read.clear()
    traced(files, dialect, Facts(Shelf(store, "engine")))
    assert len(read) <= first // 5
    read.clear()
    traced(files, dialect, Facts(Shelf(store, "another engine")))
    assert len(read) == first


def test_only_what_depends_on_a_change_is_read_again(store: Store, read: list[str]) -> None:
    traced(TSQL, "tsql", Facts(Shelf(store, "engine")))
    changed = {**TSQL, "tables.sql": TSQL["tables.sql"].replace("note varchar", "birth_city varchar(9), note varchar")}
    read.clear()
    traced(changed, "tsql", Facts(Shelf(store, "engine")))
    again = " ".join(read)
    assert "VIEW dbo.v_all" in again
    assert "VIEW dbo.v_coded" not in again


CHANGES = [
    ("tables.sql", "note varchar(80)", "note varchar(80), birth_city varchar(60)"),
    ("tables.sql", "birth_country varchar(60), ", ""),
    ("tables.sql", "CREATE TABLE dbo.person", "CREATE TABLE other.person (x int);\nGO\nCREATE TABLE dbo.person"),
    ("tables.sql", "FOR dbo.person", "FOR dbo.answer"),
    ("views.sql", "SELECT * FROM dbo.person", "SELECT person_id, note FROM dbo.person"),
    ("views.sql", "v.birth_country AS origin", "v.birth_country AS land"),
    ("load.sql", "@country", "@land"),
    ("load.sql", "@country varchar(60), @kind", "@kind varchar(60), @country"),
    ("load.sql", "p.person_id, p.birth_country INTO", "p.birth_country AS x, p.note INTO"),
    ("load.sql", "#work", "#other"),
    ("load.sql", "SELECT birth_country FROM dbo.person", "SELECT note FROM dbo.person"),
    ("report.sql", "RETURN (SELECT birth_country", "RETURN (SELECT note"),
    ("report.sql", "CREATE PROCEDURE dbo.fill_report", "CREATE PROCEDURE dbo.fill_another"),
    ("trigger.sql", "ON dbo.person", "ON dbo.answer"),
]


@pytest.mark.parametrize(("path", "old", "new"), CHANGES)
def test_after_a_change_in_one_file_the_result_is_that_of_a_fresh_run(
    path: str, old: str, new: str, store: Store
) -> None:
    assert old in TSQL[path]
    same_as_fresh(TSQL, {**TSQL, path: TSQL[path].replace(old, new)}, "tsql", store)


CHANGES_POSTGRES = [
    ("tables.sql", "note text", "note text, birth_city text"),
    ("tables.sql", "host 'luggnagg.example.org'", "host 'other.example.org'"),
    ("views.sql", "SELECT * FROM person", "SELECT note FROM person"),
    ("views.sql", "'balnibarbi'", "'other'"),
    ("views.sql", "AS SELECT birth_country FROM v_all;\nCREATE", "AS SELECT note FROM v_all;\nCREATE"),
    ("routines.sql", "p_id int", "p_key int"),
    ("routines.sql", "RETURN found", "RETURN p_note"),
    ("routines.sql", "SELECT b $$", "SELECT a $$"),
    ("routines.sql", "pair(a text, b text)", "pair(b text, a text)"),
    ("routines.sql", "FUNCTION pair(a text) ", "FUNCTION another(a text) "),
    ("routines.sql", "TEMP TABLE t AS SELECT land(place_id) AS a", "TEMP TABLE t AS SELECT place_id AS b, land AS a"),
]


@pytest.mark.parametrize(("path", "old", "new"), CHANGES_POSTGRES)
def test_after_a_change_for_postgres_the_result_is_that_of_a_fresh_run(
    path: str, old: str, new: str, store: Store
) -> None:
    assert old in POSTGRES[path]
    same_as_fresh(POSTGRES, {**POSTGRES, path: POSTGRES[path].replace(old, new)}, "postgres", store)


@st.composite
def changed(draw: st.DrawFn, files: Files) -> Files:
    """One file with a few of its names and lines changed."""
    path = draw(st.sampled_from(sorted(files)))
    text = files[path]
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.integers(0, 3))
        if kind == 0:
            text = text.replace(draw(st.sampled_from(NAMES)), draw(st.sampled_from(NEW)))
        elif kind == 1:
            found = [*re.finditer(r"[@#]?\w+", text)] or [re.match("", text)]
            one = draw(st.sampled_from(found))
            assert one is not None
            text = text[: one.start()] + draw(st.sampled_from(NAMES)) + text[one.end() :]
        else:
            lines = text.split("\n")
            at, to = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
            if kind == 2:
                lines.insert(to, lines.pop(at))
            else:
                lines.insert(to, lines[at])
            text = "\n".join(lines)
    return {**files, path: text}


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=changed(TSQL))
def test_however_one_file_changes_the_result_is_that_of_a_fresh_run(
    after: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    same_as_fresh(TSQL, after, "tsql", Store(tmp_path_factory.mktemp("cache")))


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=changed(POSTGRES))
def test_however_a_file_for_postgres_changes_the_result_is_that_of_a_fresh_run(
    after: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    same_as_fresh(POSTGRES, after, "postgres", Store(tmp_path_factory.mktemp("cache")))


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(world=worlds("postgres"), data=st.data())
def test_pipelines_that_lose_or_swap_a_statement_give_what_a_fresh_run_gives(
    world: World, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def files(statements: list[str]) -> Files:
        return {"schema.sql": schema_of(world), **{f"{n}.sql": f"{each};\n" for n, each in enumerate(statements)}}

    statements = list(world.statements)
    moved = statements.pop(data.draw(st.integers(0, len(statements) - 1)))
    if data.draw(st.booleans()):
        statements.insert(data.draw(st.integers(0, len(statements))), moved)
    store = Store(tmp_path_factory.mktemp("cache"))
    same_as_fresh(files(world.statements), files(statements), "postgres", store)


def test_an_audit_that_keeps_facts_is_the_audit_that_does_not(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "sql"
    folder.mkdir()
    for path, text in TSQL.items():
        (folder / path).write_text(text, encoding="utf-8")
    request = Request(targets=(str(folder),), policies=load_policies(("safe-city",), folder))
    fresh = outcome_of(request)
    assert fresh.findings
    for _ in range(2):
        assert outcome_of(dataclasses.replace(request, store=store)) == fresh
    assert any((store.folder / "facts").rglob("*.json"))


def test_what_the_stack_had_no_room_for_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "effects_of", lambda *_: Effects(trouble=TOO_DEEP))
    traced(TSQL, "tsql", Facts(Shelf(store, "engine")))
    monkeypatch.undo()
    monkeypatch.setattr(facts_module, "WORTH_KEEPING", 0)
    assert traced(TSQL, "tsql", Facts(Shelf(store, "engine"))) == traced(TSQL, "tsql", None)


def test_no_literal_is_kept(store: Store) -> None:
    for files, dialect in ((TSQL, "tsql"), (POSTGRES, "postgres")):
        assert SECRETS.search("".join(files.values()))
        traced(files, dialect, Facts(Shelf(store, "engine")))
    kept = b"".join(path.read_bytes() for path in store.folder.rglob("*.json")).decode()
    assert len(kept) > 2000
    assert not SECRETS.search(kept)
    assert "birth_country" not in kept


def test_every_question_that_a_context_takes_is_heard() -> None:
    """A new way to ask must be written down too, or what depends on its answer would be believed for ever."""
    asking = {each.name for each in dataclasses.fields(Context) if "Callable" in str(each.type)} - {"rows"}
    assert asking == set(ANSWERS) - {"key", "key at"}


def test_every_question_goes_through_the_listener() -> None:
    plain: dict[str, Any] = {name: lambda *_: None for name in ("columns", "routine", "outside", "server", "attached")}
    plain |= {name: lambda *_: None for name in ("stage", "prepared", "texts", "summary")}
    ctx = Context(names=object(), place=object(), dialect="", around=object(), **plain)  # type: ignore[arg-type]
    heard = Listener(ctx).context()
    for name in plain:
        assert getattr(heard, name) is not plain[name]


def test_a_text_that_stands_nowhere_is_not_written() -> None:
    with pytest.raises(UnknownWordError):
        Writer("SELECT a FROM b").word("elsewhere")


@given(text=st.text(), words=st.lists(st.text(min_size=1), max_size=4), heard=st.lists(st.text(), max_size=3))
def test_words_are_read_as_they_were_written(text: str, words: list[str], heard: list[str]) -> None:
    writer = Writer(text)
    writer.hear(heard)
    known: list[tuple[int, str]] = []
    for each in [*words, *heard, text.casefold()[2:5], text[1:4]]:
        try:
            known.append((writer.word(each), each))
        except UnknownWordError:
            assert each not in text
            assert each not in heard
    reader = Reader(text, writer.codes)
    reader.hear(heard)
    assert [reader.word(number) for number, _ in known] == [word for _, word in known]


def test_rows_of_another_shape_are_none() -> None:
    words = Writer("")
    rows = rows_of(Effects(trouble="not understood"), words)
    assert effects_from(rows, Reader("", words.codes)) == Effects(trouble="not understood")
    with pytest.raises((TypeError, ValueError, IndexError)):
        effects_from(rows[:3], Reader("", []))
