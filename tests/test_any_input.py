"""Any bytes in: findings or gaps out, whole runs over, never an exception; and the order of inputs changes nothing."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.cli import main
from status_audit.read import TABLE

EXTENSIONS = sorted({extension for row in TABLE for extension in row.extensions})
PIECES = (
    b"CREATE TABLE client (id int, birth_country text);\n",
    b"SELECT birth_country FROM client;\n",
    b"INSERT INTO out_box SELECT * FROM client;\n",
    b"COPY client TO '/x.csv';\n",
    b'<form><label for="a">Place of birth</label><input id="a" name="a"></form>',
    b"table,column,type\nclient,visa_type,text\n",
    b'{"$schema": "x", "type": "object", "properties": {"alien_number": {}}}',
    b"\xff\xfe",
    b"\x00",
    b"\xef\xbb\xbf",
    b"'",
    b'"',
    b"/*",
    b"$$",
    b"{{",
    b"<!--",
    b"(",
    b"\r\n",
    "país de nacimiento".encode(),
    "出生地".encode("utf-16"),
)
FILES = st.lists(
    st.tuples(
        st.sampled_from(EXTENSIONS),
        st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=24)), max_size=8).map(b"".join),
    ),
    min_size=1,
    max_size=4,
)


def checked(*targets: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as stop:
        main(["check", *map(str, targets), "--isolated", "-f", "json", "--as-of", "2026-07-01"])
    return int(stop.value.code or 0), out.getvalue(), err.getvalue()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_any_bytes_are_findings_or_gaps(files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"f{number}{extension}") for number, (extension, _) in enumerate(files)]
        for path, (_, content) in zip(paths, files, strict=True):
            path.write_bytes(content)
        code, out, err = checked(Path(name))
        assert code in (0, 1, 3), err
        result = json.loads(out)
        assert "reader-failed" not in {each["kind"] for each in result["gaps"]}, result["gaps"]
        assert checked(*reversed(paths)) == checked(*paths)
