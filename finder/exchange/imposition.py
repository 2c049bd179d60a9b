"""The pages of a booklet side by side on sheets, in the order in which they are folded and stapled."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

import pypdf
from pypdf import PageObject, Transformation

from finder.errors import BadInput

SHEET: Final = (841.89, 595.28)
"""A4 across, in points (ISO 216)."""

T = TypeVar("T")


def two_up(pdf: bytes, *, rtl: bool = False) -> bytes:
    """The pages on A4 sheets across, two a side: printed on both sides, turned over the short edge, folded
    and stapled in the middle they are a booklet (saddle stitch). Pages larger than A5 are made smaller.

    Blank pages fill the last sheet up. With `rtl` the back is on the right, as where one reads from there.
    It is for printers: what a reader needs (tags, links, contents) stays in the PDF that is given.
    Raises BadInput for what is no PDF with pages.
    """
    pages = _pages(pdf)
    writer = pypdf.PdfWriter()
    for left, right in spreads(pages, rtl=rtl):
        sheet = writer.add_blank_page(*SHEET)
        for half, page in enumerate((left, right)):
            if page is not None:
                sheet.merge_transformed_page(page, _onto(page, half))
        sheet.compress_content_streams()
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def spreads(pages: Sequence[T], *, rtl: bool = False) -> Iterator[tuple[T | None, T | None]]:
    """What stands on the left and right of each side, front and back of one sheet after another, the
    outermost first; None is a blank page.
    """
    padded = [*pages, *[None] * (-len(pages) % 4)]
    last = len(padded) - 1
    for number in range(len(padded) // 2):
        pair = padded[last - number], padded[number]
        yield pair if (number % 2 == 0) != rtl else pair[::-1]


def _pages(pdf: bytes) -> list[PageObject]:
    try:
        pages = list(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    except pypdf.errors.PyPdfError:
        pages = []
    if not pages:
        raise BadInput("pdf", "", "a PDF with pages")
    return pages


def _onto(page: PageObject, half: int) -> Transformation:
    """Moves a page to the middle of the left (0) or right (1) half of a sheet."""
    box, (width, height) = page.mediabox, SHEET
    scale = min(1.0, width / 2 / float(box.width), height / float(box.height))
    x = width / 2 * half + (width / 2 - float(box.width) * scale) / 2
    y = (height - float(box.height) * scale) / 2
    moved = Transformation().translate(-float(box.left), -float(box.bottom))
    return moved.scale(scale).translate(x, y)
