"""The cheapest honest question to a text: which identifier words occur in it at all."""

from __future__ import annotations

from functools import cache


def word_set(data: bytes) -> frozenset[bytes]:
    """Lower-case ASCII words of letters, digits and `_`, and runs of bytes above 127, of eight-bit text.

    `#`, `@` and `$` separate words, since sqlglot drops them from the names of temporary tables and variables.
    """
    return frozenset(data.translate(_table()).split())


@cache
def _table() -> bytes:
    keep = {*range(48, 58), *range(97, 123), 95, *range(128, 256)}
    return bytes(code + 32 if 65 <= code <= 90 else code if code in keep else 32 for code in range(256))
