"""The words of the entry form: what fields are called, what helps to fill them in, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from finder.actions.entry_input import EntryProblem
from finder.domain.entry_fields import ROW_FIELDS, field_of
from finder.domain.hours_grid import DAYS
from finder.web import labels
from finder.web.i18n import gettext as _
from finder.web.i18n import mark, weekday_full_names
from finder.web.staff.entries.measuring import MEASURING

LABELS: Final[Mapping[str, str]] = {
    "service/name": mark("Name des Angebots"),
    "service/alternate_name": mark("Auch bekannt als"),
    "service/description": mark("Beschreibung"),
    "service/alert": mark("Wichtiger Hinweis"),
    "service/url": mark("Internetseite"),
    "service/email": mark("E-Mail"),
    "service/application_process": mark("So kommt man an einen Termin"),
    "service/eligibility_description": mark("Für wen es ist"),
    "service/wait_time": mark("Wartezeit"),
    "service/interpretation_services": mark("Dolmetschen"),
    "service/fees_description": mark("Kosten in Worten"),
    "service/minimum_age": mark("Ab welchem Alter"),
    "service/maximum_age": mark("Bis zu welchem Alter"),
    "service/accreditations": mark("Zulassungen"),
    "service/licenses": mark("Genehmigungen"),
    "service/status": mark("Zustand"),
    "service/closed_until": mark("Letzter Tag der vorübergehenden Schließung"),
    "organization/name": mark("Name der Einrichtung"),
    "organization/alternate_name": mark("Auch bekannt als"),
    "organization/description": mark("Über die Einrichtung"),
    "organization/email": mark("E-Mail der Einrichtung"),
    "organization/website": mark("Internetseite der Einrichtung"),
    "organization/legal_status": mark("Rechtsform"),
    "person/title": mark("Titel"),
    "person/given": mark("Vorname"),
    "person/family": mark("Nachname"),
    "person/gender": mark("Geschlecht"),
    "location/location_type": mark("Art des Ortes"),
    "location/is_address_secret": mark("Die Anschrift ist geheim"),
    "location/name": mark("Name des Gebäudes"),
    "location/alternate_name": mark("Anderer Name des Gebäudes"),
    "address/address_1": mark("Straße und Hausnummer"),
    "address/address_2": mark("Zusatz zur Anschrift"),
    "address/postal_code": mark("Postleitzahl"),
    "address/city": mark("Stadt oder Gemeinde"),
    "address/locality": mark("Ortsteil"),
    "address/country": mark("Land"),
    "location/description": mark("Zum Ort"),
    "location/transportation": mark("Anfahrt"),
    "offer/description": mark("Zu diesem Eintrag"),
    "offer/new_patients": mark("Werden neue Patientinnen und Patienten aufgenommen?"),
    "offer/new_patients_until": mark("Das gilt bis einschließlich"),
    "offer/publication": mark("Veröffentlichung"),
    "offer/valid_from": mark("Der Eintrag gilt ab"),
    "offer/valid_to": mark("Der Eintrag gilt bis einschließlich"),
    "offer/source_note": mark("Anmerkung zur Herkunft"),
    "offer/source_url": mark("Internetadresse der Quelle"),
    "phone/number": mark("Nummer"),
    "phone/type": mark("Art"),
    "phone/extension": mark("Durchwahl"),
    "phone/description": mark("Bemerkung"),
    "phone/at": mark("Gehört zu"),
    "schedule/kind": mark("Wofür"),
    "schedule/opening_hours": mark("Zeiten in OSM-Schreibweise"),
    "schedule/description": mark("Bemerkung"),
    "schedule/valid_from": mark("Erster Tag"),
    "schedule/valid_to": mark("Letzter Tag"),
    "schedule/at": mark("Gilt für"),
    "language/code": mark("Sprache"),
    "language/role": mark("Wer sie spricht"),
    "language/level": mark("Wie gut"),
    "language/opening_hours": mark("Nur zu diesen Zeiten"),
    "language/note": mark("Bemerkung"),
    "language/at": mark("Gilt für"),
    "cost_option/option": mark("Wofür"),
    "cost_option/amount": mark("Betrag"),
    "cost_option/currency": mark("Währung"),
    "cost_option/amount_description": mark("Erläuterung"),
    "cost_option/insurance": mark("Für wen"),
    "cost_option/valid_from": mark("Gilt ab"),
    "cost_option/valid_to": mark("Gilt bis"),
    "required_document/document": mark("Unterlage"),
    "required_document/uri": mark("Internetadresse dazu"),
    "offer_fact/key": mark("Merkmal"),
    "offer_fact/value": mark("Angabe"),
    "translation/text": mark("Übersetzung"),
    "translation/origin": mark("Wer hat übersetzt?"),
    "translation/status": mark("Zustand"),
    "fact/note": mark("Bemerkung"),
    "fact/observed_on": mark("Gesehen oder gemessen am"),
    "fact/checked_by": mark("Von wem"),
    "fact/source": mark("Quelle"),
    "fact/evidence_url": mark("Nachweis im Internet"),
    "new_topic": mark("Thema hinzufügen"),
    "new_area": mark("Gebiet hinzufügen"),
    "facts_observed_on": mark("Gesehen oder gemessen am"),
    "facts_checked_by": mark("Von wem"),
    "new_text": mark("Text"),
    "new_lang": mark("Sprache"),
    "method": mark("Haben Sie die Angaben heute geprüft?"),
    "reason": mark("Warum ändern Sie etwas?"),
}

HINTS: Final[Mapping[str, str]] = {
    "service/name": mark("Was angeboten wird, zum Beispiel „Hausarztpraxis“ oder „Schuldnerberatung“."),
    "service/alert": mark("Steht ganz oben im Eintrag. Nur, was alle vorher wissen müssen."),
    "service/closed_until": mark("Danach gilt der Eintrag von selbst wieder als geöffnet."),
    "offer/new_patients_until": mark(
        "Danach zeigt der Finder von selbst „nicht bekannt“. Am besten nicht länger als drei Monate."
    ),
    "location/is_address_secret": mark(
        "Für Schutzorte wie ein Frauenhaus: Die Anschrift wird nirgends gezeigt, die Lage wird gelöscht."
    ),
    "address/country": mark("Zwei Buchstaben, zum Beispiel DE."),
    "phone/number": mark("Zum Beispiel 02723 608800."),
    "language/code": mark("Zum Beispiel Türkisch."),
    "language/opening_hours": mark("Zum Beispiel „Do 14–18“. Leer heißt: immer."),
    "schedule/opening_hours": mark("Zum Beispiel: Mo-Fr 08:00-12:00; PH off"),
    "new_topic": mark("Tippen Sie ein paar Buchstaben, zum Beispiel „Zahn“."),
    "new_area": mark("Zum Beispiel Lennestadt, der Kreis oder „ganz Deutschland“."),
    "reason": mark("Freiwillig. Steht im Verlauf, zum Beispiel „Anruf der Praxis“."),
    "cost_option/amount": mark("Zum Beispiel 12,50."),
}

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "service/status": {
        "active": mark("geöffnet"),
        "temporarily closed": mark("vorübergehend geschlossen"),
        "inactive": mark("ruht"),
        "defunct": mark("gibt es nicht mehr"),
    },
    "person/gender": {
        "": mark("keine Angabe"),
        "f": mark("weiblich"),
        "m": mark("männlich"),
        "d": mark("divers"),
    },
    "location/location_type": {
        "physical": mark("ein Ort zum Hingehen"),
        "postal": mark("nur eine Postanschrift"),
        "virtual": mark("nur Telefon oder Internet"),
    },
    "offer/new_patients": {
        "yes": mark("ja"),
        "waiting_list": mark("auf die Warteliste"),
        "only_families": mark("nur Angehörige"),
        "no": mark("nein"),
        "unknown": mark("nicht bekannt"),
    },
    "offer/publication": {
        "public": mark("öffentlich"),
        "draft": mark("Entwurf, noch nicht öffentlich"),
        "hidden": mark("verborgen"),
        "archived": mark("zurückgezogen"),
    },
    "phone/type": {
        "voice": mark("Telefon"),
        "fax": mark("Fax"),
        "sms": mark("SMS"),
        "tty": mark("Schreibtelefon"),
        "hotline": mark("Hotline"),
    },
    "at": {
        "offer": mark("diesen Eintrag"),
        "person": mark("die Fachperson"),
        "service": mark("das Angebot überall"),
        "location": mark("den Ort"),
        "organization": mark("die Einrichtung"),
    },
    "schedule/kind": labels.HOURS,
    "language/role": labels.ROLES,
    "language/level": {**labels.LEVELS, "unknown": labels.READINGS["unknown"]},
    "cost_option/insurance": {"": mark("alle"), **labels.INSURANCE},
    "translation/origin": {"human": mark("ein Mensch"), "machine": mark("ein Programm")},
    "translation/status": {
        "reviewed": mark("geprüft"),
        "draft": mark("noch nicht geprüft"),
        "outdated": mark("veraltet: Der deutsche Text wurde danach geändert"),
    },
    "fact": {
        "": mark("nicht bekannt"),
        "yes": mark("ja"),
        "limited": mark("eingeschränkt"),
        "no": mark("nein"),
    },
    "method": {
        "": mark("nein, nur geändert"),
        "phone": mark("ja, am Telefon"),
        "mail": mark("ja, schriftlich"),
        "visit": mark("ja, vor Ort"),
    },
}

_PROBLEMS: Final[Mapping[EntryProblem, str]] = {
    EntryProblem.MISSING: mark("Bitte füllen Sie dieses Feld aus, oder entfernen Sie die Zeile."),
    EntryProblem.CHOICE: mark("Bitte wählen Sie etwas aus der Liste."),
    EntryProblem.MAIL: mark("Bitte geben Sie eine E-Mail-Adresse wie name@example.org an."),
    EntryProblem.WEB: mark("Bitte geben Sie eine Internetadresse wie www.example.org an."),
    EntryProblem.DATE: mark("Bitte geben Sie ein Datum wie 31.05.2027 an."),
    EntryProblem.NUMBER: mark("Bitte geben Sie eine Zahl an, zum Beispiel 2 oder 2,5."),
    EntryProblem.POSTCODE: mark("Eine Postleitzahl in Deutschland hat fünf Ziffern."),
    EntryProblem.PHONE: mark("Bitte prüfen Sie die Nummer. Richtig ist zum Beispiel 02723 608800."),
    EntryProblem.HOURS: mark("Diese Zeiten verstehen wir nicht. Richtig ist zum Beispiel „8–12, 15–18“."),
    EntryProblem.LANGUAGE: mark("Diese Sprache kennen wir nicht. Bitte wählen Sie eine aus der Liste."),
    EntryProblem.ORDER: mark("Das Ende liegt vor dem Anfang."),
    EntryProblem.PERSON: mark("Tragen Sie die Fachperson ein, oder wählen Sie hier etwas anderes."),
    EntryProblem.TWICE: mark("Dieses Merkmal steht hier schon."),
}
_REQUIRED: Final = mark("Bitte füllen Sie dieses Feld aus.")


def label(name: str) -> str:
    """The label of a field by its name."""
    parts = name.split("/")
    if parts[0] == "fact" and parts[-1] == "value":
        return labels.fact(parts[1])
    if "grid" in parts:
        return _grid_label(parts[-1])
    if parts[0] in ROW_FIELDS:
        table = parts[0] if f"{parts[0]}/{parts[-1]}" in LABELS else "fact"
        return _(LABELS[f"{table}/{parts[-1]}"])
    return _(LABELS.get(name, name))


def _grid_label(column: str) -> str:
    """The label of a field of the grid of hours that may be wrong: a day, holidays, a day of the month."""
    if column in DAYS:
        return weekday_full_names()[DAYS.index(column)]
    return _("Zeiten an Feiertagen") if column == "PH" else _("Zeiten")


def hint(name: str) -> str:
    """What helps to fill in a field, or ""."""
    parts = name.split("/")
    if parts[0] == "fact" and parts[-1] == "value":
        return _(MEASURING[parts[1]]) if parts[1] in MEASURING else ""
    key = f"{parts[0]}/{parts[-1]}" if parts[0] in ROW_FIELDS else name
    return _(HINTS[key]) if key in HINTS else ""


def choices(name: str) -> dict[str, str]:
    """The words of a field's choices, in their order; {} for a field without choices."""
    parts = name.split("/")
    field = field_of(name)
    if parts[-1] == "at":
        words = CHOICES["at"]
        return {key: _(words[key]) for key in (field.choices if field else ())}
    if parts[0] in ("fact", "offer_fact") and parts[-1] == "value":
        return {key: _(text) for key, text in CHOICES["fact"].items()}
    if parts[0] == "offer_fact" and parts[-1] == "key":
        return {
            "": _("bitte wählen"),
            **{key: labels.fact(key) for key in (field.choices if field else ()) if key},
        }
    table = CHOICES.get(f"{parts[0]}/{parts[-1]}" if parts[0] in ROW_FIELDS else name, {})
    return {key: _(text) for key, text in table.items()}


def problem(name: str, found: EntryProblem) -> str:
    """One sentence that says how to put a field right."""
    if found is EntryProblem.TOO_LONG:
        field = field_of(name)
        return _("Bitte kürzen Sie auf höchstens %(num)s Zeichen.", num=field.longest if field else 0)
    if found is EntryProblem.MISSING and name.count("/") == 1:
        return _(_REQUIRED)
    return _(_PROBLEMS[found])


def shown(name: str, text: str) -> str:
    """The value of a field in words."""
    if not text:
        return _("nichts")
    if name.split("/")[0] == "language" and name.endswith("/code"):
        return labels.language(text)
    words = choices(name)
    return words.get(text, text)
