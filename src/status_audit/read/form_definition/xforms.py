"""Reads XForms: those of ODK with their translations, those of Orbeon with their resources, and plain ones."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model import Label
from status_audit.patterns import pattern_of
from status_audit.read.form_definition.form import Form, Question, choice, words
from status_audit.read.language import spoken
from status_audit.read.xml_tree import Node

CONTROLS = frozenset(("input", "secret", "textarea", "select", "select1", "upload", "range", "rank"))
ACKNOWLEDGED = "trigger"
"""A button elsewhere; in a form of ODK, where it has a place in the answers, what a person has to say yes to."""
OPEN_ROSA = "http://openrosa.org/javarosa"
ITEXT = pattern_of(r"jr:itext\(\s*'([^']*)'\s*\)|jr:itext\(\s*([^')]+)\s*\)")
INSTANCE = pattern_of(r"instance\(\s*'([^']*)'\s*\)")
Texts = dict[str, dict[str, str]]
"""Wording by id, by language."""


def read(form: Form, root: Node) -> None:
    resources = [each for each in root.all("resource") if each.get("lang") and any(each.children())]
    if resources:
        _orbeon(form, root, resources)
    else:
        _xforms(form, root)


def _xforms(form: Form, root: Node) -> None:
    instance = next((inner for each in root.all("instance") for inner in each.children()), None)
    title = next((each.wording() for each in root.all("title")), "")
    form.begin(instance.get("id") if instance is not None else "", title, root.line)
    reader = _Reader(root)
    bodies = list(root.children("body")) or [root]
    for body in bodies:
        for question in reader.within(body, ""):
            form.ask(question)


class _Reader:
    """One form with its translations, bindings and lists."""

    def __init__(self, root: Node) -> None:
        self._controls = {*CONTROLS, ACKNOWLEDGED} if OPEN_ROSA in root.attributes.values() else CONTROLS
        self._texts: Texts = {}
        self._types: dict[str, str] = {}
        self._notes: set[str] = set()
        """Paths of what is only shown."""
        for translation in root.all("translation"):
            for text in translation.children("text"):
                value = next((each for each in text.children("value") if not each.get("form")), text.child("value"))
                held = self._texts.setdefault(text.get("id"), {})
                held[spoken(translation.get("lang"))] = (
                    _said(value) if value is not None and not value.get("form") else ""
                )
        for bind in root.all("bind"):
            self._types[bind.get("nodeset", "ref")] = bind.get("type").rpartition(":")[2]
            if bind.get("readonly") == "true()":
                self._notes.add(bind.get("nodeset", "ref"))
        self._lists = {each.get("id"): each for each in root.all("instance") if each.get("id")}

    def within(self, holder: Node, heading: str) -> Iterator[Question]:
        """Depth is bounded by the tree's own limit."""
        for each in holder.children():
            if each.tag in self._controls and each.get("ref", "nodeset") in self._notes:
                continue
            if each.tag in self._controls and (each.tag != ACKNOWLEDGED or each.get("ref")):
                yield self._control(each, heading)
            elif each.tag in ("head", "model", "label", "hint"):
                continue
            else:
                own = self._labels(each)
                yield from self.within(each, own[0].text if own else heading)

    def _control(self, control: Node, heading: str) -> Question:
        path = control.get("ref", "nodeset", "bind")
        kind = self._types.get(path, "")
        return Question(
            name=".".join(path.strip("/").split("/")[1:]) or path or control.get("id"),
            labels=self._labels(control),
            datatype=control.tag if control.tag not in ("input", "secret") or not kind else kind,
            options=tuple(self._options(control)),
            comment="; ".join(each.text for each in self._labels(control, "hint")[:1]),
            heading=heading,
            line=control.line,
        )

    def _labels(self, node: Node, kind: str = "label") -> tuple[Label, ...]:
        label = node.child(kind)
        if label is None:
            return ()
        reference = ITEXT.match(label.get("ref"))
        if not reference:
            return (Label(_said(label)),) if _said(label) else ()
        return tuple(
            Label(text, language) for language, text in self._texts.get(reference[1] or "", {}).items() if text
        )

    def _options(self, control: Node) -> Iterator[str]:
        for item in control.all("item"):
            value = item.child("value")
            labels = self._labels(item)
            yield choice(value.wording() if value is not None else "", labels[0].text if labels else "")
        for itemset in control.children("itemset"):
            match = INSTANCE.search(itemset.get("nodeset"))
            holder = self._lists.get(match[1]) if match else None
            for item in holder.all("item") if holder is not None else ():
                said = {each.tag: each.wording() for each in item.children()}
                text = next((each for each in self._texts.get(said.get("itextId", ""), {}).values() if each), "")
                yield choice(said.get("name", said.get("value", "")), text or said.get("label", ""))


def _said(label: Node) -> str:
    """The wording, with the name of what is filled in where it quotes an answer."""
    parts = []
    for each in label.pieces:
        if isinstance(each, str):
            parts.append(each)
        elif each.tag == "output":
            parts.append("${" + each.get("value", "ref").rpartition("/")[2] + "}")
        else:
            parts.append(each.wording())
    return words("".join(parts))


def _orbeon(form: Form, root: Node, resources: list[Node]) -> None:
    """Controls by their ids, their words in every language from the resources."""
    metadata = next((each for each in root.all("metadata")), root)
    said = {each.tag: each.wording() for each in metadata.children("form-name", "title")}
    form.begin(said.get("form-name", ""), said.get("title", ""), root.line)
    controls = {
        each.get("id").removesuffix("-control"): each for each in root.walk() if each.get("id").endswith("-control")
    }
    for each in resources[0].children():
        control = controls.get(each.tag)
        if control is None or control.tag in ("section", "grid", "explanation", "trigger", "output", "image"):
            continue
        found = [(other.get("lang"), other.child(each.tag)) for other in resources]
        labels = [
            Label(words(label.wording()), spoken(language))
            for language, held in found
            if held is not None and (label := held.child("label")) is not None and label.wording()
        ]
        hint = each.child("hint")
        form.ask(
            Question(
                name=each.tag,
                labels=tuple(labels),
                datatype=control.tag,
                options=tuple(_items(each)),
                comment=words(hint.wording()) if hint is not None else "",
                line=each.line,
            )
        )


def _items(resource: Node) -> Iterator[str]:
    for item in resource.children("item"):
        said = {each.tag: words(each.wording()) for each in item.children("label", "value")}
        yield choice(said.get("value", ""), said.get("label", ""))
