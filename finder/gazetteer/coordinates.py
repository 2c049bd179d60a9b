"""Coordinates as people type and paste them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from finder.domain.point import Point
from finder.errors import BadInput

EXPECTED = "latitude and longitude with decimals, such as 51.1041, 8.0715"

GERMANY = (5.8, 47.2, 15.1, 55.1)
"""West, south, east and north of Germany in degrees. No latitude in it is also a longitude in it,
so that the order of two numbers that fit is certain."""

_SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ".", "،": ",", "؛": ";", "°": " "})
_SIDES = "[NSEWO]?"
_DOT, _COMMA = (rf"({_SIDES})\s*([+-]?\d{{1,3}}(?:{mark}\d{{1,15}})?)\s*({_SIDES})" for mark in (r"\.", ","))
_FORMS = (
    re.compile(rf"{_DOT}(?:\s*[,;/]\s*|\s+){_DOT}", re.IGNORECASE),
    re.compile(rf"{_COMMA}(?:\s*[;/]\s*|,?\s+){_COMMA}", re.IGNORECASE),
    re.compile(r"()([+-]?\d{1,3},\d{1,15})(),()([+-]?\d{1,3},\d{1,15})()"),
)


def parse_point(text: str) -> Point | None:
    """The point that a text gives as two numbers, in degrees WGS 84; None when it is no such text.

    Decimal point or comma, digits of any script, and hemispheres (`51.1N 8.07E`; O is Ost) are
    understood. Latitude comes first (ISO 6709), unless only the other order lies in Germany, or
    on earth. Raises BadInput naming `near` for two numbers that are no position, and for whole
    degrees, which name no place.
    """
    plain = "".join(_plain(text)).strip()
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            return _read(text, *(group or "" for group in match.groups()))
    return None


def _plain(text: str) -> Iterator[str]:
    for char in text.translate(_SIGNS):
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            yield str(digit)
        elif unicodedata.category(char) != "Cf":
            yield char


def _read(text: str, *groups: str) -> Point:
    before_a, number_a, after_a, before_b, number_b, after_b = groups
    a, b = (float(number.replace(",", ".")) for number in (number_a, number_b))
    sides = (before_a + after_a).upper(), (before_b + after_b).upper()
    if not {",", "."} & {*number_a, *number_b}:
        raise BadInput("near", text, EXPECTED)
    if any(sides):
        return _by_side(text, (a, sides[0]), (b, sides[1]))
    orders = [(lat, lon) for lat, lon in ((a, b), (b, a)) if abs(lat) <= 90 and abs(lon) <= 180]
    if not orders:
        raise BadInput("near", text, EXPECTED)
    return Point(*next((order for order in orders if _in_germany(*order)), orders[0]))


def _by_side(text: str, *values: tuple[float, str]) -> Point:
    lats = [-number if side == "S" else number for number, side in values if side in ("N", "S")]
    lons = [-number if side == "W" else number for number, side in values if side in ("E", "O", "W")]
    if len(lats) != 1 or len(lons) != 1 or abs(lats[0]) > 90 or abs(lons[0]) > 180:
        raise BadInput("near", text, EXPECTED)
    return Point(lats[0], lons[0])


def _in_germany(lat: float, lon: float) -> bool:
    west, south, east, north = GERMANY
    return south <= lat <= north and west <= lon <= east
