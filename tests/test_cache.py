"""What is kept from run to run: never trusted blindly, never a literal, and never another result than a fresh run's."""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.audit import read_one
from status_audit.cache import Store, engine_digest, opened, witness
from status_audit.cache import store as store_module
from status_audit.cache.codec import Codec
from status_audit.cache.readings import ALONE, Readings
from status_audit.cache.spans import NotThereError, found_span, span_of, text_at
from status_audit.cli import main
from status_audit.model import Entry, Reading, Source, Statement
from status_audit.model.outcome import Outcome
from status_audit.model.policy import Project
from status_audit.read import every_source, reader_named
from status_audit.read.discover import discover
from status_audit.read.every_source import Means, read_all
from status_audit.report import render
from status_audit.report.jsonfile import load
from status_audit.sql.decode import decode

SAMPLES = Path(__file__).resolve().parents[1] / "sample_schemas"
KEY = "ab" * 32
SCHEMA = """CREATE TABLE client (client_id int PRIMARY KEY, birth_country varchar(60), note varchar(80));
CREATE TABLE office (office_id int, name varchar(80));
"""
QUERIES = """CREATE VIEW v_client AS SELECT client_id, birth_country AS origin FROM client WHERE note <> 'Zyxtopia';
CREATE FUNCTION f(p text DEFAULT 'Qwghlm') RETURNS text AS $$
  SELECT birth_country FROM client WHERE note = 'Brobdingnag';
$$ LANGUAGE sql;
INSERT INTO answer_type (code, label) VALUES ('LILLIPUT', 'Country of birth'), ('LAPUTA', 'Shoe size');
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def only_entry(store: Store) -> Path:
    (path,) = store.folder.rglob("*.json")
    return path


# The store


def test_what_was_put_is_found(store: Store) -> None:
    store.put("runs", KEY, {"a": [1, None, "é\ud800"]})
    assert store.get("runs", KEY) == {"a": [1, None, "é\ud800"]}
    assert store.get("runs", "cd" * 32) is None
    assert store.get("readings", KEY) is None
    assert isinstance(json.loads(only_entry(store).read_text(encoding="ascii")), dict)


@settings(deadline=None, max_examples=60)
@given(at=st.integers(0, 200), byte=st.integers(0, 255), cut=st.booleans())
def test_an_entry_that_is_not_whole_is_none(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: bool
) -> None:
    store = Store(tmp_path_factory.mktemp("cache"))
    store.put("runs", KEY, ["value"] * 10)
    path = only_entry(store)
    data = path.read_bytes()
    at %= len(data)
    changed = data[:at] if cut else data[:at] + bytes([byte]) + data[at + 1 :]
    path.write_bytes(changed)
    assert store.get("runs", KEY) in (None, ["value"] * 10 if changed == data else None)


def test_an_entry_under_a_foreign_name_is_none(store: Store) -> None:
    store.put("runs", KEY, "value")
    other = store.folder / "runs" / "cd" / f"{'cd' * 31}.json"
    other.parent.mkdir()
    other.write_bytes(only_entry(store).read_bytes())
    assert store.get("runs", "cd" * 32) is None


def test_a_deep_entry_is_none(store: Store) -> None:
    body = b"[" * 200_000 + b"]" * 200_000
    path = store.folder / "runs" / KEY[:2] / f"{KEY[2:]}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(store_module._opening("runs", KEY, memoryview(body)) + body + b"}")
    assert store.get("runs", KEY) is None


def test_entries_are_the_users_alone(tmp_path: Path) -> None:
    found = opened({"STATUS_AUDIT_CACHE": str(tmp_path / "mine")})
    assert found is not None
    found.put("runs", KEY, 1)
    if os.name == "posix":
        assert stat.S_IMODE(found.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(only_entry(found).stat().st_mode) == 0o600
        assert stat.S_IMODE(only_entry(found).parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert opened({"STATUS_AUDIT_CACHE": str(tmp_path)}) is not None
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"STATUS_AUDIT_CACHE": ""}, ""),
        ({}, ""),
        ({"HOME": "relative"}, ""),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/status-audit"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "/h/.cache/status-audit"),
        ({"HOME": "/h"}, "/h/.cache/status-audit"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="folders of Linux")
def test_where_the_folder_is(environment: dict[str, str], expected: str) -> None:
    found = store_module._folder(environment)
    assert (found.as_posix() if found else "") == expected


def test_a_folder_that_cannot_be_made_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert opened({"STATUS_AUDIT_CACHE": str(tmp_path / "file" / "inside")}) is None


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where a folder is needed", encoding="utf-8")
    store = Store(tmp_path)
    store.put("runs", KEY, 1)
    store.close()
    assert store.get("runs", KEY) is None


def test_the_longest_unused_goes_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        store.put("runs", f"{number:064}", "x" * 1000)
        os.utime(store._path("runs", f"{number:064}"), (time.time() - 9000 + number, time.time() - 9000 + number))
    left_over = store.folder / "runs" / "00" / f"x.json.1.2{store_module.UNFINISHED}"
    left_over.write_bytes(b"")
    os.utime(left_over, (1, 1))
    monkeypatch.setattr(store_module, "MOST", 5500)
    store.close()
    assert [number for number in range(10) if store.get("runs", f"{number:064}")] == [5, 6, 7, 8, 9]
    assert not left_over.exists()


def test_many_writers_of_one_entry_leave_a_whole_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from status_audit.cache import Store\n"
        f"store = Store(Path({str(tmp_path)!r}))\n"
        f"for _ in range(200): store.put('runs', {KEY!r}, ['value'] * 5000); assert store.get('runs', {KEY!r})\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert [path.suffix for path in (tmp_path / "runs").rglob("*") if path.is_file()] == [".json"]


def test_another_engine_has_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine_digest()
    assert before == engine_digest()
    monkeypatch.setattr("status_audit.cache.engine.__version__", "0.0.0")
    assert engine_digest() != before


# Texts by their place


@settings(deadline=None)
@given(before=st.text(), text=st.text(), after=st.text())
def test_a_text_is_found_at_its_place(before: str, text: str, after: str) -> None:
    source = before + text + after
    assert text_at(span_of(text, source, len(before)), source) == text
    assert text_at(found_span(text, source, 0), source) == text


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.text(), st.integers(0, 9), st.sampled_from(' "\n$')), max_size=6), st.integers(1, 5))
def test_blanks_and_signs_over_a_text_are_kept(pieces: list[tuple[str, int, str]], times: int) -> None:
    source = "".join(piece + "'x'" * count for piece, count, _ in pieces) * times * 200
    blanked = "".join(piece + sign * 3 * count for piece, count, sign in pieces) * times * 200
    span = span_of(blanked, source, 0)
    assert text_at(json.loads(json.dumps(span)), source) == blanked
    assert not any(str(each).isalnum() for each in span[4::3])


@pytest.mark.parametrize("text", ["abd", "abcd", "ab1"])
def test_a_letter_that_is_not_in_the_source_is_never_kept(text: str) -> None:
    with pytest.raises(NotThereError):
        span_of(text, "abc", 0)
    with pytest.raises(NotThereError):
        found_span(text, "abc", 0)


# Readings


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, ...]:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    (folder / "queries.sql").write_text(QUERIES, encoding="utf-16")
    return (*discover([str(SAMPLES)], Project()).sources, *discover([str(folder)], Project()).sources)


def test_a_reading_that_was_kept_is_the_reading(sources: tuple[Source, ...], store: Store) -> None:
    readings = Readings(store, "engine")
    kinds = set()
    for source in sources:
        read = read_one(source)
        content = Path(source.file).read_bytes()
        key = readings.key(source, read.source.sha256)
        readings.put(key, read, lambda content=content: decode(content).text)
        found = readings.get(key, source, lambda content=content: decode(content).text)
        if found is not None:
            kinds.add(source.kind)
            assert found == read
            assert found.source.file == read.source.file
    assert {"sql", "html"} <= kinds
    assert kinds <= ALONE


def test_no_literal_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_source, "WORTH_KEEPING", 0)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "queries.sql").write_text(QUERIES, encoding="utf-8")
    found = discover([str(tmp_path / "a")], Project()).sources
    store = Store(tmp_path / "cache")
    (read,) = read_all(found, read_one, Means(store, "engine"))
    assert {type(each) for each in read.items} >= {Statement, Entry}
    kept = b"".join(path.read_bytes() for path in store.folder.rglob("*.json")).lower()
    assert kept
    for literal in (b"zyxtopia", b"qwghlm", b"brobdingnag", b"lilliput", b"laputa", b"shoe size"):
        assert literal not in kept


def test_readers_that_stand_alone_open_nothing_else(tmp_path: Path) -> None:
    """Each reader of `ALONE` is run under an audit hook of Python's own, which sees every file that is opened."""
    code = f"""
import os, sys
from status_audit.audit import read_one
from status_audit.cache.readings import ALONE
from status_audit.model.policy import Project
from status_audit.read.discover import discover
sources = [each for each in discover([{str(SAMPLES)!r}], Project()).sources if each.kind in ALONE]
for each in sources: read_one(each)  # imports are done
seen = []
sys.addaudithook(lambda event, what: seen.append(os.fspath(what[0])) if event in ("open", "os.scandir", "os.listdir")
                 and isinstance(what[0], (str, os.PathLike)) else None)
for each in sources:
    seen.clear()
    read_one(each)
    foreign = [path for path in seen if path.startswith({str(SAMPLES)!r}) and path != each.file]
    assert not foreign, (each.path, foreign)
print(len(sources))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5


@pytest.mark.parametrize("kind", sorted(ALONE))
def test_readers_that_stand_alone_do_not_know_how_to_look_beside(kind: str) -> None:
    code = (
        f"import sys; from status_audit.read import reader_named; reader_named({kind!r})\n"
        "beside = ('read.beside', 'read.dbt_properties', 'read.sqlite_file')\n"
        "print([name for name in sys.modules if name.endswith(beside)])"
    )
    reader_named(kind)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_passing_trouble_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_source, "WORTH_KEEPING", 0)
    (tmp_path / "a.sql").write_text(SCHEMA, encoding="utf-8")
    sources = discover([str(tmp_path / "a.sql")], Project()).sources
    store = Store(tmp_path / "cache")
    monkeypatch.setattr("status_audit.read.sql_file.cut_prepared", lambda *_: 1 // 0)
    (failed,) = read_all(sources, read_one, Means(store, "engine"))
    monkeypatch.undo()
    monkeypatch.setattr(every_source, "WORTH_KEEPING", 0)
    (read,) = read_all(sources, read_one, Means(store, "engine"))
    assert failed.partly
    assert not read.partly


def test_what_says_more_than_a_reading_is_not_kept(store: Store) -> None:
    class More(Reading):
        """It would come back as less."""

    Readings(store, "engine").put(KEY, More(Source("a.sql", "sql")), lambda: "")
    assert not store.folder.exists()
    Readings(store, "engine").put(KEY, Reading(Source("a.sql", "sql")), lambda: "")
    assert only_entry(store)


def test_an_outcome_comes_back_whole() -> None:
    text = check(str(SAMPLES), "-f", "json", "--isolated", "--as-of", "2026-07-01")[1]
    outcome = load(text)
    codec = Codec(Outcome)
    again = codec.load(json.loads(json.dumps(codec.dump(outcome))))
    assert again == outcome
    assert render(again, "json") == text


# Runs


def check(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as stop:
        main(["check", *arguments])
    return int(stop.value.code or 0), out.getvalue()


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files, with a cache that keeps all it can."""
    monkeypatch.setenv("STATUS_AUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(every_source, "WORTH_KEEPING", 0)
    monkeypatch.setattr(witness, "MARGIN", -(10**15))  # nothing here changes while it is read
    folder = tmp_path / "audited"
    folder.mkdir()
    (folder / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    (folder / "queries.sql").write_text(QUERIES, encoding="utf-8")
    return folder


def audits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with every source that is read anew."""
    read: list[str] = []
    monkeypatch.setattr(every_source, "_read_one", lambda one, kept, source: read.append(source.path) or one(source))
    return read


def test_an_unchanged_run_reads_nothing(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(str(cached), "-f", "json")
    assert "v_client" in first[1]
    monkeypatch.setattr("status_audit.audit.audited", lambda request: pytest.fail("audited again"))
    assert check(str(cached), "-f", "json") == first
    assert "v_client" in check(str(cached), "-f", "text")[1]


def test_what_is_asked_decides(cached: Path) -> None:
    assert check(str(cached))[0] == 1
    assert check(str(cached), "--fail-on", "never")[0] == 0
    assert '"as_of": "2026-07-01"' in check(str(cached), "-f", "json", "--as-of", "2026-07-01")[1]
    assert '"as_of": "2026-07-02"' in check(str(cached), "-f", "json", "--as-of", "2026-07-02")[1]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def same_size_and_time(folder: Path) -> None:
    path = folder / "schema.sql"
    before = path.stat()
    write(path, SCHEMA.replace("birth_country", "local_country"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def ignored(folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder / ".git" / "info" / "exclude", "schema.sql\n")


CHANGES = {
    "same size and time": same_size_and_time,
    "another file": lambda folder: write(folder / "more.sql", "CREATE TABLE t (country_of_birth text);"),
    "a file in a new folder": lambda folder: write(folder / "x/y/more.sql", "CREATE TABLE t (visa_status text);"),
    "a file that goes": lambda folder: (folder / "schema.sql").unlink(),
    "a file of no kind that becomes one": lambda folder: write(
        folder / "plain.html", "<form><input name='birth_place'></form>"
    ),
    "a file in an empty folder": lambda folder: write(folder / "empty/a.sql", "CREATE TABLE t (alien_number text);"),
    "a project file": lambda folder: write(folder / "status-audit.yaml", "exclude: ['*.sql']\n"),
    "a project file above": lambda folder: write(folder.parent / "status-audit.yaml", "exclude: ['**/*.sql']\n"),
    "a repository that ignores a file": ignored,
    "another name": lambda folder: (folder / "schema.sql").rename(folder / "tables.sql"),
    "a link": lambda folder: (folder / "link.sql").symlink_to(folder / "node_modules" / "other.sql"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_never_missed(cached: Path, name: str) -> None:
    (cached / "empty").mkdir()
    write(cached / "plain.html", "<p>nothing</p>")
    write(cached / "node_modules" / "other.sql", "CREATE TABLE u (birth_city text);")
    before = check(str(cached), "-f", "json")
    assert check(str(cached), "-f", "json") == before
    CHANGES[name](cached)
    fresh = check(str(cached), "-f", "json", "--no-cache")
    assert fresh != before
    assert check(str(cached), "-f", "json") == fresh
    assert check(str(cached), "-f", "json") == fresh


def test_a_project_file_that_changes_is_read(cached: Path) -> None:
    for policy in ("safe-city", "il-trust", "safe-city"):
        write(cached / "status-audit.yaml", f"policies: [{policy}]\n")
        assert f'"id": "{policy}"' in check(str(cached), "-f", "json")[1]


def test_what_another_file_says_is_read_again(cached: Path) -> None:
    """A schema that refers to another file is no whole by itself."""
    reference = {"type": "object", "properties": {"person": {"$ref": "parts/person.json"}}}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **reference}
    write(cached / "case.json", json.dumps(schema))
    for name in ("shoe_size", "birth_country", "visa_number"):
        write(
            cached / "parts" / "person.json", json.dumps({"type": "object", "properties": {name: {"type": "string"}}})
        )
        fresh = check(str(cached), "-f", "json", "--no-cache")
        assert check(str(cached), "-f", "json") == fresh
        assert check(str(cached), "-f", "json") == fresh


def test_a_cache_in_the_audited_folder_is_not_audited(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = json.loads(check(str(cached), "-f", "json", "--no-cache")[1])
    monkeypatch.setenv("STATUS_AUDIT_CACHE", str(cached / "mine"))
    for _ in range(3):
        found = json.loads(check(str(cached), "-f", "json")[1])
        assert (found["findings"], found["sources"]) == (fresh["findings"], fresh["sources"])


def test_an_option_nobody_vouches_for_keeps_nothing(cached: Path) -> None:
    from status_audit.cli.kept import UNDERSTOOD, outcome_for

    given = dict.fromkeys(UNDERSTOOD) | {"targets": (str(cached),), "isolated": True, "exclude": ()}
    outcome_for({**given, "at_revision": "main"})
    assert not list((cached.parent / "cache").glob("runs/*/*.json"))
    outcome_for({**given, "at_revision": None})
    assert list((cached.parent / "cache").glob("runs/*/*.json"))


def test_what_changes_while_it_is_read_is_not_kept(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "MARGIN", 10**12)
    check(str(cached))
    assert not list((cached.parent / "cache").glob("runs/*/*.json"))


def test_other_sources_come_from_the_cache_when_one_has_changed(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write(cached / f"plain_{number}.sql", f"CREATE TABLE plain_{number} (birth_country text);")
    check(str(cached))
    write(cached / "plain_3.sql", "CREATE TABLE plain_3 (visa_status text);")
    read = audits(monkeypatch)
    assert "visa_status" in check(str(cached), "-f", "json", "--jobs", "1")[1]
    assert set(read) == {"plain_3.sql"}


PIECES = st.sampled_from(
    [
        SCHEMA,
        QUERIES,
        "SELECT 1;\n",
        "CREATE VIEW w AS SELECT * FROM v_client;\nGRANT SELECT ON w TO dhs;\n",
        "CREATE TABLE copied AS SELECT origin FROM v_client;\n",
        "COPY (SELECT origin FROM v_client) TO '/out/origins.csv';\n",
        "ALTER TABLE client ADD COLUMN visa_status text;\n",
        '-- status-audit: ignore[place-of-birth-collected] reason="old"\nCREATE TABLE q (birth_place text);\n',
        "UPDATE client SET note = 'x;\n",
    ]
)
FILES = st.dictionaries(
    st.sampled_from(["a.sql", "b.sql", "sub/c.sql", "V1__d.sql"]), st.lists(PIECES, max_size=4), min_size=1
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, path=st.sampled_from(["a.sql", "sub/c.sql", "e.sql"]), piece=PIECES)
def test_every_way_gives_the_same_bytes(
    cached: Path, tmp_path_factory: pytest.TempPathFactory, files: dict[str, list[str]], path: str, piece: str
) -> None:
    folder = tmp_path_factory.mktemp("audited")
    for name, pieces in files.items():
        write(folder / name, "".join(pieces))
    for _ in range(2):
        fresh = check(str(folder), "-f", "json", "--no-cache", "--jobs", "1")
        assert check(str(folder), "-f", "json", "--jobs", "2") == fresh  # cold
        assert check(str(folder), "-f", "json", "--jobs", "1") == fresh  # warm
        later = ("--as-of", "2027-01-01")
        assert check(str(folder), "-f", "json", *later) == check(str(folder), "-f", "json", "--no-cache", *later)
        write(folder / path, piece)


def test_entries_of_a_run_that_are_broken_are_made_anew(cached: Path) -> None:
    first = check(str(cached), "-f", "json")
    for path in (cached.parent / "cache").rglob("*.json"):
        path.write_bytes(path.read_bytes()[:-10])
    assert check(str(cached), "-f", "json") == first
    assert check(str(cached), "-f", "json") == first
