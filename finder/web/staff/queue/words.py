"""The words of the queue: states, ready-made answers, and the letter to the sender."""

from __future__ import annotations

from typing import Final

from finder.actions.decide_changes import Letter
from finder.actions.entry_input import EntryProblem
from finder.domain.change import OPEN, WITHDRAWN, ChangeKind, ChangeStatus
from finder.domain.entry_fields import field_of
from finder.store.change_rows import ChangeRequest
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import gettext_in, is_offered, mark
from finder.web.proposals.views import NEW_ENTRY_RULE
from finder.web.proposals.words import STATES
from finder.web.proposals.words import label as proposal_label
from finder.web.staff.entries import words as entry_words

KINDS: Final = {
    ChangeKind.CHANGE: mark("Änderung"),
    ChangeKind.NEW_ENTRY: mark("Neues Angebot"),
    ChangeKind.BARRIER: mark("Barriere"),
}

BY_SOURCE: Final = mark("Quelle sagt etwas anderes")
"""What is asked where a source has changed what staff had put right."""

SHORT_STATES: Final = {
    ChangeStatus.NEW: mark("neu"),
    ChangeStatus.IN_REVIEW: mark("nachgefragt"),
    ChangeStatus.ACCEPTED: mark("angenommen"),
    ChangeStatus.PARTLY: mark("teilweise angenommen"),
    ChangeStatus.REJECTED: mark("abgelehnt"),
}

PROBLEMS: Final = {
    EntryProblem.MISSING: mark("Dieses Feld darf nicht leer sein."),
    EntryProblem.TOO_LONG: mark("Der Text ist zu lang."),
    EntryProblem.CHOICE: mark("Diese Angabe kann der Eintrag nicht aufnehmen."),
    EntryProblem.MAIL: mark("Das ist keine E-Mail-Adresse."),
    EntryProblem.WEB: mark("Das ist keine Internetadresse."),
    EntryProblem.NUMBER: mark("Das ist keine Zahl, die hier passt."),
    EntryProblem.POSTCODE: mark("Das ist keine Postleitzahl."),
    EntryProblem.PHONE: mark("Eine Zeile ist keine Telefonnummer."),
    EntryProblem.HOURS: mark("Diese Zeiten sind nicht eindeutig."),
}

ANSWERS: Final = (
    "Vielen Dank. Wir haben das geändert.",
    "Vielen Dank. Wir haben einen Teil davon geändert. Das andere konnten wir nicht bestätigen.",
    "Wir haben dort nachgefragt: Die Angaben im Finder stimmen.",
    "Wir konnten das nicht bestätigen. Darum bleibt der Eintrag vorerst, wie er ist.",
    "Das gehört nicht in diesen Finder. Er zeigt nur Angebote, die allen offenstehen.",
    "Diese Angabe ist persönlich. Darum zeigen wir sie nicht.",
    "Wir haben verstanden, was Sie hindert. Wir melden uns, sobald es behoben ist.",
    "Seit wann ist das so? Bitte antworten Sie auf diese E-Mail.",
    "Welches Angebot meinen Sie genau? Bitte antworten Sie auf diese E-Mail.",
)
"""Ready-made answers in plain German, to be put right as needed. They are sent in German."""


def kind(request: ChangeRequest) -> str:
    """What a request is about."""
    return _(BY_SOURCE if request.source_id is not None else KINDS[request.kind])


def label(name: str, kind: ChangeKind) -> str:
    """The label of a field."""
    if field_of(name) is not None:
        return _("%(record)s: %(field)s", record=_record(name), field=entry_words.label(name))
    return _("Soll nicht mehr gezeigt werden") if name == WITHDRAWN else proposal_label(name, kind)


def _record(name: str) -> str:
    """What of the entry a field of its form belongs to."""
    parts = name.split("/")
    record = parts[1] if parts[0] == "translation" else parts[0]
    return _(_RECORDS.get(record, record))


_RECORDS: Final = {
    "service": mark("Angebot"),
    "organization": mark("Träger"),
    "person": mark("Person"),
    "location": mark("Ort"),
    "address": mark("Adresse"),
    "offer": mark("Eintrag"),
    "phone": mark("Telefon"),
    "schedule": mark("Zeiten"),
    "language": mark("Sprache"),
    "fact": mark("Barrierefreiheit"),
    "offer_fact": mark("Barrierefreiheit"),
}


_LATER: Final = "Auf dieser Seite sehen Sie später, was daraus wurde. Merken Sie sich dafür ihre Adresse."


def letter_to_sender(request: ChangeRequest, status: ChangeStatus, answer: str) -> Letter:
    """The mail to whoever sent a request: the fixed sentences in the language of their page."""
    lang = request.lang if is_offered(request.lang) else "de"
    lines = [
        gettext_in(lang, "Danke für Ihren Hinweis"),
        "",
        f"{gettext_in(lang, 'Nummer')}: {request.reference}",
        f"{gettext_in(lang, 'Stand')}: {gettext_in(lang, STATES[status])}",
    ]
    if answer.strip():
        lines += ["", f"{gettext_in(lang, 'Antwort')}:", answer.strip()]
    url = current_finder().settings.url
    if url:
        lines += ["", *([gettext_in(lang, _LATER)] if status in OPEN else [])]
        lines += [f"{url}/{lang}{NEW_ENTRY_RULE}/{request.reference}"]
    lines += ["", "-- ", gettext_in(lang, "Finder %(home)s", home=current_finder().settings.home)]
    subject = f"{gettext_in(lang, 'Danke für Ihren Hinweis')} ({request.reference})"
    return Letter(subject, "\n".join(lines) + "\n")
