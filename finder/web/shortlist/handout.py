"""The sheet of a list: for a counsellor to hand to a client, in the client's language beside German."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from flask import render_template, request
from markupsafe import Markup

from finder.actions.offer import OfferPage
from finder.clock import today
from finder.domain.point import Point
from finder.web.current import current_finder
from finder.web.i18n import SOURCE, current_lang, format_date, mark
from finder.web.i18n import gettext as _
from finder.web.offer.ask import Line, ask_for_language
from finder.web.offer.week import short_hours
from finder.web.present import Entry, entry
from finder.web.print.map import MapPoint, as_image, numbered, overview_map, point_of
from finder.web.shortlist.carry import list_path
from finder.web.speaking import speaking

MAP_MM: Final = (76.0, 38.0)
"""Width and greatest height of the small map."""

WORDS: Final = {
    "title": mark("Adressen für Sie"),
    "notes": mark("Notizen"),
    "appointment": mark("Termin"),
    "address": mark("Anschrift"),
    "secret": mark("Keine öffentliche Anschrift"),
    "online": mark("Diese Liste im Internet"),
    "example": mark("Beispiel-Eintrag"),
    "map": mark("Karte"),
}
"""What stands on the sheet besides the entries."""


@dataclass(frozen=True, slots=True)
class Both:
    """A text in the language of the sheet, and in German ("" where that is the same)."""

    own: str
    german: str


@dataclass(frozen=True, slots=True)
class Block:
    """An entry on the sheet: what is the same in every language, and the rest in the language of the sheet
    and in German ("" on a German sheet). `number` is that on the map, 0 without one; `lines` are what to say.
    """

    number: int
    entry: Entry
    own: Markup
    german: Markup
    lines: tuple[Line, ...]


def handout_html(pages: Sequence[OfferPage], *, asks: bool) -> str:
    """The sheet in the language of the response. With `asks` each entry has what to say to be understood,
    and the question for somebody who speaks that language where nobody is known to.
    """
    shown = [entry(page.summary, (page.lat, page.lon)) for page in pages]
    points = [point_of(page) for page in pages]
    numbers = numbered(points)
    blocks = [_block(*each, asks=asks) for each in zip(pages, shown, numbers, strict=True)]
    address = request.host_url.rstrip("/") + list_path(page.id for page in pages)
    return render_template(
        "print/handout.html",
        blocks=blocks,
        words={name: _both(text) for name, text in WORDS.items()},
        day=_both_days(today()),
        sources=_sources(pages),
        map=_map(points, numbers),
        qr=segno.make_qr(address, error="m").svg_data_uri(),
        address=address,
    )


def _both(text: str) -> Both:
    return Both(_(text), "" if current_lang() == SOURCE else text)


def _both_days(day: dt.date) -> Both:
    own = _("Stand: %(day)s", day=format_date(day))
    if current_lang() == SOURCE:
        return Both(own, "")
    with speaking(SOURCE):
        return Both(own, _("Stand: %(day)s", day=format_date(day)))


def _block(page: OfferPage, shown: Entry, number: int | None, *, asks: bool) -> Block:
    german = Markup("")
    if current_lang() != SOURCE:
        with speaking(SOURCE):
            german = _side(page)
    lines = ask_for_language(page) if asks else ()
    return Block(number or 0, shown, _side(page), german, lines)


def _side(page: OfferPage) -> Markup:
    """What is known of an entry, in the language of the response."""
    shown = entry(page.summary, (page.lat, page.lon))
    hours = short_hours(page.detail["schedules"], today())
    html = render_template("print/handout_side.html", entry=shown, hours=hours)
    return Markup(html)  # noqa: S704 - made by our own template, which escapes


def _map(points: Sequence[Point | None], numbers: Sequence[int | None]) -> str:
    """The map as the address of an image; "" where no entry has a point."""
    shown = [MapPoint(n, p) for n, p in zip(numbers, points, strict=True) if n is not None and p is not None]
    if not shown:
        return ""
    width, height = MAP_MM
    svg = overview_map(
        current_finder(), shown, title="Karte", width_mm=width, max_height_mm=height, whole_town=False
    )
    return as_image(svg)


def _sources(pages: Iterable[OfferPage]) -> str:
    """The sources of the entries with their licences, each once (German)."""
    named = [page.detail["source"] for page in pages]
    parts = [[source.get(key) for key in ("name", "attribution", "licence")] for source in named]
    return "; ".join(dict.fromkeys(", ".join(filter(None, each)) for each in parts))
