"""The inventory as a table, CSV or JSON: every field that can be seen, classified or not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from status_audit.model import Classification, Field, Gap, Inventory, Source
from status_audit.report.escape import printable

COLUMNS = (
    "system",
    "container",
    "name",
    "kind",
    "datatype",
    "label",
    "declared",
    "dropped",
    "path",
    "line",
    "category",
    "category_kind",
    "confidence",
)
FORMATS = ("table", "csv", "json")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(inventory: Inventory, classifications: Sequence[Classification], gaps: Sequence[Gap], form: str) -> str:
    rows = list(records(inventory, classifications))
    if form == "json":
        return _json(inventory, rows, gaps)
    return _csv(rows) if form == "csv" else _table(rows)


def records(inventory: Inventory, classifications: Sequence[Classification]) -> Iterator[dict[str, Any]]:
    """One dictionary a field, keys in the order of `COLUMNS`; a field of two categories comes twice."""
    found: dict[Field, list[Classification]] = {}
    for each in classifications:
        found.setdefault(each.field, []).append(each)
    listed = set(inventory.fields)
    extra = [each for each in found if each not in listed]
    for field in (*inventory.fields, *extra):
        if field not in found:
            yield _record(field, None)
        for classification in found.get(field, ()):
            yield _record(field, classification)


def _record(field: Field, classification: Classification | None) -> dict[str, Any]:
    dropped = field.dropped
    values = (
        field.system,
        field.container,
        field.name,
        field.kind,
        field.datatype,
        " | ".join(each.text for each in field.label),
        field.declared,
        f"{dropped.source}:{dropped.line}" if dropped else "",
        field.location.source,
        field.location.line,
        classification.category if classification else "",
        classification.kind if classification else "",
        classification.confidence if classification else "",
    )
    return dict(zip(COLUMNS, values, strict=True))


def _json(inventory: Inventory, rows: list[dict[str, Any]], gaps: Sequence[Gap]) -> str:
    result = {
        "containers": [
            {
                "system": each.system,
                "name": each.name,
                "kind": each.kind,
                "title": each.title,
                "comment": each.comment,
                "declared": each.declared,
                **_place(each.location),
            }
            for each in inventory.containers
        ],
        "fields": rows,
        "statements": [
            {"kind": each.kind, **_place(each.location), "container": each.container} for each in inventory.statements
        ],
        "gaps": [gap_record(each) for each in gaps],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _place(location: Any) -> dict[str, Any]:
    return {"path": location.source if location else "", "line": location.line if location else None}


def gap_record(gap: Gap) -> dict[str, Any]:
    at = gap.location
    return {
        "rule": "not-read",
        "kind": gap.kind,
        "path": at.source,
        "ref": at.ref,
        "line": at.line,
        "count": gap.count,
        "reason": gap.reason,
        "remedy": gap.remedy,
    }


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A spreadsheet must not run what a schema says: text that starts like a formula gets an apostrophe."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    text = printable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    from tabulate import tabulate

    headers = ("Field", "Type", "Where", "Category", "Kind", "Confidence")
    body = [
        [
            printable(str(cell))
            for cell in (
                f"{row['container']}.{row['name']}",
                row["datatype"] or row["kind"],
                row["path"] if row["line"] is None else f"{row['path']}:{row['line']}",
                row["category"],
                row["category_kind"],
                row["confidence"],
            )
        ]
        for row in rows
    ]
    return (tabulate(body, headers=headers, tablefmt="simple", disable_numparse=True) if body else "No fields.") + "\n"


def files(
    sources: Sequence[tuple[Source, str]],
    others: Mapping[str, int],
    excluded: Mapping[str, int],
    gaps: Sequence[Gap] = (),
) -> str:
    """Every file that was recognised with what became of it, and counts of the rest."""
    from tabulate import tabulate

    rows = [(printable(source.path), source.kind, source.dialect, state) for source, state in sources]
    opened = {source.path for source, _ in sources}
    unread = sorted({each.location.source for each in gaps if each.location.source not in opened})
    rows += [(printable(path), "", "", "unread") for path in unread]
    text = tabulate(rows, headers=("File", "Kind", "Dialect", "Reading"), tablefmt="simple") if rows else "No files."
    for title, counts in (("Other files, by extension", others), ("Left out", excluded)):
        if counts:
            listed = ", ".join(f"{printable(name)} {count:,}" for name, count in sorted(counts.items()))
            text += f"\n{title}: {listed}."
    return text + "\n"
