"""What may be asked of the FHIR interface: the parameters of a search, checked but not yet looked up.

Source: FHIR R4 (4.0.1), https://hl7.org/fhir/R4/search.html and the search parameters of each resource;
`near` as gematik's directory wants it, with all four parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.domain.distance import MAX_ARC_M
from finder.domain.open_records import Wanted, Way
from finder.domain.params import MAX_REPEATS, choice, many, one, plain_text, whole_between
from finder.domain.point import Point
from finder.errors import BadInput

DEFAULT_COUNT: Final = 20
MAX_COUNT: Final = 100
MAX_OFFSET: Final = 100_000_000
UNITS_M: Final = {"m": 1.0, "km": 1000.0}
"""The units (UCUM) in which a distance may be stated, in metres."""


class Kind(StrEnum):
    """The resources that are served."""

    LOCATION = "Location"
    SERVICE = "HealthcareService"
    ORGANIZATION = "Organization"
    ROLE = "PractitionerRole"


class Summary(StrEnum):
    """How much of each resource is wanted."""

    TRUE = "true"
    TEXT = "text"
    DATA = "data"
    COUNT = "count"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter: its FHIR type and what it looks for."""

    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Token:
    """A code, of any system where `system` is None."""

    system: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Near:
    """A circle; `unit` is the one in which its radius was stated."""

    point: Point
    radius_m: float
    unit: str


_ID = Parameter("token", "Number of the resource.")
_ACTIVE = Parameter("token", "Whether the record is in use; all that are served are.")
_ORGANIZATION = Parameter("reference", "The organization.")
_NEAR = Parameter(
    "special", "latitude|longitude|distance|units, units m or km, at most 200 km; nearest first."
)
_SPECIALTY = Parameter("token", "Medical speciality: a code of gematik or a topic.")

PARAMETERS: Final[Mapping[Kind, Mapping[str, Parameter]]] = {
    Kind.LOCATION: {
        "_id": _ID,
        "name": Parameter("string", "Name of the house, else of the organization there."),
        "address-city": Parameter("string", "City."),
        "address-postalcode": Parameter("string", "Postcode."),
        "organization": _ORGANIZATION,
        "near": _NEAR,
    },
    Kind.SERVICE: {
        "_id": _ID,
        "identifier": Parameter("token", "Our number (offer-12) or that of the source."),
        "active": _ACTIVE,
        "name": Parameter("string", "What is offered."),
        "service-category": Parameter("token", "Field of action."),
        "service-type": Parameter("token", "Topic, or code of gematik."),
        "specialty": _SPECIALTY,
        "characteristic": Parameter("token", "Access such as step_free=yes, or a code of gematik."),
        "communication": Parameter("token", "Language (BCP 47) spoken there."),
        "location": Parameter("reference", "The location."),
        "location.near": _NEAR,
        "organization": _ORGANIZATION,
        "organization.active": _ACTIVE,
    },
    Kind.ORGANIZATION: {
        "_id": _ID,
        "active": _ACTIVE,
        "name": Parameter("string", "Name or other name."),
    },
    Kind.ROLE: {
        "_id": _ID,
        "active": _ACTIVE,
        "specialty": _SPECIALTY,
        "location": Parameter("reference", "The location."),
        "location.near": _NEAR,
        "organization": _ORGANIZATION,
        "practitioner.active": _ACTIVE,
        "practitioner.communication": Parameter("token", "Language (BCP 47) that the professional speaks."),
        "service": Parameter("reference", "The service."),
    },
}
"""The search parameters of each resource, in the order of its description."""

INCLUDES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.LOCATION: ("Location:organization",),
    Kind.SERVICE: ("HealthcareService:location", "HealthcareService:organization"),
    Kind.ORGANIZATION: ("Organization:partof",),
    Kind.ROLE: ("PractitionerRole:location", "PractitionerRole:organization", "PractitionerRole:service"),
}
REVERSE_INCLUDES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.LOCATION: ("HealthcareService:location", "PractitionerRole:location"),
    Kind.SERVICE: ("PractitionerRole:service",),
    Kind.ORGANIZATION: (),
    Kind.ROLE: (),
}
RESULT_PARAMETERS: Final = (
    "_count",
    "_offset",
    "_include",
    "_revinclude",
    "_summary",
    "_elements",
    "_format",
)
"""What concerns the answer and not what is found."""

Value = Token | Wanted | int

_SPLIT: Final = re.compile(r"(?<!\\),")
_ESCAPED: Final = re.compile(r"\\([\\,|$])")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_ELEMENT: Final = re.compile(r"[A-Za-z]{1,40}")


