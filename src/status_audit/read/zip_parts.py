"""The parts of a zipped office document, within limits on number and size; nothing is unpacked to disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from status_audit.read.bounded import Refused, encrypted, limit, unparsed

ENTRIES = 5_000
PART = 96 * 1024 * 1024
"""Bytes of one part, unpacked."""
ALL = 192 * 1024 * 1024
"""Bytes of all parts that are read, unpacked."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of the older office programs starts; an encrypted document of the newer ones is wrapped in one."""
ENCRYPTED_WITHIN = "EncryptedPackage".encode("utf-16-le")
FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)
"""What the standard library raises for a damaged archive."""


@dataclass(slots=True)
class Parts:
    """An opened archive."""

    archive: zipfile.ZipFile
    left: int = ALL

    @property
    def names(self) -> list[str]:
        return self.archive.namelist()

    def read(self, name: str) -> bytes:
        """The content of a part, counted as it is unpacked, whatever size the archive declares. Raises Refused."""
        most = min(PART, self.left)
        try:
            info = self.archive.getinfo(name)
            if info.flag_bits & 1:
                raise encrypted()
            with self.archive.open(info) as stream:
                data = stream.read(most + 1)
        except FAULTS as error:
            raise unparsed(f"has a damaged part ({name}: {type(error).__name__}).") from None
        if len(data) > most:
            raise limit(f"unpacks to more than {most // (1024 * 1024)} MB ({name}).")
        self.left -= len(data)
        return data


def opened(data: bytes) -> Parts:
    """The archive in these bytes. Raises Refused."""
    if data.startswith(OLE) and ENCRYPTED_WITHIN in data:
        raise encrypted()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        count = len(archive.namelist())
    except FAULTS as error:
        raise unparsed(f"is damaged or is no office document ({type(error).__name__}).") from None
    if count > ENTRIES:
        raise limit(f"holds more than {ENTRIES:,} parts.")
    return Parts(archive)


__all__ = ["OLE", "Parts", "Refused", "opened"]
