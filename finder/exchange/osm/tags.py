"""One OSM object as an entry: what its tags say, whichever file they come from.

Source of the tags: OSM wiki and iD tagging schema. OSM data is ODbL, (c) OpenStreetMap contributors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService, Rejected
from finder.domain.language import LanguageRole, SpokenLanguage, normalize_language
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.exchange.address_text import likely_country
from finder.exchange.context import Notes, ReadContext, stable_key
from finder.exchange.osm.access import access_words, facts_of_tags
from finder.exchange.osm.dates import checked_on
from finder.exchange.osm.mapping import (
    COMPANIONS,
    FIELD_TAGS,
    GENERAL_TOPICS,
    HOURS_TAGS,
    LANGUAGE_LEVELS,
    LANGUAGE_TAG,
    PHONE_TAGS,
    SPECIALITY,
    Tags,
    first_tag,
    target_groups_text,
)
from finder.exchange.values import read_email, read_hours, read_phone, read_text, read_website

OBJECT_URL = "https://www.openstreetmap.org/"

_OTHER_NAMES = re.compile(r"(?:name|official_name|short_name|alt_name|loc_name)(?:[:_][A-Za-z0-9_-]+)?")
_NAMELESS = frozenset({"public_toilet"})
"""Topics whose places usually have no name of their own: their topic names them."""

_GONE = ("disused", "abandoned", "demolished", "removed", "razed", "destroyed", "was")
"""Before a tag, or as a tag with `yes`: it was there, and is no more."""
_HELP_WANTED = ("fixme", "FIXME")

_NO_PHONES: tuple[PublicPhone, ...] = ()
_QUOTED = re.compile(r"\s*\"([^\"]*)\"\s*(.*)", re.DOTALL)
_SEVERAL = re.compile(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")


def topics_of_tags(tags: Tags, taxonomy: Taxonomy) -> list[str]:
    """The topics that the tags state; health or social help that the taxonomy has no topic for is
    of its field of action. Empty for an object of another kind, and for what is there no more.
    """
    if any(tags.get(word, "no") != "no" for word in _GONE):
        return []
    gone, beside = _gone_topics(tags, taxonomy), _companion_topics(tags, taxonomy)
    found = [
        key
        for key in taxonomy.key_for_osm(tags)
        if key not in beside and gone.isdisjoint((key, *taxonomy.ancestors(key)))
    ]
    if found or gone:
        return found
    general = [key for tag, key in GENERAL_TOPICS if tags.get(tag, "no") != "no" and key in taxonomy]
    return general[:1]


def _companion_topics(tags: Tags, taxonomy: Taxonomy) -> set[str]:
    """The topics of tags that stand only beside a more special one."""
    beside = (
        pair.split("=")
        for tag, pair in COMPANIONS.items()
        if tag in tags and taxonomy.key_for_osm({tag: tags[tag]})
    )
    return {key for name, value in beside for key in taxonomy.key_for_osm({name: value})}


def _gone_topics(tags: Tags, taxonomy: Taxonomy) -> set[str]:
    """The topics that were stated here once (`disused:amenity=doctors`)."""
    parts = ((tag.partition(":"), value) for tag, value in tags.items() if ":" in tag)
    return set(taxonomy.key_for_osm({rest: value for (word, _, rest), value in parts if word in _GONE}))


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
    for tag in _HELP_WANTED:
        if tags.get(tag):
            notes.add(tag, tags[tag], "a mapper asks for a check")
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
    for value in re.split("[;,]", tags.get(SPECIALITY, "")) if found else ():
        word = value.strip()
        if not word or taxonomy.key_for_osm({SPECIALITY: word}):
            continue
        key = taxonomy.key_for_text(word.replace("_", " "))
        if key is None:
            notes.add(SPECIALITY, word, "no topic of ours")
        elif key not in found:
            found.append(key)
    general = {above for key in found for above in taxonomy.ancestors(key)}
    return tuple(key for key in found if key not in general)


def _name(tags: Tags, topics: tuple[str, ...], taxonomy: Taxonomy, notes: Notes) -> str:
    for tag in FIELD_TAGS["name"].read:
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
    operator = read_text(first_tag(tags, "organization"))
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
        description=read_text(first_tag(tags, "description")),
        url=_first(tags, FIELD_TAGS["website"].read, read_website, notes),
        email=_first(tags, FIELD_TAGS["email"].read, read_email, notes),
        eligibility_description=target_groups_text(tags),
        assured_date=checked_on(tags, notes),
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


def _country(tags: Tags, point: Point | None) -> str:
    stated = first_tag(tags, "country").strip().upper()
    return (
        stated if re.fullmatch("[A-Z]{2}", stated) else likely_country(tags.get("addr:postcode", ""), point)
    )


def _phones(tags: Tags, region: str, notes: Notes) -> tuple[PublicPhone, ...]:
    """All numbers, each once; words in quotes before a number describe it."""
    found: dict[str, PublicPhone] = {}
    for tag, kind in PHONE_TAGS:
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
    for tag, kind in HOURS_TAGS:
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
        if not tag.startswith(LANGUAGE_TAG) or value == "no":
            continue
        level = LANGUAGE_LEVELS.get(value.lower())
        code = notes.attempt(tag, partial(normalize_language, tag.removeprefix(LANGUAGE_TAG)), "")
        if is_school or level is None:
            notes.add(tag, value, "taught here, not spoken" if is_school else "expected yes or no")
        elif code:
            found.append(SpokenLanguage(code, LanguageRole.TEAM, level))
    return tuple(found)


def _address(tags: Tags, country: str) -> PublicAddress | None:
    street, number = first_tag(tags, "street"), first_tag(tags, "housenumber")
    extras = FIELD_TAGS["extra"].read
    address = PublicAddress(
        street=read_text(f"{street} {number}" if street else ""),
        extra=read_text(", ".join(tags[name] for name in extras if tags.get(name))),
        postal_code=read_text(first_tag(tags, "postal_code")),
        city=read_text(first_tag(tags, "city")),
        locality=read_text(first_tag(tags, "locality")),
        country=country,
    )
    return address if address != PublicAddress(country=country) else None
