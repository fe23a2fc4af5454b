"""Paths into documents, as SQL dialects spell them: `$.a.b`, `{a,b}`, `/a/b[1]`, `a:b`; array steps are dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.trace.values import MAX_PATH, Path

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_STEP = pattern_of(r"""\[\s*(?:'([^']*)'|"([^"]*)")\s*\]|"([^"]*)"|([^.\[\]"'$:\s]+)|\[[^\]]*\]""")
_XSTEP = pattern_of(r"@?([A-Za-z_][\w\-]*)(?=\s*(?:[/\[)]|$))")


def split_path(text: str) -> Path:
    """Steps of a JSON path, folded. `lax`/`strict` modes and array steps are left out."""
    text = re.sub(r"^\s*(?:lax|strict)\b", "", text).strip()
    if text.startswith("{") and text.endswith("}"):
        steps = [part.strip().strip('"') for part in text[1:-1].split(",")]
        return _fold(step for step in steps if not step.isdigit())
    if "/" in text and "$" not in text:
        return split_xpath(text)
    return _fold(next(filter(None, match.groups()), "") for match in _STEP.finditer(text))


def split_xpath(text: str) -> Path:
    """Element and attribute names of an XPath, without namespaces and predicates."""
    text = re.sub(r"\[[^\]]*\]", "", text)
    text = re.sub(r"[\w\-]+:(?!:)", "", text)
    steps = (match.group(1) for match in _XSTEP.finditer(text))
    return _fold(step for step in steps if step not in ("text", "node", "data", "string"))


def _fold(steps: object) -> Path:
    assert hasattr(steps, "__iter__")
    return tuple(str(step).casefold() for step in steps if step)[:MAX_PATH]


def path_of(node: Expr) -> Path | None:
    """The literal path an expression spells, or None where it is computed."""
    kind = node.key
    if kind in ("cast", "paren", "neg"):
        return path_of(node.this)
    if kind in ("array", "tuple"):
        parts = [path_of(part) for part in node.args.get("expressions") or ()]
        return tuple(step for part in parts for step in part or ())
    if kind == "literal":
        return split_path(str(node.this)) if node.args.get("is_string") else ()
    return _steps(node)


def _steps(node: Expr) -> Path | None:
    kind = node.key
    if kind == "jsonpath":
        steps = (part.args.get("this") for part in node.args.get("expressions") or () if part.key == "jsonpathkey")
        return _fold(step for step in steps if isinstance(step, str))
    if kind in ("identifier", "var"):
        return _fold([node.name])
    return () if kind in ("slice", "null", "boolean", "star") else None


def clashes(one: Path, other: Path) -> bool:
    """Whether two paths lead to different places: neither is the beginning of the other."""
    shared = min(len(one), len(other))
    return one[:shared] != other[:shared]
