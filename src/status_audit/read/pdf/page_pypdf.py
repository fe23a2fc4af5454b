"""The text of PDF pages by pypdf, for want of pypdfium2: slower, widths are estimated, drawn lines are not seen."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from status_audit.read.bounded import Deadline, limit, missing, unparsed
from status_audit.read.pdf.page_text import Page, Piece, page_of
from status_audit.read.pdf.shelf import FAULTS

CHUNKS = 20_000
"""Pieces of text on one page."""
WIDTH = 0.5
"""Average width of a letter, in parts of its height."""
BOUNDS = {
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "stream_decoding_work_maximum_length": 32_000_000,
    "stream_parsing_work_maximum_count": 400_000,
    "stream_filters_maximum_length": 4,
    "xform_maximum_invocations_per_extraction": 200,
}


class PypdfPages:
    """The text of a document's pages, one by one, as long as the time lasts."""

    def __init__(self, content: bytes, deadline: Deadline) -> None:
        try:
            import pypdf
        except ImportError:
            raise missing("The text of a PDF page") from None
        self._pypdf: Any = pypdf
        self._deadline = deadline
        self._faults = (pypdf.errors.PyPdfError, pypdf.errors.DependencyError, *FAULTS)
        with self._bounded():
            try:
                self._document = pypdf.PdfReader(io.BytesIO(content), strict=False)
                self._document.decrypt("") if self._document.is_encrypted else None
                self.count = len(self._document.pages)
            except self._faults as error:
                raise unparsed(f"has pages whose text cannot be read ({type(error).__name__}).") from None

    def page(self, number: int) -> Page:
        """A page by its number (1-based). Raises Refused."""
        pieces: list[Piece] = []

        def text(said: str, outer: Any, inner: Any, _: Any, size: Any) -> None:
            pieces.extend(_pieces(said, outer, inner, size))
            if len(pieces) > CHUNKS:
                raise limit("has a page with more text than is read.")

        def tick(*_: Any) -> None:
            self._deadline.check()

        with self._bounded():
            try:
                page = self._document.pages[number - 1]
                page.extract_text(visitor_text=text, visitor_operand_before=tick)
            except self._faults as error:
                raise unparsed(f"has a page whose text cannot be read ({type(error).__name__}).") from None
        return page_of(pieces, apart=1.2)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Within limits, and without its log, which quotes what it reads."""
        log = logging.getLogger("pypdf")
        before = log.level
        log.setLevel(logging.CRITICAL + 1)
        try:
            with self._pypdf.apply_configuration(**BOUNDS):
                yield
        finally:
            log.setLevel(before)


def _pieces(said: str, outer: Any, inner: Any, size: Any) -> Iterator[Piece]:
    text = said.strip("\n").replace("\xa0", " ")
    if not text.strip():
        return
    left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    bottom = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[1]) or 1.0
    height = max(abs(float(size or 10)) * scale, 1.0)
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            indent = (len(line) - len(line.lstrip())) * height * WIDTH / 2
            width = len(line.strip()) * height * WIDTH
            yield Piece(
                line.strip(), left + indent, left + indent + width, bottom - number * height * 1.2, min(height, 72.0)
            )
