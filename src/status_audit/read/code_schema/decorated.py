"""Reads classes whose members are marked as columns: TypeORM, Sequelize and Mongoose with decorators, and JPA."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.model import Container, Field, Item, Reference
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code
from status_audit.read.code_schema.script_object import choices, opening, pairs

_MARK = pattern_of(r"@(?:[a-z]\w*:)?(?:\w+\.)*(?P<name>[A-Z]\w*)[ \t]*(?P<paren>\()?")
_CLASS = pattern_of(r"\b(?:class|record)\s+(?P<name>\w+)[^{;(]{0,300}?(?P<sign>[({])")
_BODY = pattern_of(r"[^{;]{0,300}?\{")
TABLES = frozenset({"Entity", "Table", "MappedSuperclass", "Embeddable", "Document", "Schema", "ViewEntity", "Audited"})
COLUMNS = frozenset(
    (
        *(
            "Column",
            "Id",
            "EmbeddedId",
            "Enumerated",
            "Temporal",
            "Lob",
            "Basic",
            "ManyToOne",
            "OneToOne",
            "JoinColumn",
        ),
        *(
            "PrimaryGeneratedColumn",
            "PrimaryColumn",
            "CreateDateColumn",
            "UpdateDateColumn",
            "DeleteDateColumn",
            "ViewColumn",
        ),
        *(
            "Prop",
            "ForeignKey",
            "Field",
            "Property",
            "Comment",
            "Version",
            "PrimaryKey",
            "Formula",
            "VersionColumn",
            "Enum",
        ),
    )
)
SKIPPED = frozenset(
    {"Transient", "OneToMany", "ManyToMany", "ElementCollection", "HasMany", "BelongsToMany", "JsonIgnore"}
)
_JAVA = pattern_of(
    r"(?:(?:private|protected|public|final|volatile|internal|override|open|lateinit|readonly|declare)\s+)*"
    r"(?:(?:val|var)\s+(?P<kotlin>\w+)\s*:\s*(?P<kotlin_type>[\w.]+(?:<[^>=;]{0,100}>)?\??)|(?P<type>[\w.]+(?:<[^;=(){}]{0,200}>)?(?:\[\])?)\s+"
    r"(?P<name>\w+)\s*(?P<after>[;=(]))"
)
_SCRIPT = pattern_of(
    r"(?:(?:public|private|protected|readonly|declare|static)\s+)*(?P<name>[A-Za-z_$][\w$]*)[?!]?\s*"
    r"(?::\s*(?P<type>[^;=\n]{1,120}))?\s*[;=\n]"
)
_NOT_TYPES = frozenset(
    (
        "return",
        "static",
        "class",
        "new",
        "throw",
        "package",
        "import",
        "else",
        "void",
        "enum",
        "interface",
        "case",
        "abstract",
        "fun",
    )
)
_GETTER = pattern_of(r"(?:get|is)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation."""

    name: str
    start: int
    end: int
    paren: int
    """Offset of its bracket, or -1."""


def classes(code: Code, script: bool) -> Iterator[Item]:
    """The table of every class that is marked as one. `script`: TypeScript, else Java and its kin."""
    marks = [_mark(code, found) for found in _MARK.finditer(code.mask)]
    for found in _CLASS.finditer(code.mask):
        own = _before(code, marks, found.start())
        named = [each for each in own if each.name in TABLES]
        if named and any(each.name != "Audited" for each in named):
            yield from _class(code, found, (own, marks), script)


def _mark(code: Code, found: re.Match[str]) -> Mark:
    paren = found.start("paren") if found["paren"] else -1
    end = min(code.pairs.get(paren, paren) + 1, len(code.mask)) if paren >= 0 else found.end()
    return Mark(found["name"], found.start(), end, paren)


def _before(code: Code, marks: list[Mark], at: int) -> list[Mark]:
    """The annotations that stand directly before an offset, with nothing but modifiers between."""
    found: list[Mark] = []
    index = _last_before(marks, at)
    while index >= 0 and len(found) < 30:
        each = marks[index]
        if each.end > at or not _MODIFIERS.fullmatch(code.mask, each.end, at):
            if each.end <= at:
                break
        else:
            found.append(each)
            at = each.start
        index -= 1
    return found


def _last_before(marks: list[Mark], at: int) -> int:
    low, high = 0, len(marks)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if marks[middle].start < at else (low, middle)
    return low - 1


_MODIFIERS = pattern_of(
    r"(?:\s|public|private|protected|abstract|final|static|export|default|data|open|declare|internal|sealed)*+"
)


def _class(code: Code, found: re.Match[str], marked: tuple[list[Mark], list[Mark]], script: bool) -> Iterator[Item]:
    own, marks = marked
    name = found["name"]
    table = _table(code, own, name)
    document = any(each.name in ("Document", "Schema") for each in own)
    brackets = [found.start("sign")]
    if found["sign"] == "(":
        body = _BODY.match(code.mask, code.pairs.get(found.start("sign"), found.end()) + 1)
        brackets += [body.end() - 1] if body else []
    place = code.location(table, found.start("name"))
    comment = code.above(min(each.start for each in own))
    kind = "document" if document else "table"
    title = name if name != table else ""
    yield Container(kind, table, code.source.system, title, comment, location=place)
    for bracket in brackets:
        for at, group in _members(code, marks, code.inside(bracket), script):
            yield from _member(code, (table, "property" if document else "column"), (at, group), script)


