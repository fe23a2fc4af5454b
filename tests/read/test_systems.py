"""Every source has exactly one system, and a place in its sequence where it is a step."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model.policy import Project, System
from status_audit.read import reader_for
from status_audit.read.discover import discover
from status_audit.read.sequence import backwards, order, sequence_of
from status_audit.read.tracked import tracked
from status_audit.read.unread import BY_CONTENT, BY_EXTENSION, gap_for, recognised
from status_audit.read.wildcards import Ignored, anchored, wildcard, within

CASES = Path(__file__).resolve().parents[1] / "cases" / "read"


def loaded(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(each, id=each["title"]) for each in loaded("systems.yaml")])
def test_systems(case: dict[str, Any], tmp_path: Path) -> None:
    for name in case["files"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("SELECT 1;" if name.endswith(".sql") else "{}", encoding="utf-8")
    systems = tuple(System(name, tuple(paths)) for name, paths in case.get("project", {}).items())
    found = discover([str(tmp_path)], Project(systems=systems))
    wanted = {path: system for path, system in case["files"].items() if system}
    assert {each.path: each.system for each in found.sources} == wanted


@pytest.mark.parametrize(("spelled", "sequence"), loaded("sequence.yaml").items())
def test_steps_of_a_sequence(spelled: str, sequence: list[str]) -> None:
    path = spelled.removeprefix("!")
    assert list(sequence_of(path))[: len(sequence) or 1] == sequence
    assert backwards(path) is spelled.startswith("!")


def test_steps_stand_in_their_natural_order() -> None:
    names = ["V1__a.sql", "V1_1__b.sql", "V2__c.sql", "V10__d.sql", "R__e.sql"]
    assert sorted(sorted(names), key=lambda name: order(sequence_of(name))) == names


def test_a_plan_orders_scripts_whose_names_do_not(tmp_path: Path) -> None:
    plan = (
        "%syntax-version=1.0.0\n%project=camp\n\nzebra 2024-01-01T00:00:00Z A <a@example.org> # first\n@v1 2024-01-02\n"
    )
    files = {"sqitch.plan": plan + "apple [zebra] 2024-01-03T00:00:00Z A <a@example.org> # second\n"}
    files |= dict.fromkeys(
        ("deploy/zebra.sql", "deploy/apple.sql", "revert/apple.sql", "deploy/other.sql"), "SELECT 1;"
    )
    for name, content in files.items():
        (tmp_path / "db" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "db" / name).write_text(content, encoding="utf-8")
    found = {each.path: (each.sequence, each.replayed) for each in discover([str(tmp_path)], Project()).sources}
    assert found == {
        "db/deploy/zebra.sql": (("db/deploy", "1"), True),
        "db/deploy/apple.sql": (("db/deploy", "2"), True),
        "db/deploy/other.sql": ((), True),
        "db/revert/apple.sql": ((), False),
    }


@given(st.text(max_size=40))
def test_any_path_is_a_step_or_not(path: str) -> None:
    assert isinstance(order(sequence_of(path)), tuple)
    assert backwards(path) in (True, False)


def names(pattern: str, path: str) -> bool:
    return bool(Ignored([pattern]).says(path.rstrip("/") if path != "/" else path, path.endswith("/")))


@pytest.mark.parametrize(("pattern", "named", "others"), loaded("wildcards.yaml"))
def test_wildcards(pattern: str, named: list[str], others: list[str]) -> None:
    assert [each for each in named if not names(pattern, each)] == []
    assert [each for each in others if names(pattern, each)] == []


def test_the_last_line_that_names_a_file_decides() -> None:
    ignored = Ignored(["*.sql", "!keep.sql", "# nothing", "sub/keep.sql"])
    assert [ignored.says(each, folder=False) for each in ("a.sql", "keep.sql", "sub/keep.sql", "b.csv")] == [
        *(True, False, True),
        None,
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "covers"),
    [
        ("intake", "intake/a/b.sql", True),
        ("intake", "other/intake/b.sql", False),
        ("./intake/", "intake/b.sql", True),
        ("intake\\forms", "intake/forms/b.html", True),
        ("**/forms", "x/forms/b.html", True),
        (".", "anything/at/all", True),
        ("*.sql", "x/a.sql", True),
    ],
)
def test_paths_as_a_project_file_spells_them(pattern: str, path: str, covers: bool) -> None:
    assert within(path, Ignored([anchored(pattern)])) is covers


@given(st.text(alphabet="a/*?[]!\\b. -#", max_size=12), st.text(alphabet="ab/.", max_size=12))
def test_no_pattern_breaks_it(pattern: str, path: str) -> None:
    found = wildcard(pattern)
    assert found is None or found.expression.match(path) is None or isinstance(found.negated, bool)


@pytest.mark.skipif(which("git") is None, reason="there is no git to compare with")
@pytest.mark.parametrize("version", ["2", "4"])
def test_a_file_in_the_index_is_read_although_a_pattern_ignores_it(version: str, tmp_path: Path) -> None:
    for name in ("gen/kept.sql", "gen/other.sql", "é/kept.sql", "a.sql", "gen/deep/kept.sql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("SELECT 1;", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("gen/\né/\n", encoding="utf-8")

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "-f", "gen/kept.sql", "gen/deep/kept.sql", "é/kept.sql", "a.sql")
    git("update-index", "--index-version", version)
    assert tracked(str(tmp_path)) == {"gen/kept.sql", "gen/deep/kept.sql", "é/kept.sql", "a.sql"}
    found = discover([str(tmp_path)], Project())
    assert [each.path for each in found.sources] == ["a.sql", "gen/deep/kept.sql", "gen/kept.sql", "é/kept.sql"]


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_index_is_no_index(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    (tmp_path / ".git" / "index").write_bytes(b"DIRC\x00\x00\x00\x04\x00\x00\x00\x03" + content)
    assert isinstance(tracked(str(tmp_path)), frozenset)


SEEN = {
    "dao.java": b'String q = "SELECT name FROM person WHERE id = ?";',
    "backup.dump": b"PGDMP\x01",
    "Data/CityContext.cs": b"public class CityContext : IdentityDbContext { public DbSet<Pet> Pets { get; set; } }",
    "Models/Pet.cs": b"namespace City.Models\n{\n  public class Pet\n  { public string HomeCountry { get; set; } } }",
    "Pet.cs": b"namespace City;\npublic class Pet { [Key] public int Id { get; set; } }",
    "pet.fbs": b"table Pet { town:string; }",
    "reports.pbix": b"PK",
}
PASSED = {
    "main.py": b"print('hello')\n",
    "view.tsx": b"<Button>Go</Button>",
    "service.java": b"class A { int select; }",
    "Program.cs": b"namespace City.Web;\npublic class Program { public static void Main() {} }",
    "pom.xml": b"<project></project>",
    "data.json": b'{"a": 1}',
    "config.yaml": b"a: 1\n",
    "~$form.docx": b"x",
    "README": b"select one from the list",
}


@pytest.mark.parametrize(("path", "head"), SEEN.items())
def test_known_by_content(path: str, head: bytes) -> None:
    known = recognised(f"sub/{path}", head)
    assert known is not None
    gap = gap_for(path, known)
    assert gap.kind in ("unsupported", "missing-extra")
    assert gap.reason
    assert gap.remedy


def test_scripts_of_cassandra_are_read_as_sql() -> None:
    reader = reader_for("people.cql", b"CREATE TABLE city.pet (id uuid PRIMARY KEY, homes map<text, text>);")
    assert reader is not None
    assert reader.KIND == "sql"


@pytest.mark.parametrize(("path", "head"), PASSED.items())
def test_of_no_interest(path: str, head: bytes) -> None:
    assert recognised(f"sub/{path}", head) is None


@pytest.mark.parametrize("known", [*BY_EXTENSION, *BY_CONTENT], ids=lambda each: each.what)
def test_every_kind_says_what_would_help(known: Any) -> None:
    assert known.what[0].islower() or known.what.startswith("SQL")
    assert known.remedy.endswith((".", "`."))
    assert all(not each or (each.startswith(".") and each == each.lower()) for each in known.extensions)
