"""The words for how entries stand and what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from finder.actions.publish_entries import Deed
from finder.domain.completeness import Gap
from finder.domain.duplicates import Agreement, Band
from finder.domain.entry_list import Confirmed, ListSort
from finder.web import labels
from finder.web.i18n import gettext as _
from finder.web.i18n import mark

STATES: Final[Mapping[str, str]] = {
    "public": mark("öffentlich"),
    "draft": mark("Entwurf"),
    "hidden": mark("verborgen"),
    "archived": mark("zurückgezogen"),
}
CONFIRMED: Final[Mapping[Confirmed, str]] = {
    Confirmed.FRESH: mark("geprüft"),
    Confirmed.DUE: mark("bald prüfen"),
    Confirmed.OVERDUE: mark("überfällig"),
    Confirmed.NEVER: mark("nie geprüft"),
}
SORTS: Final[Mapping[ListSort, str]] = {
    ListSort.NAME: mark("Name"),
    ListSort.PLACE: mark("Ort"),
    ListSort.CHANGED: mark("zuletzt geändert"),
    ListSort.CONFIRMED: mark("am längsten nicht geprüft"),
    ListSort.COMPLETENESS: mark("was am meisten fehlt"),
}
PARTS: Final[Mapping[str, str]] = {
    "access": mark("Angaben zum Zugang"),
    "position": mark("Lage auf der Karte"),
    "topics": mark("Thema"),
    "hours": mark("Öffnungszeiten"),
    "languages": mark("Sprachen"),
    "phone": mark("Telefonnummer"),
    "translations": mark("Übersetzungen"),
    "new_patients": mark("Aufnahme neuer Patientinnen und Patienten"),
    "confirmation": mark("Prüfung der Angaben"),
}
DEEDS: Final[Mapping[Deed, str]] = {
    Deed.PUBLISH: mark("Veröffentlichen"),
    Deed.HIDE: mark("Verbergen"),
    Deed.RETIRE: mark("Zurückziehen"),
    Deed.BRING_BACK: mark("Zurückholen"),
}
EFFECTS: Final[Mapping[Deed, str]] = {
    Deed.PUBLISH: mark("Die Einträge werden für alle sichtbar."),
    Deed.HIDE: mark(
        "Die Einträge sind nicht mehr zu sehen. Sie können sie jederzeit wieder veröffentlichen."
    ),
    Deed.RETIRE: mark(
        "Die Einträge gibt es nicht mehr: Sie sind nicht mehr zu sehen, bleiben aber mit Grund und Datum "
        "erhalten und lassen sich zurückholen."
    ),
    Deed.BRING_BACK: mark("Die Einträge sind danach verborgen, bis Sie sie veröffentlichen."),
}
BANDS: Final[Mapping[Band, str]] = {
    Band.SAME: mark("sehr wahrscheinlich derselbe Eintrag"),
    Band.MAYBE: mark("vielleicht derselbe Eintrag"),
    Band.DIFFERENT: mark("wahrscheinlich ein anderer Eintrag"),
}
FIELDS: Final[Mapping[str, str]] = {
    "name": mark("Name"),
    "person": mark("Fachperson"),
    "organization": mark("Einrichtung"),
    "phone": mark("Telefon"),
    "contact": mark("E-Mail und Internet"),
    "address": mark("Anschrift"),
    "distance": mark("Lage"),
    "topics": mark("Thema"),
}
AGREEMENTS: Final[Mapping[Agreement, str]] = {
    Agreement.AGREES: mark("gleich"),
    Agreement.SIMILAR: mark("ähnlich"),
    Agreement.DIFFERS: mark("verschieden"),
    Agreement.UNKNOWN: mark("nicht bekannt"),
}
_GROUPS: Final[Mapping[str, str]] = {
    "manual_wheelchair": mark("Menschen im Rollstuhl"),
    "electric_wheelchair": mark("Menschen im Elektrorollstuhl"),
    "walker_or_pram": mark("Menschen mit Rollator oder Kinderwagen"),
    "walking_difficulty": mark("Menschen, die schlecht gehen können"),
    "blind_or_low_vision": mark("blinde und sehbehinderte Menschen"),
    "deaf_or_hard_of_hearing": mark("gehörlose und schwerhörige Menschen"),
    "cognitive": mark("Menschen mit Lernschwierigkeiten"),
    "nearby": mark("alle, die in der Nähe suchen"),
    "by_topic": mark("alle, die nach einem Thema suchen"),
    "open_now": mark("alle, die wissen wollen, was gerade geöffnet ist"),
    "other_languages": mark("alle, die eine andere Sprache sprechen"),
    "callers": mark("alle, die vorher anrufen wollen"),
    "new_patients": mark("alle, die eine neue Praxis suchen"),
    "careful": mark("alle, die nur geprüfte Angaben wollen"),
}


def group(key: str) -> str:
    """Whom a gap keeps from finding an entry."""
    if key.startswith("reads."):
        return _("alle, die %(language)s lesen", language=labels.language(key.removeprefix("reads.")))
    return _(_GROUPS[key])


def gap(found: Gap) -> str:
    """What is missing."""
    if found.part == "access":
        return labels.fact(found.key)
    if found.part == "translations":
        return _("Übersetzung: %(language)s", language=labels.language(found.key))
    return _(PARTS[found.part])
