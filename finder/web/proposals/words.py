"""The words of the forms by which visitors propose something, and of what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from finder.domain.change import ChangeKind, ChangeStatus, Problem, longest
from finder.web import labels
from finder.web.i18n import format_number, mark, ngettext
from finder.web.i18n import gettext as _

TITLES: Final = {
    ChangeKind.CHANGE: mark("Änderung vorschlagen"),
    ChangeKind.NEW_ENTRY: mark("Ein Angebot vorschlagen, das hier fehlt"),
    ChangeKind.BARRIER: mark("Barriere melden"),
}
LEADS: Final = {
    ChangeKind.CHANGE: mark("Öffnen Sie, was nicht stimmt, und schreiben Sie es richtig hinein."),
    ChangeKind.NEW_ENTRY: mark("Schreiben Sie auf, was Sie wissen. Nur der Name muss sein."),
    ChangeKind.BARRIER: mark(
        "Hindert Sie etwas auf dieser Internetseite oder an einem Ort, den sie zeigt? Sagen Sie es uns."
    ),
}
STATES: Final = {
    ChangeStatus.NEW: mark("eingegangen, noch nicht geprüft"),
    ChangeStatus.IN_REVIEW: mark("wird gerade geprüft"),
    ChangeStatus.ACCEPTED: mark("angenommen"),
    ChangeStatus.PARTLY: mark("teilweise angenommen"),
    ChangeStatus.REJECTED: mark("nicht angenommen"),
}
WHERE: Final = {
    "site": mark("auf dieser Internetseite"),
    "place": mark("an einem Ort"),
}
_LABELS: Final[Mapping[str, str]] = {
    "closed": mark("Das Angebot gibt es nicht mehr"),
    "moved": mark("Es ist umgezogen"),
    "doubled": mark("Es steht doppelt im Finder"),
    "name": mark("Name"),
    "organization": mark("Einrichtung"),
    "person": mark("Fachperson"),
    "categories": mark("Was wird angeboten?"),
    "street": mark("Straße und Hausnummer"),
    "postcode": mark("Postleitzahl"),
    "city": mark("Ort"),
    "phones": mark("Telefonnummern"),
    "email": mark("E-Mail"),
    "website": mark("Internetseite"),
    "opening_hours": mark("Öffnungszeiten"),
    "languages": mark("Welche Sprachen werden gesprochen?"),
    "access": mark("Wie kommt man hinein?"),
    "description": mark("Beschreibung"),
    "where": mark("Wo ist die Barriere?"),
    "place": mark("Welche Seite oder welcher Ort?"),
    "message": mark("Möchten Sie noch etwas dazu sagen?"),
    "contact": mark("Ihre E-Mail-Adresse oder Telefonnummer (freiwillig)"),
}
_HINTS: Final[Mapping[str, str]] = {
    "phones": mark("In jeder Zeile eine Nummer."),
    "opening_hours": mark("zum Beispiel: Mo bis Fr 8–12 Uhr, Do auch 15–18 Uhr"),
    "access": mark("zum Beispiel: zwei Stufen, kein Aufzug, Klingel am Seiteneingang"),
    "message": mark("Bitte schreiben Sie nichts über Ihre Gesundheit."),
}
_PROBLEMS: Final = {
    Problem.MISSING: mark("Bitte füllen Sie dieses Feld aus."),
    Problem.PHONE: mark("Bitte prüfen Sie die Nummer. Richtig ist zum Beispiel 02723 608800."),
    Problem.MAIL: mark("Bitte geben Sie eine E-Mail-Adresse wie name@example.org an."),
    Problem.WEB: mark("Bitte geben Sie eine Internetadresse wie www.example.org an."),
    Problem.POSTCODE: mark("Eine Postleitzahl hat fünf Ziffern."),
    Problem.CHOICE: mark("Diese Angabe können wir nicht verwenden."),
    Problem.CONTACT: mark("Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an."),
    Problem.NOTHING: mark("Bitte ändern Sie etwas, oder schreiben Sie hier, was nicht stimmt."),
}
_HIGHEST: Final = {"entrance.step_count": 99, "entrance.door_width_cm": 999}


def label(name: str, kind: ChangeKind) -> str:
    """The label of a field; a fact about access has the one that its pages give it."""
    if name == "message" and kind is ChangeKind.BARRIER:
        return _("Was hindert Sie?")
    return _(_LABELS[name]) if name in _LABELS else labels.fact(name)


def hint(name: str, contact_kept_days: int) -> str:
    """What helps to fill in a field, or ""."""
    if name == "entrance.door_width_cm":
        return _("in Zentimetern")
    if name == "contact":
        return ngettext(
            "Nur für Rückfragen. Wir löschen sie nach %(num)s Tag.",
            "Nur für Rückfragen. Wir löschen sie nach %(num)s Tagen.",
            contact_kept_days,
        )
    return _(_HINTS[name]) if name in _HINTS else ""


def problem(name: str, found: Problem) -> str:
    """One sentence that says how to put a field right."""
    if found is Problem.TOO_LONG:
        return _("Bitte kürzen Sie auf höchstens %(num)s Zeichen.", num=format_number(longest(name)))
    if found is Problem.NUMBER:
        return _(
            "Bitte geben Sie eine Zahl von 0 bis %(highest)s ein.", highest=format_number(_HIGHEST[name])
        )
    return _(_PROBLEMS[found])


def send_again() -> str:
    """For a form that came too soon, too late, or with something that people do not do."""
    return _("Bitte senden Sie noch einmal. Ihre Angaben sind noch da.")


def sent_before(reference: str) -> str:
    """For a form that was sent before and says something else now."""
    return _(
        "Dieses Formular haben Sie schon gesendet (Nummer %(reference)s). "
        "Wenn Sie es noch einmal senden, wird daraus ein zweiter Vorschlag.",
        reference=reference,
    )


def too_many(retry_after_s: int) -> str:
    """For a sender who must wait."""
    return ngettext(
        "Von hier kamen gerade viele Vorschläge. "
        "Bitte senden Sie in %(num)s Minute noch einmal. Ihre Angaben sind noch da.",
        "Von hier kamen gerade viele Vorschläge. "
        "Bitte senden Sie in %(num)s Minuten noch einmal. Ihre Angaben sind noch da.",
        -(-retry_after_s // 60),
    )


def cannot_keep() -> str:
    """For the time in which the database does not answer."""
    return _(
        "Wir können gerade nichts speichern. "
        "Bitte senden Sie in einer Minute noch einmal. Ihre Angaben sind noch da."
    )
