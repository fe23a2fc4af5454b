"""Gives the questions of templates the words that stand for their keys in files of translations, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import PurePosixPath

from status_audit.model import Field, Label, Reading
from status_audit.read.keyed import SEPARATOR, spelled
from status_audit.read.template.pieces import worded

TRANSLATIONS = "i18n"
"""The kind of source, and the data type of its questions."""
LANGUAGES = 40
"""Languages of one question that are kept."""
CONVENTIONS = (
    "simple_form.labels.{model}.{name}",
    "helpers.label.{model}.{name}",
    "activerecord.attributes.{model}.{name}",
    "activemodel.attributes.{model}.{name}",
    "mongoid.attributes.{model}.{name}",
)
"""Where Rails looks for the label of a field that its template does not name."""
RAILS = (".erb", ".rhtml", ".haml", ".slim")


def resolved(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of one system, in order, with the questions in the words of the system's own translations."""
    spoken = [each for each in readings if each.source.kind == TRANSLATIONS]
    if not spoken:
        return list(readings)
    known = _Texts(spoken)
    return [each if each.source.kind == TRANSLATIONS else _resolved(each, known) for each in readings]


def _resolved(reading: Reading, known: _Texts) -> Reading:
    items = tuple(
        known.of(each) if isinstance(each, Field) and each.kind == "question" else each for each in reading.items
    )
    same = all(new is old for new, old in zip(items, reading.items, strict=True))
    return reading if same else replace(reading, items=items)


@dataclass(slots=True)
class _Texts:
    """Every text of the translations of one system, by its key."""

    readings: Sequence[Reading]
    _known: dict[str, list[tuple[str, Label]]] = field(default_factory=dict)
    """By key: (path, text)."""

    def __post_init__(self) -> None:
        for reading in self.readings:
            path = reading.source.path
            stem = PurePosixPath(path).name.split(".")[0]
            for key, label in _texts(reading):
                self._known.setdefault(key, []).append((path, label))
                if "." not in stem:
                    # Laravel and i18next name the file before the key
                    self._known.setdefault(f"{stem}.{key}", []).append((path, label))

    def of(self, asked: Field) -> Field:
        """The question with its label and options in each language that is known."""
        keys = [each for each in asked.key.split(SEPARATOR) if each]
        if not keys:
            return self._unkeyed(asked)
        found = {key: texts for key in keys if (texts := self._lookup(key, asked.location.source))}
        if not found:
            return asked
        label = _in_languages(asked.label, found)
        options = tuple(dict.fromkeys(_said(each, _base(found)) for each in asked.options))
        return replace(asked, label=label, options=options)

    def _unkeyed(self, asked: Field) -> Field:
        """A label that is itself a key: gettext, web2py and their kin; or one that Rails looks up by convention."""
        source = asked.location.source
        if not asked.label:
            return self._by_convention(asked, source)
        found = {each.text: texts for each in asked.label if (texts := self._lookup(each.text, source))}
        return replace(asked, label=_in_languages(asked.label, found)) if found else asked

    def _by_convention(self, asked: Field, source: str) -> Field:
        model, _, name = asked.binding.rpartition(".")
        if not model or not source.endswith(RAILS):
            return asked
        keys = (each.format(model=model.replace(".", "/"), name=name) for each in CONVENTIONS)
        texts = next((texts for key in keys if (texts := self._lookup(key, source))), None)
        return replace(asked, label=tuple(texts.values())) if texts else asked

    def _lookup(self, key: str, source: str) -> dict[str, Label]:
        """By language, the default first: the text of the nearest file."""
        held = (
            self._known.get(key)
            or self._known.get(key.partition(":")[2].strip())
            or self._known.get(key.replace(":", "."))
        )
        if not held:
            return {}
        near = sorted(held, key=lambda each: (-_shared(each[0], source), each[0]))
        texts: dict[str, Label] = {}
        for _, label in near:
            texts.setdefault(label.language, label)
        ordered = sorted(texts, key=lambda language: (language != "", not language.startswith("en"), language))
        return {language: texts[language] for language in ordered[:LANGUAGES]}


def _texts(reading: Reading) -> Iterator[tuple[str, Label]]:
    for each in reading.items:
        if isinstance(each, Field) and each.key and each.label:
            yield each.key, each.label[0]
    yield from reading.unasked


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    pairs = zip(PurePosixPath(one).parts, PurePosixPath(other).parts, strict=False)
    return sum(1 for _ in takewhile(lambda each: each[0] == each[1], pairs))


def _base(found: dict[str, dict[str, Label]]) -> dict[str, str]:
    """Each key in the default language."""
    return {key: next(iter(texts.values())).text for key, texts in found.items()}


def _in_languages(labels: Iterable[Label], found: dict[str, dict[str, Label]]) -> tuple[Label, ...]:
    """Each label in each language in which one of its keys is known; in its own words where none is."""
    labels = tuple(labels)
    made: list[Label] = []
    if len(found) == len(labels) == 1 and not _stands(next(iter(found)), labels[0].text):
        return tuple(next(iter(found.values())).values())  # its words here are only a default
    for label in labels:
        own = {key: texts for key, texts in found.items() if _stands(key, label.text)}
        languages = dict.fromkeys(language for texts in own.values() for language in texts)
        if not own or any(label.text == key for key in own):
            made.append(label)  # a text that is its own key is wording too
        for language in languages:
            said = {key: texts.get(language, next(iter(texts.values()))).text for key, texts in own.items()}
            made.append(Label(_said(label.text, said), language))
    kept: dict[str, Label] = {}
    for each in made:
        known = kept.get(each.text)
        if known is None or (each.language and not known.language):
            kept[each.text] = each
    return tuple(kept.values())


def _words(key: str) -> tuple[str, str, str]:
    """What may stand for a key as long as no translation is known."""
    return spelled(key), worded(key), key


def _stands(key: str, text: str) -> bool:
    return any(each and each in text for each in _words(key))


def _said(text: str, texts: dict[str, str]) -> str:
    """The text with each key's words in place of what stands for the key."""
    for key in sorted(texts, key=len, reverse=True):
        stands = next((each for each in _words(key) if each and each in text), "")
        if stands:
            text = text.replace(stands, texts[key], 1)
    return text
