"""What earlier runs found out, kept in the user's cache folder: by content, without literals, never trusted blindly."""

from __future__ import annotations

from status_audit.cache.engine import engine_digest
from status_audit.cache.store import Store, opened

__all__ = ["Store", "engine_digest", "opened"]
