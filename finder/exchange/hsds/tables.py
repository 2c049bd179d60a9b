"""HSDS 3.0 as tables: their files and columns, and whole services taken apart into their rows.

Tables, columns and order are those of the specification's tabular data package, so that whoever reads by its
descriptor finds them all; programs, funding, metadata and what else we never fill are there without rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from finder.exchange.hsds.terms import TOPICS, Record, Words, term, topic_line

_COLUMN: Final = re.compile(r"(\w+)(\*?)(?::(\w+))?(?:>(\w+))?")


class Column(NamedTuple):
    """A column: whether it must say something, its type (of Frictionless: `string`, or that of a string's
    format), and the table that it refers to, or "".
    """

    name: str
    is_required: bool
    type: str
    refers_to: str


class Table(NamedTuple):
    """The file of a table and its columns; the first is its key."""

    file: str
    columns: tuple[Column, ...]


def _table(file: str, columns: str) -> Table:
    found = (_COLUMN.fullmatch(column) for column in columns.split())
    return Table(
        file,
        tuple(
            Column(each[1], bool(each[2]), each[3] or ("uuid" if each[4] else "string"), each[4] or "")
            for each in found
            if each
        ),
    )


TABLES: Final[Mapping[str, Table]] = {
    "organization": _table(
        "organizations.csv",
        "id*:uuid name* alternate_name description email:email website:uri tax_status tax_id"
        " year_incorporated:number legal_status logo uri:uri parent_organization_id>organization",
    ),
    "program": _table(
        "programs.csv", "id*:uuid organization_id*>organization name* alternate_name description*"
    ),
    "service": _table(
        "services.csv",
        "id*:uuid organization_id*>organization program_id>program name* alternate_name description url:uri"
        " email:email status* interpretation_services application_process fees_description wait_time fees"
        " accreditations eligibility_description minimum_age:number maximum_age:number assured_date:date"
        " assurer_email:email licenses alert last_modified:datetime",
    ),
    "attribute": _table(
        "attributes.csv",
        "id*:uuid link_id*:uuid taxonomy_term_id*>taxonomy_term link_type link_entity* value",
    ),
    "service_at_location": _table(
        "service_at_location.csv", "id*:uuid service_id*>service location_id*>location description"
    ),
    "location": _table(
        "locations.csv",
        "id*:uuid location_type* url:uri organization_id>organization name alternate_name description"
        " transportation latitude:number longitude:number external_identifier external_identifier_type",
    ),
    "phone": _table(
        "phones.csv",
        "id*:uuid location_id>location service_id>service organization_id>organization contact_id>contact"
        " service_at_location_id>service_at_location number* extension:number type description",
    ),
    "contact": _table(
        "contacts.csv",
        "id*:uuid organization_id>organization service_id>service"
        " service_at_location_id>service_at_location location_id>location name title department email:email",
    ),
    "address": _table(
        "addresses.csv",
        "id*:uuid location_id>location attention address_1 address_2 city region state_province"
        " postal_code country* address_type*",
    ),
    "schedule": _table(
        "schedules.csv",
        "id*:uuid service_id>service location_id>location service_at_location_id>service_at_location"
        " valid_from:date valid_to:date dtstart:date timezone:number until:date count:number wkst freq"
        " interval:number byday byweekno bymonthday byyearday description opens_at:time closes_at:time"
        " schedule_link:uri attending_type notes",
    ),
    "funding": _table("funding.csv", "id*:uuid organization_id>organization service_id>service source"),
    "service_area": _table(
        "service_areas.csv", "id*:uuid service_id>service name description extent extent_type uri"
    ),
    "required_document": _table("required_documents.csv", "id*:uuid service_id>service document uri:uri"),
    "language": _table(
        "languages.csv", "id*:uuid service_id>service location_id>location phone_id>phone name code note"
    ),
    "accessibility": _table("accessibility.csv", "id*:uuid location_id>location description details url:uri"),
    "taxonomy_term": _table(
        "taxonomy_terms.csv",
        "id*:uuid code name* description* parent_id>taxonomy_term taxonomy language"
        " taxonomy_id>taxonomy term_uri:uri",
    ),
    "metadata": _table(
        "metadata.csv",
        "id*:uuid resource_id*:uuid resource_type* last_action_date*:date last_action_type* field_name*"
        " previous_value* replacement_value* updated_by*",
    ),
    "meta_table_description": _table("meta_table_descriptions.csv", "id*:uuid name language character_set"),
    "cost_option": _table(
        "cost_options.csv",
        "id*:uuid service_id*>service valid_from:date valid_to:date option currency amount:number"
        " amount_description",
    ),
    "organization_identifier": _table(
        "organization_identifiers.csv",
        "id*:uuid organization_id*>organization identifier_scheme identifier_type* identifier*",
    ),
    "taxonomy": _table("taxonomies.csv", "id*:uuid name* description* uri:uri version"),
}
"""The tables by the name of their records, in the order of the specification."""

_PARTS: Final = {
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "contacts": "contact",
    "addresses": "address",
    "accessibility": "accessibility",
    "attributes": "attribute",
}
_SHARED: Final = ("organization", "location", "taxonomy_term")
"""Records that are nested in several others, one at each place."""

Row = tuple[str, Record]
"""The name of a table and what one of its rows says, by column."""


class Tabulator:
    """Takes whole services apart; what several of them share comes once, before what refers to it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._met: set[str] = set()

    def rows(self, service: Record) -> Iterator[Row]:
        """The rows of a service that were not given before."""
        yield from self._walk("service", service, {})

    def _walk(self, kind: str, record: Record, refs: Mapping[str, Any]) -> Iterator[Row]:
        if kind in _SHARED:
            if record["id"] in self._met:
                return
            self._met.add(record["id"])
        if record.get("taxonomy") == TOPICS:
            yield from self._above(record["code"])
        row = {**record, **refs}
        for name in _SHARED:
            if name in record:
                row[f"{name}_id"] = record[name]["id"]
                yield from self._walk(name, record[name], {})
        yield kind, {column.name: row[column.name] for column in TABLES[kind].columns if column.name in row}
        for name, part in _PARTS.items():
            for each in record.get(name, ()):
                yield from self._walk(part, each, _refs(kind, part, record["id"]))

    def _above(self, code: str) -> Iterator[Row]:
        """The topics above one, the highest first."""
        for key in reversed(topic_line(code, self._words)[1:]):
            yield from self._walk("taxonomy_term", term(TOPICS, key, self._words), {})


def _refs(kind: str, part: str, uid: str) -> dict[str, str]:
    """How a part names the record it belongs to."""
    return {"link_id": uid, "link_entity": kind} if part == "attribute" else {f"{kind}_id": uid}
