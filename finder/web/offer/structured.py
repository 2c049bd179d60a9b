"""An offer as schema.org data, for search engines and assistants.

Only what is known is said, and nothing that the page itself does not say. Sources: schema.org 29;
JSON-LD 1.1. Which type a topic has stands in `structured_types`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from finder.actions.offer import OfferPage
from finder.domain.access import FACT_UNITS, Reading, number
from finder.domain.offer import COORDINATE_DIGITS
from finder.domain.offer_hours import CLOSED
from finder.web import labels
from finder.web.clean import without_directions
from finder.web.contact import mail_address, web_address
from finder.web.current import current_finder
from finder.web.hours import ALWAYS, WeekTimes, week_times
from finder.web.offer.structured_types import MEDICAL, PLACES, SPECIALTIES, TEAM_TYPES, TYPES, UNIT_CODES

_SCHEMA = "https://schema.org/"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOLIDAYS = "PublicHolidays"
_LAST_MINUTE = "23:59"
_CLOSED_DAY = {"opens": "00:00", "closes": "00:00"}
_VOICES = ("voice", "hotline")
_SPOKEN = ("professional", "team", "phone")

Data = dict[str, Any]


def structured_data(page: OfferPage, url: str) -> Data | None:
    """The data of an offer whose page has this address; None for an invented example. What has no
    public address is an organization, without anything of a place.
    """
    if page.summary["source"]["is_example"]:
        return None
    summary, kind = page.summary, _type(page)
    numbers = [p["number"] for p in page.detail["phones"] if p.get("type", "voice") in _VOICES]
    data = {
        "@context": _SCHEMA.rstrip("/"),
        "@type": kind,
        "@id": url,
        "name": without_directions(summary["name"]),
        "description": page.detail["texts"].get("description"),
        "url": web_address(summary["website"]) or url,
        "mainEntityOfPage": url,
        "parentOrganization": _parent(summary),
        "employee": _person(summary),
        "telephone": numbers[0] if numbers else None,
        "email": page.detail["email"] if mail_address(page.detail["email"]) else None,
        "medicalSpecialty": _specialties(summary["categories"]) if kind in MEDICAL else None,
        "contactPoint": _contact_point(page, numbers),
        **(_place(page) if kind in PLACES else {}),
    }
    return {name: value for name, value in data.items() if value}


def _type(page: OfferPage) -> str:
    """The type of the first topic that has one; what has no place is an organization."""
    if page.summary["address"] is None:
        return "Organization"
    kind = next(_first_by_topic(page.summary["categories"], TYPES), "LocalBusiness")
    return kind if page.summary["person"] else TEAM_TYPES.get(kind, kind)


def _first_by_topic(topics: Iterable[str], table: Mapping[str, str]) -> Iterator[str]:
    """For each topic what the table has for it or for the nearest topic above it."""
    taxonomy = current_finder().taxonomy
    for topic in topics:
        line = (topic, *taxonomy.ancestors(topic)) if topic in taxonomy else ()
        yield from (table[key] for key in line[: _place_of(line, table)] if key in table)


def _place_of(line: tuple[str, ...], table: Mapping[str, str]) -> int:
    return next((place + 1 for place, key in enumerate(line) if key in table), 0)


def _specialties(topics: Iterable[str]) -> list[str]:
    return [_SCHEMA + name for name in dict.fromkeys(_first_by_topic(topics, SPECIALTIES))]


def _parent(summary: Mapping[str, Any]) -> Data | None:
    name = without_directions(summary["organization"])
    return {"@type": "Organization", "name": name} if name and name != summary["name"] else None


def _person(summary: Mapping[str, Any]) -> Data | None:
    name = without_directions(summary["person"] or "")
    return {"@type": "Person", "name": name} if name else None


def _contact_point(page: OfferPage, numbers: list[str]) -> Data | None:
    """How to reach somebody, and in which languages (BCP 47)."""
    codes = [item["code"] for item in page.detail["languages"] if item["role"] in _SPOKEN]
    phone_hours = (item for item in page.detail["schedules"] if item["kind"] == "phone")
    data = {
        "telephone": numbers[0] if numbers else None,
        "availableLanguage": list(dict.fromkeys(codes)),
        "hoursAvailable": [spec for item in phone_hours for spec in _specifications(item)],
    }
    known = {name: value for name, value in data.items() if value}
    return {"@type": "ContactPoint", "contactType": "customer service", **known} if known else None


def _place(page: OfferPage) -> Data:
    """What only a place has; a secret one has no address and is none here."""
    visits = (item for item in page.detail["schedules"] if item["kind"] == "visit")
    return {
        "address": _address(page.summary["address"]),
        "geo": _geo(page),
        "openingHoursSpecification": [spec for item in visits for spec in _specifications(item)],
        "amenityFeature": [feature for fact in page.detail["facts"] if (feature := _feature(fact))],
    }


def _address(address: Mapping[str, str]) -> Data:
    names = {
        "streetAddress": "street",
        "postalCode": "postal_code",
        "addressLocality": "city",
        "addressCountry": "country",
    }
    known = {name: without_directions(address[part]) for name, part in names.items() if address.get(part)}
    return {"@type": "PostalAddress", **known}


def _geo(page: OfferPage) -> Data | None:
    if page.lat is None or page.lon is None:
        return None
    lat, lon = round(page.lat, COORDINATE_DIGITS), round(page.lon, COORDINATE_DIGITS)
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}


def _specifications(stored: Mapping[str, Any]) -> Iterator[Data]:
    """The hours of a schedule where they are the same every week, or the days of a closure."""
    dates = {"validFrom": stored.get("valid_from"), "validThrough": stored.get("valid_to")}
    validity = {name: day for name, day in dates.items() if day}
    expression = stored.get("opening_hours", "")
    week = None if expression == CLOSED else week_times(expression)
    if week is not None:
        yield from (_specification(**part, **validity) for part in _parts_of_week(week))
    elif expression == CLOSED and len(validity) == 2:
        yield _specification(**_CLOSED_DAY, **validity)


def _parts_of_week(week: WeekTimes) -> Iterator[Data]:
    spans = dict.fromkeys(span for times in week.days for span in sorted(times))
    for span in spans:
        days = [name for name, times in zip(_WEEKDAYS, week.days, strict=True) if span in times]
        yield {"dayOfWeek": days, **_opens(span)}
    if week.holidays is not None:
        open_then = [_opens(span) for span in week.holidays] or [_CLOSED_DAY]
        yield from ({"dayOfWeek": _HOLIDAYS, **hours} for hours in open_then)


def _opens(span: str) -> Data:
    opens, closes = span.split("-")
    return {"opens": opens, "closes": _LAST_MINUTE if closes == ALWAYS[0].split("-")[1] else closes}


def _specification(**known: Any) -> Data:
    return {"@type": "OpeningHoursSpecification", **known}


def _feature(fact: Mapping[str, Any]) -> Data | None:
    """A recorded access fact: yes or no as a truth value, a measure with its unit."""
    named = {"@type": "LocationFeatureSpecification", "name": labels.fact(fact["key"])}
    value = fact["value"]
    if fact["key"] not in FACT_UNITS:
        known = {Reading.YES.value: True, Reading.NO.value: False}
        return {**named, "value": known.get(value, labels.fact_value(value, ""))}
    size, unit = number({fact["key"]: value}, fact["key"]), FACT_UNITS[fact["key"]]
    if size is None:
        return None
    units = {"unitText": unit, "unitCode": UNIT_CODES[unit]} if unit else {}
    return {**named, "value": size, **units}
