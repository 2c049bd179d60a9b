"""HSDS 3.0 as JSON: a service, organization, location or service_at_location, a list or page of
them, or all tables in one file. Source: Open Referral HSDS 3.0 and its API reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from finder.domain.entry import Entry, Rejected
from finder.exchange.context import ReadContext
from finder.exchange.hsds.read_entry import read_service
from finder.exchange.hsds.read_record import Record, record_of, records_of, text_of
from finder.exchange.hsds.read_tables import FILE, ROW, Tables, read_tables

NAME = "hsds3"

_TABLES = {
    "organization": "organizations",
    "service": "services",
    "attribute": "attributes",
    "service_at_location": "service_at_location",
    "location": "locations",
    "phone": "phones",
    "contact": "contacts",
    "address": "addresses",
    "schedule": "schedules",
    "service_area": "service_areas",
    "required_document": "required_documents",
    "language": "languages",
    "accessibility": "accessibility",
    "taxonomy_term": "taxonomy_terms",
    "cost_option": "cost_options",
    "taxonomy": "taxonomies",
}
"""The tables of `tabular.json` by the names of their records."""
_HEAD = 65_536
_OTHERS = re.compile(r'"FeatureCollection"|"resourceType"|"osm3s"|"resources"\s*:')
_HSDS = re.compile(
    r'"(service_at_locations?|services?|organizations?|locations?|location_type|alternate_name'
    r'|contents|total_items|(services|organizations|locations)\.csv)"\s*:'
)


def detect(path: Path) -> bool:
    """Whether a file starts like JSON of HSDS; never raises."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return False
    is_json = head.lstrip()[:1] in ("{", "[")
    return is_json and not _OTHERS.search(head) and _HSDS.search(head) is not None


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """One entry for each service at each of its places. The file is held in memory.

    Raises OSError when the file cannot be opened; a file that is no JSON is one Rejected.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
    except (json.JSONDecodeError, RecursionError) as error:
        yield Rejected(path.name, "", "", "", f"no JSON: {error}")
        return
    if isinstance(document, Mapping) and _is_of_tables(document):
        yield from read_tables(_tables(document, path.name), context)
    else:
        yield from _read_any(document, path.name, "", context)


def _read_any(value: Any, file: str, row: str, context: ReadContext) -> Iterator[Entry | Rejected]:
    """Whatever a JSON value is: lists and pages are opened, records become services."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _read_any(item, file, f"{row}[{number}]", context)
    elif not isinstance(value, Mapping):
        yield Rejected(file, row, "", str(value)[:100], "no record of HSDS")
    elif "contents" in value:
        yield from _read_any(value["contents"], file, f"{row}contents", context)
    else:
        services = list(_services(value))
        for service in services:
            yield from read_service(service, file, row or text_of(value, "id"), context)
        if not services:
            yield Rejected(file, row, "id", text_of(value, "id"), "organization without a service")


def _services(record: Record) -> Iterator[Record]:
    """The services that a record is, holds or stands for."""
    if "service" in record and "location" in record:
        yield {**record_of(record, "service"), "service_at_locations": [record]}
    elif "location_type" in record or "latitude" in record:
        yield _place(record, {})
    elif _is_organization(record):
        services = records_of(record, "services")
        yield from ({**service, "organization": record} for service in services)
        used = {
            text_of(record_of(place, "location"), "id")
            for service in services
            for place in records_of(service, "service_at_locations")
        }
        unused = (place for place in records_of(record, "locations") if text_of(place, "id") not in used)
        yield from (_place(place, record) for place in unused)
    else:
        yield record


def _is_organization(record: Record) -> bool:
    of_organizations = ("services", "locations", "legal_status", "tax_status", "year_incorporated")
    return "organization" not in record and any(name in record for name in of_organizations)


def _place(location: Record, organization: Record) -> Record:
    """A service for a place that has none, under the place's own name."""
    key = f"location/{text_of(location, 'id')}"
    return {
        "id": key,
        "name": text_of(location, "name"),
        "organization": organization,
        "service_at_locations": [{"id": key, "location": location}],
    }


def _is_of_tables(document: Record) -> bool:
    """Whether a document has a list of rows for each table; a record has one service under that name."""
    by_file = any(str(name).endswith(".csv") for name in document)
    return by_file or isinstance(document.get("service"), list)


def _tables(document: Record, file: str) -> Tables:
    return {
        _TABLES.get(name, name).removesuffix(".csv"): [
            {**row, FILE: file, ROW: f"{name}[{number}]"}
            for number, row in enumerate(records_of(document, name))
        ]
        for name in document
    }
