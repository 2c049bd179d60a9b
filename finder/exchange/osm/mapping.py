"""Which tags of OpenStreetMap say which field of an entry, for reading and for writing.

What a topic is called stands in `terms.csv` of the taxonomy, access facts in `finder.exchange.osm.access`.
Source of the tags: OSM wiki and iD tagging schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from finder.domain.language import LanguageLevel

Tags = Mapping[str, str]


class FieldTags(NamedTuple):
    """The tags that say a field: those that are read, the first that says something counts; and the one
    that is written, "" where the field is only read.
    """

    read: tuple[str, ...]
    write: str


FIELD_TAGS: Final[Mapping[str, FieldTags]] = {
    "name": FieldTags(("name", "official_name", "short_name", "alt_name", "brand", "operator"), "name"),
    "alternate_name": FieldTags(("alt_name",), "alt_name"),
    "organization": FieldTags(("operator",), "operator"),
    "description": FieldTags(("description:de", "description"), "description"),
    "website": FieldTags(("website", "contact:website", "url"), "website"),
    "email": FieldTags(("email", "contact:email"), "email"),
    "street": FieldTags(("addr:street", "addr:place"), "addr:street"),
    "housenumber": FieldTags(("addr:housenumber",), "addr:housenumber"),
    "extra": FieldTags(("addr:unit", "addr:door", "addr:floor"), ""),
    "postal_code": FieldTags(("addr:postcode",), "addr:postcode"),
    "city": FieldTags(("addr:city",), "addr:city"),
    "locality": FieldTags(("addr:suburb", "addr:hamlet", "addr:subdistrict", "addr:district"), "addr:suburb"),
    "country": FieldTags(("addr:country",), "addr:country"),
    "assured_date": FieldTags(("check_date", "survey:date", "survey_date"), "check_date"),
}
"""Fields of one value. Of the alternate name all names of the object are read; `addr:place` is a street
of a place that has none."""

PHONE_TAGS: Final = (
    ("phone", "voice"),
    ("contact:phone", "voice"),
    ("mobile", "voice"),
    ("contact:mobile", "voice"),
    ("fax", "fax"),
    ("contact:fax", "fax"),
    ("contact:sms", "sms"),
)
"""Tag and type of its numbers; all are read, the first of a type is written."""

HOURS_TAGS: Final = (
    ("opening_hours", "visit"),
    ("opening_hours:phone", "phone"),
    ("service_times", "visit"),
)
"""Tag and kind of its hours; of a kind the first is read, and written."""

LANGUAGE_TAG: Final = "language:"
LANGUAGE_LEVELS: Final[Mapping[str, LanguageLevel]] = {
    "yes": LanguageLevel.UNKNOWN,
    "main": LanguageLevel.UNKNOWN,
    "official": LanguageLevel.UNKNOWN,
    "fluent": LanguageLevel.FLUENT,
    "native": LanguageLevel.NATIVE,
    "limited": LanguageLevel.BASIC,
    "basic": LanguageLevel.BASIC,
}
"""What `language:xx` says of how well it is spoken. Written is `yes` alone, as mappers do."""

COMPANIONS: Final[Mapping[str, str]] = {
    "community_centre": "amenity=community_centre",
    "government": "office=government",
    "social_facility": "amenity=social_facility",
}
"""The tag that mappers write beside a more special one: it says nothing more."""

SPECIALITY: Final = "healthcare:speciality"
"""What a doctor or dentist is a specialist for, beside the tag that says so; a list."""

GENERAL_TOPICS: Final = (("healthcare", "health"), ("social_facility", "counselling"))
"""Keys whose values mean a field of action, where the taxonomy has no topic for the value."""

TARGET_TAG: Final = "social_facility:for"
TARGET_GROUPS: Final[Mapping[str, str]] = {
    "migrant": "Zugewanderte",
    "refugee": "Geflüchtete",
    "displaced": "Vertriebene",
    "woman": "Frauen",
    "child": "Kinder",
    "juvenile": "Jugendliche",
    "senior": "ältere Menschen",
    "disabled": "Menschen mit Behinderung",
    "unemployed": "Arbeitslose",
    "homeless": "Wohnungslose",
    "mental_health": "psychisch Erkrankte",
    "drug_addicted": "Suchtkranke",
    "abused": "Opfer von Gewalt",
    "dementia": "Menschen mit Demenz",
    "underprivileged": "Menschen mit wenig Geld",
}
"""Whom a place is for: the values of the tag, and the German words by which an entry says it."""

MAX_VALUE: Final = 255
"""The longest value of a tag, in characters."""


def first_tag(tags: Tags, field: str) -> str:
    """What the first of a field's tags says that says something; "" for none."""
    return next((tags[tag] for tag in FIELD_TAGS[field].read if tags.get(tag)), "")


def target_groups_text(tags: Tags) -> str:
    """Whom a place is for in words, separated by commas; a group that has none as the tag writes it."""
    values = [value.strip() for value in tags.get(TARGET_TAG, "").split(";")]
    return ", ".join(TARGET_GROUPS.get(value, value) for value in values if value)


def target_groups_tag(text: str) -> str:
    """The value of the tag for words that are those of groups alone; else ""."""
    values = {words: value for value, words in TARGET_GROUPS.items()}
    parts = [part.strip() for part in text.split(",")]
    return ";".join(values[part] for part in parts) if all(part in values for part in parts) else ""
