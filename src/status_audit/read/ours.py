"""Recognises, by content, what we wrote ourselves or what is written for us: results, policies, waivers, baselines."""

from __future__ import annotations

import os
import re
from functools import cache

SEEN = 8192
"""Bytes of a file that are looked at."""
SHAPES = (
    ((".json", ".sarif", ".xml", ".html", ".htm"), r'"(?:https?://[^"]*/)?status-audit(?: [0-9][^"]*)?"'),
    ((".csv",), r"\A(?:\xef\xbb\xbf)?system,container,name,kind,datatype,label,declared\b"),
    ((".csv",), r"\A(?:\xef\xbb\xbf)?(?:state,|severity,)?rule,(?:category|severity|state)\b"),
    ((".json",), r'\A\s*\{\s*"schema_version"\s*:[^,]*,\s*"(?:fingerprints|waivers|baseline)"'),
    ((".yaml", ".yml"), r"(?m)^authority\s*:[\s\S]*^rules\s*:|^rules\s*:[\s\S]*^authority\s*:"),
    ((".yaml", ".yml"), r"(?m)^(?:waivers|baseline|fingerprints|exemptions)\s*:"),
    ((".yaml", ".yml"), r"(?m)^category\s*:[\s\S]*^(?:title|kinds|entries|terms|words)\s*:"),
    ((".yaml", ".yml"), r"(?m)^url_schemes\s*:[\s\S]*^(?:queries|driver)\s*:"),
)
NAMES = frozenset({"status-audit.yaml", "status-audit.yml", ".status-audit.yaml", ".status-audit.yml"})


def ours(path: str, head: bytes) -> bool:
    """Whether this is a result, policy, category, exemption, connector, waiver, baseline or project file of ours."""
    name = path.rpartition("/")[2].lower()
    if name in NAMES:
        return True
    extension = os.path.splitext(name)[1]
    return any(
        _expression(shape).search(head[:SEEN]) is not None for extensions, shape in SHAPES if extension in extensions
    )


@cache
def _expression(shape: str) -> re.Pattern[bytes]:
    return re.compile(shape.encode("latin-1"))
