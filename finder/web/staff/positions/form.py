"""What the form of a position says, read with all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.domain.text import clean
from finder.errors import BadInput
from finder.gazetteer.coordinates import parse_point
from finder.store.positions import Position
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.proposals.form import Control

MAX_LENGTH = 200
DIGITS = 6
"""Decimals of degrees in the fields of the pin: about a decimetre."""

_ADDRESS = {
    "street": mark("Straße und Hausnummer"),
    "postal_code": mark("Postleitzahl"),
    "city": mark("Stadt oder Gemeinde"),
    "locality": mark("Ortsteil"),
    "extra": mark("Zusatz"),
    "country": mark("Land"),
}
_SHORT = ("postal_code", "country")
_PIN = {"lat": mark("Breite"), "lon": mark("Länge")}


@dataclass(frozen=True, slots=True)
class PositionForm:
    """The form as typed; `pin` is None where there is none or it cannot be read. `problems` by field."""

    address: PublicAddress
    lat: str = ""
    lon: str = ""
    pin: Point | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def form_of(position: Position) -> PositionForm:
    """The form of a position as it is stored."""
    return with_pin(PositionForm(position.address), position.point)


def with_pin(form: PositionForm, pin: Point | None, address: PublicAddress | None = None) -> PositionForm:
    """The form with another pin, and another address where one is given."""
    lat, lon = ("", "") if pin is None else (f"{pin.lat:.{DIGITS}f}", f"{pin.lon:.{DIGITS}f}")
    problems = {name: text for name, text in form.problems.items() if name not in _PIN}
    return PositionForm(address or form.address, lat, lon, pin, problems)


def read_form(sent: Mapping[str, str]) -> PositionForm:
    """What was sent. A pasted pair ("51.1, 8.07") may stand in the field of the latitude."""
    typed = {name: clean(sent.get(name, "")) for name in (*_ADDRESS, *_PIN)}
    typed["country"] = typed["country"].upper() or "DE"
    address = PublicAddress(**{name: typed[name] for name in _ADDRESS})
    problems = dict(_address_problems(typed))
    lat, lon = typed["lat"], typed["lon"]
    try:
        pin = parse_point(f"{lat}; {lon}" if lon else lat)
        is_unclear = pin is None and bool(lat or lon)
    except BadInput:
        pin, is_unclear = None, True
    if is_unclear:
        problems["lat"] = _(
            "Bitte geben Sie Breite und Länge mit Nachkommastellen ein, zum Beispiel 51.1041 und 8.0715."
        )
        return PositionForm(address, lat, lon, None, problems)
    return with_pin(PositionForm(address, problems=problems), pin)


def _address_problems(typed: Mapping[str, str]) -> dict[str, str]:
    problems = {
        name: _("Bitte höchstens %(most)s Zeichen.", most=MAX_LENGTH)
        for name in _ADDRESS
        if len(typed[name]) > MAX_LENGTH
    }
    code, country = typed["postal_code"], typed["country"]
    if country == "DE" and code and not re.fullmatch(r"[0-9]{5}", code):
        problems["postal_code"] = _("Eine deutsche Postleitzahl hat fünf Ziffern.")
    if not re.fullmatch(r"[A-Z]{2}", country):
        problems["country"] = _("Bitte geben Sie das Land mit zwei Buchstaben an, zum Beispiel DE.")
    return problems


def address_fields(form: PositionForm) -> list[Control]:
    """The fields of the address."""
    return [
        Control(
            name=name,
            kind="line",
            label=_(label),
            value=getattr(form.address, name),
            problem=form.problems.get(name, ""),
            is_short=name in _SHORT,
            lang="de",
        )
        for name, label in _ADDRESS.items()
    ]


def pin_fields(form: PositionForm) -> list[Control]:
    """The fields of the pin."""
    return [
        Control(
            name=name,
            kind="line",
            label=_(label),
            value=getattr(form, name),
            problem=form.problems.get(name, ""),
            is_short=True,
            dir="ltr",
            typed_as="text",
        )
        for name, label in _PIN.items()
    ]
