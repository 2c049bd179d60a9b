"""HTML on paper: tagged PDF (PDF/UA-1, ISO 14289-1) by WeasyPrint, which reads no file but our own."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

from finder.paths import ROOT

STATIC: Final = ROOT / "finder" / "static"
BASE: Final = "https://finder.invalid/"
"""Against this, a name that never exists (RFC 2606), addresses in a document are resolved:
`/static/print.css` is a file below `static`."""


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives files below `static` and what stands in the document itself (`data:`); nothing else is read."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file or data of an address; raises ValueError for any other, which leaves a picture out."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = (STATIC / parts.path.removeprefix("/static/")).resolve()
        if not url.startswith(f"{BASE}static/") or not _is_own(path):
            raise ValueError("Only the finder's own files are read for a PDF.")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def _is_own(path: Path) -> bool:
    return path.is_relative_to(STATIC) and path.is_file()


def to_pdf(html: str, *, on_page: Callable[[int], None] | None = None, is_rtl: bool = False) -> bytes:
    """The document as a tagged PDF/UA-1 with its fonts embedded, as far as they have the letters.

    Language and title are those of the document (`<html lang>`, `<title>`), author and dates those of its
    `<meta>`. With `is_rtl` two pages side by side are shown from right to left. Equal documents give equal
    bytes. It computes for about 0.1 s a page, in this process; `on_page` is told of each page that is laid
    out, by its number, once for each time that all are laid out anew.
    """
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=OwnFiles(allowed_protocols=("data",)))
    with _told(on_page) if on_page else nullcontext():
        written: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=b"finder", finisher=_from_right if is_rtl else None
        )
    return written


def _from_right(_document: Any, pdf: Any) -> None:
    """ISO 32000-1, table 150."""
    pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"


@contextmanager
def _told(on_page: Callable[[int], None]) -> Iterator[None]:
    """Hands on the pages that WeasyPrint tells its log of."""
    progress, handler = weasyprint.logger.PROGRESS_LOGGER, _Pages(on_page)
    level, spreads = progress.level, progress.propagate
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)
    progress.propagate = False
    try:
        yield
    finally:
        progress.removeHandler(handler)
        progress.setLevel(level)
        progress.propagate = spreads


class _Pages(logging.Handler):
    """Takes the number of a page out of "Step 5 - Creating layout - Page %d"."""

    def __init__(self, on_page: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self._on_page = on_page

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a page; other steps are of no interest."""
        if "Page" in str(record.msg) and isinstance(record.args, tuple):
            self._on_page(int(str(record.args[0])))
