"""Values as files write them, read into ours; every reader uses these.

An empty text gives the empty value. What cannot be used raises BadInput, which names the column (the
parameter `column` where a function has one), the value and what would be right.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from urllib.parse import urlsplit

import opening_hours
import phonenumbers

from finder.domain.access import FACT_KEYS, FACT_UNITS, Fact
from finder.domain.offer import Hours, PublicPhone
from finder.domain.point import Point
from finder.domain.text import clean
from finder.errors import BadInput

REGION = "DE"
PHONE_TYPES = ("voice", "fax", "sms", "tty", "hotline")
MAX_TEXT = 20_000
"""The longest text that a record takes; longer ones are cut by `read_text`."""

_SEVERAL_PHONES = re.compile(r"\s*[;\n]\s*|\s*,\s*(?=[+0(])")
_EMAIL = re.compile(r"[^@\s<>;,\"]+@[^@\s<>;,\"]+\.[^@\s<>;,\".]+")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_AREA = re.compile(r"[0-9]{2,12}")
_YES = {"yes": "yes", "ja": "yes", "true": "yes", "1": "yes", "wahr": "yes", "x": "yes"}
_NO = {"no": "no", "nein": "no", "false": "no", "0": "no", "falsch": "no"}
_LIMITED = {"limited": "limited", "teilweise": "limited", "eingeschränkt": "limited"}
_ONLY_COMMENT = re.compile(r"""\s*(^|;|,|\|\|)\s*("[^"]*")\s*(?=$|;|\|\|)""")
_ANSWERS = _YES | _NO | _LIMITED


def read_text(text: str | None) -> str:
    """Text as it may be stored: composed, without control characters, at most MAX_TEXT long."""
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text.strip()[:MAX_TEXT].rstrip()
    return clean(text)[:MAX_TEXT].rstrip()


def read_phone(
    text: str, kind: str = "voice", description: str = "", region: str = REGION
) -> tuple[PublicPhone, ...]:
    """The numbers in a text, which may hold several (separated by `;`, a line end, or a comma before
    a new number); none for an empty text.

    Raises BadInput for a part without any digit or an unknown kind.
    """
    parts = (part for part in _SEVERAL_PHONES.split(clean(text)) if part)
    return tuple(read_one_phone(part, kind, description, region) for part in parts)


@lru_cache(maxsize=4096)
def read_one_phone(
    text: str, kind: str = "voice", description: str = "", region: str = REGION
) -> PublicPhone:
    """One number: E.164 (ITU-T) where it is valid, dialled from `region` (ISO 3166; "" when nobody
    knows from where, then only a number with its country is); else as written (`116117`).

    Raises BadInput for a text without any digit or an unknown kind.
    """
    if kind not in PHONE_TYPES:
        raise BadInput("phones", kind, "one of " + ", ".join(PHONE_TYPES))
    if not any(char.isdigit() for char in text):
        raise BadInput("phones", text, "a telephone number")
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return PublicPhone(read_text(text), kind, description=description)
    if not phonenumbers.is_valid_number(number):
        return PublicPhone(read_text(text), kind, description=description)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return PublicPhone(e164, kind, number.extension or "", description)


def read_number(text: str | float, column: str) -> float:
    """A finite number; a decimal comma is understood.

    Raises BadInput naming the column.
    """
    try:
        number = float(text.strip().replace(",", ".") if isinstance(text, str) else text)
    except ValueError:
        raise BadInput(column, text, "a number") from None
    if not math.isfinite(number):
        raise BadInput(column, text, "a number")
    return number


def read_point(lat: str | float | None, lon: str | float | None) -> Point | None:
    """The point of two texts or numbers in degrees WGS 84; None when both are empty.

    A decimal comma is understood. Raises BadInput naming `lat` or `lon` when one is missing, is no
    number or is out of range, or when the two are swapped for a place in Germany.
    """
    texts = [text.strip() if isinstance(text, str) else text for text in (lat, lon)]
    missing = [name for name, text in zip(("lat", "lon"), texts, strict=True) if text in (None, "")]
    if len(missing) == 2:
        return None
    if missing:
        raise BadInput(missing[0], "", "both lat and lon, or neither")
    try:
        point = Point(read_number(texts[0] or 0.0, "lat"), read_number(texts[1] or 0.0, "lon"))
    except BadInput as error:
        raise BadInput(error.param, lat if error.param == "lat" else lon, error.expected) from None
    if 5.5 <= point.lat <= 15.5 and 47.0 <= point.lon <= 55.2:
        raise BadInput("lat", lat, "the latitude; latitude and longitude look swapped")
    return point


