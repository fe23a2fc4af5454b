"""Regular expressions that are compiled when they are first used: most runs need few of the hundreds there are."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Later:
    """Stands for a compiled expression, and is as quick as one from its first use on."""

    __slots__ = (
        "_given", "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search",
        "split", "sub", "subn",
    )  # fmt: skip

    def __init__(self, expression: Any, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        """Asked for what is not there yet: everything is, from now on."""
        if name not in self.__slots__[1:]:
            raise AttributeError(name)
        made = re.compile(*self._given)
        for each in self.__slots__[1:]:
            setattr(self, each, getattr(made, each))
        return getattr(made, name)

    def __reduce__(self) -> Any:
        return _Later, self._given


def pattern_of(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, later. A mistake in the expression shows itself at its first use, so the tests compile each."""
    return cast("re.Pattern[AnyStr]", _Later(expression, flags))
