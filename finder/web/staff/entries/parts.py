"""The parts of the entry form: which fields stand in which, and what each says in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from finder.domain.entry_fields import CONTENT, ROW_FIELDS, rows_of
from finder.web import labels
from finder.web.i18n import joined, mark, ngettext
from finder.web.staff.entries import words
from finder.web.staff.entries.lists import topic_names
from finder.web.staff.entries.sent import CHECKED_BY, NEW_AREA, NEW_TOPIC, OBSERVED_ON, Typed

PARTS: Final[Mapping[str, str]] = {
    "name": mark("Name und Texte"),
    "themen": mark("Themen und Gebiete"),
    "einrichtung": mark("Einrichtung"),
    "person": mark("Fachperson"),
    "kontakt": mark("Telefon und Internet"),
    "zeiten": mark("Zeiten"),
    "sprachen": mark("Sprachen"),
    "ort": mark("Ort und Anschrift"),
    "zugang": mark("Barrierefreiheit"),
    "kosten": mark("Kosten und Unterlagen"),
    "uebersetzungen": mark("Übersetzungen"),
    "gueltigkeit": mark("Gültigkeit und neue Patienten"),
    "quelle": mark("Quelle und Prüfung"),
}
"""The parts by key, in their order."""

OPEN: Final = ("name", "themen", "kontakt", "zeiten", "quelle")
OPEN_IN_NEW: Final = (*OPEN, "einrichtung", "ort")
"""The parts that are open to begin with."""

_TABLES: Final = {
    "phone": "kontakt",
    "schedule": "zeiten",
    "language": "sprachen",
    "fact": "zugang",
    "offer_fact": "zugang",
    "cost_option": "kosten",
    "required_document": "kosten",
    "translation": "uebersetzungen",
    "topic": "themen",
    "area": "themen",
    NEW_TOPIC: "themen",
    NEW_AREA: "themen",
    OBSERVED_ON: "zugang",
    CHECKED_BY: "zugang",
    "organization": "einrichtung",
    "person": "person",
    "location": "ort",
    "address": "ort",
    "method": "quelle",
    "reason": "quelle",
}
_FIELDS: Final = {
    **dict.fromkeys(("service/url", "service/email"), "kontakt"),
    **dict.fromkeys(("organization/email", "organization/website"), "einrichtung"),
    "service/fees_description": "kosten",
    **dict.fromkeys(
        (
            "service/status", "service/closed_until", "offer/new_patients", "offer/new_patients_until",
            "offer/publication", "offer/valid_from", "offer/valid_to",
        ),
        "gueltigkeit",
    ),
    **dict.fromkeys(("offer/source_note", "offer/source_url"), "quelle"),
}  # fmt: skip

TRANSLATED: Final = (
    "service/name", "service/alert", "service/description", "service/application_process",
    "service/eligibility_description", "service/wait_time", "service/fees_description",
    "service/interpretation_services", "offer/description", "location/description", "location/transportation",
)  # fmt: skip
"""The texts that may be translated."""

FACT_GROUPS: Final[Mapping[str, str]] = {
    "entrance": mark("Eingang"),
    "level": mark("Stockwerk"),
    "lift": mark("Aufzug"),
    "room": mark("Raum"),
    "toilet": mark("Toilette"),
    "parking": mark("Parken"),
    "treatment": mark("Behandlung"),
    "booking": mark("Termine"),
    "senses": mark("Hören, Sehen, Verstehen, Hilfe"),
}
"""The groups of access facts."""


def part_of(name: str) -> str:
    """The part in which a field stands."""
    return _FIELDS.get(name) or _TABLES.get(name.partition("/")[0], "name")


def summary(key: str, typed: Typed) -> str:
    """What a part says now, in a few words; "" where it says nothing or shows it anyway."""
    return _SUMMARIES[key](typed) if key in _SUMMARIES else ""


def _filled(typed: Typed, table: str) -> int:
    return sum(any(typed.get(f"{unit}/{name}") for name in CONTENT[table]) for unit in rows_of(typed, table))


def _topics(typed: Typed) -> str:
    names = topic_names()
    keys = (name.partition("/")[2] for name, text in typed.items() if name.startswith("topic/") and text)
    return joined(names.get(key, key) for key in keys)


def _languages(typed: Typed) -> str:
    codes = dict.fromkeys(typed.get(f"{unit}/code", "") for unit in rows_of(typed, "language"))
    return joined(labels.language(code) for code in codes if code)


def _of(*names: str) -> Callable[[Typed], str]:
    return lambda typed: " ".join(filter(None, (typed.get(name, "") for name in names)))


def _count(*tables: str) -> Callable[[Typed], str]:
    def count(typed: Typed) -> str:
        number = sum(_filled(typed, table) for table in tables)
        return ngettext("%(num)s Angabe", "%(num)s Angaben", number) if number else ""

    return count


def _validity(typed: Typed) -> str:
    return joined(
        words.choices(name).get(typed.get(name, ""), "") for name in ("offer/publication", "service/status")
    )


_SUMMARIES: Final[Mapping[str, Callable[[Typed], str]]] = {
    "themen": _topics,
    "einrichtung": _of("organization/name"),
    "person": _of("person/title", "person/given", "person/family"),
    "kontakt": _count("phone"),
    "zeiten": _count("schedule"),
    "sprachen": _languages,
    "ort": _of("address/address_1", "address/postal_code", "address/city"),
    "zugang": _count("fact", "offer_fact"),
    "kosten": _count("cost_option", "required_document"),
    "uebersetzungen": _count("translation"),
    "gueltigkeit": _validity,
}

TABLES: Final = tuple(table for table in ROW_FIELDS if table not in ("fact", "translation"))
"""The tables of which the page can add rows."""
