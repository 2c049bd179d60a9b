"""An offer with everything the public may know of it, and its two forms: summary and detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from finder.domain.a11yjson import a11yjson_of
from finder.domain.access import Fact, Reading, read_access
from finder.domain.access_labels import labels_of
from finder.domain.land import land_at
from finder.domain.language import SpokenLanguage, language_key
from finder.domain.lapse import NewPatients
from finder.domain.measures import facts_text
from finder.domain.offer_hours import Schedule, hours_text, joined_hours
from finder.domain.point import Point
from finder.domain.review import NEVER_CONFIRMED
from finder.domain.searchrow import SearchRow
from finder.domain.text import fold, fold_keys, slug
from finder.domain.translation import Translated, translations_json

COORDINATE_DIGITS = 6
"""Decimals of degrees that are told: about a decimetre."""

_COST = ("option", "amount", "currency", "amount_description", "insurance", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class PublicPhone:
    """A telephone number: E.164 where it could be read, else as written."""

    number: str
    type: str = "voice"
    extension: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one kind as OSM `opening_hours`; `description` is what could not be read."""

    kind: str
    opening_hours: str
    description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Where it is, in the order of a German address; empty parts are unknown."""

    street: str = ""
    extra: str = ""
    postal_code: str = ""
    city: str = ""
    locality: str = ""
    country: str = "DE"


@dataclass(frozen=True, slots=True)
class PublicCost:
    """What it costs for those with this insurance ("" for everybody), on the days it holds; `amount` is in
    units of `currency` (ISO 4217), which is "" where there is no amount.
    """

    option: str = ""
    amount: float | None = None
    currency: str = ""
    amount_description: str = ""
    insurance: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """What somebody has to bring, and where more is said of it."""

    document: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class PublicSource:
    """Where the entry comes from; `is_example` marks demonstration data."""

    key: str
    name: str
    licence: str = ""
    attribution: str = ""
    is_example: bool = False
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service by a person or team at a location: what is found.

    `point` is None where there is none or where the address is secret; then `address` is None too.
    `topics` are the keys of the service's own topics, `all_topics` those with their ancestors.
    `site` is a number for its location and organization together; it is not published. From `overdue_from` on
    nobody has confirmed it for too long; None where nobody ever did. `closed_until` and `new_patients_until`
    are the last days of what `status` and `new_patients` say.
    """

    id: int
    is_public: bool
    name: str
    organization: str
    source: PublicSource
    person: str = ""
    person_title: str = ""
    gender: str = ""
    alternate_names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    all_topics: tuple[str, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    facts: tuple[Fact, ...] = ()
    site: int = 0
    point: Point | None = None
    point_precision: str = ""
    location_type: str = "physical"
    location_name: str = ""
    is_address_secret: bool = False
    address: PublicAddress | None = None
    areas: tuple[str, ...] = ()
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    costs: tuple[PublicCost, ...] = ()
    documents: tuple[PublicDocument, ...] = ()
    website: str = ""
    email: str = ""
    status: str = "active"
    closed_until: date | None = None
    new_patients: str = NewPatients.UNKNOWN
    new_patients_until: date | None = None
    alert: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    translations: tuple[Translated, ...] = ()
    assured_date: date | None = None
    assured_method: str = ""
    overdue_from: date | None = None
    last_modified: str = ""

    @property
    def path(self) -> str:
        """The address of its page without the language: `/angebot/12-rathaus`."""
        return f"/angebot/{self.id}-{slug(self.name) or 'x'}"


def summary_of(offer: Offer) -> dict[str, Any]:
    """The properties of the offer in a result, in the order of the API; JSON-ready."""
    access = read_access(offer.facts)
    return {
        "name": offer.name,
        "organization": offer.organization,
        "categories": list(offer.topics),
        "person": offer.person or None,
        "languages": [_known(spoken, "code", "role", "opening_hours") for spoken in offer.languages],
        "access": {criterion: reading.value for criterion, reading in access.items()},
        "address": _address(offer.address),
        "phones": [{"number": phone.number, "type": phone.type} for phone in offer.phones],
        "opening_hours": hours_of_kind(offer.hours, "visit") or None,
        "website": offer.website or None,
        "status": offer.status,
        "closed_until": offer.closed_until,
        "new_patients": offer.new_patients,
        "new_patients_until": offer.new_patients_until,
        "assured_date": offer.assured_date,
        "overdue_from": offer.overdue_from,
        "source": {"key": offer.source.key, "name": offer.source.name, "is_example": offer.source.is_example},
        "url": offer.path,
        "translations": translations_json(item for item in offer.translations if item.field == "name"),
    }


def detail_of(offer: Offer) -> dict[str, Any]:
    """What only the offer's own page tells, beside its summary; JSON-ready."""
    source = offer.source
    return {
        "alternate_names": list(offer.alternate_names),
        "alert": offer.alert,
        "email": offer.email,
        "gender": offer.gender,
        "location_type": offer.location_type,
        "location_name": offer.location_name,
        "is_address_secret": offer.is_address_secret,
        "point_precision": offer.point_precision,
        "areas": list(offer.areas),
        "phones": [_known(phone, "number", "type", "extension", "description") for phone in offer.phones],
        "schedules": [
            _known(hours, "kind", "opening_hours", "description", "valid_from", "valid_to")
            for hours in offer.hours
        ],
        "costs": [_known(cost, *_COST) for cost in offer.costs],
        "documents": [_known(document, "document", "uri") for document in offer.documents],
        "languages": [
            _known(spoken, "code", "role", "level", "opening_hours", "note") for spoken in offer.languages
        ],
        "facts": [
            _known(
                fact, "key", "value", "unit", "note", "source", "observed_on", "checked_by", "evidence_url"
            )
            for fact in offer.facts
        ],
        "labels": labels_of({fact.key: fact.value for fact in offer.facts}),
        "a11yjson": a11yjson_of({fact.key: fact.value for fact in offer.facts}),
        "texts": {name: text for name, text in offer.texts.items() if text},
        "translations": translations_json(offer.translations),
        "assured_method": offer.assured_method,
        "last_modified": offer.last_modified,
        "source": _known(source, "key", "name", "licence", "attribution", "is_example", "note", "url"),
    }


def _known(record: object, *names: str) -> dict[str, Any]:
    """The attributes that say something, by name."""
    values = ((name, getattr(record, name)) for name in names)
    return {name: value for name, value in values if value is not None and value != ""}


def _address(address: PublicAddress | None) -> dict[str, str] | None:
    if address is None:
        return None
    return _known(address, "street", "extra", "postal_code", "city", "locality", "country")


def hours_of_kind(hours: Sequence[Hours], kind: str) -> str:
    """The hours of one kind as one expression, with the dates on which it is closed; "" for none."""
    found = (item for item in hours if item.kind == kind)
    return joined_hours((_schedule(item), item.description) for item in found)


def _schedule(hours: Hours) -> Schedule:
    return hours.kind, hours.opening_hours, hours.valid_from, hours.valid_to


def search_row_of(offer: Offer) -> SearchRow:
    """The row that is searched; its version is 0 until the store gives one."""
    access = read_access(offer.facts)
    known = sorted(f"{key}={value}" for key, value in access.items() if value is not Reading.UNKNOWN)
    translated = (item.text for item in offer.translations if item.field == "name")
    names = (offer.name, *offer.alternate_names, offer.organization, offer.person, *translated)
    found_by = dict.fromkeys(word for name in names for key in fold_keys(name) for word in key.split())
    point = offer.point
    return SearchRow(
        id=offer.id,
        row_version=0,
        is_public=offer.is_public,
        lat=None if point is None else point.lat,
        lon=None if point is None else point.lon,
        sort_name=fold(offer.name),
        text=" ".join(found_by),
        topics=" ".join(sorted(set(offer.all_topics))),
        languages=" ".join(sorted(set(map(language_key, offer.languages)))),
        access=" ".join(known),
        areas="" if point is not None else " ".join(sorted(set(offer.areas))),
        measures=facts_text({fact.key: fact.value for fact in offer.facts}),
        hours=hours_text(
            land_at(offer.address.postal_code if offer.address else "", offer.areas),
            map(_schedule, offer.hours),
        ),
        site=offer.site,
        overdue_from=NEVER_CONFIRMED if offer.overdue_from is None else offer.overdue_from.toordinal(),
    )


def to_json(value: Mapping[str, Any]) -> str:
    """Compact JSON text of a summary or detail; keys keep their order."""
    return orjson.dumps(value).decode()
