"""Data types of FHIR that several resources are made of. What is not known is left out, never empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from finder.domain.access import Reading
from finder.domain.gematik import codings_of
from finder.domain.land import land_at
from finder.domain.names import AccessNames, LanguageNames
from finder.domain.offer import COORDINATE_DIGITS, PublicAddress, PublicPhone, PublicSource
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy

Resource = dict[str, Any]

LANGUAGES: Final = "urn:ietf:bcp:47"
MUNICIPALITIES: Final = "http://fhir.de/sid/destatis/ags"
COUNTRIES: Final = "urn:iso:std:iso:3166"
FEATURES: Final = "https://gematik.de/fhir/directory/CodeSystem/physicalFeatures"
TEST_DATA: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
"""How HL7 marks data that is made up."""

GERMAN: Final = "de"
_SYSTEMS: Final = {"voice": "phone", "hotline": "phone", "fax": "fax", "sms": "sms", "tty": "other"}
_READINGS: Final = {Reading.YES: "ja", Reading.LIMITED: "eingeschränkt", Reading.NO: "nein"}
_COMMENT: Final = "http://hl7.org/fhir/StructureDefinition/contactpoint-comment"
_URL: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class CodeBook:
    """What codes are called, and `base`, the absolute address below which everything is (`.../fhir/`)."""

    base: str
    taxonomy: Taxonomy
    languages: LanguageNames
    access: AccessNames

    def system(self, name: str) -> str:
        """The address of one of our own code systems."""
        return f"{self.base}CodeSystem/{name}"

    def naming(self, name: str) -> str:
        """The address of what numbers belong to: `offer` for ours, else the key of a source."""
        return f"{self.base}NamingSystem/{name}"

    def extension(self, name: str, value: Mapping[str, Any]) -> Resource:
        """One of our own extensions."""
        return {"url": f"{self.base}StructureDefinition/{name}", **value}


def known(**values: Any) -> Resource:
    """The values that say something, by name."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def one_line(text: str) -> str:
    """A text as a code: without blanks around it and with single ones in it."""
    return " ".join(text.split())


def meta(book: CodeBook, last_modified: str, sources: Iterable[PublicSource]) -> Resource:
    """When the record changed, and of each source what it is called, its licence with whom to name, and
    whether it is made up. `source` is the address of the first that has one.
    """
    listed = list(sources)
    tags = [tag for source in listed for tag in _tags(book, source)]
    return known(
        lastUpdated=last_modified,
        source=next((source.url for source in listed if _URL.fullmatch(source.url)), None),
        security=[TEST_DATA] if any(source.is_example for source in listed) else [],
        tag=[tag for number, tag in enumerate(tags) if tag not in tags[:number]],
    )


def _tags(book: CodeBook, source: PublicSource) -> Iterator[Resource]:
    yield known(system=book.system("source"), code=one_line(source.key), display=source.name)
    if one_line(source.licence):
        name = source.attribution
        yield known(system=book.system("licence"), code=one_line(source.licence), display=name)


def source_of(stored: Mapping[str, Any]) -> PublicSource:
    """The source of an offer as its detail has it."""
    names = ("key", "name", "licence", "attribution", "is_example", "note", "url")
    return PublicSource(**{name: stored[name] for name in names if name in stored})


def reference(kind: str, number: int, display: str = "") -> Resource:
    """A reference to one of our resources."""
    return known(reference=f"{kind}/{number}", display=one_line(display))


def phone(number: PublicPhone) -> Resource:
    """A telephone number with its extension (RFC 3966) and what it is for."""
    value = number.number + (f";ext={number.extension}" if number.extension else "")
    comment = [{"url": _COMMENT, "valueString": number.description}] if number.description else []
    return known(extension=comment, system=_SYSTEMS.get(number.type, "phone"), value=value, use="work")


def contact(system: str, value: str) -> list[Resource]:
    """A mail address or website, where there is one."""
    return [{"system": system, "value": value, "use": "work"}] if value.strip() else []


def address_of(stored: PublicAddress) -> Resource:
    """An address; `district` is the village, `state` the code of the Bundesland (ISO 3166-2)."""
    town = " ".join(filter(None, (stored.postal_code, stored.city)))
    lines = [line for line in (stored.street, stored.extra) if line.strip()]
    land = land_at(stored.postal_code)
    return known(
        use="work",
        type="physical",
        text=", ".join(filter(None, (*lines, town))),
        line=lines,
        city=stored.city,
        district=stored.locality,
        state=f"DE-{land}" if land else "",
        postalCode=stored.postal_code,
        country=stored.country,
    )


def position(point: Point | None) -> Resource | None:
    """The coordinates in degrees WGS 84, to about a decimetre."""
    if point is None:
        return None
    lat, lon = round(point.lat, COORDINATE_DIGITS), round(point.lon, COORDINATE_DIGITS)
    return {"longitude": lon, "latitude": lat}


def topic(book: CodeBook, key: str) -> Resource:
    """A topic under gematik's code, where it has one, and under our own."""
    term = book.taxonomy.get(key)
    if term is None:
        return {"coding": [{"system": book.system("topic"), "code": key}]}
    label = book.taxonomy.label(key, GERMAN)
    codings = [{"system": system, "code": code} for system, code in codings_of(term)]
    own = {"system": book.system("topic"), "code": key, "display": label}
    return {"coding": [*codings, own], "text": label}


def is_specialty(book: CodeBook, key: str) -> bool:
    """Whether a topic is a speciality of medicine or of a healing profession."""
    term = book.taxonomy.get(key)
    return term is not None and bool(term.code)


def characteristic(book: CodeBook, criterion: str, reading: str) -> Resource:
    """What is known of access in one respect, such as `step_free=yes`."""
    label = f"{book.access.criterion(criterion, GERMAN)}: {_READINGS[Reading(reading)]}"
    code = f"{criterion}={reading}"
    return {"coding": [{"system": book.system("access"), "code": code, "display": label}], "text": label}


def area(key: str) -> Resource:
    """A served area by its official key (AGS), or the whole country."""
    if key == "DE":
        return {"identifier": {"system": COUNTRIES, "value": key}, "display": "Deutschland"}
    return {"identifier": {"system": MUNICIPALITIES, "value": key}}
