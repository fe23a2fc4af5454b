"""Recognises, by content, what we wrote ourselves or what is written for us: results, policies, waivers, baselines."""

from __future__ import annotations

import os
import re
from functools import cache

SEEN = 8192
"""Bytes of a file that are looked at."""
YAML = (".yaml", ".yml")
SHAPES = (
    # results
    ((".json",), r'\A\s*\{\s*"schema_version"\s*:[^{]*"tool"\s*:\s*\{\s*"name"\s*:\s*"status-audit"'),
    ((".sarif", ".json"), r'"driver"\s*:\s*\{\s*"name"\s*:\s*"status-audit"'),
    ((".json",), r'"source"\s*:\s*\{\s*"name"\s*:\s*"status-audit"'),
    ((".xml",), r'<testsuites?\s[^>]*name="status-audit'),
    ((".html", ".htm"), r'<meta\s+name="generator"\s+content="status-audit[ "]'),
    ((".json",), r'\A\{"sha256":"[0-9a-f]{64}","value":'),  # an entry of the cache
    ((".csv",), r"\A(?:\xef\xbb\xbf)?system,container,name,kind,datatype,label,declared\b"),
    ((".csv",), r"\A(?:\xef\xbb\xbf)?(?:state,|severity,)?rule,(?:category|severity|state)\b"),
    # written by people: policy, category, exemption, waivers, baseline, connector
    (YAML, r"(?m)^policy\s*:\s*1\s*$[\s\S]*?^(?:id|rules|extends)\s*:"),
    (YAML, r"(?m)^category\s*:\s*[a-z][a-z0-9-]*\s*$[\s\S]*?^(?:title|words)\s*:"),
    (YAML, r"(?m)^citation\s*:[\s\S]*?^basis\s*:[\s\S]*?^covers\s*:"),
    (YAML, r"(?m)^version\s*:\s*1\s*$[\s\S]{0,400}?^(?:waivers|known)\s*:"),
    ((".json",), r'\A\s*\{\s*"version"\s*:\s*1\s*,\s*"(?:known|waivers)"\s*:'),
    (YAML, r"(?m)^reading\s*:\s*tables\s*$[\s\S]*?^of_people\s*:"),
    (YAML, r"(?m)^url_schemes\s*:[\s\S]*?^queries\s*:"),
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
