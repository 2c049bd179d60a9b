"""Addresses as people write them: postcode and town in one field, lost zeros, no country."""

from __future__ import annotations

import re
from typing import NamedTuple

from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.exchange.values import read_text

_POSTCODE_CITY = re.compile(r"(?:D[- ]?)?(\d{4,5})\s+(\D.*)")
_STREET = re.compile(r".*\D\s*\d+\s*[a-zA-Z]?(?:\s*[-/+]\s*\d+\s*[a-zA-Z]?)*\s*")
_PARTS = re.compile(r"[\n\r,;|]+")


class PostcodeCity(NamedTuple):
    """The two parts of "71638 Ludwigsburg"."""

    postal_code: str
    city: str


def likely_country(postal_code: str, point: Point | None) -> str:
    """`DE` where nothing speaks against it: a postcode of five digits or none, and a point, if any,
    within the box of Germany; else "", which is unknown. Neighbours with five digits (France, close
    to the border) are not told apart.
    """
    is_german = re.fullmatch(r"(\d{5})?", postal_code) is not None
    return "DE" if is_german and (point is None or _in_box(point, 47.2, 55.1, 5.8, 15.1)) else ""


def whole_postcode(postal_code: str, point: Point | None, country: str = "") -> str:
    """A postcode with the leading zero that a spreadsheet dropped.

    Only the east has such postcodes (01 to 09): a point outside of it, or a stated other country,
    leaves four digits as they are, which Austria and Switzerland have.
    """
    text = postal_code.strip()
    is_short = re.fullmatch(r"\d{4}", text) is not None and country in ("", "DE")
    return "0" + text if is_short and (point is None or _in_box(point, 50.1, 53.0, 9.8, 15.1)) else text


def split_postcode_city(text: str) -> PostcodeCity:
    """Postcode and town of one text; the town alone where it has no postcode."""
    match = _POSTCODE_CITY.fullmatch(read_text(text))
    return PostcodeCity(match[1], match[2]) if match else PostcodeCity("", read_text(text))


def split_address(text: str) -> tuple[str, PublicAddress]:
    """What stands before the street (a name, or ""), and the address, of one text such as
    "Praxis A, Hauptstr. 1, 57368 Lennestadt"; parts that are none of these are the address's extra.
    """
    name, street, extra, place = "", "", [], PostcodeCity("", "")
    for part in (part.strip() for part in _PARTS.split(read_text(text))):
        found = split_postcode_city(part)
        if found.postal_code and not place.postal_code:
            place = found
        elif not street and _STREET.fullmatch(part):
            street = part
        elif part and not name and not street:
            name = part
        elif part:
            extra.append(part)
    return name, PublicAddress(street, ", ".join(extra), place.postal_code, place.city)


def _in_box(point: Point, south: float, north: float, west: float, east: float) -> bool:
    return south <= point.lat <= north and west <= point.lon <= east
