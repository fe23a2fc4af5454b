"""Writes out the controls that form builders of Rails make, in ERB, HAML and Slim alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code, code_of
from status_audit.read.code_schema.rails_changes import singular
from status_audit.read.code_schema.ruby import Call, Statement, call_at, name_in, names_in, statements
from status_audit.read.keyed import marked
from status_audit.read.template.pieces import CHOICE, Control, Pieces, is_key, kind_of, translated, worded

Place = tuple[int, int]
_BUILDER = pattern_of(r"(?:f|ff|form|builder|form_builder|\w+_form|\w+_fields|fields|g|s)\Z")
_CONTROL = pattern_of(
    r"field|input|select|radio|check|area|yes_no|date|number|set\b|_set\Z|association|combobox|upload|attachment"
)
_NO_CONTROL = pattern_of(
    r"\A(?:fields_for|simple_fields_for|fields|fieldset|submit|label\w*|error\w*|object\w*|hint|select_tag_)\Z"
)
_FORM = pattern_of(r"(?:\w+_)?form_(?:for|with|tag)\Z|\Aform_with\Z")
_TRANSLATED = pattern_of(r"(?:I18n\.)?(?:t|translate|_|l10n|gettext|s_|n_)\b[ (]*(?=[\"':])")
_INSERTED = pattern_of(r"#\{\s*(?:I18n\.)?t\(?\s*[\"']([\w.-]+)[\"'][^}]*\}")
_CHOICE_LABEL = pattern_of(r":?(?:label|text|title|name)(?:\s*=>|:)\s*")
_LABELS = ("label", "label_text", "legend", "title", "heading")
_HINTS = ("hint", "help_text", "placeholder", "help", "description")
_LISTS = ("collection", "options", "choices")
_ANY_MODEL = frozenset(
    {"form", "object", "resource", "resource_name", "record", "model", "presenter", "decorator", "entity", "item"}
)
"""Variables that may hold any model: what is asked is not bound by them."""
_COMMAND = pattern_of(r"\s*(?:[=!&~-]+)?\s*")


@dataclass(slots=True)
class Ruby:
    """Takes the Ruby of a template chunk by chunk."""

    source: Source
    pieces: Pieces
    models: dict[str, str] = field(default_factory=dict)
    """By builder: the model whose attributes it asks for."""
    opened: list[str] = field(default_factory=list)
    """What each open block closes with."""

    def chunk(self, text: str, at: int) -> None:
        """One piece of Ruby of the original, which stands at the offset."""
        code = code_of(self.source, text, "ruby")
        for statement in statements(code):
            if statement.closes:
                self.pieces.put(self.opened.pop() if self.opened else "", at + statement.start)
                continue
            start = statement.start + len(_COMMAND.match(text, statement.start, statement.end)[0])  # type: ignore[index]
            closing = self._statement(code, statement, start, at)
            if statement.opens:
                self.opened.append(closing)

    def _statement(self, code: Code, statement: Statement, start: int, at: int) -> str:
        """What the block it opens closes with."""
        call = call_at(code, start, statement.end)
        if call is None:
            return ""
        where = at + call.at
        if _FORM.search(call.name) and not call.on:
            return self._form(code, call, statement.parameters, where)
        if call.name in ("fields_for", "simple_fields_for", "fields") and statement.parameters:
            named = name_in(code, call.positional[0]) if call.positional else ""
            self.models[statement.parameters.split(",")[0].strip()] = singular(named)
        elif call.name in ("label", "label_tag") and (call.on or call.name == "label_tag"):
            return self._label(code, call, statement.opens, where)
        elif self._makes_control(call):
            self._control(code, call, where)
        return ""

    def _form(self, code: Code, call: Call, parameters: str, where: int) -> str:
        model = ""
        place = call.keyed.get("model") or call.keyed.get("scope") or call.keyed.get("as")
        if place or (call.positional and call.name != "form_tag"):
            model = self._model(code, place or call.positional[0])
        if parameters:
            self.models[parameters.split(",", maxsplit=1)[0].strip()] = model
        self.pieces.put(f'<form name="{escape(model)}">' if model else "<form>", where)
        return "</form>"

    def _model(self, code: Code, place: Place) -> str:
        """`@client`, `:client`, `[:city, @client]`, `Client.new` as one lower-case word."""
        words = re.findall(r"[A-Za-z_]\w*", code.text[place[0] : place[1]])
        words = [each for each in words if each not in ("new", "build", "find", "decorate", "object")]
        model = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words[-1]).lower() if words else ""
        model = model.removesuffix("_form").removesuffix("_object")
        return "" if model in _ANY_MODEL else model

    def _label(self, code: Code, call: Call, opens: bool, where: int) -> str:
        name = name_in(code, call.positional[0]) if call.positional else ""
        said, _ = self._words(code, call.positional[1] if len(call.positional) > 1 else None)
        self.pieces.put(f'<label for="{escape(name)}">{escape(said)}' + ("" if opens else "</label>"), where)
        return "</label>"

    def _makes_control(self, call: Call) -> bool:
        if call.on and not (call.on in self.models or _BUILDER.match(call.on)):
            return False
        if not call.on and not call.name.endswith("_tag"):
            return False
        return bool(_CONTROL.search(call.name)) and not _NO_CONTROL.match(call.name)

    def _control(self, code: Code, call: Call, where: int) -> None:
        names = names_in(code, call.positional[0]) if call.positional else []
        if not names:
            self.pieces.unknown.append(where)
            return
        name, kind, rest = names[0], kind_of(call.name), call.positional[1:]
        if "as" in call.keyed:
            kind = kind_of(name_in(code, call.keyed["as"]))
        label, key = self._first_words(code, call, rest)
        options = self._options(code, call, rest)
        value = ""
        if kind in CHOICE and not options and "collection" not in call.name and not key and rest:
            value = name_in(code, rest[0]) if "button" in call.name else ""
            label = "" if value else label
        model = self.models.get(call.on, "")
        hint = next((said for each in _HINTS if (said := self._words(code, call.keyed.get(each))[0])), "")
        binding = f"{model}.{name}" if model else ""
        control = Control(name, kind, label, options, binding, hint, value)
        self.pieces.put(control.markup(), where)

    def _first_words(self, code: Code, call: Call, rest: tuple[Place, ...]) -> tuple[str, str]:
        """The label: by its keyword, else the second argument where that is wording."""
        for each in _LABELS:
            said, key = self._words(code, call.keyed.get(each))
            if said:
                return said, key
        return self._words(code, rest[0]) if rest and call.name not in ("radio_button", "select") else ("", "")

    def _words(self, code: Code, place: Place | None) -> tuple[str, str]:
        """(words, key) of a literal or of one in a call for its translation."""
        if place is None:
            return "", ""
        called = _TRANSLATED.match(code.text, *place)
        literal = code.literals(*place) if called else ((code.only_literal(*place),))
        said = literal[0] if literal else ""
        if called and not said:
            said = name_in(code, (called.end(), place[1]))
        if called and said:
            return (self._keyed(said), said) if is_key(said) else (translated(said), "")
        inner = _INSERTED.search(said)
        said = _INSERTED.sub(lambda each: self._keyed(each[1]), said)
        said = re.sub(r"#\{[^}]*\}", " ", said)
        return " ".join(re.sub(r"<[^>]{0,200}>", " ", said).split()), inner[1] if inner else ""

    def _keyed(self, key: str) -> str:
        """A key that begins with a dot is looked up below the view that names it."""
        if not key.startswith("."):
            return translated(key)
        view = self.source.path.rpartition("views/")[2].split(".")[0]
        folders, _, name = view.rpartition("/")
        place = [*folders.split("/"), name.removeprefix("_")] if folders else [name.removeprefix("_")]
        return marked(".".join(place) + key, worded(key))

    def _options(self, code: Code, call: Call, rest: tuple[Place, ...]) -> tuple[str, ...]:
        """The literal choices of a list in the call."""
        places = [call.keyed[each] for each in _LISTS if each in call.keyed]
        places += [each for each in rest if code.mask[each[0]] in "[{"]
        for start, end in places:
            if code.text[start] == "%":
                return tuple(names_in(code, (start, end)))
            inside = code.literals(start, end) if code.mask[start] == "[" else ()
            found: list[str] = []
            for first, last in code.parts(*code.inside(start)) if code.mask[start] == "[" else ():
                found.append(self._choice(code, first, min(last, end)))
            if inside or found:
                return tuple(dict.fromkeys(each for each in found if each))
        return ()

    def _choice(self, code: Code, start: int, end: int) -> str:
        """What a person reads: the text of a pair `["Text", "v"]`, the label of `{value: "v", label: "Text"}`."""
        if code.mask[start] == "[":
            words_at = next(code.parts(*code.inside(start)), None)
            if words_at and (words := self._words(code, words_at)[0]):
                return words
        said = self._words(code, (start, end))[0] or name_in(code, (start, end))
        if not said and code.mask[start] == "{":
            for first, last in code.parts(*code.inside(start)):
                named = _CHOICE_LABEL.match(code.mask, first, last)
                said = said or (self._words(code, (named.end(), last))[0] if named else "")
        return said or next(iter(code.literals(start, end)), "")
