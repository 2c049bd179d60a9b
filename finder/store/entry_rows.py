"""What a source states of a record, as rows of our tables, in parts that are compared on their own.

A part is a group of values that a source states together: the record's own fields, its point, the
confirmation, how long it holds, each kind of detail. Each part has a digest, and only a part whose digest
moved since the last import is looked at; what the source said then is kept beside the digest
(`finder.store.source_merge`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import orjson

from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryPerson, EntryService
from finder.domain.geocoding import GeocodePrecision
from finder.domain.lapse import NewPatients
from finder.domain.offer import PublicCost
from finder.domain.translation import Translated, source_hash
from finder.store.entry_columns import COLUMNS, plain

Row = dict[str, Any]

_ORGANIZATION = ("name", "alternate_name", "description", "email", "website", "legal_status")
_LOCATION = (
    "location_type", "name", "alternate_name", "description", "transportation", "is_address_secret",
)  # fmt: skip
_SERVICE = (
    "name", "alternate_name", "description", "url", "email", "status", "interpretation_services",
    "application_process", "fees_description", "wait_time", "eligibility_description", "minimum_age",
    "maximum_age", "alert", "accreditations", "licenses",
)  # fmt: skip
_PERSON = ("title", "given", "family", "gender")
_OFFER = ("description", "source_note", "source_url")

PARTS: Mapping[str, Mapping[str, Row]] = {
    "organization": {"identity": {"uri": ""}},
    "service": {"closed": {"closed_until": None}},
    "service_at_location": {
        "patients": {"new_patients": NewPatients.UNKNOWN, "new_patients_until": None},
        "validity": {"valid_from": None, "valid_to": None},
    },
}
"""Of each table the parts that only some sources state, with what their columns hold where nothing is stated.
A source that never states one leaves what staff have entered there alone."""


def _reader(names: tuple[str, ...], columns: tuple[str, ...] = ()) -> Callable[[object], Row]:
    """A function from an object to the row of some of its attributes."""
    get = attrgetter(*names)
    keys = columns or names
    return lambda item: dict(zip(keys, get(item), strict=True))


_organization_fields = _reader(_ORGANIZATION)
_location_fields = _reader(_LOCATION)
_service_fields = _reader(_SERVICE)
_person_fields = _reader(_PERSON)
_offer_fields = _reader(_OFFER)
_phone, _hours, _language, _fact = (
    _reader(COLUMNS[name]) for name in ("phone", "schedule", "language", "accessibility_fact")
)
_document, _cost_fields = (_reader(COLUMNS[name]) for name in ("required_document", "cost_option"))
_address = _reader(("street", "extra", "postal_code", "city", "locality", "country"), COLUMNS["address"])

IDENTITY: Mapping[str, tuple[str, ...]] = {
    "phone": (),
    "schedule": (),
    "address": (),
    "language": ("code", "role", "opening_hours"),
    "accessibility_fact": ("key",),
    "attribute": ("taxonomy_term_id",),
    "service_area": ("uri",),
    "cost_option": (),
    "required_document": (),
    "translation": ("field", "lang"),
}
"""The tables of details, and by which columns one is the same as before; without any, by what it says."""


TRANSLATION = "translation"
"""The table whose rows name the record they belong to by table and number."""


def owner_of(table: str, entity: str, number: int) -> Row:
    """The columns by which a detail of a table names the record that it belongs to."""
    if table == TRANSLATION:
        return {"entity": entity, "entity_id": number}
    return {f"{entity}_id": number}


@dataclass(slots=True)
class Stated:
    """A record as stated: `values` by part for its own row, `details` by table; `digest` of both."""

    entity: str
    key: str
    values: dict[str, Row]
    details: dict[str, list[Row]]
    digest: str = ""

    def seal(self, refs: Iterable[str | None]) -> None:
        """Compute the digest, which also covers the keys of the records referred to."""
        parts: dict[str, object] = {"refs": list(refs), **self.values, **self.details}
        self.digest = " ".join(f"{name}={digest_of(part)}" for name, part in parts.items() if part)

    def changed_since(self, digest: str) -> set[str]:
        """The names of the parts that differ from those of an earlier digest."""
        old, new = parts_of(digest), parts_of(self.digest)
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}

    def statement(self) -> str:
        """What is stated as JSON, for the next comparison; without what says nothing."""
        rows = {name: _told(row) for name, row in self.values.items()}
        details = {name: [_told(row) for row in found] for name, found in self.details.items()}
        return orjson.dumps({**rows, **details}).decode()


def _told(row: Row) -> Row:
    told = {name: plain(value) for name, value in row.items()}
    return {name: value for name, value in told.items() if value is not None}


def changed_values(entity: str, parts: Collection[str], values: Mapping[str, Row]) -> Row:
    """The columns of a record itself in its changed parts, but for its point and confirmation; {} when none
    changed. What `PARTS` has and the source no longer states holds nothing from now on.
    """
    blank = PARTS.get(entity, {})
    found: Row = {}
    for part in ("fields", *blank):
        if part in parts:
            found.update(values.get(part, blank.get(part, {})))
    return found


MAX_KEY = 250
"""Two keys of this length still fit into one index entry of PostgreSQL (2704 bytes)."""


@lru_cache(maxsize=4096)
def stored_key(key: str) -> str:
    """The key as the database keeps it: a very long one as its beginning with a digest."""
    if len(key) <= MAX_KEY:
        return key
    return f"{key[:200]}#{blake2b(key.encode(), digest_size=16).hexdigest()}"


def digest_of(part: object) -> str:
    """The digest of a part."""
    return blake2b(orjson.dumps(part), digest_size=8).hexdigest()


def parts_of(digest: str) -> dict[str, str]:
    """The digest of each part, of that of a whole record."""
    return dict(part.split("=", 1) for part in digest.split())


def organization_stated(organization: EntryOrganization) -> Stated:
    """The organization with its telephones."""
    return Stated(
        "organization",
        stored_key(organization.key),
        {"fields": _organization_fields(organization), **_stated_parts("organization", organization)},
        _filled(phone=map(_phone, organization.phones)),
    )


def location_stated(location: EntryLocation) -> Stated:
    """The location with its address, point and details."""
    values: dict[str, Row] = {"fields": _location_fields(location)}
    if location.point is not None:
        values["point"] = {"latitude": location.point.lat, "longitude": location.point.lon}
        if location.point_precision:
            values["point"]["geocode_precision"] = GeocodePrecision(location.point_precision)
    return Stated(
        "location",
        stored_key(location.key),
        values,
        _filled(
            address=map(_address, filter(None, (location.address,))),
            phone=map(_phone, location.phones),
            schedule=map(_hours, location.hours),
            language=map(_language, location.languages),
            accessibility_fact=map(_fact, location.facts),
            translation=_translations(location, location.translations),
        ),
    )


def service_stated(service: EntryService, terms: Mapping[str, int]) -> Stated:
    """The service with its topics, areas and details; `terms` gives the number of each topic.

    Topics without a number are left out. The confirmation is a part only when one is stated.
    """
    values = {"fields": _service_fields(service), **_stated_parts("service", service)}
    if service.assured_date is not None:
        values["assured"] = {
            "assured_date": service.assured_date,
            "assurer_email": service.assurer_email,
            "assured_method": service.assured_method,
        }
    topics = (terms[topic] for topic in service.topics if topic in terms)
    return Stated(
        "service",
        stored_key(service.key),
        values,
        _filled(
            phone=map(_phone, service.phones),
            schedule=map(_hours, service.hours),
            language=map(_language, service.languages),
            attribute=({"taxonomy_term_id": number} for number in topics),
            service_area=({"uri": area} for area in service.areas),
            cost_option=map(_cost, service.costs),
            required_document=map(_document, service.documents),
            translation=_translations(service, service.translations),
        ),
    )


def _stated_parts(entity: str, item: object) -> dict[str, Row]:
    """The parts that only some sources state, where this one does."""
    found = {part: {name: getattr(item, name) for name in blank} for part, blank in PARTS[entity].items()}
    return {part: row for part, row in found.items() if row != PARTS[entity][part]}


def _cost(cost: PublicCost) -> Row:
    return {**_cost_fields(cost), "currency": cost.currency or "EUR"}


def _translations(item: object, translations: Iterable[Translated]) -> Iterator[Row]:
    """The texts of a record in other languages, each of the German text as it is stated now."""
    for translated in translations:
        row = {name: getattr(translated, name) for name in ("field", "lang", "text", "origin", "status")}
        yield {**row, "source_hash": source_hash(getattr(item, translated.field))}


def person_stated(person: EntryPerson) -> Stated:
    """The professional with the own numbers and the languages spoken."""
    return Stated(
        "person",
        stored_key(person.key),
        {"fields": _person_fields(person)},
        _filled(phone=map(_phone, person.phones), language=map(_language, person.languages)),
    )


def offer_stated(entry: Entry) -> Stated:
    """The offer itself with its own details."""
    return Stated(
        "service_at_location",
        stored_key(entry.external_id),
        {"fields": _offer_fields(entry), **_stated_parts("service_at_location", entry)},
        _filled(
            phone=map(_phone, entry.phones),
            schedule=map(_hours, entry.hours),
            language=map(_language, entry.languages),
            accessibility_fact=map(_fact, entry.facts),
            translation=_translations(entry, entry.translations),
        ),
    )


def _filled(**details: Iterable[Row]) -> dict[str, list[Row]]:
    """The details by table, each once; tables without any are left out."""
    rows = ((table, _unique(table, list(items))) for table, items in details.items())
    return {table: found for table, found in rows if found}


def _unique(table: str, rows: list[Row]) -> list[Row]:
    """Each detail once, as first stated."""
    columns = IDENTITY[table]
    if len(rows) < 2 or not columns:
        return rows
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        first.setdefault(tuple(row[name] for name in columns), row)
    return list(first.values())
