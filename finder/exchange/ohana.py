"""Services directories as the Ohana API takes them: a folder of CSV tables, put into the tables of
HSDS. Source: codeforamerica/ohana-api, wiki "Populating the Postgres database from CSV files".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from finder.domain.entry import Entry, Rejected
from finder.exchange.archive import holds_tables, opened_tables
from finder.exchange.context import ReadContext
from finder.exchange.csv_folder import has_columns, read_folder
from finder.exchange.hsds.read_record import text_of
from finder.exchange.hsds.read_tables import FILE, ROW, Row, read_tables

NAME = "ohana"


def detect(path: Path) -> bool:
    """Whether a path is a folder or ZIP archive of Ohana's tables; never raises."""
    return holds_tables(path, _is_ohana)


def _is_ohana(folder: Path) -> bool:
    return has_columns(folder / "services.csv", "id", "location_id", "name") and has_columns(
        folder / "locations.csv", "id", "organization_id", "virtual"
    )


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """One entry for each service, and for each location without one; `external_id` is
    `service/22` or `location/20`. Raises OSError when a table cannot be opened, and BadInput for an archive
    that is none.
    """
    with opened_tables(path) as folder:
        tables, broken = read_folder(folder)
    yield from broken
    locations = {text_of(row, "id"): row for row in tables.get("locations", ())}
    services = tables.get("services", [])
    yield from read_tables(
        {
            "organizations": tables.get("organizations", []),
            "locations": [_location(row) for row in locations.values()],
            "services": [_service(row, locations) for row in services],
            "service_at_location": [_place(row) for row in services],
            "phones": [_phone(row) for row in tables.get("phones", ())],
            "contacts": tables.get("contacts", []),
            "addresses": tables.get("addresses", []),
            "schedules": [*tables.get("regular_schedules", ()), *tables.get("holiday_schedules", ())],
            "taxonomy_terms": tables.get("taxonomy", []),
        },
        context,
    )


def _location(row: Row) -> Row:
    is_virtual = text_of(row, "virtual").lower() in ("true", "yes", "1", "t")
    return {
        **row,
        "location_type": "virtual" if is_virtual else "physical",
        "url": row.get("website"),
        "description": text_of(row, "description", "short_desc"),
        "accessibility": [{"description": text_of(row, "accessibility")}],
        "languages": [{"name": text_of(row, "languages")}],
    }


def _service(row: Row, locations: Mapping[str, Row]) -> Row:
    location = locations.get(text_of(row, "location_id"), {})
    who = (text_of(row, "eligibility"), text_of(row, "audience"))
    return {
        **row,
        "organization_id": location.get("organization_id"),
        "url": row.get("website"),
        "eligibility_description": "\n".join(filter(None, who)),
        "languages": [{"name": text_of(row, "languages")}],
        "payments": [{"payment": text_of(row, "accepted_payments")}],
        "required_documents": [{"document": text_of(row, "required_documents")}],
        "service_areas": [{"name": name} for name in _list(row, "service_areas")],
        "keywords": [{"name": word} for word in _list(row, "keywords")],
    }


def _place(service: Row) -> Row:
    key = text_of(service, "id")
    place = {"id": f"service/{key}", "service_id": key, "location_id": service.get("location_id")}
    return {**place, FILE: service[FILE], ROW: service[ROW]}


def _phone(row: Row) -> Row:
    number = f"{text_of(row, 'country_prefix')} {text_of(row, 'number')}"
    words = filter(None, (text_of(row, "department"), text_of(row, "vanity_number")))
    return {**row, "number": number, "type": row.get("number_type"), "description": ", ".join(words)}


def _list(row: Row, column: str) -> list[str]:
    return [part.strip() for part in text_of(row, column).split(",") if part.strip()]
