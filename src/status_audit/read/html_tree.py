"""A page as a flat list of elements and texts in document order; whatever the markup, it never fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from status_audit.patterns import pattern_of
from status_audit.read.html_dialects import MUTED, native
from status_audit.read.html_tokens import Token, tokens
from status_audit.read.keyed import marked
from status_audit.sql.positions import Lines

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
CLOSES = {
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "tbody": frozenset({"td", "th", "tr", "thead", "tbody"}),
    "p": frozenset({"p"}),
    "label": frozenset({"label"}),
    "form": frozenset({"form"}),
    "select": frozenset({"option", "optgroup", "select"}),
}
"""Elements that an opening tag ends when they were left open."""
WALLS = frozenset({"table", "select", "ul", "ol", "dl", "form", "fieldset", "body", "div", "section", "datalist"})
"""A left-open element is not looked for beyond these."""
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt"),
        *("fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li"),
        *("main", "nav", "ol", "p", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *("select", "textarea", "button"),
    )
)
_VALUE = pattern_of(r"[$#]\{[^{}<>]{1,300}\}")
DEEPEST = 2000
"""Open elements; deeper ones are siblings."""
MOST = 250_000
"""Elements and texts of a page; what follows is not read."""
FARTHEST = 64
"""Open elements that an end tag may close at once."""


@dataclass(slots=True)
class Node:
    """An element, or a piece of text (`tag` is empty)."""

    tag: str
    at: int
    """Its number in the page's list."""
    parent: int
    """The number of the element around it; -1 at the top."""
    line: int = 0
    column: int = 0
    """1-based."""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    end: int = 0
    """The number after its last descendant."""

    def get(self, *names: str) -> str:
        """The first of these attributes that says something."""
        return next((value for name in names if (value := self.attributes.get(name, "").strip())), "")


class Tree:
    """All nodes of a page, and the ways between them."""

    def __init__(self, text: str) -> None:
        builder = _Builder(text)
        self.nodes = builder.build(tokens(text))
        self.unread = builder.unread
        """The 1-based line from which on a page with too many elements is not read; 0 where all of it is."""
        self.by_id: dict[str, Node] = {}
        for node in self.nodes:
            if node.tag and (name := node.get("id")):
                self.by_id.setdefault(name, node)

    def inside(self, node: Node) -> list[Node]:
        """Every descendant, in order."""
        return self.nodes[node.at + 1 : node.end]

    def above(self, node: Node) -> Iterator[Node]:
        """The elements around it, nearest first."""
        while node.parent >= 0:
            node = self.nodes[node.parent]
            yield node

    def around(self, node: Node, *tags: str) -> Node | None:
        """The nearest element of these kinds around it."""
        return next((each for each in self.above(node) if each.tag in tags), None)

    def wording(self, node: Node, without: frozenset[str] = frozenset({"select", "textarea", "datalist"})) -> str:
        """The text in an element, white space folded, without what stands in elements of these kinds."""
        parts, at = [], node.at + 1
        while at < min(node.end, node.at + 2000):
            each = self.nodes[at]
            if each.tag in without:
                at = each.end
                continue
            parts.append(each.text if not each.tag else " " if each.tag in BLOCKS else "")
            at += 1
        return folded("".join(parts))

    def language(self, node: Node) -> str:
        """The language of an element, lower case; empty where the page does not say."""
        for each in (node, *self.above(node)):
            if spoken := each.get("lang", "xml:lang"):
                return spoken.lower().replace("_", "-")
        return ""


def _without_values(token: Token) -> Token:
    """A text without the values that running the page would put there (`${client.name}`)."""
    if "{" not in token.text:
        return token
    return Token("text", token.at, text=_VALUE.sub(" ", token.text))


def folded(text: str) -> str:
    """White space folded, and without the signs that mark a field as required."""
    return " ".join(text.split()).strip("*: \u2217\uff0a\uff1a").strip()


class _Builder:
    """Puts tags and texts together; an end that is missing is supplied, one too many is passed over."""

    def __init__(self, text: str) -> None:
        self._nodes: list[Node] = []
        self._open: list[Node] = []
        self._called: dict[int, str] = {}
        """By number: what an element that HTML calls otherwise is called in the page."""
        self._lines = Lines(text)
        self.unread = 0

    def build(self, tokens: Iterable[Token]) -> list[Node]:
        for token in tokens:
            if len(self._nodes) >= MOST:
                self.unread = self._lines.at(token.at)[0]
                break
            if token.kind == "text":
                if not (self._open and MUTED in self._open[-1].attributes):
                    self._add(_without_values(token))
            elif token.kind == "end":
                self._end(token.name)
            else:
                self._start(token)
        while self._open:
            self._close()
        return self._nodes

    def _start(self, token: Token) -> None:
        made = native(token.name, token.attributes) if token.attributes else None
        if made is None:
            self._element(token)
            return
        holds = made.inner is not None or made.text or made.options
        kind = "start" if holds else token.kind
        opened = self._element(Token(kind, token.at, made.tag, made.attributes), token.name)
        if made.inner is not None:
            self._add(Token("start", token.at, "input", made.inner))
        if made.text:
            self._add(Token("text", token.at, text=made.text))
        for option in made.options:
            self._element(Token("start", token.at, "option", {"label": option}))
            self._add(Token("text", token.at, text=option))
        if token.kind == "empty" and holds and opened in self._open:
            self._close_from(self._open.index(opened))

    def _element(self, token: Token, called: str = "") -> Node:
        """Adds and opens an element; `called` is its name in the page, where that is another."""
        for left in self._left_open(token.name):
            while self._open and self._open[-1].at >= left.at:
                self._close()
        node = self._add(token)
        if token.name.endswith(":message") or token.name == "s:text":
            key = node.get("code", "key", "name")
            self._add(Token("text", token.at, text=marked(key)))
        if token.name not in VOID and token.kind != "empty" and len(self._open) < DEEPEST:
            self._open.append(node)
            if called and called != token.name:
                self._called[node.at] = called
        return node

    def _end(self, tag: str) -> None:
        """Closes the nearest open element of this kind; a stray end tag closes nothing."""
        for place in range(len(self._open) - 1, max(-1, len(self._open) - FARTHEST), -1):
            if self._called.get(self._open[place].at, self._open[place].tag) == tag:
                self._close_from(place)
                return

    def _close_from(self, place: int) -> None:
        while len(self._open) > place:
            self._close()

    def _left_open(self, tag: str) -> list[Node]:
        """The outermost element that this opening tag ends, if there is one."""
        ends = CLOSES.get(tag)
        found: list[Node] = []
        if ends:
            for each in reversed(self._open[-FARTHEST:]):
                if each.tag in ends:
                    found = [each]
                elif each.tag in WALLS:
                    break
        return found

    def _add(self, token: Token) -> Node:
        at = len(self._nodes)
        parent = self._open[-1].at if self._open else -1
        line, column = self._lines.at(token.at) if token.kind != "text" else (0, 0)
        node = Node(token.name, at, parent, line, column, token.attributes, token.text, at + 1)
        self._nodes.append(node)
        return node

    def _close(self) -> None:
        self._open.pop().end = len(self._nodes)
