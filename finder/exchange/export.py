"""Public offers as features (RFC 7946), and as the finder's own CSV, which can be imported again: what comes
out of an import of it is the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from finder.domain.access import Fact
from finder.domain.language import LanguageRole
from finder.errors import BadInput
from finder.exchange.own_columns import COLUMNS, MAX_ID, csv_line, join_list
from finder.exchange.own_translations import translated_cells
from finder.exchange.values import (
    read_area,
    read_email,
    read_fact,
    read_one_phone,
    read_text,
    read_website,
)

_Object = Mapping[str, Any]
_SIGNS = frozenset(":=")
_ROLES = list(LanguageRole)


class Exported(NamedTuple):
    """A public offer: `summary` and `detail` as they are served, `key` its stable number for others,
    `person` the title, given and family name.
    """

    id: int
    key: str
    lat: float | None
    lon: float | None
    summary: _Object
    detail: _Object
    person: tuple[str, str, str]


def feature_of(offer: Exported) -> dict[str, Any]:
    """An offer as a GeoJSON Feature with everything public of it."""
    geometry = None
    if offer.lat is not None and offer.lon is not None:
        geometry = {"type": "Point", "coordinates": [offer.lon, offer.lat]}
    properties = {**offer.summary, **offer.detail}
    return {"type": "Feature", "id": offer.id, "geometry": geometry, "properties": properties}


def write_csv(offers: Iterable[Exported], text_columns: Iterable[str] = ()) -> Iterator[str]:
    """The text of the CSV, line by line, with a header; `text_columns` are those of translated texts, which
    follow the others (`finder.exchange.own_translations`).
    """
    columns = (*COLUMNS, *text_columns)
    yield csv_line(columns)
    for offer in offers:
        values = row_of(offer)
        yield csv_line(values.get(column, "") for column in columns)


def row_of(offer: Exported) -> dict[str, str]:
    """The cells that say something, by column; what an import would refuse is left out."""
    return {column: read_text(cell) for column, cell in _cells(offer).items()}


def _cells(offer: Exported) -> dict[str, str]:
    summary, detail = offer.summary, offer.detail
    title, given, family = offer.person
    has_point = offer.lat is not None and offer.lon is not None
    return {
        "id": _short(offer.key),
        "organization": summary["organization"] or summary["name"],
        "name": summary["name"],
        "person_title": title,
        "person_given": given,
        "person_family": family,
        "categories": join_list(summary["categories"]),
        "lat": repr(offer.lat) if has_point else "",
        "lon": repr(offer.lon) if has_point else "",
        "address_secret": "yes" if detail["is_address_secret"] else "",
        "location_type": detail["location_type"],
        "areas": join_list(filter(None, (_usable(read_area, area) for area in detail["areas"]))),
        "phones": join_list(_phones(detail["phones"])),
        "email": _usable(read_email, detail["email"]),
        "website": _usable(read_website, summary["website"] or ""),
        "languages": join_list(_languages(detail["languages"])),
        "facts": join_list(_facts(detail["facts"])),
        "opening_hours": summary["opening_hours"] or _described(detail["schedules"], "visit"),
        "phone_hours": _expressions(detail["schedules"], "phone") or _described(detail["schedules"], "phone"),
        "status": summary["status"],
        "assured_date": summary["assured_date"] or "",
        "source_note": detail["source"].get("note", ""),
        "source_url": _usable(read_website, detail["source"].get("url", "")),
        **_address(summary["address"] or {}),
        **_texts(detail["texts"]),
        **translated_cells(detail),
    }


def _short(key: str) -> str:
    """The key, or for a very long one its beginning with a digest."""
    if len(key) <= MAX_ID:
        return key
    return f"{key[: MAX_ID - 40]}#{blake2b(key.encode(), digest_size=12).hexdigest()}"


def _usable(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except BadInput:
        return ""


def _address(address: _Object) -> dict[str, str]:
    cells = {
        "street": ", ".join(filter(None, (address.get("street"), address.get("extra")))),
        "postcode": address.get("postal_code", ""),
        "city": address.get("city", ""),
        "village": address.get("locality", ""),
    }
    country = str(address.get("country") or "DE").upper()
    return {**cells, "country": country} if any(cells.values()) else {}


def _texts(texts: _Object) -> dict[str, str]:
    descriptions = (texts.get("description"), texts.get("offer_description"))
    return {
        "description": "\n\n".join(filter(None, descriptions)),
        "eligibility": texts.get("eligibility_description", ""),
        "fees": texts.get("fees_description", ""),
        "application_process": texts.get("application_process", ""),
        "wait_time": texts.get("wait_time", ""),
    }


def _phones(phones: Iterable[_Object]) -> Iterator[str]:
    """Each number so that reading gives it again; one that would be read otherwise keeps its `=`."""
    for phone in phones:
        text = _dialled(phone["number"], phone.get("extension", ""))
        try:
            read = read_one_phone(text)
        except BadInput:
            continue
        is_same = _dialled(read.number, read.extension) == text
        is_plain = is_same and phone["type"] == "voice" and not _SIGNS & set(text)
        yield text if is_plain else f"{phone['type']}{':' if is_same else '='}{text}"


def _dialled(number: str, extension: str) -> str:
    return f"{number} x{extension}" if extension else number


def _languages(languages: Iterable[_Object]) -> Iterable[str]:
    """Each language once, by role, code and hours; the level has no place in the table."""
    spoken = {(_ROLES.index(item["role"]), item["code"], item.get("opening_hours", "")) for item in languages}
    for role, code, hours in sorted(spoken):
        yield f"{code}/{_ROLES[role]}@{hours}" if hours else f"{code}/{_ROLES[role]}"


def _facts(facts: Iterable[_Object]) -> Iterator[str]:
    for item in facts:
        try:
            fact: Fact = read_fact(item["key"], item["value"])
        except BadInput:
            continue
        yield f"{fact.key}={fact.value}"


def _expressions(schedules: Iterable[_Object], kind: str) -> str:
    return ", ".join(item["opening_hours"] for item in schedules if _is_kind(item, kind, "opening_hours"))


def _described(schedules: Iterable[_Object], kind: str) -> str:
    return " / ".join(item["description"] for item in schedules if _is_kind(item, kind, "description"))


def _is_kind(schedule: _Object, kind: str, name: str) -> bool:
    return schedule["kind"] == kind and bool(schedule.get(name))
