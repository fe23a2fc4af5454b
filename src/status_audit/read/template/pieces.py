"""A page written anew, piece by piece, that knows which place of the original every character comes from."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from html import escape

from status_audit.patterns import pattern_of
from status_audit.read.keyed import marked

_KEY = pattern_of(r"[\w.:-]+")
_SAYS_NOTHING = frozenset(
    ("label", "title", "question", "text", "html", "caption", "legend", "value", "name", "hint", "placeholder", "body")
)
CHOICE = frozenset({"radio", "checkbox"})


@dataclass(slots=True)
class Pieces:
    """The new text so far."""

    original: str
    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each part begins in the new text."""
    origins: list[tuple[int, bool]] = field(default_factory=list)
    """(offset in the original, whether the part is a copy of what stands there)."""
    unknown: list[int] = field(default_factory=list)
    """Offsets in the original of calls that make controls nobody can name without running them."""
    _length: int = 0

    def copy(self, start: int, end: int) -> None:
        """A part of the original as it stands."""
        if end > start:
            self._add(self.original[start:end], start, True)

    def put(self, text: str, at: int) -> None:
        """New text in place of what stands at the offset of the original."""
        if text:
            self._add(text, at, False)

    def text(self) -> str:
        return "".join(self.parts)

    def origin(self, offset: int) -> int:
        """The offset in the original of an offset in the new text."""
        if not self.starts:
            return 0
        index = max(0, bisect_right(self.starts, offset) - 1)
        at, copied = self.origins[index]
        return at + (offset - self.starts[index] if copied else 0)

    def _add(self, text: str, at: int, copied: bool) -> None:
        self.parts.append(text)
        self.starts.append(self._length)
        self.origins.append((at, copied))
        self._length += len(text)


@dataclass(frozen=True, slots=True)
class Control:
    """One control as a call describes it."""

    name: str
    kind: str = "text"
    label: str = ""
    options: tuple[str, ...] = ()
    binding: str = ""
    hint: str = ""
    value: str = ""
    """Of one radio button or check box."""

    def markup(self) -> str:
        """The elements of a page that say the same."""
        name = escape(self.name)
        said = f'<label for="{name}">{escape(self.label)}</label> ' if self.label else ""
        bound = f' ng-model="{escape(self.binding)}"' if self.binding else ""
        hint = f' placeholder="{escape(self.hint)}"' if self.hint else ""
        if self.options and self.kind in CHOICE:
            choices = "".join(
                f'<label><input type="{self.kind}" name="{name}"{bound} value="{escape(each)}">{escape(each)}</label>'
                for each in self.options
            )
            return f'<div role="radiogroup" aria-label="{escape(self.label)}">{choices}</div>'
        if self.kind == "select" or self.options:
            choices = "".join(f"<option>{escape(each)}</option>" for each in self.options)
            return f'{said}<select id="{name}" name="{name}"{bound}>{choices}</select>'
        if self.kind == "textarea":
            return f'{said}<textarea id="{name}" name="{name}"{bound}{hint}></textarea>'
        value = f' value="{escape(self.value)}"' if self.value else ""
        own = "" if self.value and self.kind in CHOICE else f' id="{name}"'
        control = f'<input type="{escape(self.kind)}"{own} name="{name}"{bound}{hint}{value}>'
        if self.kind in CHOICE and not self.value:
            control += "<div></div>"  # what follows is not what it stands for
        if self.kind == "radio" and not self.value:
            return f'<div role="radiogroup" aria-label="{escape(self.label)}">{control}</div>'
        return f"{said}{control}"


KINDS = (
    ("radio", "radio"),
    ("check", "checkbox"),
    ("select", "select"),
    ("dropdown", "select"),
    ("country", "select"),
    ("yesno", "radio"),
    ("yes_no", "radio"),
    ("textarea", "textarea"),
    ("text_area", "textarea"),
    ("editor", "textarea"),
    ("hidden", "hidden"),
    ("date", "date"),
    ("email", "email"),
    ("number", "number"),
    ("file_field", "file"),
    ("fileupload", "file"),
    ("upload", "file"),
    ("password", "password"),
)


def kind_of(method: str) -> str:
    """The kind of control that a method's name speaks of."""
    folded = method.lower()
    return next((kind for word, kind in KINDS if word in folded), "text")


def translated(said: str) -> str:
    """A text of a call for its translation, with the key it is looked up by."""
    return marked(said, worded(said) if is_key(said) else said)


def worded(key: str) -> str:
    """The words of a key of translations, without its place: `ask.birth_land.label` says `birth land label`."""
    parts = [each for each in re.split(r"[.:]", key) if each]
    last = parts[-2:] if len(parts) > 1 and parts[-1].lower() in _SAYS_NOTHING else parts[-1:]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", " ".join(last).replace("_", " ").replace("-", " "))
    return " ".join(words.split())


def is_key(text: str) -> bool:
    """Whether a translated text is a key rather than the words themselves."""
    return bool(_KEY.fullmatch(text)) and ("." in text or "_" in text)
