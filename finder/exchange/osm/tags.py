"""One OSM object as an entry: what its tags say, whichever file they come from.

Source of the tags: OSM wiki and iD tagging schema. OSM data is ODbL, (c) OpenStreetMap contributors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService, Rejected
from finder.domain.language import LanguageLevel, LanguageRole, SpokenLanguage, normalize_language
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.exchange.address_text import likely_country
from finder.exchange.context import Notes, ReadContext, stable_key
from finder.exchange.osm.access import Tags, access_words, facts_of_tags
from finder.exchange.values import (
    read_date,
    read_email,
    read_hours,
    read_phone,
    read_text,
    read_website,
)

OBJECT_URL = "https://www.openstreetmap.org/"

_NAMES = ("name", "official_name", "short_name", "alt_name", "brand", "operator")
_OTHER_NAMES = re.compile(r"(?:name|official_name|short_name|alt_name|loc_name)(?:[:_][A-Za-z0-9_-]+)?")
_NAMELESS = frozenset({"public_toilet"})
"""Topics whose places usually have no name of their own: their topic names them."""

_FIELDS = (("healthcare", "health"), ("social_facility", "counselling"))

_PHONES = (
    ("contact:phone", "voice"),
    ("phone", "voice"),
    ("contact:mobile", "voice"),
    ("mobile", "voice"),
    ("contact:fax", "fax"),
    ("fax", "fax"),
)
_NO_PHONES: tuple[PublicPhone, ...] = ()
_WEBSITES = ("contact:website", "website", "url")
_EMAILS = ("contact:email", "email")
_HOURS = (("opening_hours", "visit"), ("opening_hours:phone", "phone"), ("service_times", "visit"))
_STREETS = ("addr:street", "addr:place")
_EXTRAS = ("addr:unit", "addr:door", "addr:floor")
_LOCALITIES = ("addr:suburb", "addr:hamlet", "addr:subdistrict", "addr:district")
_SPEAKS = {
    "yes": LanguageLevel.UNKNOWN,
    "main": LanguageLevel.UNKNOWN,
    "official": LanguageLevel.UNKNOWN,
    "fluent": LanguageLevel.FLUENT,
    "native": LanguageLevel.NATIVE,
    "limited": LanguageLevel.BASIC,
    "basic": LanguageLevel.BASIC,
}
_QUOTED = re.compile(r"\s*\"([^\"]*)\"\s*(.*)", re.DOTALL)
_SEVERAL = re.compile(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")


def topics_of_tags(tags: Tags, taxonomy: Taxonomy) -> list[str]:
    """The topics that the tags state; health or social help that the taxonomy has no topic for is
    of its field of action. Empty for an object of another kind.
    """
    found = taxonomy.key_for_osm(tags)
    general = [key for tag, key in _FIELDS if tags.get(tag, "no") != "no" and key in taxonomy]
    return found or general[:1]


def read_object(
    external_id: str, tags: Tags, point: Point | None, file: str, context: ReadContext
) -> Entry | Rejected | None:
    """The entry of one OSM object (`node/123`); None when no tag is a topic of ours, Rejected when
    it has no name. Never raises.
    """
    notes = Notes(file, external_id, external_id)
    topics = _topics(tags, context.taxonomy, notes)
    if not topics:
        return None
    name = _name(tags, topics, context.taxonomy, notes)
    if not name:
        return notes.rejected("name", "", "no name")
    country = _country(tags, point)
    return Entry(
        external_id=external_id,
        row=external_id,
        organization=_organization(external_id, name, tags),
        service=_service(external_id, name, topics, tags, country, notes),
        location=_location(external_id, tags, point, country, notes),
        source_url=OBJECT_URL + external_id,
        notes=notes.all(),
    )


def _topics(tags: Tags, taxonomy: Taxonomy, notes: Notes) -> tuple[str, ...]:
    """The most special topics; a speciality that is no tag of the taxonomy counts when it is a word
    of it (`internist`, `Neurologie`).
    """
    found = topics_of_tags(tags, taxonomy)
    for value in re.split("[;,]", tags.get("healthcare:speciality", "")) if found else ():
        word = value.strip()
        if not word or taxonomy.key_for_osm({"healthcare:speciality": word}):
            continue
        key = taxonomy.key_for_text(word.replace("_", " "))
        if key is None:
            notes.add("healthcare:speciality", word, "no topic of ours")
        elif key not in found:
            found.append(key)
    general = {above for key in found for above in taxonomy.ancestors(key)}
    return tuple(key for key in found if key not in general)


def _name(tags: Tags, topics: tuple[str, ...], taxonomy: Taxonomy, notes: Notes) -> str:
    for tag in _NAMES:
        name = notes.name(tag, tags.get(tag, ""))
        if name:
            return name
    nameless = [topic for topic in topics if topic in _NAMELESS]
    return taxonomy.label(nameless[0], "de") if nameless else ""


def _other_names(tags: Tags, name: str) -> str:
    """The other names, also in other languages, each once."""
    texts = (read_text(text) for tag, text in tags.items() if _OTHER_NAMES.fullmatch(tag))
    return read_text("; ".join(dict.fromkeys(text for text in texts if text and text != name)))


def _organization(external_id: str, name: str, tags: Tags) -> EntryOrganization:
    """The operator, shared by all its places; without one the place is its own organization."""
    operator = read_text(tags.get("operator"))
    if not operator or fold(operator) == fold(name):
        return EntryOrganization(external_id, name)
    return EntryOrganization(stable_key("operator", operator), operator)


def _service(
    external_id: str, name: str, topics: tuple[str, ...], tags: Tags, country: str, notes: Notes
) -> EntryService:
    return EntryService(
        key=external_id,
        name=name,
        alternate_name=_other_names(tags, name),
        description=read_text(tags.get("description:de") or tags.get("description")),
        url=_first(tags, _WEBSITES, read_website, notes),
        email=_first(tags, _EMAILS, read_email, notes),
        assured_date=_checked_on(tags, notes),
        topics=topics,
        phones=_phones(tags, country, notes),
        hours=_hours(tags, notes),
        languages=_languages(tags, notes),
    )


def _location(external_id: str, tags: Tags, point: Point | None, country: str, notes: Notes) -> EntryLocation:
    return EntryLocation(
        key=external_id,
        description=read_text(access_words(tags)),
        point=point,
        address=_address(tags, country),
        facts=facts_of_tags(tags, notes),
    )


def _first(tags: Tags, names: tuple[str, ...], read: Callable[[str], str], notes: Notes) -> str:
    """The first of the tags that can be read; of a list its first value."""
    for name in names:
        value = notes.attempt(name, partial(read, tags.get(name, "").split(";")[0]), "")
        if value:
            return value
    return ""


def _checked_on(tags: Tags, notes: Notes) -> date | None:
    """The day on which a mapper last looked at the whole object (`check_date`)."""
    return notes.attempt("check_date", lambda: read_date(tags.get("check_date", ""), "check_date"), None)


def _country(tags: Tags, point: Point | None) -> str:
    stated = tags.get("addr:country", "").strip().upper()
    return (
        stated if re.fullmatch("[A-Z]{2}", stated) else likely_country(tags.get("addr:postcode", ""), point)
    )


def _phones(tags: Tags, region: str, notes: Notes) -> tuple[PublicPhone, ...]:
    """All numbers, each once; words in quotes before a number describe it."""
    found: dict[str, PublicPhone] = {}
    for tag, kind in _PHONES:
        for part in _SEVERAL.split(tags.get(tag, "")):
            quoted = _QUOTED.fullmatch(part)
            number, words = (quoted[2], quoted[1].strip(" :")) if quoted else (part, "")
            phones = notes.attempt(tag, partial(read_phone, number, kind, words, region), _NO_PHONES)
            for phone in phones:
                found.setdefault(phone.number, phone)
    return tuple(found.values())


def _hours(tags: Tags, notes: Notes) -> tuple[Hours, ...]:
    """The hours of each kind; an expression that is not valid stays as text, and is noted."""
    found: dict[str, Hours] = {}
    for tag, kind in _HOURS:
        hours = read_hours(tags.get(tag, ""), kind)
        if hours is not None and kind not in found:
            found[kind] = hours
            if not hours.opening_hours:
                notes.add(tag, tags[tag], "no valid opening_hours: kept as text")
    return tuple(found.values())


def _languages(tags: Tags, notes: Notes) -> tuple[SpokenLanguage, ...]:
    """The languages of `language:xx=yes`; at a language school these are taught, not spoken."""
    found: list[SpokenLanguage] = []
    is_school = "language_school" in (tags.get("amenity"), tags.get("education"))
    for tag, value in tags.items():
        if not tag.startswith("language:") or value == "no":
            continue
        level = _SPEAKS.get(value.lower())
        code = notes.attempt(tag, partial(normalize_language, tag.removeprefix("language:")), "")
        if is_school or level is None:
            notes.add(tag, value, "taught here, not spoken" if is_school else "expected yes or no")
        elif code:
            found.append(SpokenLanguage(code, LanguageRole.TEAM, level))
    return tuple(found)


def _address(tags: Tags, country: str) -> PublicAddress | None:
    street = next((tags[name] for name in _STREETS if tags.get(name)), "")
    address = PublicAddress(
        street=read_text(f"{street} {tags.get('addr:housenumber', '')}" if street else ""),
        extra=read_text(", ".join(tags[name] for name in _EXTRAS if tags.get(name))),
        postal_code=read_text(tags.get("addr:postcode")),
        city=read_text(tags.get("addr:city")),
        locality=read_text(next((tags[name] for name in _LOCALITIES if tags.get(name)), "")),
        country=country,
    )
    return address if address != PublicAddress(country=country) else None
