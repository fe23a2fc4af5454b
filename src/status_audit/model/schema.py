"""What readers find in a source: containers, fields, and everything that is said or done about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.model.place import Location, Source

FIELD_KINDS = ("column", "question", "property", "attribute", "parameter")
GAP_KINDS = (
    "unparsed",
    "no-text",
    "encrypted",
    "missing-extra",
    "limit",
    "not-visible",
    "unsupported",
    "reader-failed",
    "not-given",
)


@dataclass(frozen=True, slots=True)
class Container:
    """What holds fields: a table, a view, a form, a document type, a message."""

    kind: str
    """`table`, `view`, `materialized-view`, `foreign-table`, `form`, `document`, `type` …"""
    name: str
    """As the source spells it without quotes, schema first: `public.client`."""
    system: str = ""
    title: str = ""
    """A human title: a form's heading, a document's title."""
    comment: str = ""
    declared: bool = True
    """False when only statements mention it."""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """The text a person reads beside a field, in one language."""

    text: str
    language: str = ""
    """BCP 47, lower case (`en`, `es`, `zh-hant`); empty when the source does not say."""


@dataclass(frozen=True, slots=True)
class Field:
    """One slot where a person's data can be put."""

    name: str
    container: str
    """The `Container.name` it stands in."""
    kind: str
    """One of `FIELD_KINDS`."""
    location: Location
    system: str = ""
    datatype: str = ""
    label: tuple[Label, ...] = ()
    options: tuple[str, ...] = ()
    """Enum, check or choice values as the definition spells them; never values of rows."""
    comment: str = ""
    key: str = ""
    """`primary`, `foreign`, `unique` or empty; for an attribute field the code that names it in its table; for a
    question the keys, one a line, under which its wording stands in files of translations."""
    binding: str = ""
    """The model field or column a form's template says it is stored in."""
    declared: bool = True
    dropped: Location | None = None
    """Where it was dropped, if a source says so."""
    written: bool = False
    """True where a statement writes it, though no schema that was read declares it."""
    guessed: bool = False
    """True where the statement that names it was not understood."""
    judged: bool = True
    """False once a drop takes it out of judgement (design: replay). It stays in the inventory."""


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that alters what an earlier one declared; kept in the order of its source."""

    action: str
    """`drop`, `rename`, `alter`, `comment`, `options`, `title`; each with or without a field."""
    container: str
    location: Location
    field: str = ""
    """Empty when the change is to the whole container."""
    value: str = ""
    """The new name, comment or data type."""
    options: tuple[str, ...] = ()
    cascade: bool = False
    """True where the change names an enum or domain type: it concerns every field of that type."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key, one column pair of it."""

    container: str
    field: str
    to_container: str
    to_field: str
    """Empty when the definition names only the table."""
    location: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """One literal row of a lookup or attribute table in a file: its short code and text, nothing else."""

    container: str
    code: str
    text: str
    location: Location
    field: str = ""
    """The column the text stood in, where the statement names it."""


@dataclass(frozen=True, slots=True)
class Grant:
    grantee: str
    privilege: str
    """Upper case: `SELECT`, `ALL` …"""
    object: str
    """A relation, or `schema.*` for all of a schema, or `*`."""
    location: Location
    columns: tuple[str, ...] = ()
    kind: str = "grant"
    """`grant`, `publication`, `share`, `server`."""


@dataclass(frozen=True, slots=True)
class Membership:
    role: str
    member: str
    location: Location


@dataclass(frozen=True, slots=True)
class Statement:
    """One piece of SQL that may move data. Its text never leaves the process with a literal in it."""

    kind: str
    """The head that was recognised: `select`, `insert`, `update`, `delete`, `merge`, `create-view`, `create-table`,
    `create-routine`, `create-trigger`, `copy`, `execute`, `grant`, `other` …"""
    text: str
    """Equal-length normalised, so that offsets in it are offsets from `location`."""
    location: Location
    """`ref` names the object the statement creates or writes, or is empty."""
    dialect: str = ""
    scope: str = ""
    """The routine, trigger or batch it stands in; temp tables and variables live in (source, scope)."""
    container: str = ""
    """The relation it creates or writes, if its head says so."""
    calls: int = 1
    """How often it ran, in a logged source; 1 in a file."""
    principals: int = 0
    """How many accounts ran it, in a logged source."""
    offset: int = 0
    """0-based character offset of `text` in the decoded source."""
    words: tuple[str, ...] = ()
    """Words the statement inherits from the head of the trigger or routine around it."""


@dataclass(frozen=True, slots=True)
class Directive:
    """An inline ignore (`-- status-audit: ignore[rule] reason="…"`), taken out of the comment before classifying."""

    rules: tuple[str, ...]
    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was not read or not understood. Not read is never clean."""

    kind: str
    """One of `GAP_KINDS`."""
    location: Location
    """`ref` names the routine or object, or is empty for the file."""
    reason: str
    remedy: str
    count: int = 1


Item = Container | Field | Change | Reference | Entry | Grant | Membership | Statement | Directive | Gap


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one source yields, in the order of the source: later items see the effect of earlier ones."""

    source: Source
    items: tuple[Item, ...] = ()
    skipped: int = 0
    """Statements passed over on purpose: data rows, session settings."""
    partly: bool = False
    """True where a gap among the items means that part of the source was not read."""
    statements_sent: tuple[str, ...] = ()
    """Every statement sent to a database to read it, in order."""
    unasked: tuple[tuple[str, Label], ...] = ()
    """(key, text) of a file of translations that is no question by itself; a template may ask for it by its key."""

    def state(self) -> str:
        """`read`, `partly`, or `unread` where gaps are all that it gave."""
        if not self.partly:
            return "read"
        return "unread" if all(isinstance(each, Gap) for each in self.items) else "partly"


@dataclass(frozen=True, slots=True)
class Link:
    """A form question and the column that stores its answer."""

    question: Field
    column: Field
    basis: str
    """`declared`, `binding` or `same-name`."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything the sources declare, after replay. Every tuple is in a fixed order."""

    sources: tuple[Source, ...] = ()
    containers: tuple[Container, ...] = ()
    fields: tuple[Field, ...] = ()
    references: tuple[Reference, ...] = ()
    entries: tuple[Entry, ...] = ()
    grants: tuple[Grant, ...] = ()
    memberships: tuple[Membership, ...] = ()
    statements: tuple[Statement, ...] = ()
    directives: tuple[Directive, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: int = 0
    system_of: tuple[tuple[str, str], ...] = ()
    """(source path, system) for every source."""

    def by_container(self) -> dict[tuple[str, str], tuple[Field, ...]]:
        """Fields grouped by (system, container name as spelled), in order."""
        groups: dict[tuple[str, str], list[Field]] = {}
        for each in self.fields:
            groups.setdefault((each.system, each.container), []).append(each)
        return {key: tuple(fields) for key, fields in groups.items()}

    def judged(self) -> Iterator[Field]:
        """The fields that count: not taken out of judgement by a later drop."""
        return (each for each in self.fields if each.judged)