@lru_cache(maxsize=4096)
def read_hours(text: str, kind: str = "visit") -> Hours | None:
    """Hours of a kind from an OSM `opening_hours` expression; None for an empty text.

    What is no valid expression is kept for people to read in `description`, with no expression. A
    rule that is only a comment (`"nach Vereinbarung"`) would say open at all times: it becomes
    `unknown`, after the rules that it must not override.
    """
    text = read_text(text)
    if not text:
        return None
    expression = _ONLY_COMMENT.sub(_unknown_rule, text)
    return Hours(kind, expression) if is_opening_hours(expression) else Hours(kind, "", text)


def _unknown_rule(comment: re.Match[str]) -> str:
    return f"{' || ' if comment[1] else ''}unknown {comment[2]}"


@lru_cache(maxsize=4096)
def is_opening_hours(text: str) -> bool:
    """Whether a text is a valid OSM `opening_hours` expression."""
    return bool(opening_hours.validate(text))


def read_date(text: str, column: str) -> dt.date | None:
    """A day written as `2026-05-31` (ISO 8601, a time after it is left out) or `31.05.2026`; None
    for an empty text.

    Raises BadInput naming the column.
    """
    text = text.strip()
    if not text:
        return None
    german = _GERMAN_DATE.fullmatch(text)
    try:
        if german:
            day, month, year = map(int, german.groups())
            return dt.date(year, month, day)
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        raise BadInput(column, text, "a date such as 2026-05-31") from None


def read_website(text: str, column: str = "website") -> str:
    """An http or https address; one without a scheme gets https; "" for an empty text.

    Raises BadInput naming the column for anything else, such as a `javascript:` address.
    """
    text = clean(text)
    if not text:
        return ""
    address = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)", text) else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_web = parts.scheme in ("http", "https") and "." in host
    except ValueError:
        is_web = False
    if not is_web or re.search(r"[\s<>\"]", address) or len(address) > 2000:
        raise BadInput(column, text, "a web address such as https://www.example.org")
    return address


def read_email(text: str, column: str = "email") -> str:
    """An e-mail address (a `mailto:` before it is dropped); "" for an empty text.

    Raises BadInput naming the column.
    """
    text = clean(text).removeprefix("mailto:")
    if text and not _EMAIL.fullmatch(text):
        raise BadInput(column, text, "an e-mail address")
    return text


def read_area(text: str) -> str:
    """An area served: the official key of a municipality, Kreis or Land (AGS), or DE.

    Raises BadInput.
    """
    if text != "DE" and not _AREA.fullmatch(text):
        raise BadInput("areas", text, "an official municipality key (AGS), or DE")
    return text


def read_yes(text: str, column: str) -> bool:
    """Whether a text says yes; empty or `no` is False.

    Raises BadInput naming the column for anything else.
    """
    word = text.strip().lower()
    if word and word not in _YES and word not in _NO:
        raise BadInput(column, text, "yes or no")
    return word in _YES


def read_fact(key: str, value: str, *, source: str = "") -> Fact:
    """An access fact: a number where its key has a measure, else yes, limited or no.

    Raises BadInput with param `facts` for an unknown key or a value that the key does not take.
    """
    key, value = key.strip(), value.strip()
    if key not in FACT_KEYS:
        raise BadInput("facts", key, "a known key such as entrance.step_count")
    if key in FACT_UNITS:
        number = read_number(value, "facts")
        if number < 0 and key != "level":
            raise BadInput("facts", f"{key}={value}", "a number that is not negative")
        return Fact(key, f"{number:.10g}", FACT_UNITS[key], source=source)
    if value.lower() not in _ANSWERS:
        raise BadInput("facts", f"{key}={value}", "yes, limited or no")
    return Fact(key, _ANSWERS[value.lower()], source=source)
