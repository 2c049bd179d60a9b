"""Two languages on one page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from finder.web.i18n import current_lang


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Within it, texts, numbers and names are those of another language; afterwards those of before."""
    before = current_lang()
    g.lang = lang
    try:
        yield
    finally:
        g.lang = before