def _table(code: Code, own: list[Mark], name: str) -> str:
    """The name that an annotation gives, else the name of the class."""
    table = schema = ""
    for each in own:
        if each.name in ("Table", "Entity", "Document", "ViewEntity") and each.paren >= 0:
            table = table or _given(code, each, "name", "tableName", "collection", "value", "")
            schema = schema or _given(code, each, "schema")
    return f"{schema}.{table or name}" if schema else table or name


def _given(code: Code, mark: Mark, *names: str) -> str:
    """The text an annotation gives to one of these names, or as its only argument; never the value of another name."""
    if mark.paren < 0:
        return ""
    for start, end in code.parts(*code.inside(mark.paren)):
        if code.mask[start] == "{":
            found = {key: place for key, _, place in pairs(code, start)}
            inner = next((found[each] for each in names if each in found), None)
            if inner:
                return code.literal(*inner)
            continue
        sign = _ASSIGNED.match(code.mask, start, end)
        if (sign and sign[1] in names) or (not sign and "" in names and code.only_literal(start, end)):
            return code.literal(sign.end() if sign else start, end)
    return ""


_ASSIGNED = pattern_of(r"(\w+)\s*=\s*")


def _members(code: Code, marks: list[Mark], place: tuple[int, int], script: bool) -> Iterator[tuple[int, list[Mark]]]:
    """(offset of the declaration, its annotations) of every marked member; in Java of the unmarked fields too."""
    start, end = place
    at = start
    while at < end:
        while at < end and (code.mask[at].isspace() or code.mask[at] in ";,"):
            at += 1
        group: list[Mark] = []
        index = _last_before(marks, at) + 1
        while index < len(marks) and marks[index].start == at and len(group) < 40:
            group.append(marks[index])
            at = marks[index].end
            while at < end and code.mask[at].isspace():
                at += 1
            index = _last_before(marks, at) + 1
        if at >= end:
            break
        if group or not script:
            yield at, group
        at = _member_end(code, at, end)


def _member_end(code: Code, at: int, end: int) -> int:
    """Past the declaration: its semicolon, its body, or in TypeScript and Kotlin the end of its line."""
    while at < end:
        sign = code.mask[at]
        if sign in "([{":
            close = code.pairs.get(at, end)
            at = close + 1
            if sign == "{":
                return at
            continue
        if sign in ";\n,":
            return at + 1
        at += 1
    return end


def _member(code: Code, holder_of: tuple[str, str], found: tuple[int, list[Mark]], script: bool) -> Iterator[Item]:
    at, marks = found
    table, holder = holder_of
    names = {each.name for each in marks}
    if names & SKIPPED or (script and not names & COLUMNS):
        return
    declared = (_SCRIPT if script else _JAVA).match(code.mask, at)
    if not declared:
        return
    name, kind = _named(declared, script)
    if not name or kind.split("<")[0] in _NOT_TYPES or " static " in f" {code.mask[at : declared.end()]} ":
        return
    if not script and declared["after"] == "(":
        if not names & COLUMNS or not _GETTER.match(name):
            return
        name = _GETTER.sub("", name)
        name = name[0].lower() + name[1:]
    column = next(
        (
            said
            for each in marks
            if each.name in _NAMING
            and (said := _given(code, each, *(("name",) if script else ("name", "field", "value", ""))))
        ),
        "",
    )
    first = marks[0].start if marks else at
    told = [_given(code, each, "comment", "description", "value", "") for each in marks if each.name in _SAYING]
    told += [_comment(code, each) for each in marks] + [code.above(first), code.beside(at)]
    options = next((listed for each in marks if (listed := _options(code, each))), ())
    place = code.location(f"{table}.{column or name}", declared.start("name") if declared["name"] else at)
    comment = "; ".join(dict.fromkeys(each for each in told if each))
    key = (
        "primary" if names & {"Id", "PrimaryColumn", "PrimaryGeneratedColumn"} else "foreign" if names & _JOINS else ""
    )
    yield Field(
        column or name, table, holder, place, code.source.system, kind[:80], options=options, comment=comment, key=key
    )
    if names & _JOINS and re.fullmatch(r"\w+", kind):
        yield Reference(table, column or name, kind, "", place)


_NAMING = frozenset(
    {
        "Column",
        "JoinColumn",
        "PrimaryColumn",
        "Field",
        "Prop",
        "ViewColumn",
        "Property",
        "CreateDateColumn",
        "UpdateDateColumn",
    }
)
_SAYING = frozenset({"Comment", "ApiModelProperty", "ApiProperty", "Schema"})
_JOINS = frozenset({"ManyToOne", "OneToOne", "JoinColumn", "ForeignKey"})


def _named(declared: re.Match[str], script: bool) -> tuple[str, str]:
    if not script and declared["kotlin"]:
        return declared["kotlin"], declared["kotlin_type"].strip()
    return declared["name"] or "", (declared["type"] or "").strip()


def _comment(code: Code, mark: Mark) -> str:
    """`comment: "…"` in the object of a decorator."""
    if mark.paren < 0 or mark.name in _SAYING:
        return ""
    first = next(code.parts(*code.inside(mark.paren)), None)
    brace = opening(code, first)
    found = {key: place for key, _, place in pairs(code, brace)} if brace >= 0 else {}
    return code.literal(*found["comment"]) if "comment" in found else ""


def _options(code: Code, mark: Mark) -> tuple[str, ...]:
    if mark.paren < 0:
        return ()
    for part in code.parts(*code.inside(mark.paren)):
        brace = opening(code, part)
        for key, _, place in pairs(code, brace) if brace >= 0 else ():
            if key == "enum":
                return choices(code, place)
    return ()
