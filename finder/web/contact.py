"""Telephone numbers, websites and mail addresses as links that cannot lead astray."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import phonenumbers

from finder.domain.point import Point
from finder.web.i18n import gettext as _
from finder.web.i18n import mark

HOME_COUNTRY_CODE = 49
_MAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]?&]+@[^\s@<>\"'(),:;\\\[\]?&]+")
_NUMBER = re.compile("[0-9+()/. -]+")
_KINDS = {
    "voice": mark("Telefon"),
    "fax": mark("Fax"),
    "sms": mark("SMS"),
    "tty": mark("Schreibtelefon"),
    "hotline": mark("Hotline"),
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to show; `href` is its `tel:` or `sms:` address, "" where it cannot be dialled."""

    kind: str
    label: str
    number: str
    href: str
    note: str


def phone(stored: Mapping[str, Any]) -> Phone:
    """A stored number (E.164 or as written) in the form in which people here write it."""
    number, extension = str(stored["number"]), str(stored.get("extension", ""))
    kind = str(stored.get("type", "voice"))
    return Phone(
        kind=kind,
        label=_(_KINDS.get(kind, "Telefon")),
        number=written_number(number) + (f"-{extension}" if extension else ""),
        href=_dial(kind, number + extension),
        note=str(stored.get("description", "")),
    )


@lru_cache(maxsize=4096)
def written_number(number: str) -> str:
    """`+492723608800` as `02723 608800`, numbers abroad with their country; what is no number as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == HOME_COUNTRY_CODE
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, forms.NATIONAL if at_home else forms.INTERNATIONAL)


def _dial(kind: str, number: str) -> str:
    digits = re.sub("[^0-9+]", "", number) if _NUMBER.fullmatch(number) else ""
    if kind == "fax" or not 3 <= len(digits) <= 20:
        return ""
    return ("sms:" if kind == "sms" else "tel:") + digits


def web_address(url: str | None) -> str:
    """The address if it is http or https with a host, else "": nothing else may become a link."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else ""


def web_name(url: str) -> str:
    """What of an address people read: the host without `www.`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def mail_address(address: str | None) -> str:
    """The `mailto:` address, "" for what is no plain address."""
    text = (address or "").strip()
    return f"mailto:{quote(text, safe='@.+-_')}" if _MAIL.fullmatch(text) and len(text) < 255 else ""


def letter_with(subject: str, body: str) -> str:
    """The `mailto:` address of a letter to nobody yet (RFC 6068)."""
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def geo_uri(point: Point, name: str) -> str:
    """The `geo:` address that opens a map application at a point (RFC 5870), with the name in the query,
    as Android's and others' take it.
    """
    place = f"{point.lat:.5f},{point.lon:.5f}"
    label = " ".join(re.sub("[()]", " ", name).split())
    return f"geo:{place}?q={place}({quote(label, safe='')})"


def route_url(template: str, point: Point, name: str) -> str:
    """The address of a route planner for the way to a point; "" without a template."""
    values = {"{lat}": f"{point.lat:.5f}", "{lon}": f"{point.lon:.5f}", "{name}": quote(name, safe="")}
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], template)
