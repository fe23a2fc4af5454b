"""Opens a PDF with whichever library is installed and hands out its objects in one way."""

from __future__ import annotations

import io
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from status_audit.read.bounded import Refused, encrypted, limit, missing, unparsed

STREAM = 32 * 1024 * 1024
"""Bytes to which a stream may unpack."""
PAGES = 2_000
KEYS = 25_000
"""Members of one array or dictionary that are looked at."""
LIMITS = {
    "doc_max_warnings": 2_000,
    "parser_max_nesting": 100,
    "max_stream_filters": 4,
    "flate_max_memory": STREAM,
    "png_max_memory": STREAM,
    "tiff_max_memory": STREAM,
    "run_length_max_memory": STREAM,
}
FAULTS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    EOFError,
    OSError,
    AssertionError,
    MemoryError,
    ArithmeticError,
)
"""What both libraries let through, beside errors of their own, for an object that is not what its place demands."""


class Shelf(Protocol):
    """A document's objects. No method raises for a damaged object: it is then absent."""

    def root(self) -> Any: ...
    def title(self) -> str: ...
    def pages(self) -> list[Any]: ...
    def get(self, node: Any, key: str) -> Any: ...
    def items(self, node: Any) -> list[Any]: ...
    def keys(self, node: Any) -> list[str]: ...
    def text(self, node: Any) -> str: ...
    def number(self, node: Any) -> float: ...
    def identity(self, node: Any) -> Hashable: ...
    def data(self, node: Any) -> bytes: ...
    def readable(self, content: bytes) -> bytes: ...


@contextmanager
def opened(content: bytes) -> Iterator[Shelf]:
    """The document in these bytes. Raises Refused: encrypted, damaged, or no library to read it with."""
    try:
        import pikepdf
    except ImportError:
        yield _by_pypdf(content)
        return
    settings: Any = pikepdf.settings
    previous = settings.set_qpdf_limits(**LIMITS)
    try:
        with _by_pikepdf(content) as document:
            yield PikePdf(document)
    finally:
        settings.set_qpdf_limits(**previous)


def _by_pikepdf(content: bytes) -> Any:
    import pikepdf

    try:
        return pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise encrypted() from None
    except (pikepdf.PikepdfError, *FAULTS) as error:
        raise _unopened(error) from None


def _by_pypdf(content: bytes) -> Shelf:
    try:
        import pypdf
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError:
        raise missing("A PDF") from None
    try:
        document = pypdf.PdfReader(io.BytesIO(content), strict=False, root_object_recovery_limit=10_000)
        if document.is_encrypted and not document.decrypt(""):
            raise encrypted()
    except DependencyError:
        raise encrypted() from None
    except (PyPdfError, *FAULTS) as error:
        raise _unopened(error) from None
    return PyPdf(document)


def _unopened(error: Exception) -> Refused:
    if isinstance(error, MemoryError) or "limit" in str(error).lower():
        return limit("unpacks to more than is read of a PDF.")
    return unparsed(f"is damaged or is no PDF ({type(error).__name__}).")


class PikePdf:
    """By pikepdf."""

    def __init__(self, document: Any) -> None:
        import pikepdf

        self._document = document
        self._faults = (pikepdf.PikepdfError, *FAULTS)
        self._dictionary = (pikepdf.Dictionary, pikepdf.Stream)
        self._array = pikepdf.Array
        self._string = (pikepdf.String, pikepdf.Name, str)

    def root(self) -> Any:
        try:
            return self._document.Root
        except self._faults:
            return None

    def title(self) -> str:
        try:
            return self.text(self.get(self._document.trailer.get("/Info"), "/Title"))
        except self._faults:
            return ""

    def pages(self) -> list[Any]:
        try:
            count = min(len(self._document.pages), PAGES)
            return [self._document.pages[at].obj for at in range(count)]
        except self._faults:
            return []

    def get(self, node: Any, key: str) -> Any:
        try:
            return node.get(key) if isinstance(node, self._dictionary) else None
        except self._faults:
            return None

    def items(self, node: Any) -> list[Any]:
        if not isinstance(node, self._array):
            return []
        try:
            return [node[at] for at in range(min(len(node), KEYS))]
        except self._faults:
            return []

    def keys(self, node: Any) -> list[str]:
        try:
            return sorted(node.keys())[:KEYS] if isinstance(node, self._dictionary) else []
        except self._faults:
            return []

    def text(self, node: Any) -> str:
        try:
            return str(node) if isinstance(node, self._string) else ""
        except self._faults:
            return ""

    def number(self, node: Any) -> float:
        try:
            return float(node)
        except self._faults:
            return 0.0

    def identity(self, node: Any) -> Hashable:
        made = getattr(node, "objgen", (0, 0))
        return made if made != (0, 0) else ("direct", id(node))

    def data(self, node: Any) -> bytes:
        try:
            return bytes(node.read_bytes())[:STREAM]
        except self._faults:
            return b""

    def readable(self, content: bytes) -> bytes:
        """The document as another library can read it: without its encryption, which is not always supported."""
        if not self._document.is_encrypted:
            return content
        plain = io.BytesIO()
        try:
            self._document.save(plain, encryption=False)
        except self._faults:
            return content
        return plain.getvalue()


class PyPdf:
    """By pypdf."""

    def __init__(self, document: Any) -> None:
        from pypdf.errors import DependencyError, PyPdfError

        self._document = document
        self._faults = (PyPdfError, DependencyError, *FAULTS)

    def root(self) -> Any:
        try:
            return self._document.trailer["/Root"]
        except self._faults:
            return None

    def title(self) -> str:
        try:
            return self.text(self.get(self._document.trailer.get("/Info"), "/Title"))
        except self._faults:
            return ""

    def pages(self) -> list[Any]:
        try:
            return [self._document.pages[at] for at in range(min(len(self._document.pages), PAGES))]
        except self._faults:
            return []

    def get(self, node: Any, key: str) -> Any:
        try:
            held = self._resolved(node)
            return self._resolved(held.get(key)) if isinstance(held, dict) else None
        except self._faults:
            return None

    def items(self, node: Any) -> list[Any]:
        try:
            held = self._resolved(node)
            return [self._resolved(each) for each in held[:KEYS]] if isinstance(held, list) else []
        except self._faults:
            return []

    def keys(self, node: Any) -> list[str]:
        return sorted(map(str, node))[:KEYS] if isinstance(node, dict) else []

    def text(self, node: Any) -> str:
        if isinstance(node, bytes):
            return node.decode("latin-1")
        return str(node) if isinstance(node, str) else ""

    def number(self, node: Any) -> float:
        try:
            return float(node)
        except self._faults:
            return 0.0

    def identity(self, node: Any) -> Hashable:
        reference = getattr(node, "indirect_reference", None)
        return (reference.idnum, reference.generation) if reference is not None else ("direct", id(node))

    def data(self, node: Any) -> bytes:
        try:
            return bytes(node.get_data())[:STREAM]
        except self._faults:
            return b""

    def readable(self, content: bytes) -> bytes:
        return content

    def _resolved(self, node: Any) -> Any:
        return node.get_object() if hasattr(node, "get_object") else node
