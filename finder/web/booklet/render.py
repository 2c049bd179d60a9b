"""A book as PDF, in this process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from flask import Flask, current_app, render_template

from finder.exchange.imposition import two_up
from finder.exchange.pdf import to_pdf
from finder.settings import Settings
from finder.web import labels
from finder.web.booklet.book import book_of
from finder.web.booklet.order import Order, Paper
from finder.web.i18n import OWN_NAMES, current_lang, direction, in_digits
from finder.web.i18n import gettext as _

INK: Final = "#123f49"
_STROKES: Final = (
    f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="20" height="20" fill="none"'
    f' stroke="{INK}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"'
)
_HEAD: Final = re.compile(r"<svg [^>]*>")
_COUNTERS: Final = {"١": "arabic-indic", "۱": "persian"}
"""The counter styles of CSS by the digit one of a language."""


def render(app: Flask, order: Order, on_page: Callable[[int], None] | None = None) -> bytes:
    """The PDF of an order; `on_page` is told of each page that is laid out, by its number."""
    with app.test_request_context(f"/{order.lang}/", base_url=_base_url(app.extensions["finder"].settings)):
        html = html_of(order)
    is_rtl = direction(order.lang) == "rtl"
    pdf = to_pdf(html, on_page=on_page, is_rtl=is_rtl)
    return two_up(pdf, rtl=is_rtl) if order.paper is Paper.SHEETS else pdf


def html_of(order: Order) -> str:
    """The document of an order, for the language of the response."""
    return render_template(
        "booklet/insert.html" if order.is_insert else "booklet/book.html",
        book=book_of(order),
        symbol=symbol,
        legend=tuple(_legend()),
        own_name=OWN_NAMES[current_lang()],
        is_large=order.paper is Paper.A4,
        counter=_COUNTERS.get(in_digits("1"), "decimal"),
    )


def _base_url(settings: Settings) -> str:
    """An address that the application answers, whatever hosts it trusts."""
    if settings.url or not settings.trusted_hosts:
        return settings.url or "http://localhost"
    return f"https://{settings.trusted_hosts[0].removeprefix('.')}"


def _legend() -> Iterator[tuple[str, str]]:
    """The drawings of entries with their meaning, in the order in which they stand."""
    yield "place", _("Anschrift")
    yield "phone", _("Telefon")
    yield "clock", _("Zeiten")
    yield "speech", _("Sprachen")
    yield "mail", _("E-Mail")
    yield "web", _("Internetseite")
    yield "access", _("Barrierefreiheit")
    for reading in ("yes", "limited", "no"):
        yield reading, labels.of(labels.READINGS, reading)


def symbol(name: str) -> str:
    """A drawing of the site as the address of a picture in itself."""
    icons = current_app.jinja_env.get_template("parts/icons.html").module
    return _as_picture(str(icons.icon(name)))  # type: ignore[attr-defined]  # a macro of the template


@lru_cache(maxsize=128)
def _as_picture(drawing: str) -> str:
    svg = _HEAD.sub(f"<svg {_STROKES}>", drawing, count=1)
    svg = svg.replace('class="fill"', f'fill="{INK}" stroke="none"')
    return f"data:image/svg+xml,{quote(svg)}"
