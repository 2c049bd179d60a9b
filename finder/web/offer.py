"""What the page of one offer shows: everything public, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from finder.actions.offer import OfferPage
from finder.domain.point import Point
from finder.domain.query import SearchQuery
from finder.web import labels
from finder.web.areas import area_name
from finder.web.clean import without_directions
from finder.web.contact import Phone, mail_address, phone, web_address
from finder.web.form import search_path
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.map_data import map_data
from finder.web.present import Access, Entry, SpokenBy, Times, day, entry, readings, spoken_by, times

_TEXTS = {
    "description": mark("Beschreibung"),
    "offer_description": mark("Zu diesem Angebot"),
    "eligibility_description": mark("Für wen"),
    "application_process": mark("So kommen Sie an einen Termin"),
    "wait_time": mark("Wartezeit"),
    "fees_description": mark("Kosten"),
    "interpretation_services": mark("Dolmetschen"),
    "location_description": mark("Zum Ort"),
    "transportation": mark("Anfahrt"),
}


_DOUBTS = {
    "is_old": mark("vor langer Zeit geprüft"),
    "is_stated_only": mark("nur vom Anbieter angegeben"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded access fact in words, with who saw it when."""

    label: str
    value: str
    note: str
    origin: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """Everything the page of an offer writes, apart from the layout."""

    id: int
    entry: Entry
    name: str
    alternate_names: tuple[str, ...]
    alert: str
    location_name: str
    is_address_secret: bool
    areas: tuple[str, ...]
    geo: str
    phones: tuple[Phone, ...]
    email: str
    mailto: str
    schedules: tuple[Times, ...]
    spoken: tuple[SpokenBy, ...]
    access: tuple[Access, ...]
    unknown: tuple[Access, ...]
    facts: tuple[Fact, ...]
    kbv_level: str
    rules: str
    texts: tuple[tuple[str, str], ...]
    source: Mapping[str, str]
    source_url: str
    assured_method: str
    nearby: str
    map: dict[str, Any] | None


def present_offer(page: OfferPage) -> OfferView:
    """The page of one offer."""
    detail, texts = page.detail, page.detail["texts"]
    shown = entry(page.summary, (page.lat, page.lon))
    point = None if page.lat is None or page.lon is None else Point(page.lat, page.lon)
    access = readings(page.summary["access"])
    return OfferView(
        id=page.id,
        entry=shown,
        name=without_directions(page.summary["name"]),
        alternate_names=tuple(detail["alternate_names"]),
        alert=detail["alert"],
        location_name=detail["location_name"],
        is_address_secret=bool(detail["is_address_secret"]),
        areas=tuple(area_name(key) for key in detail["areas"]),
        geo="" if point is None else f"geo:{point.lat:.5f},{point.lon:.5f}",
        phones=tuple(phone(stored) for stored in detail["phones"]),
        email=detail["email"],
        mailto=mail_address(detail["email"]),
        schedules=tuple(_schedules(detail["schedules"])),
        spoken=spoken_by(detail["languages"]),
        access=tuple(item for item in access if item.reading != "unknown"),
        unknown=tuple(item for item in access if item.reading == "unknown"),
        facts=tuple(_fact(stored) for stored in detail["facts"]),
        kbv_level=labels.of(labels.KBV_LEVELS, detail["labels"]["kbv_level"]),
        rules=f"{detail['labels']['rule_set']} {detail['labels']['rule_version']}",
        texts=tuple((_(label), texts[key]) for key, label in _TEXTS.items() if key in texts),
        source=detail["source"],
        source_url=web_address(detail["source"].get("url")),
        assured_method=labels.of(labels.ASSURED, detail["assured_method"]),
        nearby="" if point is None else search_path(SearchQuery(point=point)),
        map=map_data((shown,), None, 0.0),
    )


def _schedules(stored: Iterable[Mapping[str, Any]]) -> Iterable[Times]:
    order = list(labels.HOURS)
    for item in sorted(stored, key=lambda item: order.index(item["kind"])):
        hours = times(item["kind"], item.get("opening_hours", ""), item.get("description", ""))
        if hours is not None:
            yield hours


def _fact(stored: Mapping[str, Any]) -> Fact:
    origin = (stored.get("checked_by", ""), stored.get("source", ""), day(stored.get("observed_on")))
    return Fact(
        label=labels.fact(stored["key"]),
        value=labels.fact_value(stored["value"], stored.get("unit", "")),
        note=stored.get("note", ""),
        origin=", ".join(part for part in origin if part),
        doubts=tuple(_(words) for mark_of, words in _DOUBTS.items() if stored.get(mark_of)),
    )