@dataclass(frozen=True, slots=True)
class FhirSearch:
    """A search as asked: for each of `asked` (the name of a parameter) any of the values must apply, and all
    of them together. `used` are the parameters that were understood, as they came, for the page's address.
    """

    kind: Kind
    asked: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    near: Near | None = None
    count: int = DEFAULT_COUNT
    offset: int = 0
    includes: tuple[str, ...] = ()
    reverse_includes: tuple[str, ...] = ()
    summary: Summary = Summary.FALSE
    elements: tuple[str, ...] = ()
    used: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_params(cls, kind: Kind, params: Mapping[str, Sequence[str]], *, is_strict: bool) -> FhirSearch:
        """The search of these parameters; those that are not known are left out or, strictly, an error.

        Raises BadInput naming the first parameter that cannot be used.
        """
        known = {name: params[name] for name in params if _is_known(kind, name)}
        if is_strict and (strange := next((name for name in params if name not in known), None)):
            raise BadInput(strange, params[strange][0], "one of " + ", ".join(_names(kind)))
        near = next((_near(name, one(known, name)) for name in known if name.endswith("near")), None)
        includes = _includes(known, "_include", INCLUDES[kind], is_strict=is_strict)
        reverse = _includes(known, "_revinclude", REVERSE_INCLUDES[kind], is_strict=is_strict)
        return cls(
            kind,
            tuple(_asked(kind, known)),
            near,
            count=min(whole_between("_count", one(known, "_count"), 0, MAX_OFFSET, DEFAULT_COUNT), MAX_COUNT),
            offset=whole_between("_offset", one(known, "_offset"), 0, MAX_OFFSET, 0),
            includes=includes,
            reverse_includes=reverse,
            summary=choice("_summary", one(known, "_summary"), Summary, Summary.FALSE),
            elements=_elements(known),
            used=tuple(_used(known, {"_include": includes, "_revinclude": reverse})),
        )

    def page_params(self, offset: int) -> list[tuple[str, str]]:
        """The parameters of another page of the same search."""
        paging = [("_count", str(self.count))] + ([("_offset", str(offset))] if offset else [])
        return [*self.used, *paging]


def _is_known(kind: Kind, name: str) -> bool:
    plain, _, _modifier = name.partition(":")
    return name in RESULT_PARAMETERS or plain in PARAMETERS[kind]


def _names(kind: Kind) -> tuple[str, ...]:
    return (*PARAMETERS[kind], *RESULT_PARAMETERS)


def _asked(kind: Kind, params: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    for name in params:
        plain, _, modifier = name.partition(":")
        parameter = PARAMETERS[kind].get(plain)
        if parameter is None or parameter.type == "special":
            continue
        if modifier and (parameter.type != "string" or modifier not in (Way.CONTAINS, Way.EXACT)):
            raise BadInput(name, modifier, "no modifier, or for a text contains or exact")
        for text in many(params, name):
            parts = [_ESCAPED.sub(r"\1", part.strip()) for part in _SPLIT.split(text)]
            if len(parts) > MAX_REPEATS:
                raise BadInput(name, len(parts), f"at most {MAX_REPEATS} values")
            yield plain, tuple(_value(parameter.type, name, part, modifier) for part in parts if part)


def _value(kind: str, name: str, text: str, modifier: str) -> Value:
    plain_text(name, text)
    if kind == "string":
        return Wanted(text, Way(modifier) if modifier else Way.STARTS)
    if kind == "reference":
        number = text.rpartition("/")[2]
        return int(number) if _NUMBER.fullmatch(number) else 0  # nothing has the number 0
    system, has_system, code = text.rpartition("|")
    return Token(system if has_system else None, code)


def _near(name: str, text: str) -> Near | None:
    """The circle of `latitude|longitude|distance|units`; None for an empty text."""
    if not text:
        return None
    expected = f"latitude|longitude|distance|units, units m or km, at most {MAX_ARC_M / 1000:g} km"
    try:
        lat, lon, distance, unit = text.split("|")
        circle = Near(Point(float(lat), float(lon)), float(distance) * UNITS_M[unit], unit)
    except (ValueError, KeyError, BadInput):
        raise BadInput(name, text, expected) from None
    if not 0 <= circle.radius_m <= MAX_ARC_M:
        raise BadInput(name, text, expected)
    return circle


def _includes(
    params: Mapping[str, Sequence[str]], name: str, offered: Sequence[str], *, is_strict: bool
) -> tuple[str, ...]:
    """The offered ones among those asked for; `*` is all of them."""
    wanted = [":".join(text.split(":")[:2]) for text in many(params, name)]
    strange = next((text for text in wanted if text not in (*offered, "*")), None)
    if is_strict and strange:
        raise BadInput(name, strange, "one of " + ", ".join((*offered, "*")))
    return tuple(each for each in offered if each in wanted or "*" in wanted)


def _elements(params: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    names = [name.strip() for text in many(params, "_elements") for name in text.split(",")]
    for name in names:
        if not _ELEMENT.fullmatch(name):
            raise BadInput("_elements", name, "names of elements, separated by commas")
    return tuple(dict.fromkeys(names))


def _used(
    params: Mapping[str, Sequence[str]], includes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    for name, values in params.items():
        if name in ("_count", "_offset"):
            continue
        yield from ((name, value) for value in includes.get(name, values) if value.strip())
