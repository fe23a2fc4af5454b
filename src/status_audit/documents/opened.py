"""Opens a file within its limits, decodes it, and gives it to the parser of its kind."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from pathlib import Path

from status_audit.documents.document import Document, Limits, fault
from status_audit.errors import AuditError

Opener = Callable[[Path, int], bytes]
"""(path, most bytes) -> content; raises OSError. Another opener reads the same file from a revision."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DEFAULT = Limits()


def open_file(path: Path, most: int) -> bytes:
    """At most `most` bytes of a file on disk."""
    with path.open("rb") as stream:
        return stream.read(most)


def load(path: Path, shown: str = "", opener: Opener = open_file, limits: Limits = DEFAULT) -> Document:
    """The document in a file; `shown` is how errors name it. Raises AuditError, and nothing else, for bad input."""
    name = shown or path.as_posix()
    try:
        content = opener(path, limits.size + 1)
    except FileNotFoundError:
        raise AuditError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise AuditError(f"{name}: is a folder, not a file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise AuditError(f"{name}: cannot be read: {reason}") from None
    return parse(content, name, limits)


def parse(content: bytes, shown: str, limits: Limits = DEFAULT) -> Document:
    """The document in these bytes: JSON or TOML where `shown` ends so, else YAML. Raises AuditError."""
    if len(content) > limits.size:
        raise fault(shown, 1, f"is larger than {limits.size:,} bytes")
    text = decoded(content, shown)
    if shown.lower().endswith(".json"):
        from status_audit.documents.from_json import read_json

        data, mark = read_json(text, shown, limits)
    elif shown.lower().endswith(".toml"):
        from status_audit.documents.from_toml import read_toml

        data, mark = read_toml(text, shown, limits)
    else:
        from status_audit.documents.from_yaml import read_yaml

        data, mark = read_yaml(text, shown, limits)
    return Document(data, shown, hashlib.sha256(content).hexdigest(), mark)


def decoded(content: bytes, shown: str) -> str:
    """By byte order mark, then UTF-16 by its zero bytes, then UTF-8, then Windows-1252."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _strictly(content[len(bom) :], (encoding,), shown)
    if content[1:2] == b"\0":
        return _strictly(content, ("utf-16-le",), shown)
    if content[:1] == b"\0":
        return _strictly(content, ("utf-16-be",), shown)
    return _strictly(content, ("utf-8", "cp1252"), shown)


def _strictly(content: bytes, encodings: tuple[str, ...], shown: str) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise fault(shown, line, f"is not {encodings[0].upper()} text", "Save the file as UTF-8")
