"""status-audit finds where immigration status and place of birth are collected or shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from status_audit.audit import check as check

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def __getattr__(name: str) -> Any:
    """Load the audit only when it is asked for, so that `--version` stays cheap."""
    if name == "check":
        from status_audit.audit import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
