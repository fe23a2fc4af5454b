"""What a person installs holds everything the tool needs: code, vocabulary, law, catalogue SQL, schemas."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from status_audit.shipped import shipped

ROOT = Path(__file__).resolve().parents[1]


def packaged() -> set[str]:
    kinds = ("policies", "connectors")
    return {path.relative_to(ROOT).as_posix() for kind in kinds for path in (ROOT / kind).rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_wheel_holds_code_and_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"status_audit/{name}" for name in packaged()} <= names
    modules = {
        f"status_audit/{path.relative_to(ROOT / 'src/status_audit').as_posix()}"
        for path in (ROOT / "src/status_audit").rglob("*.py")
    }
    assert modules <= names
    assert {"status_audit/report/outcome.schema.json", "status_audit/report/html/style.css"} <= names
    assert not [name for name in names if name.startswith(("tests/", "sample_schemas/"))]


def test_the_sdist_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert packaged() <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile"} <= names


def test_an_editable_install_reads_the_source_tree_and_not_a_copy() -> None:
    assert shipped("policies") == ROOT / "policies"
    assert shipped("connectors") == ROOT / "connectors"


def test_an_installed_wheel_finds_its_data(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "from status_audit.shipped import shipped; print((shipped('policies') / 'safe-city.yaml').is_file())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "SYSTEMROOT": "C:\\Windows"},
    )  # fmt: skip
    assert done.stdout.strip() == "True"
