"""The tags that say what an entry says, for a mapper to look at; nothing here sends them anywhere.

Where a field can be said in both directions, reading the tags gives its value again; what a tag would say
otherwise is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import phonenumbers

from finder.domain.entry import Entry
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone, hours_of_kind
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.errors import BadInput
from finder.exchange.osm.access import tags_of_facts
from finder.exchange.osm.mapping import (
    COMPANIONS,
    FIELD_TAGS,
    HOURS_TAGS,
    LANGUAGE_TAG,
    MAX_VALUE,
    PHONE_TAGS,
    SPECIALITY,
    TARGET_TAG,
    target_groups_tag,
)
from finder.exchange.values import is_opening_hours, read_email, read_one_phone, read_website

_STREET: Final = re.compile(r"(.+?)\s+(\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)*)")
_SPEAKERS: Final = (LanguageRole.PROFESSIONAL, LanguageRole.TEAM)


def tags_of_entry(entry: Entry, taxonomy: Taxonomy) -> dict[str, str]:
    """The tags of an entry by their names, ascending; none for one whose address is secret or that is at
    no place, as a map has nothing to say of it.
    """
    location = entry.location
    if location.is_address_secret or location.location_type != "physical":
        return {}
    tags = {
        **_text_tags(entry),
        **_topic_tags(entry.service.topics, taxonomy),
        **_address_tags(location.address),
        **_phone_tags((*entry.phones, *entry.service.phones, *location.phones)),
        **_hours_tags(entry.hours or entry.service.hours or location.hours),
        **_language_tags((*entry.languages, *entry.service.languages, *location.languages)),
        **tags_of_facts((*location.facts, *entry.facts)),
    }
    return {tag: tags[tag] for tag in sorted(tags) if tags[tag] and len(tags[tag]) <= MAX_VALUE}


def _text_tags(entry: Entry) -> dict[str, str]:
    service, organization = entry.service, entry.organization
    has_operator = fold(organization.name) != fold(service.name)
    values = {
        "name": service.name,
        "alternate_name": service.alternate_name,
        "organization": organization.name if has_operator else "",
        "description": service.description,
        "website": _readable(service.url, read_website),
        "email": _readable(service.email, read_email),
        "assured_date": "" if service.assured_date is None else service.assured_date.isoformat(),
    }
    groups = {TARGET_TAG: target_groups_tag(service.eligibility_description)}
    return _named(values) | groups


def _named(values: dict[str, str]) -> dict[str, str]:
    return {FIELD_TAGS[field].write: value for field, value in values.items()}


def _readable(text: str, read: Callable[[str], str]) -> str:
    """The text, if an import would read it as it is; a list of values would be read as its first."""
    try:
        return text if ";" not in text and read(text) == text else ""
    except BadInput:
        return ""


def _topic_tags(topics: Iterable[str], taxonomy: Taxonomy) -> dict[str, str]:
    """The tags of topics; several values of one tag are a list."""
    values: dict[str, list[str]] = {}
    for pair in (pair for key in topics for pair in _pairs(key, taxonomy)):
        name, _, value = pair.partition("=")
        if value not in values.setdefault(name, []):
            values[name].append(value)
    return {name: ";".join(found) for name, found in values.items()}


def _pairs(key: str, taxonomy: Taxonomy) -> Iterator[str]:
    """The tag of a topic and those that stand beside it; a speciality stands beside what it is one of."""
    first = _first_tag(key, taxonomy)
    if not first:
        return
    name = first.partition("=")[0]
    beside = COMPANIONS.get(name, "")
    if name == SPECIALITY:
        above = (_first_tag(other, taxonomy) for other in taxonomy.ancestors(key))
        beside = next((pair for pair in above if pair and not pair.startswith(SPECIALITY)), "")
    if beside:
        yield beside
    yield first


def has_tag(key: str, taxonomy: Taxonomy) -> bool:
    """Whether a tag says a topic."""
    return _first_tag(key, taxonomy) != ""


def _first_tag(key: str, taxonomy: Taxonomy) -> str:
    term = taxonomy.get(key)
    return term.osm_tags[0] if term is not None and term.osm_tags else ""


def _address_tags(address: PublicAddress | None) -> dict[str, str]:
    if address is None:
        return {}
    match = _STREET.fullmatch(address.street)
    street, number = match.groups() if match else (address.street, "")
    values = {
        "street": street,
        "housenumber": number,
        "postal_code": address.postal_code,
        "city": address.city,
        "locality": address.locality,
        "country": address.country,
    }
    return _named(values)


def _phone_tags(phones: Iterable[PublicPhone]) -> dict[str, str]:
    """The numbers by type, as many as a tag can hold; a hotline is a telephone."""
    tags: dict[str, str] = {}
    written = _written(PHONE_TAGS)
    for phone in phones:
        tag, text = written.get("voice" if phone.type == "hotline" else phone.type), _dialled(phone)
        if tag is None or not text:
            continue
        listed = list(filter(None, tags.get(tag, "").split(";")))
        joined = ";".join(dict.fromkeys([*listed, text]))
        if len(joined) <= MAX_VALUE:
            tags[tag] = joined
    return tags


def _written(table: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The tag that is written, by type or kind: the first."""
    written: dict[str, str] = {}
    for tag, kind in table:
        written.setdefault(kind, tag)
    return written


def _dialled(phone: PublicPhone) -> str:
    """The number in its international form; "" for one that would be read as another."""
    try:
        number = phonenumbers.parse(phone.number)
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        text = phone.number
    text = f"{text} ext. {phone.extension}" if phone.extension else text
    try:
        read = read_one_phone(text)
    except BadInput:
        return ""
    is_same = (read.number, read.extension) == (phone.number, phone.extension)
    return text if is_same and not set(text) & set(';"\n') else ""


def _hours_tags(hours: tuple[Hours, ...]) -> dict[str, str]:
    """The hours of each kind that has a tag, as one expression."""
    texts = {tag: _expression(hours, kind) for kind, tag in _written(HOURS_TAGS).items()}
    return {tag: text for tag, text in texts.items() if is_opening_hours(text)}


def _expression(hours: tuple[Hours, ...], kind: str) -> str:
    own = [item for item in hours if item.kind == kind and item.opening_hours]
    is_plain = len(own) == 1 and not own[0].valid_from and not own[0].valid_to
    return own[0].opening_hours if is_plain else hours_of_kind(hours, kind)


def _language_tags(languages: Iterable[SpokenLanguage]) -> dict[str, str]:
    """The languages that somebody there speaks at all hours; the tag does not mean interpreters."""
    return {
        LANGUAGE_TAG + spoken.code: "yes"
        for spoken in languages
        if spoken.role in _SPEAKERS and not spoken.opening_hours
    }
