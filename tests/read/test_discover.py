"""What the targets hold: sources, gaps, exclusions and what is missing."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from status_audit.model import Source
from status_audit.model.policy import Project, System
from status_audit.read.discover import Found, discover, is_database
from status_audit.read.ours import ours
from status_audit.shipped import shipped

DICTIONARY = "table,column,type\na,b,int\n"


def tree(top: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(content, encoding="utf-8")
    return top


def found_in(top: Path, project: Project | None = None, exclude: tuple[str, ...] = ()) -> Found:
    return discover([str(top)], project or Project(), exclude)


def paths(found: Found) -> list[str]:
    return [each.path for each in found.sources]


def test_files_are_read_recognised_or_other(tmp_path: Path) -> None:
    tree(tmp_path, {"dd.csv": DICTIONARY, "people.csv": "name,age\nx,1\n", "a.txt": "hello", "form.accdb": "x"})
    found = found_in(tmp_path)
    assert paths(found) == ["dd.csv"]
    assert [(each.kind, each.location.source) for each in found.gaps] == [("unsupported", "form.accdb")]
    assert found.gaps[0].remedy
    assert found.others == ((".csv", 1), (".txt", 1))
    assert found.other_files == ("a.txt", "people.csv")


def test_what_is_excluded_is_counted(tmp_path: Path) -> None:
    names = [".git/dd.csv", "node_modules/x/dd.csv", "env/dd.csv", "env/pyvenv.cfg", "old/dd.csv", "skip.csv", "dd.csv"]
    tree(tmp_path, dict.fromkeys(names, DICTIONARY))
    found = found_in(tmp_path, Project(exclude=("old/",)), ("skip.*",))
    assert paths(found) == ["dd.csv"]
    assert dict(found.excluded) == {
        "version control": 1,
        "installed dependencies": 1,
        "virtual environments": 1,
        "excluded by pattern": 2,
    }


def test_ignored_files_are_excluded_as_git_does(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            ".git/HEAD": "",
            ".gitignore": "*.csv\n!keep.csv\n/build/\n# a comment\n",
            "dd.csv": DICTIONARY,
            "keep.csv": DICTIONARY,
            "build/keep.csv": DICTIONARY,
            "sub/build/keep.csv": DICTIONARY,
            "sub/.gitignore": "!dd.csv\n",
            "sub/dd.csv": DICTIONARY,
        },
    )
    assert paths(found_in(tmp_path)) == ["keep.csv", "sub/build/keep.csv", "sub/dd.csv"]


def test_lists_above_a_target_count_and_each_repository_has_its_own(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "one/.git/HEAD": "",
            "one/.gitignore": "*.csv\n",
            "one/sub/dd.csv": DICTIONARY,
            "one/sub/inner/.git": "gitdir: nowhere",
            "one/sub/inner/dd.csv": DICTIONARY,
            "two/.gitignore": "*.csv\n",
            "two/dd.csv": DICTIONARY,
        },
    )
    assert paths(found_in(tmp_path)) == ["one/sub/inner/dd.csv", "two/dd.csv"]
    assert paths(found_in(tmp_path / "one" / "sub")) == ["sub/inner/dd.csv"]


def test_an_sqlite_file_may_be_named_by_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(tmp_path / "x y.bin")) as connection:
        connection.execute("CREATE TABLE t (a)")
    monkeypatch.chdir(tmp_path)
    for target in (
        "x y.bin",
        "sqlite:///x%20y.bin",
        f"sqlite://{tmp_path.as_posix()}/x y.bin",
        "sqlite:x y.bin?mode=ro",
    ):
        (source,) = discover([target], Project()).sources
        assert (source.path, source.kind) == ("x y.bin", "sqlite")
    assert discover(["sqlite:///none.db"], Project()).missing == ("sqlite:///none.db",)


def test_a_file_larger_than_a_reader_takes_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.discover.MOST", 10)
    tree(tmp_path, {"dd.csv": DICTIONARY, "a.sql": "SELECT 'more than ten bytes';"})
    found = found_in(tmp_path)
    assert paths(found) == ["a.sql"]
    assert [(each.kind, each.location.source) for each in found.gaps] == [("limit", "dd.csv")]


def test_dialects_come_from_the_project_then_the_command_line(tmp_path: Path) -> None:
    tree(tmp_path, {"a/x.sql": "SELECT 1;", "b/y.sql": "SELECT 1;"})
    project = Project(dialects=(("a/**", "oracle"), ("*.sql", "mysql")))
    assert [each.dialect for each in found_in(tmp_path, project).sources] == ["oracle", "mysql"]
    assert [each.dialect for each in discover([str(tmp_path)], Project(), (), "tsql").sources] == ["tsql", "tsql"]
    assert [each.dialect for each in found_in(tmp_path).sources] == ["", ""]


def test_the_project_may_say_what_to_include(tmp_path: Path) -> None:
    tree(tmp_path, {"a/dd.csv": DICTIONARY, "b/dd.csv": DICTIONARY})
    found = found_in(tmp_path, Project(include=("a",)))
    assert paths(found) == ["a/dd.csv"]
    assert dict(found.excluded) == {"not in the project's include": 1}


def test_without_a_repository_nothing_is_ignored(tmp_path: Path) -> None:
    tree(tmp_path, {".gitignore": "*.csv\n", "dd.csv": DICTIONARY})
    assert paths(found_in(tmp_path)) == ["dd.csv"]


def test_what_is_named_is_missing_when_it_is_not_there(tmp_path: Path) -> None:
    found = discover([str(tmp_path / "nothing"), ""], Project())
    assert found.missing == (str(tmp_path / "nothing"), "")
    assert found.sources == ()


def test_a_named_file_of_no_known_kind_is_a_gap(tmp_path: Path) -> None:
    tree(tmp_path, {"notes.txt": "hello"})
    found = discover([str(tmp_path / "notes.txt")], Project())
    assert [each.kind for each in found.gaps] == ["unsupported"]


def test_the_root_is_never_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"repo/.git/HEAD": "", "repo/a/b/dd.csv": DICTIONARY, "plain/a/dd.csv": DICTIONARY})
    monkeypatch.chdir(tmp_path / "repo" / "a")
    assert paths(discover(["b"], Project())) == ["a/b/dd.csv"]
    assert paths(discover(["../../plain/a/dd.csv"], Project())) == ["dd.csv"]
    assert paths(discover(["b"], Project(root=str(tmp_path)))) == ["repo/a/b/dd.csv"]
    assert paths(discover([str(tmp_path / "plain/a"), "b"], Project())) == ["plain/a/dd.csv", "repo/a/b/dd.csv"]


def test_the_order_of_targets_changes_nothing(tmp_path: Path) -> None:
    tree(tmp_path, {"x/dd.csv": DICTIONARY, "y/dd.csv": DICTIONARY, "x/z/dd.csv": DICTIONARY})
    targets = [str(tmp_path / each) for each in ("y", "x/z", "x", "x/dd.csv")]
    assert discover(targets, Project()) == discover(targets[::-1], Project())
    assert len(discover(targets, Project()).sources) == 3


def test_each_dictionary_is_a_system_of_its_own(tmp_path: Path) -> None:
    tree(tmp_path, {"a/one.csv": DICTIONARY, "a/two.csv": DICTIONARY, "b/three.csv": DICTIONARY})
    project = Project(systems=(System("licences", paths=("b/**",)),))
    assert [each.system for each in found_in(tmp_path, project).sources] == ["a/one.csv", "a/two.csv", "licences"]


OWN = {
    "inventory.csv": "system,container,name,kind,datatype,label,declared,dropped\ns,t,c,column,,,true,\n",
    "status-audit.yaml": "policies: []\n",
    "r.json": '{\n "schema_version": "1.0.0",\n "tool": {"name": "status-audit", "version": "1"}}',
    "r.html": '<html><head><meta name="generator" content="status-audit 1.0"></head></html>',
    "waivers.yaml": "# ours\nversion: 1\nwaivers:\n  - rule: x\n",
    "baseline.json": '{\n  "version": 1,\n  "known": []\n}\n',
    "policy.yaml": "policy: 1\nid: ours\nrules: []\n",
    "exemption.yaml": "id: x\ncitation: y\nbasis: court\ncovers: {}\n",
    "category.yaml": "category: place-of-birth\ntitle: x\n",
    "connector.yaml": "id: x\nurl_schemes: [x]\nqueries: {}\n",
}


def test_our_own_files_are_not_audited(tmp_path: Path) -> None:
    tree(tmp_path, {**OWN, "dd.csv": DICTIONARY})
    found = found_in(tmp_path)
    assert paths(found) == ["dd.csv"]
    assert dict(found.excluded) == {"results, policies and waivers": len(OWN)}


def test_what_we_ship_is_recognised_as_ours() -> None:
    for kind in ("policies", "connectors"):
        for file in shipped(kind).rglob("*.yaml"):
            if file.parent.name != "sources":
                assert ours(file.name, file.read_bytes()[:8192]), file


def test_a_page_that_only_speaks_of_us_is_audited(tmp_path: Path) -> None:
    tree(tmp_path, {"form.html": '<form id="status-audit"><input name="status-audit"></form>'})
    assert paths(found_in(tmp_path)) == ["form.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_safe(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", {"dd.csv": DICTIONARY})
    top = tree(tmp_path / "top", {"a/dd.csv": DICTIONARY})
    (top / "a" / "loop").symlink_to(top, target_is_directory=True)
    (top / "out").symlink_to(outside, target_is_directory=True)
    (top / "again.csv").symlink_to(top / "a" / "dd.csv")
    (top / "dangling.csv").symlink_to(top / "no such file")
    found = found_in(top)
    assert paths(found) == ["a/dd.csv"]
    assert {each.location.source for each in found.gaps} == {"out", "dangling.csv"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
def test_a_pipe_is_a_gap_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sql")
    assert [each.location.source for each in found_in(tmp_path).gaps] == ["pipe.sql"]
    assert discover([str(tmp_path / "pipe.sql")], Project()).gaps


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser reads everything")
def test_what_cannot_be_opened_is_a_gap(tmp_path: Path) -> None:
    tree(tmp_path, {"dd.csv": DICTIONARY, "sub/dd.csv": DICTIONARY})
    (tmp_path / "dd.csv").chmod(0)
    (tmp_path / "sub").chmod(0)
    try:
        assert [each.kind for each in found_in(tmp_path).gaps] == ["not-visible", "not-visible"]
    finally:
        (tmp_path / "sub").chmod(0o700)


@pytest.mark.parametrize(
    ("target", "known"),
    [
        ("postgresql://db/x", True),
        ("mysql+pymysql://db", True),
        ("C:\\data\\schema.sql", False),
        ("c:/data", False),
        ("sqlite:///x.db", False),
        ("data/schema.sql", False),
    ],
)
def test_a_database_is_named_by_a_url(target: str, known: bool) -> None:
    assert is_database(target) is known


def test_databases_are_left_to_others() -> None:
    assert discover(["postgresql://db/x"], Project()).databases == ("postgresql://db/x",)


def test_paths_are_composed_characters_and_forward_slashes(tmp_path: Path) -> None:
    tree(tmp_path, {"e\u0301te\u0301/dd.csv": DICTIONARY})
    assert paths(found_in(tmp_path)) == ["\u00e9t\u00e9/dd.csv"]


def test_a_source_says_how_it_is_opened(tmp_path: Path) -> None:
    tree(tmp_path, {"dd.csv": DICTIONARY})
    (source,) = found_in(tmp_path).sources
    assert isinstance(source, Source)
    assert Path(source.file).read_text(encoding="utf-8") == DICTIONARY
