"""What the page of one offer shows: everything public, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from finder.actions.offer import OfferPage
from finder.clock import today
from finder.domain.access import FACT_KEYS
from finder.domain.holiday import NAMED_IN
from finder.domain.point import Point
from finder.domain.query import SearchQuery
from finder.web import labels
from finder.web.areas import area_name
from finder.web.clean import without_directions
from finder.web.contact import Phone, geo_uri, mail_address, phone, route_url, web_address
from finder.web.current import current_finder
from finder.web.i18n import SOURCE, current_lang, mark
from finder.web.i18n import gettext as _
from finder.web.map.data import map_data
from finder.web.offer.structured import structured_data
from finder.web.offer.terms import Term, costs_of, documents_of
from finder.web.offer.week import KindOfHours, hours_by_kind
from finder.web.present import (
    CORE_CRITERIA,
    Access,
    Entry,
    SpokenBy,
    day,
    entry,
    readings,
    shortened,
    spoken_by,
)
from finder.web.search.form import search_path
from finder.web.translated import Words, meaning_of, words_of

TEXT_LABELS = {
    "description": mark("Beschreibung"),
    "offer_description": mark("Zu diesem Angebot"),
    "eligibility_description": mark("Für wen"),
    "application_process": mark("So kommen Sie an einen Termin"),
    "wait_time": mark("Wartezeit"),
    "fees_description": mark("Kosten"),
    "documents": mark("Bitte mitbringen"),
    "interpretation_services": mark("Dolmetschen"),
    "location_description": mark("Zum Ort"),
    "transportation": mark("Anfahrt"),
}
"""The headings of an entry's texts, in their order."""

_DOUBTS = {
    "is_old": mark("vor langer Zeit geprüft"),
    "is_stated_only": mark("nur vom Anbieter angegeben"),
}
_PARTS = ("entrance", "level", "lift", "room", "toilet", "parking")
_FACT_ORDER = {
    key: place
    for place, key in enumerate(
        sorted(FACT_KEYS, key=lambda key: (*_PARTS, key.split(".")[0]).index(key.split(".")[0]))
    )
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded access fact in words, with who saw it when; `evidence` is the address of a proof."""

    label: str
    value: str
    note: str
    origin: str
    evidence: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its text, None where nothing is written, and what is listed below it."""

    label: str
    words: Words | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """Everything the page of an offer writes, apart from the layout. `path` is its address without its
    name, below which there is what belongs to it; `short_url` the same, absolute.
    """

    id: int
    entry: Entry
    name: str
    alternate_names: tuple[str, ...]
    alert: Words
    meaning: Words | None
    location_name: str
    is_address_secret: bool
    areas: tuple[str, ...]
    description: str
    geo: str
    route: str
    path: str
    short_url: str
    phones: tuple[Phone, ...]
    email: str
    mailto: str
    hours: tuple[KindOfHours, ...]
    holiday_lang: str
    spoken: tuple[SpokenBy, ...]
    access: tuple[Access, ...]
    unknown: tuple[Access, ...]
    more_unknown: tuple[Access, ...]
    facts: tuple[Fact, ...]
    kbv_level: str
    rules: str
    texts: tuple[Section, ...]
    source: Mapping[str, str]
    source_url: str
    assured_method: str
    nearby: str
    map: dict[str, Any] | None
    data: dict[str, Any] | None

    @property
    def first_german(self) -> Words | None:
        """The first text that is shown in German because nobody translated it; before it the page says so."""
        return next((part.words for part in self.texts if part.words and part.words.is_foreign), None)


def present_offer(page: OfferPage, url: str) -> OfferView:
    """The page of one offer, which has this absolute address."""
    detail, day = page.detail, today()
    shown = entry(page.summary, (page.lat, page.lon))
    point = None if page.lat is None or page.lon is None else Point(page.lat, page.lon)
    access = readings(page.summary["access"])
    unknown = [item for item in access if item.reading == "unknown"]
    name = without_directions(page.summary["name"])
    return OfferView(
        id=page.id,
        entry=shown,
        name=name,
        alternate_names=tuple(detail["alternate_names"]),
        alert=words_of(detail, "alert", detail["alert"]),
        meaning=meaning_of(detail),
        location_name=detail["location_name"],
        is_address_secret=bool(detail["is_address_secret"]),
        areas=tuple(area_name(key) for key in detail["areas"]),
        description=_description(shortened(name), page.summary["address"]),
        geo="" if point is None else geo_uri(point, shortened(name)),
        route="" if point is None else route_url(current_finder().settings.route_url, point, shortened(name)),
        path=f"/{current_lang()}/angebot/{page.id}",
        short_url=f"{request.host_url}{current_lang()}/angebot/{page.id}",
        phones=tuple(phone(stored) for stored in detail["phones"]),
        email=detail["email"],
        mailto=mail_address(detail["email"]),
        hours=hours_by_kind(detail["schedules"], current_finder().calendars.of(page.land), day),
        holiday_lang=current_lang() if current_lang() in NAMED_IN else SOURCE,
        spoken=spoken_by(detail["languages"]),
        access=tuple(item for item in access if item.reading != "unknown"),
        unknown=tuple(item for item in unknown if item.key in CORE_CRITERIA),
        more_unknown=tuple(item for item in unknown if item.key not in CORE_CRITERIA),
        facts=tuple(_fact(stored) for stored in sorted(detail["facts"], key=_usual_order)),
        kbv_level=labels.of(labels.KBV_LEVELS, detail["labels"]["kbv_level"]),
        rules=f"{detail['labels']['rule_set']} {detail['labels']['rule_version']}",
        texts=tuple(_sections(detail, day)),
        source=detail["source"],
        source_url=web_address(detail["source"].get("url")),
        assured_method=labels.of(labels.ASSURED, detail["assured_method"]),
        nearby="" if point is None else search_path(SearchQuery(point=point)),
        map=map_data((shown,), None, 0.0),
        data=structured_data(page, url),
    )


def _sections(detail: Mapping[str, Any], today: date) -> Iterator[Section]:
    """The headings of which something is known, in their order."""
    terms = {"fees_description": costs_of(detail, today), "documents": documents_of(detail)}
    for key, label in TEXT_LABELS.items():
        text, listed = detail["texts"].get(key), terms.get(key, ())
        if text or listed:
            yield Section(_(label), words_of(detail, key, text) if text else None, listed)


def _description(name: str, address: Mapping[str, str] | None) -> str:
    """What a search engine shows below the title."""
    town = (address or {}).get("city", "")
    if town:
        return _(
            "%(name)s in %(town)s: Kontakt, Öffnungszeiten, Sprachen und Barrierefreiheit.",
            name=name,
            town=without_directions(town),
        )
    return _("%(name)s: Kontakt, Öffnungszeiten, Sprachen und Barrierefreiheit.", name=name)


def _usual_order(stored: Mapping[str, Any]) -> int:
    """From the pavement to the room, and what there is in it."""
    return _FACT_ORDER.get(stored["key"], len(_FACT_ORDER))


def _fact(stored: Mapping[str, Any]) -> Fact:
    origin = (stored.get("checked_by", ""), stored.get("source", ""), day(stored.get("observed_on")))
    return Fact(
        label=labels.fact(stored["key"]),
        value=labels.fact_value(stored["value"], stored.get("unit", "")),
        note=stored.get("note", ""),
        origin=", ".join(part for part in origin if part),
        evidence=web_address(stored.get("evidence_url")),
        doubts=tuple(_(words) for mark_of, words in _DOUBTS.items() if stored.get(mark_of)),
    )
