"""Flows as text, JSON, Mermaid or Graphviz: where fields go, one path a destination."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from status_audit.model import Flow, Gap
from status_audit.report.coverage import plural
from status_audit.report.escape import printable
from status_audit.report.listing import gap_record

FORMATS = ("text", "json", "mermaid", "dot")


def render(flows: Sequence[Flow], gaps: Sequence[Gap], form: str) -> str:
    if form == "json":
        return _json(flows, gaps)
    if form == "mermaid":
        return _mermaid(flows)
    return _dot(flows) if form == "dot" else _text(flows, gaps)


def _json(flows: Sequence[Flow], gaps: Sequence[Gap]) -> str:
    result = {"flows": [_record(each) for each in flows], "gaps": [gap_record(each) for each in gaps]}
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _record(flow: Flow) -> dict[str, Any]:
    return {
        "origins": list(flow.origins),
        "destination": flow.destination,
        "kind": flow.kind,
        "recipient": flow.recipient,
        "confidence": flow.confidence,
        "hops": [
            {"ref": each.ref, "path": each.location.source, "line": each.location.line, "how": each.how}
            for each in flow.hops
        ],
    }


def _text(flows: Sequence[Flow], gaps: Sequence[Gap]) -> str:
    lines: list[str] = []
    for flow in flows:
        to = f" to {flow.recipient}" if flow.recipient else ""
        sure = "" if flow.confidence == "high" else f", {flow.confidence} confidence"
        lines.append(f"{', '.join(flow.origins)} -> {flow.destination}   ({flow.kind}{to}{sure})")
        for number, hop in enumerate(flow.hops):
            at = hop.location.source if hop.location.line is None else f"{hop.location.source}:{hop.location.line}"
            lines.append(f"    {'from' if number == 0 else hop.how:9} {hop.ref}   {at}")
    if not flows:
        lines.append("No flows found in what was read.")
    lines.append(f"{plural(len(flows), 'flow')}; {plural(len(gaps), 'gap')}.")
    for gap in gaps:
        where = gap.location.source if gap.location.line is None else f"{gap.location.source}:{gap.location.line}"
        lines += textwrap.wrap(f"{where}: {gap.kind}: {gap.reason} {gap.remedy}", 100, subsequent_indent="  ")
    return "".join(f"{printable(line)}\n" for line in lines)


def _arrows(flows: Sequence[Flow]) -> list[tuple[str, str, str]]:
    """(from, to, how), each once, in order."""
    seen: dict[tuple[str, str, str], None] = {}
    for flow in flows:
        for before, after in zip(flow.hops, flow.hops[1:], strict=False):
            seen.setdefault((before.ref, after.ref, after.how))
    return list(seen)


def _nodes(arrows: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    refs = sorted({end for before, after, _ in arrows for end in (before, after)})
    return {ref: f"n{number}" for number, ref in enumerate(refs, start=1)}


def _quoted(text: str) -> str:
    """Safe in a double-quoted label of both notations; Mermaid has entity codes in place of escapes."""
    return printable(text).replace("\\", "/").replace('"', "'").replace("<", "(").replace(">", ")")


def _mermaid(flows: Sequence[Flow]) -> str:
    arrows = _arrows(flows)
    nodes = _nodes(arrows)
    lines = ["flowchart LR", *(f'  {name}["{_quoted(ref)}"]' for ref, name in nodes.items())]
    lines += [f"  {nodes[before]} -->|{_quoted(how)}| {nodes[after]}" for before, after, how in arrows]
    return "\n".join(lines) + "\n"


def _dot(flows: Sequence[Flow]) -> str:
    return "\n".join(_dot_lines(_arrows(flows))) + "\n"


def _dot_lines(arrows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    nodes = _nodes(arrows)
    yield "digraph flows {"
    yield "  rankdir=LR; node [shape=box];"
    for ref, name in nodes.items():
        yield f'  {name} [label="{_quoted(ref)}"];'
    for before, after, how in arrows:
        yield f'  {nodes[before]} -> {nodes[after]} [label="{_quoted(how)}"];'
    yield "}"
