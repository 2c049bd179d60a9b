"""What the columns of other people's tables mean: headings seen in German lists, and the codes that
some of them use for topics.

Seen in: the doctor search 116117 and exports of it, lists of KV Bayern and of Baden-Württemberg, the
doctors' booklet of Ennepe-Ruhr-Kreis, München's polling stations, Stadt Haar, Integreat, Afeefa
(Dresden), a list of German hospitals, and a town's list of its institutions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from finder.domain.text import fold_keys

_FIELDS: Mapping[str, str] = {
    "id": "id|wbz",
    "person_id": "lanr|kvnr",
    "name": "name|wahllokal name|bezeichnung|einrichtung",
    "heading": "überschrift",
    "title": "titel",
    "given": "vorname",
    "family": "nachname",
    "gender": "geschlecht|anrede",
    "organization": "praxis|träger|organisation",
    "topic": "fachgebiete|fachgebiet|fachrichtung|arzttyp|schwerpunkt|zusatzbezeichnung|subcategory|art|kind",
    "general_topic": "category|kategorie",
    "description": "beschreibung|description|short description|descriptionshort|erläuterung|bemerkung"
    "|therapieverfahren|gemeinschaftspraxis mit|besondere vertragsangebote",
    "voice": "telefon|tel|telefonnummer|phone|phone number|handy|mobil|mobile",
    "fax": "telefax|fax",
    "email": "email|e mail|mail",
    "website": "webseite|website|web|internetadressen|internet|homepage|url",
    "contact": "kontakt|web or mail",
    "street": "strasse|street|stranam",
    "housenumber": "hausnummer|housenumber|house number|nr",
    "postal_code": "plz|postleitzahl|postcode|postal code|zip",
    "city": "ort|stadt|city|town|place",
    "postal_city": "plz ort",
    "locality": "ortsteil|stadtteil|district",
    "country": "country|land",
    "address": "adresse|anschrift|address",
    "location_name": "placename",
    "transportation": "verkehrsmittel|linie|haltestelle|haltestelle parkplätze|wegbeschreibung|arrival",
    "lat": "latitude|lat|breitengrad|breite|geographische breite",
    "lon": "longitude|lon|lng|längengrad|länge|geographische länge",
    "languages": "sprachen|fremdsprachen|behandlung in fremdsprachen|spoken languages|spokenlanguages"
    "|languages",
    "hours": "sprechstunden|sprechzeiten|öffnungszeiten|opening hours|openinghours|hours as written",
    "phone_hours": "telefonische sprechzeiten",
    "access": "barrierefreiheit|rollstuhlgerechte praxis|rollstuhlfahrende|accessibility",
    "parking": "parkmöglichkeiten",
    "source_note": "source and caveat",
    "archived": "archived",
    "ignored": "distanz m|distanz in meter von plz|entfernung zur praxis|zulassungsgebiet|region|created"
    "|updated|published|locale|certified|supportwanted|for children|forchildren|gehbehinderte"
    "|sehbeeinträchtigte|blinde|kognitiv beeinträchtigte|location on map",
}
"""Our field, and the headings that mean it. The columns "for walking-impaired, visually impaired,
blind, cognitively impaired people" say that somebody thought of them, but no fact."""

_BY_HEADING = {
    key: field
    for field, headings in _FIELDS.items()
    for text in headings.split("|")
    for key in fold_keys(text)
}
_WEEKDAY = re.compile(r"(?:mo|di|mi|do|fr|sa|so) \d{1,2} \d{1,2} \d{4}")
_NAMES = frozenset({"name", "heading", "family", "organization", "address"})
_DETAILS = frozenset({"street", "address", "postal_city", "city", "lat", "voice", "contact", "description"})

TOPIC_CODES: Mapping[str, str] = {
    "asylum-counselling": "refugee_counselling",
    "authority": "authorities",
    "childcare": "childcare",
    "christian": "religious",
    "clothes": "clothing",
    "community": "leisure_engagement",
    "consultation": "counselling",
    "cooking": "leisure_engagement",
    "craft-art": "culture",
    "donation": "daily_needs",
    "education-counselling": "education",
    "family-counselling": "family_education",
    "film": "culture",
    "food": "food_bank",
    "foreign-language": "language",
    "furniture": "furniture_store",
    "gardening": "leisure_engagement",
    "german-course": "language",
    "german-course-state": "integration_course",
    "housing-project": "housing",
    "interpreter": "interpreter_pool",
    "jewish": "religious",
    "job-counselling": "work",
    "jobs": "work",
    "learning-place": "education",
    "lecture": "adult_education",
    "legal-advice": "legal_aid",
    "leisure": "leisure_engagement",
    "lgbt": "lgbtq",
    "medic": "health",
    "medical-counselling": "health",
    "meet-and-speak": "conversation_cafe",
    "meeting-place": "intercultural_meeting",
    "music": "culture",
    "political-education": "adult_education",
    "psychological-counselling": "counselling",
    "shop": "daily_needs",
    "social-counselling": "social_counselling",
    "sponsorship": "sponsors",
    "sports": "sports",
    "stage": "culture",
    "volunteer-coordination": "volunteering",
    "welcome-network": "volunteering",
    "workshop": "leisure_engagement",
    "workspace": "leisure_engagement",
    "youth-club": "youth_centre",
    # Integreat's categories of places, and kinds of institutions that towns list.
    "Behörde/Amt": "authorities",
    "Gesundheit": "health",
    "Kultur": "culture",
    "Freizeit": "leisure_engagement",
    "care home": "nursing_home",
    "counselling": "counselling",
    "interpreting": "interpreter_pool",
    "migration counselling": "migration_adults",
    "women counselling": "violence_against_women",
}
"""Codes of Afeefa's categories and others' kinds, by the topic of ours that holds all of them."""

NAME_TOPICS: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"(?<!tier)(krankenhaus|hospital|klinikum|kliniken|(?<!zahn)(?<!poli)klinik|spital)\b"),
        "hospital",
    ),
)
"""What a folded name says of a place whose table has no column for its topic."""


def field_of_heading(heading: str) -> str:
    """Our field for a heading; `weekday` for a day such as "Mo 12.01.2026", "" for an unknown one."""
    for key in fold_keys(heading):
        if key in _BY_HEADING:
            return _BY_HEADING[key]
        if _WEEKDAY.fullmatch(key):
            return "weekday"
    return ""


FIELDS: Sequence[str] = (*_FIELDS, "weekday")
"""Every field that a column may be."""


def is_enough(fields: Sequence[str]) -> bool:
    """Whether columns with these fields can be read at all: one of them names what is offered."""
    return bool(set(fields) & _NAMES)


def is_directory(fields: Sequence[str]) -> bool:
    """Whether columns with these fields are a directory: a name, something to reach it by, and at
    most half of the columns unknown.
    """
    known = set(fields) - {""}
    is_known = 2 * sum(field != "" for field in fields) >= len(fields)
    return is_known and len(known) >= 3 and bool(known & _NAMES) and bool(known & _DETAILS)
