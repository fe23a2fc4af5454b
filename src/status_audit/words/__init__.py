"""Turns names and text of any script into folded words; pure functions, no vocabulary of its own."""

from __future__ import annotations

from status_audit.words.folding import fold
from status_audit.words.names import split
from status_audit.words.segments import segment
from status_audit.words.text import BREAK, tokens

__all__ = ["BREAK", "fold", "segment", "split", "tokens"]
