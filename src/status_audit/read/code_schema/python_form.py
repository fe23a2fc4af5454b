"""Reads the questions that form classes ask: Django, WTForms, and classes that are a field themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Container, Field, Item, Label
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.python_tree import Module, assigned, bases, dotted, inner, keyword, says, tail

_FORM = pattern_of(r"(?:Form|FormSet|FormMixin|FormBase|FilterSet|Step|Wizard)\Z")
_ASKS = pattern_of(r"(?:Field|Input|Question|Select|Choice|Checkbox|Radio)\Z")
_WTFORMS = frozenset(
    ("StringField", "SelectField", "SelectMultipleField", "BooleanField", "RadioField", "TextAreaField", "HiddenField")
)


def is_form(node: ast.ClassDef) -> bool:
    """By the names of what it is built on, else by fields that are called by `forms.`."""
    if any(_FORM.search(each) for each in bases(node)):
        return True
    return any(isinstance(value, ast.Call) and _asked(value) for _, value in assigned(node))


def _asked(call: ast.Call) -> bool:
    root, _, last = dotted(call).rpartition(".")
    return root.rpartition(".")[2] in ("forms", "wtforms") and bool(_ASKS.search(last))


@dataclass(slots=True)
class FormClass:
    """One form class while it is read."""

    module: Module
    node: ast.ClassDef
    open_ended: list[ast.AST] = field(default_factory=list)
    """Where it asks every field of its model, which only the model tells."""
    _meta: dict[str, ast.expr] = field(init=False)

    def __post_init__(self) -> None:
        self._meta = inner(self.node)

    def items(self) -> Iterator[Item]:
        """The form and its questions: its own fields, those of its model, those it adds when it is made."""
        own = [*self._declared(), *self._from_model(), *self._added()]
        if own or self.open_ended:
            title = self.module.text(dict(assigned(self.node)).get("title")) or self.node.name
            place = self.module.location(self.node.name, self.node)
            system = self.module.source.system
            yield Container("form", self.node.name, system, title, says(self.node), location=place)
        yield from own

    def _declared(self) -> Iterator[Field]:
        for name, value in assigned(self.node):
            if isinstance(value, ast.Call) and _ASKS.search(tail(value)):
                yield self._question(name, value)

    def _added(self) -> Iterator[Field]:
        """`self.fields["name"] = CharField(…)`."""
        for each in ast.walk(self.node):
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call) and _ASKS.search(tail(each.value)):
                target = each.targets[0]
                asked = isinstance(target, ast.Subscript) and tail(target.value) == "fields"
                name = self.module.text(target.slice) if asked and isinstance(target, ast.Subscript) else ""
                if name:
                    yield self._question(name, each.value)

    def _question(self, name: str, call: ast.Call) -> Field:
        kind = tail(call)
        first = call.args[0] if call.args else None
        label = self.module.text(keyword(call, "label")) or self._meta_text("labels", name)
        if not label and kind in _WTFORMS | {tail(call)} and isinstance(first, ast.Constant | ast.Call | ast.JoinedStr):
            label = self.module.text(first)
        told = (self.module.text(keyword(call, each)) for each in ("help_text", "description"))
        comment = "; ".join(each for each in (*told, self.module.beside(call)) if each)
        return self._field(name, call, kind, label, self.module.choices(keyword(call, "choices")), comment)

    def _from_model(self) -> Iterator[Field]:
        """The names its `Meta` lists."""
        if not self._model():
            return
        listed = self._meta.get("fields")
        if (self.module.text(listed) == "__all__") or (listed is None and "exclude" in self._meta):
            self.open_ended.append(listed or self.node)
        listed = listed if isinstance(listed, ast.List | ast.Tuple) else self.module.value(listed)
        known = {name for name, _ in assigned(self.node)}
        for each in listed.elts if isinstance(listed, ast.List | ast.Tuple) else ():
            name = self.module.text(each)
            if name and name not in known:
                label, comment = self._meta_text("labels", name), self._meta_text("help_texts", name)
                yield self._field(name, each, "", label, (), comment)

    def _field(self, name: str, at: ast.AST, kind: str, label: str, options: tuple[str, ...], comment: str) -> Field:
        model = self._model()
        return Field(
            name,
            self.node.name,
            "question",
            self.module.location(f"{self.node.name}.{name}", at),
            self.module.source.system,
            kind,
            (Label(label),) if label else (),
            options,
            comment,
            binding=f"{model}.{name}" if model else "",
        )

    def _model(self) -> str:
        """The model of a ModelForm, lower case and without its module."""
        named = self._meta.get("model")
        return (tail(named) or self.module.text(named).rpartition(".")[2]).lower() if named else ""

    def _meta_text(self, which: str, name: str) -> str:
        given = self._meta.get(which)
        pairs = zip(given.keys, given.values, strict=True) if isinstance(given, ast.Dict) else ()
        return next((self.module.text(value) for key, value in pairs if key and self.module.text(key) == name), "")


def lone_field(module: Module, node: ast.ClassDef, form: str) -> Field | None:
    """A class that is itself a question: it is built on a field and has a label."""
    own = dict(assigned(node))
    label = module.text(own.get("label") or own.get("question_text") or own.get("question"))
    if not label or not any(_ASKS.search(each) for each in bases(node)):
        return None
    name = next(
        (said for key in ("context_key", "name", "key", "id") if (said := module.text(own.get(key)))), node.name
    )
    comment = "; ".join(said for key in ("help_text", "display_label") if (said := module.text(own.get(key))))
    place = module.location(f"{form}.{name}", node)
    options = module.choices(own.get("choices"))
    return Field(name, form, "question", place, module.source.system, bases(node)[0], (Label(label),), options, comment)
