"""The fields by which an entry is compared with an object of OSM: what each side says, made equal where only
the spelling differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from finder.domain.access import Fact, Reading
from finder.domain.access_labels import osm_wheelchair
from finder.domain.duplicates import street_parts
from finder.domain.entry import Entry
from finder.domain.language import LanguageRole
from finder.domain.offer import hours_of_kind
from finder.domain.text import fold
from finder.exchange.access_text import STATED
from finder.exchange.osm.access import FACT_TAGS
from finder.exchange.osm.mapping import FIELD_TAGS, HOURS_TAGS, LANGUAGE_TAG, PHONE_TAGS, SPECIALITY

Said = Mapping[str, str]
"""The values of a field as they are shown, by what makes two of them equal."""

POSITION: Final = "position"

_NOT_SPOKEN: Final = (LanguageRole.INTERPRETER, LanguageRole.WRITTEN)


class Field(NamedTuple):
    """A field: what an entry says of it, and the tags that say it. Where each value has a tag of its own,
    `tag_of` gives it. Hours have one value, an expression.
    """

    name: str
    said: Callable[[Entry], Said]
    tags: tuple[str, ...]
    is_hours: bool = False
    tag_of: Callable[[str], str] | None = None


def _one(text: str, key: Callable[[str], str] = fold) -> Said:
    return {key(text): text} if text else {}


def _operator(entry: Entry) -> Said:
    name = entry.organization.name
    return {} if fold(name) == fold(entry.service.name) else _one(name)


def _street(entry: Entry) -> Said:
    return _one(entry.location.address.street if entry.location.address else "", _street_key)


def _street_key(text: str) -> str:
    return " ".join(street_parts(text))


def _postal_code(entry: Entry) -> Said:
    return _one(entry.location.address.postal_code if entry.location.address else "")


def _city(entry: Entry) -> Said:
    return _one(entry.location.address.city if entry.location.address else "")


def _numbers(kinds: tuple[str, ...]) -> Callable[[Entry], Said]:
    def said(entry: Entry) -> Said:
        phones = (*entry.phones, *entry.service.phones, *entry.location.phones)
        return {
            f"{p.number} {p.extension}": _dialled(p.number, p.extension) for p in phones if p.type in kinds
        }

    return said


def _dialled(number: str, extension: str) -> str:
    return f"{number} ext. {extension}" if extension else number


def _website_key(text: str) -> str:
    """The address without scheme, `www.` and the last slash, which lead to the same page."""
    address = text.casefold().partition("://")[2] or text.casefold()
    return address.removeprefix("www.").partition("#")[0].rstrip("/")


def _hours(kind: str) -> Callable[[Entry], Said]:
    """The hours of a kind as one expression; where there is none, the text that could not be read."""

    def said(entry: Entry) -> Said:
        hours = entry.hours or entry.service.hours or entry.location.hours
        texts = (item.description for item in hours if item.kind == kind)
        return _one(hours_of_kind(hours, kind) or " / ".join(filter(None, texts)), str)

    return said


def _languages(entry: Entry) -> Said:
    """The languages that somebody there speaks, but German: that is spoken everywhere."""
    spoken = (*entry.languages, *entry.service.languages, *entry.location.languages)
    return {item.code: item.code for item in spoken if item.role not in _NOT_SPOKEN and item.code != "de"}


def _wheelchair(entry: Entry) -> Said:
    """OSM `wheelchair`: computed of the measures where they decide it, else what was stated."""
    facts = {fact.key: fact.value for fact in entry.location.facts}
    computed = osm_wheelchair(facts)
    return _one(facts.get(STATED, "") if computed is Reading.UNKNOWN else computed.value)


def _fact(key: str) -> Callable[[Entry], Said]:
    def said(entry: Entry) -> Said:
        return {f.value: _measure(f) for f in entry.location.facts if f.key == key}

    return said


def _measure(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}" if fact.unit else fact.value


def fact_fields(ours: Entry, osm: Entry) -> Iterator[Field]:
    """The facts that either side states and that a tag can say."""
    stated = {fact.key for entry in (ours, osm) for fact in entry.location.facts} - {STATED}
    for key in dict.fromkeys(row.key for row in FACT_TAGS if row.key in stated):
        yield Field(key, _fact(key), tuple(row.tag for row in FACT_TAGS if row.key == key))


def _tags_of_hours(kind: str) -> tuple[str, ...]:
    return tuple(tag for tag, its in HOURS_TAGS if its == kind)


def _tags_of_phones(*kinds: str) -> tuple[str, ...]:
    return tuple(tag for tag, kind in PHONE_TAGS if kind in kinds)


_TOPIC_KEYS: Final = (
    "amenity", "healthcare", SPECIALITY, "social_facility", "office", "government", "diplomatic", "shop",
    "education", "leisure", "community_centre", "emergency",
)  # fmt: skip
COMPARED: Final = (
    Field("name", lambda entry: _one(entry.service.name), ("name",)),
    Field("operator", _operator, FIELD_TAGS["organization"].read),
    Field("topics", lambda entry: {key: key for key in entry.service.topics}, _TOPIC_KEYS),
    Field("street", _street, (*FIELD_TAGS["street"].read, *FIELD_TAGS["housenumber"].read)),
    Field("postal_code", _postal_code, FIELD_TAGS["postal_code"].read),
    Field("city", _city, FIELD_TAGS["city"].read),
    Field("phone", _numbers(("voice", "hotline", "sms")), _tags_of_phones("voice", "sms")),
    Field("fax", _numbers(("fax",)), _tags_of_phones("fax")),
    Field("email", lambda entry: _one(entry.service.email, str.casefold), FIELD_TAGS["email"].read),
    Field("website", lambda entry: _one(entry.service.url, _website_key), FIELD_TAGS["website"].read),
    Field("opening_hours", _hours("visit"), _tags_of_hours("visit"), is_hours=True),
    Field("opening_hours:phone", _hours("phone"), _tags_of_hours("phone"), is_hours=True),
    Field("languages", _languages, ("language",), tag_of=lambda code: LANGUAGE_TAG + code),
    Field("wheelchair", _wheelchair, ("wheelchair",)),
)

NAMES: Final = (*(field.name for field in COMPARED), *dict.fromkeys(r.key for r in FACT_TAGS), POSITION)
"""Every field that is compared, in the order of the report."""
