"""Reads message schemas that have a language of their own: blocks with a name, and a field a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from status_audit.model import Container, Field, Gap, Item, Location, Reading, Source
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long
from status_audit.read.contents import text_of, unread

MOST_FIELDS = 20_000
MOST_BLOCKS = 20_000
LONGEST = 200_000
"""Characters of an enumeration."""
DEEPEST = 40
"""Messages within messages."""


@dataclass(frozen=True, slots=True)
class Language:
    """One way of writing message schemas; every expression runs over the text without comments and literals."""

    code: str
    """The name under which `code` knows its comments and literals."""
    block: re.Pattern[str]
    """`kind`, `name`, and the bracket that opens it as `open`."""
    slot: re.Pattern[str]
    """`name` and `type` of a field."""
    choice: re.Pattern[str]
    """`name` of a value of an enumeration."""
    remedy: str = "List its fields in a data dictionary (CSV: table, column, type, description)."


_GENERIC = r"[\w.]+(?:\s*<[^<>;{}()]{0,200}(?:<[^<>;{}()]{0,200}>)?[^<>;{}()]{0,200}>)?"
PROTO = Language(
    "prisma",
    re.compile(r"\b(?P<kind>message|extend|group|enum|oneof|service)\s+(?P<name>[\w.]+)\s*(?:=\s*\d+\s*)?(?P<open>\{)"),
    re.compile(rf"\b(?:(?:repeated|optional|required)\s+)?(?P<type>{_GENERIC})\s+(?P<name>\w+)\s*=\s*\d\w*\s*[;\[]"),
    re.compile(r"\b(?P<name>[A-Za-z]\w*)\s*=\s*-?\d"),
)
THRIFT = Language(
    "thrift",
    re.compile(r"\b(?P<kind>struct|union|exception|enum|service|senum)\s+(?P<name>\w+)[^{}();]{0,200}(?P<open>\{)"),
    re.compile(rf"\b\d+\s*:\s*(?:(?:required|optional)\s+)?(?P<type>{_GENERIC})\s+(?P<name>\w+)"),
    re.compile(r"\b(?P<name>[A-Za-z]\w*)\b(?!\s*\()"),
)
GRAPHQL = Language(
    "graphql",
    re.compile(
        r"\b(?P<kind>type|input|interface|enum)\s+(?P<name>\w+)"
        r"(?:[^{}()]{1,2000}+|\((?:[^()]{1,4000}+|\([^()]{0,2000}+\)){0,40}+\)){0,40}+(?P<open>\{)"
    ),
    re.compile(r"\b(?P<name>[A-Za-z_]\w*)\s*(?P<asks>\([^()]{0,4000}\)\s*)?:\s*(?P<type>\[*[A-Za-z_][\[\]\w!]*)"),
    re.compile(r"\b(?P<name>[A-Za-z]\w*)\b"),
    "Audit the schema that it asks, or list the fields in a data dictionary (CSV).",
)
AVDL = Language(
    "prisma",
    re.compile(r"\b(?P<kind>record|error|enum|protocol)\s+(?P<name>\w+)\s*(?P<open>\{)"),
    re.compile(
        rf"(?P<type>union\s*\{{[^{{}}]{{0,500}}\}}|{_GENERIC})\??\s+(?:@\w+\([^()]{{0,200}}\)\s*)?`?(?P<name>\w+)`?\s*(?:=[^;{{}}]{{0,200}})?;"
    ),
    re.compile(r"\b(?P<name>[A-Za-z]\w*)\b"),
)
LANGUAGES = {
    ".proto": PROTO,
    ".thrift": THRIFT,
    ".graphql": GRAPHQL,
    ".graphqls": GRAPHQL,
    ".gql": GRAPHQL,
    ".avdl": AVDL,
}
HOLDERS = frozenset(("enum", "senum", "oneof", "service", "protocol"))
"""Blocks that are no container: what stands in them belongs to the block around them, to nobody, or is a choice."""
NO_TYPE = frozenset(
    ("option", "reserved", "extensions", "syntax", "import", "package", "returns", "rpc", "true", "false", "null")
)


def read_written(source: Source) -> Reading:
    """A container per message, a property per field; where none can be made out, a gap."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    language = LANGUAGES[source.path[source.path.rfind(".") :].lower()]
    items = tuple(_Messages(code_of(source, text, language.code), language).items())
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _Messages:
    code: Code
    language: Language
    _blocks: list[tuple[int, int, str, str]] = field(default_factory=list)
    """(start, end, kind, full name), in the order of the text."""
    _choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def items(self) -> Iterator[Item]:
        self._find()
        found = list(self._slots())
        for start, _, kind, name in self._blocks:
            if kind not in HOLDERS:
                place = self.code.location(name, start)
                comment = self.code.above(self.code.lines.start(self.code.lines.at(start)[0]))
                yield Container("document", name, self.code.source.system, comment=comment, location=place)
        yield from found
        yield from self.code.directives()
        path = self.code.source.path
        if len(found) >= MOST_FIELDS or len(self._blocks) >= MOST_BLOCKS:
            reason = f"holds more than {MOST_FIELDS:,} fields or messages; the rest is not read."
            yield Gap("limit", Location(path, ""), reason, "Split it.")
        elif any(kind in ("enum", "senum", "service") for _, _, kind, _ in self._blocks):
            if all(kind in HOLDERS for _, _, kind, _ in self._blocks):  # choices and calls alone
                name = path.rpartition("/")[2].partition(".")[0]
                yield Container("document", name, self.code.source.system, location=Location(path, name, 1))
        elif all(kind in HOLDERS for _, _, kind, _ in self._blocks) and self.code.mask.strip():
            yield Gap("unparsed", Location(path, ""), "holds no message that could be made out.", self.language.remedy)

    def _find(self) -> None:
        """The blocks, each with the names of those around it, and the choices of the enumerations."""
        around: list[tuple[int, str]] = []
        for each in islice(self.language.block.finditer(self.code.mask), MOST_BLOCKS):
            start, end = self.code.inside(each.start("open"))
            while around and around[-1][0] < start:
                around.pop()
            del around[DEEPEST:]
            kind, name = each["kind"], each["name"]
            full = ".".join((*(held for _, held in around if held), name))
            if kind in ("enum", "senum"):
                self._choices[name] = tuple(dict.fromkeys(self._values(start, end)))
            around.append((end, "" if kind in HOLDERS else name))
            self._blocks.append((start, end, kind, full))

    def _values(self, start: int, end: int) -> Iterator[str]:
        inner = self.code.mask.find("{", start, min(end, start + LONGEST))
        end = min(end, start + LONGEST) if inner < 0 else inner
        for each in self.language.choice.finditer(self.code.mask, start, end):
            if each["name"] not in NO_TYPE:
                yield each["name"]

    def _slots(self) -> Iterator[Field]:
        count = 0
        found = list(islice(self.language.slot.finditer(self.code.mask), 10 * MOST_FIELDS))
        for each, holder in zip(found, self._holders(one.start("name") for one in found), strict=True):
            kind = " ".join(each["type"].split())
            if holder is None or kind in NO_TYPE:
                continue
            count += 1
            if count > MOST_FIELDS:
                return
            yield self._field(each, holder, "property")
            if "asks" in each.groupdict() and each["asks"]:
                for asked in self.language.slot.finditer(self.code.mask, *each.span("asks")):
                    yield self._field(asked, f"{holder}.{each['name']}", "parameter")

    def _field(self, found: re.Match[str], holder: str, kind: str) -> Field:
        name, at, datatype = found["name"], found.start("name"), " ".join(found["type"].split())
        return Field(
            name=name,
            container=holder,
            kind=kind,
            location=self.code.location(f"{holder}.{name}", at),
            system=self.code.source.system,
            datatype=datatype,
            options=self._choices.get(re.sub(r"[\[\]!?]", "", datatype).rpartition(".")[2], ()),
            comment=self._told(at),
        )

    def _told(self, at: int) -> str:
        """The comment above the field's line or at its end; in GraphQL the text that stands before it."""
        start = self.code.lines.start(self.code.lines.at(at)[0])
        told = [self.code.above(start), self.code.beside(at)]
        if self.language is GRAPHQL:
            told.append(self._text_before(start) or self._text_before(at))
        return " ".join(each for each in told if each)

    def _text_before(self, at: int) -> str:
        before = self.code.mask[max(0, at - 4000) : at].rstrip()
        if not before.endswith('"'):
            return ""
        end = max(0, at - 4000) + len(before)
        opening = re.search(r'"{1,3}[\x1f\s]*"{1,3}\Z', before)
        found = self.code.text[end - len(opening.group()) : end] if opening else ""
        return " ".join(found.strip('"').split())[:500]

    def _holders(self, places: Iterable[int]) -> Iterator[str | None]:
        """For each of these ascending offsets the message around it; None outside of any and inside of a list."""
        waiting = iter(self._blocks)
        following = next(waiting, None)
        around: list[tuple[int, int, str, str]] = []
        for at in places:
            while following is not None and following[0] <= at:
                around.append(following)
                following = next(waiting, None)
            while around and around[-1][1] <= at:
                around.pop()
            inner = next((each for each in reversed(around[-DEEPEST:]) if each[2] != "oneof" and each[1] > at), None)
            yield inner[3] if inner and inner[2] not in HOLDERS else None
