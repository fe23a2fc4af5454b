"""Reads the forms of HTML pages and templates: every named control is a question, with the words beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.contents import text_of, unread
from status_audit.read.html_control import CHOICES, kind_of
from status_audit.read.html_dialects import GROUP, dotted
from status_audit.read.html_label import Labels, explains
from status_audit.read.html_template import Page, blanked, makes_controls
from status_audit.read.html_tree import MOST, Node, Tree
from status_audit.read.keyed import joined, unmarked, without_signs
from status_audit.sql.positions import Lines

KIND = "html"
PAGES = (".html", ".htm", ".xhtml", ".shtml", ".jsf", ".faces")
TEMPLATES = (
    *(
        ".erb",
        ".rhtml",
        ".jinja",
        ".jinja2",
        ".j2",
        ".njk",
        ".twig",
        ".mustache",
        ".hbs",
        ".handlebars",
        ".ejs",
        ".liquid",
    ),
    *(
        ".php",
        ".phtml",
        ".jsp",
        ".jspx",
        ".jspf",
        ".aspx",
        ".ascx",
        ".asp",
        ".cshtml",
        ".vbhtml",
        ".razor",
        ".tpl",
        ".ftl",
    ),
    *(".ftlh", ".vm", ".gsp", ".cfm", ".mako", ".tmpl", ".gohtml", ".vue", ".svelte"),
)
BINDINGS = (
    "asp-for",
    "formcontrolname",
    "ng-model",
    "data-ng-model",
    "v-model",
    "[(ngmodel)]",
    "data-bind",
    "wire:model",
    "bind:value",
    "bind:group",
    "bind:checked",
    "@bind-value",
)
SOON = 4000
"""Nodes of a form that are looked at for its title."""
NO_QUESTION = frozenset({"submit", "button", "image", "reset"})
XFORMS = b"http://www.w3.org/2002/xforms"


def accepts(path: str, head: bytes) -> bool:
    """Pages by their extension; templates where their first bytes hold a control or a call that makes one."""
    name = path.lower()
    if XFORMS in head:
        return False
    if name.endswith(PAGES):
        return True
    if not name.endswith(TEMPLATES):
        return False
    return makes_controls(head.decode("latin-1"))


def read(source: Source) -> Reading:
    """A container per form, a field per control or group of equal name; malformed markup is read as it comes."""
    source, text, gap = text_of(source)
    if gap:
        return unread(source, gap)
    page = blanked(without_signs(text))
    items = [*questions(source, page.text), *_calls(source, text, page)]
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))


def questions(source: Source, page: str) -> Iterator[Item]:
    """The forms and their questions of a page without template code."""
    tree = Tree(page)
    yield from _Page(source, tree).items()
    if tree.unread:
        reason = f"has more than {MOST:,} elements and texts; what follows is not read."
        yield Gap("limit", Location(source.path, "", tree.unread), reason, "Split the page, or save a part of it.")


def _calls(source: Source, text: str, page: Page) -> Iterator[Gap]:
    if page.calls:
        line, column = Lines(text).at(page.calls[0])
        reason = "makes form controls with calls of its template language, which are not read yet."
        remedy = "Save a rendered page, or list the questions in a CSV (form, field_name, label, options, language)."
        yield Gap("unsupported", Location(source.path, "", line, column), reason, remedy, len(page.calls))


@dataclass(slots=True)
class _Page:
    """Gathers the controls of a page by form and by name."""

    source: Source
    tree: Tree
    labels: Labels = field(init=False)
    stem: str = field(init=False)
    headings: list[Node] = field(init=False)
    title: str = field(init=False)
    """What the page calls itself."""

    def __post_init__(self) -> None:
        self.labels = Labels(self.tree)
        self.headings = [each for each in self.tree.nodes if _heading(each)]
        self.title = next((self.tree.wording(each) for each in self.tree.nodes if each.tag == "title"), "")
        self.stem = PurePosixPath(self.source.path).name.split(".")[0] or "page"

    def items(self) -> Iterator[Item]:
        """Each form as a container, followed by its questions."""
        groups: dict[int, dict[str, list[Node]]] = {}
        for node in self.tree.nodes:
            if name := self._name(node):
                groups.setdefault(self._form(node), {}).setdefault(self._key(node, name), []).append(node)
        taken: dict[str, int] = {}
        for at, controls in groups.items():
            form = self.tree.nodes[at] if at >= 0 else None
            name = self._form_name(form)
            taken[name] = taken.get(name, 0) + 1
            name = name if taken[name] == 1 else f"{name}#{taken[name]}"
            place = form or next(iter(controls.values()))[0]
            title = unmarked(self._title(form))[0]
            yield Container("form", name, self.source.system, title, location=self._place(place, name))
            for same in controls.values():
                yield from self._question(name, same)

    def _name(self, node: Node) -> str:
        """What the answer is sent as; empty where the node is no control with an answer."""
        bound = dotted(node.get(*BINDINGS)) if node.attributes else ""
        kind = kind_of(node)
        if kind:
            if kind in NO_QUESTION:
                return ""
            named = node.get("name", "path", "property") or bound or self._group(node, kind)
            named = named or node.get("id", "data-name")
            return named or unmarked(self.labels.own(node) or self.labels.near(node))[0]
        if node.tag == "button":
            return node.get("name") if node.get("value") else ""
        return bound if node.tag and "-" in node.tag and node.tag not in ("ng-container",) else ""

    def _key(self, node: Node, name: str) -> str:
        """Radio buttons, check boxes and buttons of one name are one question; so are controls that repeat."""
        shared = node.get("name") or (kind_of(node) in CHOICES and not node.get("id"))
        return name.removesuffix("[]") if shared else f"{name}\0{node.at}"

    def _group(self, node: Node, kind: str) -> str:
        """The name that choices without one of their own share."""
        if kind not in CHOICES:
            return ""
        return next((named for each in self.tree.above(node) if (named := each.get(GROUP))), "")

    def _form(self, node: Node) -> int:
        named = self.tree.by_id.get(node.get("form")) if node.get("form") else None
        form = named if named and named.tag == "form" else self.tree.around(node, "form")
        return form.at if form else -1

    def _form_name(self, form: Node | None) -> str:
        own = form.get("name", "id") if form else ""
        return own or self.stem

    def _title(self, form: Node | None) -> str:
        """The form's legend or heading, else the heading before it, else the title of the page."""
        if form and (named := self._own_title(form)):
            return named
        before = bisect_left(self.headings, form.at if form else len(self.tree.nodes), key=lambda each: each.at)
        if before and (said := self.tree.wording(self.headings[before - 1] if form else self._first_heading())):
            return said
        return self.title

    def _own_title(self, form: Node) -> str:
        named = self.labels.legend(form)
        inside = self.tree.nodes[form.at + 1 : min(form.end, form.at + SOON)]
        sets = [each for each in inside if each.tag == "fieldset"]
        if not named and len(sets) == 1:
            named = self.labels.legend(sets[0])
        heading = next((each for each in inside if _heading(each) or kind_of(each)), None)
        return named or (self.tree.wording(heading) if heading and _heading(heading) else "")

    def _first_heading(self) -> Node:
        return next((each for each in self.headings if each.tag == "h1"), self.headings[0])

    def _question(self, form: str, controls: list[Node]) -> Iterator[Field]:
        first = controls[0]
        kind = kind_of(first) or first.tag
        choice = kind in CHOICES or (kind == "button" and len(controls) > 1)
        if kind == "button" and not choice:
            return
        name = self._name(first)
        asked, choices = self._choice(controls) if choice else self._plain(controls)
        texts, keys = _read_out(asked)
        options, keys_of_options = _read_out(choices)
        set_of = self.tree.around(first, "fieldset")
        legend = unmarked(self.labels.legend(set_of))[0] if set_of else ""
        described = unmarked(" ".join(self.labels.tree.wording(each) for each in self._describing(first)))[0]
        language = self.tree.language(first)
        yield Field(
            name=name,
            container=form,
            kind="question",
            location=self._place(first, f"{form}.{name}"),
            system=self.source.system,
            datatype=kind,
            label=tuple(Label(each, language) for each in texts),
            options=options,
            comment="; ".join(each for each in (legend if legend not in texts else "", described) if each),
            key=joined((*keys, *keys_of_options)),
            binding=dotted(first.get(*BINDINGS, *(("path", "property") if kind_of(first) else ()))),
        )

    def _choice(self, controls: list[Node]) -> tuple[list[str], tuple[str, ...]]:
        """The question of a group and its choices; a single check box asks by its own label."""
        if len(controls) == 1 and kind_of(controls[0]) == "checkbox":
            own = self.labels.choice(controls[0])
            asked = self.labels.group(controls)
            if not own and (not asked or explains(asked) or self.labels.leads_row(controls[0])):
                own = self.labels.following(controls[0])
                asked = "" if own and self.labels.leads_row(controls[0]) else asked
            return [own, asked if asked != own else ""], ()
        choices = tuple(dict.fromkeys(each for each in map(self.labels.choice, controls) if each))
        asked = self.labels.group(controls)
        if len(controls) == 1 and not asked:
            return list(choices), ()  # the only words beside it are the question's: its choices are made elsewhere
        return [asked], choices

    def _plain(self, controls: list[Node]) -> tuple[list[str], tuple[str, ...]]:
        texts = [
            self.labels.own(each) or ("" if kind_of(each) == "hidden" else self.labels.near(each)) for each in controls
        ]
        options = dict.fromkeys(option for each in controls for option in self.labels.options(each))
        return texts, tuple(options)

    def _describing(self, control: Node) -> Iterator[Node]:
        for each in control.get("aria-describedby").split()[:4]:
            if node := self.tree.by_id.get(each):
                yield node

    def _place(self, node: Node, ref: str) -> Location:
        return Location(self.source.path, ref, node.line, node.column)


def _read_out(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the texts, each once, the keys of translations in them)."""
    read = [unmarked(each) for each in texts]
    return tuple(dict.fromkeys(text for text, _ in read if text)), tuple(key for _, keys in read for key in keys)


def _heading(node: Node) -> bool:
    return bool(re.fullmatch(r"h[1-3]", node.tag))
