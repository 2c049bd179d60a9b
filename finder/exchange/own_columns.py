"""The columns of the finder's own table of entries, its lists, and an empty one to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

MAX_ID = 200
"""The longest number of an entry."""

COLUMNS: Mapping[str, str] = {
    "id": "Your own number of the entry; it stays the same for ever. Without one it is made of the names.",
    "organization": "Who offers it; without one the name is taken.",
    "name": "Required: what is offered, such as Hausarztpraxis or Schuldnerberatung.",
    "person_title": "Title of the professional.",
    "person_given": "Given name of the professional.",
    "person_family": "Family name of the professional.",
    "categories": "Topics: keys or German or English labels, separated by ;",
    "description": "Free text.",
    "street": "Street and house number.",
    "postcode": "Postcode.",
    "city": "Town.",
    "village": "Village or quarter.",
    "country": "Country code; DE when empty.",
    "lat": "Latitude in degrees (WGS 84).",
    "lon": "Longitude in degrees (WGS 84).",
    "address_secret": "yes when the address must not be shown, as of a shelter.",
    "location_type": "physical, postal or virtual; virtual when there is no address.",
    "areas": "Areas served: official municipality keys (AGS), or DE, separated by ;",
    "phones": "Numbers separated by ; with a type if need be: fax:02723 608-0 (fax=608 keeps it as written)",
    "email": "E-mail address.",
    "website": "Web address.",
    "languages": "Codes or names, separated by ; /role and @hours may follow: tr/team@Th 14:00-18:00",
    "facts": "Access facts as key=value, separated by ; such as entrance.step_count=0",
    "opening_hours": "Hours for visits as OSM opening_hours: Mo-Fr 08:00-12:00; PH off",
    "phone_hours": "Hours on the telephone, written likewise.",
    "status": "active, inactive, defunct or temporarily closed; active when empty.",
    "assured_date": "Day on which a person last confirmed the facts.",
    "assured_by": "E-mail address of who confirmed them; not published.",
    "source_note": "What is to be said of the origin of this entry.",
    "source_url": "Web address where this entry was found.",
    "eligibility": "For whom it is.",
    "fees": "What it costs.",
    "application_process": "How to get an appointment.",
    "wait_time": "How long to wait.",
}
"""The columns with their meaning; only `name` is required."""

_EXAMPLE = {
    "id": "beispiel-1",
    "organization": "Beispielpraxis (bitte diese Zeile löschen)",
    "name": "Hausarztpraxis",
    "person_title": "Dr.",
    "person_given": "Erika",
    "person_family": "Beispiel",
    "categories": "general",
    "street": "Musterstraße 1",
    "postcode": "57368",
    "city": "Lennestadt",
    "village": "Altenhundem",
    "phones": "02723 1234567; fax:02723 1234568",
    "languages": "de/professional; tr/team@Th 14:00-18:00",
    "facts": "entrance.step_count=0; entrance.door_width_cm=95",
    "opening_hours": "Mo-Fr 08:00-12:00; PH off",
}


def template() -> str:
    """The header line and one example row, as text to save in a file."""
    rows = (COLUMNS, [_EXAMPLE.get(name, "") for name in COLUMNS])
    return "".join(csv_line(row) for row in rows)


def csv_line(cells: Iterable[str]) -> str:
    """One line of a CSV file (RFC 4180) with its line end."""
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def join_list(items: Iterable[str]) -> str:
    """The cell of a list: items separated by `; `, those with a `;` or a leading quote in quotes."""
    return "; ".join(_quoted(" ".join(item.split())) for item in items)


def _quoted(item: str) -> str:
    if ";" not in item and not item.startswith('"'):
        return item
    return '"' + item.replace('"', '""') + '"'


def split_list(cell: str) -> list[str]:
    """The items of a list cell without empty ones; the inverse of `join_list`."""
    parts = cell.split(";") if '"' not in cell else _split_quoted(cell)
    return [part.strip() for part in parts if part.strip()]


def _split_quoted(cell: str) -> list[str]:
    return next(csv.reader([" ".join(cell.split())], delimiter=";", skipinitialspace=True), [])
