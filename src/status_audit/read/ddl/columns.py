"""Reads one item of a table's bracketed list, a column or a constraint; tolerant on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from status_audit.patterns import pattern_of
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.literal import literal_at, literals
from status_audit.read.ddl.script import Script
from status_audit.sql.names import read_name

_CLAUSES = pattern_of(
    r"\b(?:not\s++(?:null|valid|enforced)|null|default|constraint|primary\s++key|unique|references|check|collate|generated|identity|auto_increment|"
    r"autoincrement|comment|charset|on\s++(?:update|delete|conflict|null)|as|encode|options|with\s++(?:masking|tag|default)|sparse|"
    r"rowguidcol|masked|visible|invisible|distkey|sortkey|enable|disable|storage|compression|key|virtual|stored|persisted|tag|"
    r"masking|after|first|for|using|hidden|filestream|encrypted|materialized|alias|ttl|codec|before|invisible|novalidate|rely|"
    r"deferrable|initially|inverse|is\s++identity|position|format|title|casespecific|uppercase|compress|encrypt|path|increment)\b|:="
)
_CONSTRAINT = pattern_of(
    r"constraint\b|primary\s++key\b|foreign\s++key\b|check\s*+\(|exclude\s*+(?:\(|using\b)|period\s++for\b|supplemental\s++log\b|watermark\s++for\b|"
    r"unique\s*+(?:\(|key\b|index\b|clustered\b|nonclustered\b|nulls\b)|(?:fulltext|spatial)\s++(?:key|index)?\s*+|like\s|"
    r"distribute\s|partition\s++by\b|distribution\s*+=|"
    r"(?:unique|key|index|fulltext|spatial|projection)\s++(?:(?:clustered|nonclustered|if\s++not\s++exists)\s++)?(?:\"+|[\w$]+)\s*+(?:using\s++\w+\s*+)?(?:\(\s*+(?!\d|max\b)|unique\b|clustered\b|nonclustered\b|type\b|hash\b)|(?:key|index)\s*+\("
)
_TYPED = pattern_of(
    r"(?:constraint|like)\s++(?:n?varchar2?|n?char|text|int|integer|bigint|smallint|bool|boolean|date|number|numeric|decimal)\b\s*+"
    r"(?:\(\s*+\d|null\b|not\b|default\b|$)"
)
_NAMED = pattern_of(r"constraint\s++(?!(?:primary|foreign|unique|check|references|not)\b)")
_CHECK = pattern_of(r"\bcheck\s*+(?:not\s++for\s++replication\s*+)?\(")
_REFERENCES = pattern_of(r"\breferences\s++")
_FOREIGN = pattern_of(r"\bforeign\s++key\b[^(]*\(")
_KEY = pattern_of(r"\bprimary\s++key\b|(?<!foreign )\b(?:primary)\b")
_UNIQUE = pattern_of(r"\bunique\b")
_COMMENT = pattern_of(r"\bcomment\s*+=?\s*+(?='|\"|\()|\bdescription\s*+=\s*+")
_ENUM = pattern_of(r"\b(?:enum|set)(?:8|16)?\s*+\(\s*+(?=[en]?')")
_STRUCT = pattern_of(r"\b(?:struct|row|object)\s*+([<(])")
_TYPE_NAME = pattern_of(r"[\s\w.\[\]\"()%@${},:<>-]+")


@dataclass(slots=True)
class Column:
    name: str
    start: int
    end: int
    name_end: int
    datatype: str = ""
    comment: str = ""
    key: str = ""
    options: tuple[str, ...] = ()
    reference: tuple[str, str] = ("", "")
    """(table, column) of an inline REFERENCES; the column may be empty."""


@dataclass(slots=True)
class Constraint:
    start: int
    end: int
    kind: str
    """`primary`, `foreign`, `unique`, `check`, `like`, `other`."""
    columns: tuple[str, ...] = ()
    to_table: str = ""
    to_columns: tuple[str, ...] = ()


def read_item(script: Script, start: int, end: int) -> Column | Constraint | None:
    """None when the item is neither: then it is a gap."""
    mask = script.mask
    if mask[start] not in '"[' and _CONSTRAINT.match(mask, start, end) and not _is_column(mask, start, end):
        return constraint(script, start, end)
    return column(script, start, end)


def _is_column(mask: str, start: int, end: int) -> bool:
    """`check boolean`, `period date`, `key varchar(9)`: a word of the language as a column's name."""
    return _TYPED.match(mask, start, end) is not None


def constraint(script: Script, start: int, end: int) -> Constraint:
    mask = script.mask
    at = start
    named = _NAMED.match(mask, start, end)
    if named:
        at = read_name(script.text, named.end(), end)[1]
    elif mask.startswith("constraint", start):
        at = start + len("constraint")
    at = script.skip(at, end)
    if mask.startswith("like", at):
        return Constraint(start, end, "like", to_table=script.name(at + 4, end)[0])
    if foreign := _FOREIGN.search(mask, at, end):
        return _foreign(script, Constraint(start, end, "foreign"), foreign.end() - 1)
    word = script.word(at, end)
    kind = word if word in ("primary", "unique", "check") else "other"
    found = Constraint(start, end, kind)
    opening = mask.find("(", at, end)
    if kind in ("primary", "unique") and opening >= 0:
        found.columns = _names(script, opening)
    return found


