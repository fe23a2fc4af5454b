"""Text from a source may hold anything; what a terminal would obey is shown instead of obeyed."""

from __future__ import annotations

from status_audit.patterns import pattern_of

# C0 and C1 controls, bidi controls and isolates, zero-width characters, line and paragraph separators.
UNSAFE = pattern_of("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udfff]")


def printable(text: str) -> str:
    """Control, bidi and zero-width characters as `\\u202e`; everything else, in any script, as it is."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
