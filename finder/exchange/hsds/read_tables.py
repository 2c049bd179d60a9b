"""HSDS tables (one CSV file or JSON list each) put together into nested services.

Takes the tables of 3.0 and of 1.1; where a table has another name in 1.1, it is known by both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from finder.domain.entry import Entry, Rejected
from finder.exchange.context import Notes, ReadContext
from finder.exchange.hsds.read_entry import read_service
from finder.exchange.hsds.read_record import text_of

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

FILE, ROW = "@file", "@row"
"""Where a row stands, noted in the row itself by whoever reads the table."""

_NAMES = {
    "services_at_location": "service_at_location",
    "service_at_locations": "service_at_location",
    "accessibility_for_disabilities": "accessibility",
    "physical_addresses": "addresses",
    "regular_schedules": "schedules",
    "holiday_schedules": "schedules",
    "payments_accepted": "payments",
    "taxonomy": "taxonomy_terms",
}
_PARTS = (
    "phones",
    "schedules",
    "addresses",
    "languages",
    "accessibility",
    "contacts",
    "required_documents",
    "service_areas",
    "cost_options",
    "eligibility",
    "payments",
)
"""Tables whose rows belong to a row of another table; under the same name they are nested there."""
_LINKED = {
    "services": "service",
    "locations": "location",
    "organizations": "organization",
    "service_at_location": "service_at_location",
    **{part: part.removesuffix("s") for part in _PARTS},
    "addresses": "address",
    "accessibility": "accessibility",
}
"""What attributes call the tables that they belong to."""
_OWNERS = ("service", "location", "organization", "phone", "contact")


def read_tables(tables: Tables, context: ReadContext) -> Iterator[Entry | Rejected]:
    """The entries of all services at their places; a place without a service is offered under its
    own name; Rejected is an organization with neither, and a row that belongs to no row.
    """
    named = _renamed(tables)
    index: dict[str, dict[str, Row]] = {owner: {} for owner in _OWNERS}
    yield from _index_owners(named, index)
    yield from _join_places(named, index)
    yield from _join_parts(named, index)
    _join_attributes(named, index["service"])
    _join_topics(named, index["service"])
    region = _region(named.get("addresses", ()))
    for service in (*index["service"].values(), *_services_of_places(index)):
        service.setdefault("organization", index["organization"].get(text_of(service, "organization_id"), {}))
        yield from read_service(service, service[FILE], service[ROW], context, region)
    yield from _idle_organizations(index)


def _renamed(tables: Tables) -> dict[str, list[Row]]:
    named: dict[str, list[Row]] = {}
    for name, rows in tables.items():
        named.setdefault(_NAMES.get(name, name), []).extend(rows)
    return named


def _index_owners(named: Tables, index: Mapping[str, dict[str, Row]]) -> Iterator[Rejected]:
    for owner, rows in index.items():
        for row in named.get(f"{owner}s", ()):
            key = text_of(row, "id")
            if key and key not in rows:
                rows[key] = row
            else:
                yield _notes(row).rejected("id", key, "no id, or one that is given already")


def _join_places(named: Tables, index: dict[str, dict[str, Row]]) -> Iterator[Rejected]:
    """Nest the places into their services, under `service_at_locations`; index them by their own id
    and by the pair of service and location.
    """
    places = index["place"] = {}
    for row in named.get("service_at_location", ()):
        service = index["service"].get(text_of(row, "service_id"))
        location = index["location"].get(text_of(row, "location_id"))
        if service is None or location is None:
            column = "service_id" if service is None else "location_id"
            yield _dangling(row, column)
            continue
        row["location"] = location
        location["is_used"] = True
        _nest(service, "service_at_locations", row)
        places[text_of(row, "id")] = places[_pair(row)] = row


def _join_parts(named: Tables, index: Mapping[str, Mapping[str, Row]]) -> Iterator[Rejected]:
    for part in _PARTS:
        for row in named.get(part, ()):
            owner = _owner(row, index)
            if owner is None:
                columns = [f"{name}_id" for name in ("service_at_location", *_OWNERS)]
                column = next((column for column in columns if text_of(row, column)), columns[0])
                yield _dangling(row, column)
            else:
                _nest(owner, part, row)


def _owner(row: Row, index: Mapping[str, Mapping[str, Row]]) -> Row | None:
    """The most special record that a row names: a service at a place before the service alone."""
    places = index["place"]
    place = places.get(text_of(row, "service_at_location_id")) or places.get(_pair(row))
    owners = (index[owner].get(text_of(row, f"{owner}_id")) for owner in _OWNERS)
    return place or next((owner for owner in owners if owner is not None), None)


def _nest(owner: Row, name: str, part: Row) -> None:
    nested = owner.get(name)
    if not isinstance(nested, list):
        nested = owner[name] = []
    nested.append(part)


def _pair(row: Row) -> str:
    return f"{text_of(row, 'service_id')}/{text_of(row, 'location_id')}"


def _join_attributes(named: Tables, services: Mapping[str, Row]) -> None:
    """Nest the attributes of 3.0 with their terms into the record of the table that they name; where they
    name none that we know, into the service of that id.
    """
    terms = _terms(named)
    records = {
        (entity, text_of(row, "id")): row for table, entity in _LINKED.items() for row in named.get(table, ())
    }
    for row in named.get("attributes", ()):
        link_id = text_of(row, "link_id", "service_id")
        linked = records.get((text_of(row, "link_entity"), link_id)) or services.get(link_id)
        term = terms.get(text_of(row, "taxonomy_term_id", "taxonomy_id"))
        if linked is not None and term is not None:
            _nest(linked, "attributes", {**row, "taxonomy_term": term})


def _terms(named: Tables) -> dict[str, Row]:
    return {text_of(row, "id", "taxonomy_id"): row for row in named.get("taxonomy_terms", ())}


def _join_topics(named: Tables, services: Mapping[str, Row]) -> None:
    """Nest terms as attributes: `services_taxonomy` and `taxonomy_ids` of 1.1."""
    terms = _terms(named)
    pairs = [
        (text_of(row, "service_id"), text_of(row, "taxonomy_id"))
        for row in named.get("services_taxonomy", ())
    ]
    for key, service in services.items():
        pairs += [(key, term.strip()) for term in text_of(service, "taxonomy_ids").split(",")]
    for service_id, term_id in pairs:
        if service_id in services and term_id in terms:
            _nest(services[service_id], "attributes", {"taxonomy_term": terms[term_id]})


def _services_of_places(index: Mapping[str, Mapping[str, Row]]) -> Iterator[Row]:
    """A service for each place that has none, under the place's own name."""
    for location_id, location in index["location"].items():
        if not location.get("is_used"):
            key = f"location/{location_id}"
            yield {
                **{name: location.get(name) for name in (FILE, ROW, "name", "organization_id")},
                "id": key,
                "service_at_locations": [{"id": key, "location": location}],
            }


def _idle_organizations(index: Mapping[str, Mapping[str, Row]]) -> Iterator[Rejected]:
    used = {
        text_of(row, "organization_id") for kind in ("service", "location") for row in index[kind].values()
    }
    for key, organization in index["organization"].items():
        if key not in used:
            yield _notes(organization).rejected("id", key, "organization without a service")


def _dangling(row: Row, column: str) -> Rejected:
    return _notes(row).rejected(column, text_of(row, column), "belongs to no record in this package")


def _notes(row: Row) -> Notes:
    """Notes on a row that is no entry of its own, under its own number, by which it is no other's."""
    return Notes(row[FILE], row[ROW], f"{row[FILE]}/{text_of(row, 'id')}")


def _region(addresses: Iterable[Row]) -> str:
    """The country of most addresses, for numbers that do not say theirs."""
    countries = Counter(text_of(row, "country").upper() for row in addresses)
    return next((country for country, _ in countries.most_common() if len(country) == 2), "")
