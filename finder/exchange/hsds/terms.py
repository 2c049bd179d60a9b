"""The taxonomies of our HSDS: our topics, and the words for what HSDS has no field for.

Every attribute names a term of one of them. `finder-topics` are the topics of services (code: their key).
`finder-access` are facts of access: a code such as `entrance.step_count` with the value, and, where known,
`entrance.step_count/note`, `/source`, `/observed_on`, `/checked_by`, `/evidence_url` beside it.
`finder-translations` are texts in other languages: `description/ar/human/reviewed` is the field, the
language, who translated, and the state; the value is the text. `finder-fields` is everything else
(`FIELD_TERMS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from finder.domain.names import AccessNames, LanguageNames
from finder.domain.taxonomy import Taxonomy
from finder.exchange.hsds.ids import part_uid, vocabulary_uid

Record = dict[str, Any]
Value = tuple[str, str]
"""The code of a term and the value that it has."""

TOPICS: Final = "finder-topics"
ACCESS: Final = "finder-access"
TRANSLATIONS: Final = "finder-translations"
FIELDS: Final = "finder-fields"

TAXONOMIES: Final[Mapping[str, str]] = {
    TOPICS: "Topics of services, in German; those of doctors follow OpenStreetMap's healthcare:speciality.",
    ACCESS: "Facts of access that were measured or seen; a fact that is missing is unknown.",
    TRANSLATIONS: "Texts in other languages: field, language (BCP 47), who translated, and its state.",
    FIELDS: "What is known beside the fields of HSDS.",
}

FIELD_TERMS: Final[Mapping[str, str]] = {
    "opening_hours": "Hours as OpenStreetMap's opening_hours; they say more than the recurrence rules.",
    "hours_kind": "What the hours are for: visit, phone, open_consultation, counselling or on_call.",
    "part_of": "The id of the schedule that this one is a recurrence rule of; it says nothing of its own.",
    "role": "Who offers the language: professional, team, phone, interpreter, volunteer or written.",
    "level": "How well the language is spoken: native, fluent or basic.",
    "spoken_by": "The id of the service at a location, or of the person, that offers the language.",
    "person": "The id of the person, who may be a contact of several services at locations.",
    "person_title": "The academic title of the person.",
    "person_given": "The given name of the person.",
    "person_family": "The family name of the person.",
    "gender": "The gender of the person: f, m or d.",
    "locality": "The village or part of the town.",
    "extension": "The extension of the telephone number, where it is no plain number.",
    "insurance": "For whom the cost holds: statutory, private, self_pay, asylblg_voucher or none_needed.",
    "address_secret": "yes: the address is not published.",
    "point_precision": "How exact the point is: building, street or place.",
    "closed_until": "The last day of being temporarily closed.",
    "assured_method": "How the facts were last confirmed.",
    "new_patients": "Whether new patients or clients are taken: yes, waiting_list, only_families or no.",
    "new_patients_until": "The last day for which that is known.",
    "valid_from": "The first day on which the service is given at this location.",
    "valid_to": "The last day on which the service is given at this location.",
    "source_key": "The key of the source.",
    "source_name": "The name of the source.",
    "source_address": "The web address of the source.",
    "source_licence": "The licence under which the source is published.",
    "source_attribution": "The words by which the source is to be credited.",
    "source_remark": "What is said of the source.",
    "source_is_example": "yes: invented for demonstration.",
    "source_note": "Where the source has this entry from.",
    "source_url": "The page of the source for this entry.",
}


FACT_DETAILS: Final = ("note", "source", "observed_on", "checked_by", "evidence_url")
"""What may be known of a fact of access beside its value."""


@dataclass(frozen=True, slots=True)
class Words:
    """The names by which records are described, in German; keeps the terms that were made of them."""

    taxonomy: Taxonomy
    access: AccessNames
    languages: LanguageNames
    terms: dict[Value, Record] = field(default_factory=dict, compare=False)


def taxonomies() -> list[Record]:
    """All four taxonomies, in a fixed order."""
    return [
        {"id": taxonomy_uid(name), "name": name, "description": description, "version": "1"}
        for name, description in TAXONOMIES.items()
    ]


def taxonomy_uid(name: str) -> str:
    """The id of a taxonomy."""
    return vocabulary_uid("taxonomy", name)


def term_uid(taxonomy: str, code: str) -> str:
    """The id of a term."""
    return vocabulary_uid("term", taxonomy, code)


def term(taxonomy: str, code: str, words: Words) -> Record:
    """The term with this code; a topic also names the one above it."""
    known = words.terms.get((taxonomy, code))
    if known is None:
        described = {TOPICS: _topic, ACCESS: _fact, TRANSLATIONS: _translation, FIELDS: _field}[taxonomy]
        known = words.terms[taxonomy, code] = {
            "id": term_uid(taxonomy, code),
            "code": code,
            **described(code, words),
            "taxonomy": taxonomy,
            "taxonomy_id": taxonomy_uid(taxonomy),
        }
    return known


def _topic(code: str, words: Words) -> Record:
    line = topic_line(code, words)
    names = [_label(key, words) for key in line]
    above = {"parent_id": term_uid(TOPICS, line[1])} if len(line) > 1 else {}
    return {"name": names[0], "description": " / ".join(reversed(names)), "language": "de", **above}


def topic_line(code: str, words: Words) -> tuple[str, ...]:
    """A topic and all above it, nearest first; one that we do not know stands alone."""
    return (code, *words.taxonomy.ancestors(code)) if code in words.taxonomy else (code,)


def _label(key: str, words: Words) -> str:
    known = words.taxonomy.get(key)
    return known.labels["de"] if known else key


def _fact(code: str, words: Words) -> Record:
    key, _slash, detail = code.partition("/")
    label = words.access.fact(key, "de")
    return {"name": f"{label} ({detail})" if detail else label, "description": label, "language": "de"}


def _translation(code: str, _words: Words) -> Record:
    column, lang, origin, status = code.split("/")
    name = f"{column} ({lang})"
    return {"name": name, "description": f"{name}, {origin}, {status}", "language": lang}


def _field(code: str, _words: Words) -> Record:
    return {"name": code, "description": FIELD_TERMS[code], "language": "en"}


def attributes(owner: str, taxonomy: str, values: Iterable[Value], words: Words) -> Iterator[Record]:
    """The attributes of the record with the id `owner`: those of the values that say something."""
    for code, value in values:
        if value:
            yield {
                "id": part_uid(owner, "attribute", taxonomy, code),
                "value": value,
                "taxonomy_term": term(taxonomy, code, words),
            }


def topic_attributes(owner: str, codes: Iterable[str], words: Words) -> Iterator[Record]:
    """The topics of the service with the id `owner`."""
    for code in codes:
        yield {
            "id": part_uid(owner, "attribute", TOPICS, code),
            "taxonomy_term": term(TOPICS, code, words),
        }
