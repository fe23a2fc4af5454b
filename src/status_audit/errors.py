"""The faults a user can mend, each one clear line: what, where, what to do."""

from __future__ import annotations


class AuditError(Exception):
    """Usage, configuration, policy or waiver file wrong, or nothing could be opened: exit 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message
