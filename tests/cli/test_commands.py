"""Each command as a person runs it: what it prints, where, and the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from status_audit.cli import main

SCHEMA = """CREATE TABLE client (
  client_id integer PRIMARY KEY,
  family_name varchar(80),
  birth_country varchar(60)
);
CREATE VIEW v_client AS SELECT client_id, birth_country AS origin FROM client;
COPY (SELECT origin FROM v_client) TO '/out/origins.csv';
"""
PLAIN = "CREATE TABLE street (street_id integer PRIMARY KEY, name varchar(80));\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as stop:
            main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return Ran(int(stop.value.code or 0), out, err)

    return call


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    (tmp_path / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    return tmp_path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    (tmp_path / "schema.sql").write_text(PLAIN, encoding="utf-8")
    return tmp_path


def test_findings_are_exit_1(run: Callable[..., Ran], schema: Path) -> None:
    ran = run("check", schema)
    assert ran.code == 1
    assert "error[place-of-birth-collected]: column holds country of birth" in ran.out
    assert "schema.sql:4:3" in ran.out
    assert ran.err == ""


def test_nothing_found_is_exit_0_and_says_what_was_not_examined(run: Callable[..., Ran], plain: Path) -> None:
    ran = run("check", plain)
    assert ran.code == 0
    assert "None found in what was read" in ran.out
    assert "were not examined" in ran.out
    assert "confirm with counsel" in ran.out.casefold()


@pytest.mark.parametrize(("threshold", "code"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(run: Callable[..., Ran], schema: Path, threshold: str, code: int) -> None:
    assert run("check", schema, "--fail-on", threshold).code == code


def test_json_on_stdout_is_the_outcome(run: Callable[..., Ran], schema: Path) -> None:
    ran = run("check", schema, "-f", "json", "--as-of", "2026-07-01")
    result = json.loads(ran.out)
    assert result["as_of"] == "2026-07-01"
    assert result["exit"] == ran.code == 1
    found = {(each["rule"], each["subject"]["name"]) for each in result["findings"]}
    assert ("place-of-birth-collected", "birth_country") in found
    assert any(each["rule"] == "place-of-birth-exported" for each in result["findings"])


def test_equal_input_gives_equal_bytes(run: Callable[..., Ran], schema: Path) -> None:
    (schema / "other.sql").write_text(PLAIN, encoding="utf-8")
    first = run("check", schema, "-f", "json").out
    assert run("check", schema / "schema.sql", schema / "other.sql", "-f", "json").out == first
    assert run("check", schema / "other.sql", schema / "schema.sql", "-f", "json").out == first


def test_several_outputs_in_one_run(run: Callable[..., Ran], schema: Path, tmp_path: Path) -> None:
    saved, lines = tmp_path / "r.json", tmp_path / "r.txt"
    ran = run("check", schema / "schema.sql", "-o", f"json={saved}", "-o", f"concise={lines}", "-f", "table")
    assert "Severity" in ran.out
    assert lines.read_text(encoding="utf-8").count("\n") >= 1
    assert run("report", saved, "-f", "concise").out == lines.read_text(encoding="utf-8")


def test_a_saved_result_is_not_audited(run: Callable[..., Ran], schema: Path) -> None:
    run("check", schema, "-o", f"json={schema / 'result.json'}")
    result = json.loads(run("check", schema, "-f", "json").out)
    assert [each["path"] for each in result["sources"]] == ["schema.sql"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "nowhere/at/all"), "cannot be opened"),
        (("check", "postgresql://u:secret@host/db"), "database server"),
        (("check", ".", "-p", "safe-citty"), "safe-city"),
        (("check", ".", "--as-of", "soon"), "not a date"),
        (("check", ".", "--dialect", "cobol"), "choose from"),
        (("check", ".", "--only", "tables"), "schema, forms, queries"),
        (("check", ".", "-o", "json"), "FORMAT=PATH"),
        (("check", ".", "-f", "word"), "word"),
        (("check", ".", "--isolated", "--config", "x.yaml"), "exclude each other"),
        (("check", ".", "--config", "not-there.yaml"), "not-there.yaml"),
        (("report", "not-there.json"), "cannot read"),
        (("explain", "nothing-of-that-name", "."), "nothing is called"),
        (("chek",), "did you mean 'check'"),
        (("policy", "show", "nowhere.yaml"), "nowhere.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_a_person_got_wrong_is_one_line_and_exit_2(
    run: Callable[..., Ran], plain: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(plain)
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert "secret" not in ran.err


def test_nothing_to_read_is_exit_3(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n")
    ran = run("check", tmp_path)
    assert ran.code == 3
    assert "nothing was found that holds a schema" in ran.out


def test_one_missing_target_of_two_is_exit_3_and_a_gap(run: Callable[..., Ran], plain: Path) -> None:
    ran = run("check", plain, plain / "gone", "-f", "json")
    assert ran.code == 3
    assert [each["kind"] for each in json.loads(ran.out)["gaps"]] == ["not-given"]


def test_strict_makes_new_gaps_exit_3(run: Callable[..., Ran], plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (plain / "old.mdb").write_bytes(b"\x00\x01\x00\x00Standard Jet DB\x00")
    assert run("check", plain).code == 0
    assert run("check", plain, "--strict").code == 3
    monkeypatch.setenv("CI", "true")
    assert run("check", plain).code == 3
    assert run("check", plain, "--no-strict").code == 0


def test_a_fault_of_a_reader_is_a_gap_and_exit_3(
    run: Callable[..., Ran], plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from status_audit.read import sql_file

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret value")

    monkeypatch.setattr(sql_file, "read_text", broken)
    ran = run("check", plain, "-f", "json")
    (gap,) = json.loads(ran.out)["gaps"]
    assert ran.code == 3
    assert gap["kind"] == "reader-failed"
    assert "ZeroDivisionError" in gap["reason"]
    assert "secret" not in ran.out


def test_a_bug_is_exit_70(run: Callable[..., Ran], plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from status_audit import audit

    def broken(request: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(audit, "outcome_of", broken)
    ran = run("check", plain)
    assert ran.code == 70
    assert "this is a bug" in ran.err


def test_baseline_sets_apart_what_was_there(run: Callable[..., Ran], schema: Path) -> None:
    known = schema / "baseline.json"
    assert run("baseline", "create", known, schema).code == 0
    ran = run("check", schema, "--baseline", known, "-f", "json")
    assert ran.code == 0
    assert {each["state"] for each in json.loads(ran.out)["findings"]} == {"baseline"}
    assert run("check", schema, "--baseline", known, "--no-suppressions").code == 1
    assert run("baseline", "create", known, schema).code == 2


def test_waiver_round(run: Callable[..., Ran], schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(schema)
    signed = ("--owner", "Clerk", "--reason", "records law", "--citation", "Code 5", "--approved-by", "Counsel")
    when = ("--as-of", "2026-07-01", "--expires", "2027-01-01")
    for rule, field in (
        ("place-of-birth-collected", "client.birth_country"),
        ("place-of-birth-exported", "export./out/origins.csv"),
    ):
        assert run("waiver", "add", rule, field, *signed, *when).code == 0
    (schema / "status-audit.yaml").write_text("waivers: status-audit-waivers.yaml\n", encoding="utf-8")
    assert run("check", ".", "--as-of", "2026-08-01").code == 0
    late = run("check", ".", "--as-of", "2027-02-01")
    assert late.code == 1
    assert "waiver-expired" in late.out
    assert "184 days" in run("waiver", "list", "--as-of", "2026-07-01").out
    assert run("waiver", "check", "--as-of", "2027-02-01").code == 1


@pytest.mark.parametrize(
    ("project", "given", "written"),
    [
        ("systems: []\n", (), ""),
        ("systems: [{name: jail, paths: ['**']}]\n", (), '    system: "jail"\n'),
        ("systems: [{name: jail, paths: [jail/]}]\n", (), ""),
        ("systems: [{name: jail, paths: ['**']}]\n", ("--system", "clinic"), '    system: "clinic"\n'),
    ],
)
def test_a_waiver_names_the_system_that_is_given_or_known(
    run: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    project: str,
    given: tuple[str, ...],
    written: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "status-audit.yaml").write_text(project, encoding="utf-8")
    signed = ("--owner", "Clerk", "--reason", "records law", "--citation", "Code 5", "--approved-by", "Counsel")
    when = ("--as-of", "2026-07-01", "--expires", "2027-01-01", "--file", "w.yaml")
    assert run("waiver", "add", "place-of-birth-collected", "client.birth", *signed, *when, *given).code == 0
    text = (tmp_path / "w.yaml").read_text(encoding="utf-8")
    assert written in text
    assert ("    system:" in text) is bool(written)


def test_inventory_lists_every_field(run: Callable[..., Ran], schema: Path) -> None:
    rows = run("inventory", schema, "-f", "csv").out.splitlines()
    assert rows[0].startswith("system,container,name,kind,datatype,label,declared,dropped,path,line,category")
    assert len([row for row in rows if ",client," in row]) == 3
    result = json.loads(run("inventory", schema, "-f", "json").out)
    assert set(result) == {"containers", "fields", "statements", "gaps"}
    assert "schema.sql" in run("inventory", schema, "--files").out


def test_flow_shows_hops_with_lines(run: Callable[..., Ran], schema: Path) -> None:
    result = json.loads(run("flow", schema, "-f", "json").out)
    reached = {each["destination"]: each for each in result["flows"]}
    assert {"v_client.origin", "export.origin"} <= set(reached)
    hops = reached["export.origin"]["hops"]
    assert [each["line"] for each in hops] == [4, 6, 7]
    assert run("flow", schema, "--from", "client.family_name", "-f", "json").code == 0


def test_explain_tells_both_ways(run: Callable[..., Ran], schema: Path) -> None:
    found = run("explain", "client.birth_country", schema).out
    assert "place-of-birth: found" in found
    assert "for      name" in found
    not_found = run("explain", "client.family_name", schema).out
    assert "not found" in not_found
    fingerprint = json.loads(run("check", schema, "-f", "json").out)["findings"][0]["fingerprint"]
    assert "place-of-birth-collected" in run("explain", fingerprint, schema).out


def test_the_project_file_beside_the_target_is_found(
    run: Callable[..., Ran], schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (schema / "status-audit.yaml").write_text("fail-on: never\n", encoding="utf-8")
    assert run("check", schema).code == 0
    assert run("check", schema, "--isolated").code == 1
    (schema / "status-audit.yaml").write_text("fail-onn: never\n", encoding="utf-8")
    ran = run("check", schema)
    assert ran.code == 2
    assert "fail-on" in ran.err
    assert "status-audit.yaml:1" in ran.err


def test_init_writes_a_project_file_that_works(run: Callable[..., Ran], schema: Path) -> None:
    (schema / "permits").mkdir()
    (schema / "permits" / "schema.sql").write_text(PLAIN, encoding="utf-8")
    assert run("init", schema).code == 0
    systems = json.loads(run("check", schema, "-f", "json").out)["project"]["systems"]
    assert {each["name"] for each in systems if each["examined"]} == {"permits", schema.name}
    assert run("init", schema).code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Callable[..., Ran], shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert "_STATUS_AUDIT_COMPLETE" in ran.out


def test_what_the_project_file_says_of_its_words_is_in_every_report(run: Callable[..., Ran], schema: Path) -> None:
    hint = "hints:\n  - {term: client.birth_country, meaning: none, reason: of the cattle, by: The clerk}\n"
    (schema / "status-audit.yaml").write_text(hint, encoding="utf-8")
    ran = run("check", schema)
    assert "`client.birth_country` as none (The clerk: of the cattle)" in " ".join(ran.out.split())
    (schema / "status-audit.yaml").write_text(hint.replace("none", "non"), encoding="utf-8")
    ran = run("check", schema)
    assert ran.code == 2
    assert "no such meaning: non" in ran.err


def test_a_comment_that_sets_nothing_apart_is_named(run: Callable[..., Ran], plain: Path) -> None:
    comment = "-- status-audit: ignore[place-of-birth-collected]\n"
    (plain / "schema.sql").write_text(comment + PLAIN, encoding="utf-8")
    assert "ignore comment schema.sql:1, which gives no reason" in run("check", plain).out


def test_a_database_of_the_project_file_that_is_not_read_is_a_gap(run: Callable[..., Ran], plain: Path) -> None:
    (plain / "status-audit.yaml").write_text(
        "databases:\n  permits: {url: 'postgresql://db/permits'}\n", encoding="utf-8"
    )
    (gap,) = json.loads(run("check", plain, "-f", "json").out)["gaps"]
    assert (gap["kind"], gap["path"]) == ("not-given", "permits")


def test_a_policy_that_does_not_ban_holding_says_what_it_recognised(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text("create table booking (id int, immigration_status text, place_of_birth text);", encoding="utf-8")
    ran = run("check", path, "-p", "ca-values-act")
    assert ran.code == 0
    said = "2 fields recognised (immigration-status 1, place-of-birth 1); none meets a rule of ca-values-act; 0 gaps"
    assert said in " ".join(ran.out.split())
    assert "None found" not in ran.out