def _foreign(script: Script, found: Constraint, opening: int) -> Constraint:
    found.columns = _names(script, opening)
    references = _REFERENCES.search(script.mask, opening, found.end)
    if references:
        found.to_table, after = script.name(references.end(), found.end)
        after = script.skip(after, found.end)
        if script.mask[after : after + 1] == "(":
            found.to_columns = _names(script, after)
    return found


def _names(script: Script, opening: int) -> tuple[str, ...]:
    end = closing(script.mask, opening, len(script.mask))
    return tuple(
        parts[-1]
        for start, stop in split(script.mask, opening + 1, end)
        if (parts := read_name(script.text, start, stop)[0])
    )


def column(script: Script, start: int, end: int) -> Column | None:
    parts, name_end = read_name(script.text, start, end)
    if len(parts) != 1:
        # `Nested.value` of ClickHouse, or text that is no column at all.
        if not parts or not _TYPE_NAME.fullmatch(script.mask[start:name_end]):
            return None
        parts = (".".join(parts),)
    if name_end < end and script.mask[name_end - 1] not in '"' and script.mask[name_end] not in ' \t\r\n\f\v([":,':
        return None
    found = Column(parts[0], start, end, name_end)
    type_end = _type_end(script.mask, name_end, end)
    found.datatype = _datatype(script, name_end, type_end)
    _clauses(script, found, type_end)
    return found


def _type_end(mask: str, start: int, end: int) -> int:
    for found in islice(_CLAUSES.finditer(mask, start, end), 60):
        before = mask[start : found.start()]
        if before.count("(") == before.count(")") and before.count("<") <= before.count(">"):
            return found.start()
    return end


def _datatype(script: Script, start: int, end: int) -> str:
    """Without literals and quotes: an enum's values are its options."""
    pieces, at = [], start
    enum = _ENUM.search(script.mask, start, end)
    if enum:
        pieces.append(script.text[at : enum.end()].rstrip("( \t\r\n"))
        at = closing(script.mask, script.mask.index("(", enum.start()), end) + 1
    pieces.append(script.text[at:end])
    raw = "".join(pieces)
    if "--" in raw or "/*" in raw or "#" in raw:
        raw = script.mask[start:end].replace("'", "")
    return " ".join(
        raw.replace("[", "")
        .replace("]", "[]" if script.dialect in ("postgres", "") and "[]" in raw else "")
        .replace('"', "")
        .replace("`", "")
        .split()
    )[:120]


def _clauses(script: Script, found: Column, type_end: int) -> None:
    mask, end = script.mask, found.end
    if enum := _ENUM.search(mask, found.name_end, end):
        found.options = values_in(script, enum.end(), closing(mask, mask.index("(", enum.start()), end))
    if type_end >= end:
        return
    rest = mask[type_end:end]
    if "references" in rest and (references := _REFERENCES.search(mask, type_end, end)):
        found.reference = _reference(script, references.end(), end)
        found.key = "foreign"
    if "primary" in rest and _KEY.search(rest):
        found.key = "primary"
    elif not found.key and "unique" in rest and _UNIQUE.search(rest):
        found.key = "unique"
    if ("comment" in rest or "description" in rest) and (comment := _COMMENT.search(mask, type_end, end)):
        found.comment = literal_at(script.text, mask, comment.end(), end, script.dialect)


def _reference(script: Script, at: int, end: int) -> tuple[str, str]:
    table, after = script.name(at, end)
    after = script.skip(after, end)
    columns = _names(script, after) if script.mask[after : after + 1] == "(" else ()
    return table, columns[0] if columns else ""


def values_in(script: Script, start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for _, value in literals(script.text, script.mask, start, end, script.dialect)))


def checks(script: Script, start: int, end: int) -> list[tuple[int, int]]:
    """(start, end) of what stands in the parentheses of each CHECK between the offsets."""
    regions = []
    while found := _CHECK.search(script.mask, start, end):
        start = closing(script.mask, found.end() - 1, end)
        regions.append((found.end(), start))
    return regions


def nested(script: Script, found: Column) -> list[Column]:
    """The fields of a STRUCT, ROW or OBJECT type, named `column.field`, at any depth up to 15."""
    columns: list[Column] = []
    _nest(script, found, found.name_end, columns, 0)
    return columns


def _nest(script: Script, around: Column, at: int, columns: list[Column], depth: int) -> None:
    struct = _STRUCT.search(script.mask, at, around.end)
    if struct is None or depth > 15:
        return
    start = struct.end()
    end = (
        _angle_end(script.mask, start, around.end) if struct[1] == "<" else closing(script.mask, start - 1, around.end)
    )
    for begin, stop in split(script.mask, start, end):
        parts, after = read_name(script.text, begin, stop)
        if not parts:
            continue
        if parts[0].endswith(":"):
            parts = (parts[0][:-1],)
        if script.mask[after : after + 1] == ":":
            after += 1
        inner = Column(f"{around.name}.{parts[0]}", begin, stop, after)
        inner.datatype = _datatype(script, after, _type_end(script.mask, after, stop)).lstrip(": ")
        _clauses(script, inner, _type_end(script.mask, after, stop))
        columns.append(inner)
        _nest(script, inner, after, columns, depth + 1)


def _angle_end(mask: str, start: int, end: int) -> int:
    depth = 1
    for at in range(start, end):
        if mask[at] == "<":
            depth += 1
        elif mask[at] == ">":
            depth -= 1
            if depth == 0:
                return at
    return end
