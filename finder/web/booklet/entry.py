"""What the booklet prints of one offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import segno

from finder.actions.offer import OfferPage
from finder.domain.edition import TEXTS
from finder.domain.lapse import has_lapsed
from finder.domain.offer_hours import CLOSED, joined_hours
from finder.domain.point import Point
from finder.web import labels
from finder.web.areas import area_name
from finder.web.contact import Phone, phone
from finder.web.current import current_finder
from finder.web.i18n import current_lang
from finder.web.i18n import gettext as _
from finder.web.offer.page import TEXT_LABELS
from finder.web.present import Entry, SpokenBy, Times, entry, spoken_by, times
from finder.web.print.map import point_of
from finder.web.translated import Words, words_of

MAX_TEXT: Final = 700
"""Longer texts are cut at a blank; the page of the offer has them whole."""


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text with its heading ("" for the description); what is to be said of its translation stands once in
    the book.
    """

    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """An offer in print: what a list shows of it, and what a reader without the site needs besides.
    `number` is that on the map (None: not on it), `short_url` is the absolute
    address of its page, `qr` the same as a picture; "" where the finder's own address is not set.
    """

    anchor: str
    number: int | None
    point: Point | None
    shown: Entry
    alert: Words
    phones: tuple[Phone, ...]
    email: str
    hours: tuple[Times, ...]
    spoken: tuple[SpokenBy, ...]
    areas: tuple[str, ...]
    is_secret: bool
    texts: tuple[PrintedText, ...]
    short_url: str
    qr: str


def printed(page: OfferPage, today: dt.date, number: int | None) -> PrintedEntry:
    """The offer as it is printed on a day, with its number on the map."""
    detail, url = page.detail, _short_url(page.id)
    return PrintedEntry(
        anchor=anchor_of(page.id),
        number=number,
        point=point_of(page),
        shown=entry(page.summary, (page.lat, page.lon)),
        alert=words_of(detail, "alert", detail["alert"]),
        phones=tuple(phone(stored) for stored in detail["phones"]),
        email=detail["email"],
        hours=tuple(usual_hours(detail["schedules"], today)),
        spoken=spoken_by(detail["languages"]),
        areas=tuple(area_name(key) for key in detail["areas"]) if page.lat is None else (),
        is_secret=bool(detail["is_address_secret"]),
        texts=tuple(_texts(detail)),
        short_url=url,
        qr=_qr(url) if url else "",
    )


def anchor_of(offer_id: int) -> str:
    """The anchor of an entry in the book."""
    return f"eintrag-{offer_id}"


def usual_hours(stored: Iterable[Mapping[str, Any]], today: dt.date) -> Iterator[Times]:
    """The hours by kind that hold from a day on; closures for a time are none that a book tells."""
    for kind in labels.HOURS:
        lines = [line for line in stored if line["kind"] == kind and _is_usual(line, today)]
        schedules = ((kind, line.get("opening_hours", ""), None, None) for line in lines)
        expression = joined_hours((schedule, "") for schedule in schedules)
        shown = times(kind, expression, " ".join(filter(None, (line.get("description") for line in lines))))
        if shown:
            yield shown


def _is_usual(line: Mapping[str, Any], today: dt.date) -> bool:
    last = line.get("valid_to")
    return line.get("opening_hours") != CLOSED and not (
        last and has_lapsed(dt.date.fromisoformat(last), today)
    )


def _texts(detail: Mapping[str, Any]) -> Iterator[PrintedText]:
    for field in TEXTS:
        text = detail["texts"].get(field)
        if text:
            words = words_of(detail, field, shortened(text))
            label = "" if field == TEXTS[0] else _(TEXT_LABELS[field])
            yield PrintedText(label, Words(shortened(words.text), words.lang, words.dir, words.remark))


def shortened(text: str) -> str:
    """The text, cut at a blank where it is longer than MAX_TEXT."""
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT].rsplit(None, 1)[0]} …"


def _short_url(offer_id: int) -> str:
    base = current_finder().settings.url
    return f"{base}/{current_lang()}/angebot/{offer_id}" if base else ""


@lru_cache(maxsize=4096)
def _qr(url: str) -> str:
    """The address as a QR code, as the address of a picture in itself."""
    return segno.make_qr(url, error="m").png_data_uri(scale=8, border=0)
