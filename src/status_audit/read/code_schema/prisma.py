"""Reads the models of a Prisma schema: tables and columns under the names the database knows them by."""

from __future__ import annotations

from status_audit.model import Reading, Source

KIND = "prisma"


def accepts(path: str, head: bytes) -> bool:
    """By its extension."""
    return path.lower().endswith(".prisma")


def read(source: Source) -> Reading:
    """One table for each model or view, one document for each composite type."""
    from status_audit.read.code_schema.prisma_models import read as really

    return really(source)
