"""dbt macros that stand for columns: `dbt_utils.star(from=…, except=[…])`."""

from __future__ import annotations

import re

_STAR = re.compile(r"\{\{-?\s*(?:\w+\.)?star\s*\((?P<inside>.*?)\)\s*-?\}\}", re.DOTALL)
_EXCEPT = re.compile(r"\bexcept\s*=\s*\[(?P<names>[^\]]*)\]", re.DOTALL)


def with_stars(text: str, source: str) -> str:
    """The normalised text with `* except (…)` where the source's macro leaves columns out; equal length."""
    for found in _STAR.finditer(source):
        left_out = _EXCEPT.search(found["inside"])
        names = re.findall(r"[\w$]+", left_out["names"]) if left_out else []
        stand_in = f"* except ({', '.join(names)})" if names else "*"
        width = found.end() - found.start()
        if len(stand_in) <= width and text[found.start() : found.end()].strip() == "*":
            text = text[: found.start()] + stand_in.ljust(width) + text[found.end() :]
    return text
