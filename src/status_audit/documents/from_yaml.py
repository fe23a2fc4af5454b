"""YAML without its traps: bounded, no tags that build objects, no duplicate keys, `no` is a word and a date is text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from status_audit.documents.document import Budget, Limits, Mark, fault
from status_audit.patterns import pattern_of

PLAIN = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
WHOLE = pattern_of(r"[-+]?(?:0|[1-9][0-9]{0,17})")
"""A code such as `06` stays text, and so does a number too long for a machine word."""
DECIMAL = pattern_of(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,2})?")
TAG = "tag:yaml.org,2002:"
TEXT = (None, "!", TAG + "str")
TAGS = {None, "!", *(TAG + each for each in ("str", "int", "float", "bool", "null", "map", "seq"))}


def read_yaml(text: str, path: str, limits: Limits) -> tuple[Any, Mark]:
    """The one document in the text and its marks. Raises AuditError."""
    import yaml

    loader = None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        return _Reader(loader, Budget(path, limits)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = " ".join(f"{error.context or ''} {error.problem or ''}".split())
        hint = _remedy(said, text.split("\n")[line - 1 : line])
        raise fault(path, line, f"is not readable as YAML: {said}", hint) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        reason = getattr(error, "reason", "") or "a character that no text file holds"
        raise fault(path, line, f"is not readable as YAML: {reason}") from None
    finally:
        if loader is not None:
            loader.dispose()


def _remedy(said: str, lines: list[str]) -> str:
    """What usually mends it."""
    if "cannot start any token" in said and any(each.lstrip(" ").startswith("\t") for each in lines):
        return "Indent with spaces, not tabs"
    if "mapping values are not allowed" in said:
        return "Put text that holds a colon in quotes"
    return ""


@dataclass(slots=True)
class _Reader:
    """Takes one event after another; no deeper than the budget allows, so it may call itself."""

    loader: Any
    budget: Budget
    anchors: dict[str, tuple[Any, Mark] | None] = field(default_factory=dict)

    def document(self) -> tuple[Any, Mark]:
        import yaml

        self.event()
        if isinstance(self.event(), yaml.StreamEndEvent):
            return None, Mark(1)
        found = self.value(self.event(), 0)
        self.event()
        after = self.event()
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.fault(after, "holds a second document (`---`); one file holds one")
        return found

    def event(self) -> Any:
        return self.loader.get_event()

    def value(self, event: Any, depth: int) -> tuple[Any, Mark]:
        import yaml

        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        self.budget.take(line, depth)
        if event.tag not in TAGS:
            raise self.fault(event, f"the tag {event.tag!r} is not allowed here", "Write plain text, lists and keys")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        mark = Mark(line, event.start_mark.column + 1)
        data: Any
        if isinstance(event, yaml.ScalarEvent):
            data = scalar(event.value, event.implicit[0] or event.tag not in TEXT)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self.sequence(mark, depth)
        else:
            data = self.mapping(mark, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (data, mark)
        return data, mark

    def alias(self, event: Any, depth: int) -> tuple[Any, Mark]:
        if event.anchor not in self.anchors:
            raise self.fault(event, f"*{event.anchor} has no &{event.anchor} before it")
        known = self.anchors[event.anchor]
        if known is None:
            raise self.fault(event, f"*{event.anchor} stands inside what it names")
        self.budget.take_alias(event.start_mark.line + 1, depth, known[1].nodes)
        return known

    def sequence(self, mark: Mark, depth: int) -> list[Any]:
        import yaml

        items: list[Any] = []
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            item, place = self.value(event, depth + 1)
            mark.children[len(items)] = place
            mark.nodes += place.nodes
            items.append(item)
        return items

    def mapping(self, mark: Mark, depth: int) -> dict[str, Any]:
        import yaml

        pairs: dict[str, Any] = {}
        merged: list[tuple[Any, Any, Mark]] = []
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            key = self.key(event)
            item, place = self.value(self.event(), depth + 1)
            mark.nodes += place.nodes
            if key == "<<" and event.implicit[0]:
                merged.append((event, item, place))
                continue
            if key in pairs:
                first = mark.children[key].line
                raise self.fault(event, f"the key {key!r} stands here twice (first on line {first})")
            pairs[key] = item
            mark.children[key] = self.beside(event, place)
        for named, item, place in merged:
            self.merge(named, item, place, (pairs, mark))
        return pairs

    def beside(self, event: Any, value: Mark) -> Mark:
        """The mark of a key: its own place, its value's children."""
        return Mark(event.start_mark.line + 1, event.start_mark.column + 1, value.children, value.nodes)

    def key(self, event: Any) -> str:
        import yaml

        if not isinstance(event, yaml.ScalarEvent):
            raise self.fault(event, "a key must be plain text")
        if event.tag not in TAGS:
            raise self.fault(event, f"the tag {event.tag!r} is not allowed here")
        place = self.beside(event, Mark(1))
        self.budget.take(place.line, 0)
        if event.anchor is not None:
            self.anchors[event.anchor] = (event.value, place)
        return str(event.value)

    def merge(self, event: Any, item: Any, place: Mark, into: tuple[dict[str, Any], Mark]) -> None:
        """`<<: *name` and `<<: [*one, *two]`: keys that the mapping itself spells stay as they are."""
        pairs, mark = into
        sources = [(item, place)] if isinstance(item, dict) else None
        if isinstance(item, list) and all(isinstance(each, dict) for each in item):
            sources = [(each, place.children[position]) for position, each in enumerate(item)]
        if sources is None:
            raise self.fault(event, "`<<` takes the name of a mapping (*name)")
        for source, marks in sources:
            for key, value in source.items():
                if key not in pairs:
                    pairs[key] = value
                    mark.children[key] = marks.children[key]

    def fault(self, event: Any, message: str, hint: str = "") -> Exception:
        return fault(self.budget.path, event.start_mark.line + 1, message, hint)


def scalar(text: str, plain: bool) -> Any:
    """YAML 1.2's core words for null, true and false, plain decimal numbers; everything else is text."""
    if not plain:
        return text
    if text in PLAIN:
        return PLAIN[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text
