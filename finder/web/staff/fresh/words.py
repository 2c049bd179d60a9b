"""The words of the pages on freshness: states, parts with the questions to ask, rounds of reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from finder.actions.offer import OfferPage
from finder.clock import today
from finder.domain.review import Channel, Method, Part, ReviewState, RoundAnswer
from finder.store.review_rows import ReviewRound
from finder.web import labels
from finder.web.i18n import format_date, joined, mark
from finder.web.i18n import gettext as _
from finder.web.offer.terms import Term, costs_of, documents_of
from finder.web.present import Spoken, address_lines, spoken_by, times
from finder.web.proposals.form import offer_target

STATES: Final = {
    ReviewState.FRESH: mark("frisch"),
    ReviewState.DUE: mark("fällig"),
    ReviewState.OVERDUE: mark("überfällig"),
    ReviewState.NEVER: mark("nie geprüft"),
}
PARTS: Final = {
    Part.CONTACT: mark("Telefon, E-Mail, Internetseite"),
    Part.HOURS: mark("Öffnungszeiten"),
    Part.ADDRESS: mark("Anschrift"),
    Part.PEOPLE: mark("Namen"),
    Part.LANGUAGES: mark("Sprachen"),
    Part.ACCESS: mark("Barrierefreiheit"),
    Part.COST: mark("Kosten und Anmeldung"),
}
QUESTIONS: Final = {
    Part.CONTACT: mark(
        "Sind das die richtige Nummer, E-Mail-Adresse und Internetseite für Menschen, die Hilfe suchen?"
    ),
    Part.HOURS: mark("Wann kann man zu Ihnen kommen? Gibt es Tage, an denen das nicht gilt?"),
    Part.ADDRESS: mark("Ist das die Anschrift, zu der man kommt?"),
    Part.PEOPLE: mark("Heißen Angebot und Einrichtung noch so? Arbeitet diese Person noch bei Ihnen?"),
    Part.LANGUAGES: mark("Welche Sprachen spricht wer bei Ihnen, und an welchen Tagen?"),
    Part.ACCESS: mark(
        "Wie viele Stufen sind am Eingang? Wie breit ist die Tür? Gibt es einen Aufzug und ein WC?"
    ),
    Part.COST: mark("Kostet es etwas? Muss man sich anmelden?"),
}
METHODS: Final = {
    Method.PHONE: mark("am Telefon"),
    Method.MAIL: mark("per E-Mail oder Brief"),
    Method.VISIT: mark("bei einem Besuch"),
    Method.PROVIDER_LINK: mark("vom Anbieter über seinen Link"),
    Method.IMPORT: mark("laut der Quelle"),
}
_ANSWERS: Final = {
    RoundAnswer.CONFIRMED: mark("Der Anbieter hat am %(day)s alles bestätigt."),
    RoundAnswer.CHANGED: mark("Der Anbieter hat am %(day)s Änderungen vorgeschlagen."),
    RoundAnswer.WITHDRAWN: mark("Der Anbieter möchte seit dem %(day)s nicht mehr gezeigt werden."),
    RoundAnswer.BY_STAFF: mark("Am %(day)s von uns bestätigt."),
}


def round_words(one: ReviewRound | None) -> str:
    """How far the last round of reminders has come; "" without one."""
    if one is None:
        return ""
    if one.answer is not None and one.answered_at is not None:
        return _(_ANSWERS[one.answer], day=format_date(one.answered_at.date()))
    if one.channel is Channel.LETTER:
        return _("Brief vom %(day)s, noch keine Antwort", day=format_date(one.started_on))
    if one.step == 0:
        return _("Die erste Erinnerung geht bald hinaus.")
    if one.next_on is None:
        return _("Drei Erinnerungen ohne Antwort: bitte anrufen.")
    return _(
        "%(step)s von 3 Erinnerungen, die nächste am %(day)s", step=one.step, day=format_date(one.next_on)
    )


def values_by_part(offer: OfferPage) -> dict[Part, list[str]]:
    """What an entry says, line by line, as people read it; a part of which nothing is known is empty."""
    now = offer_target(offer).current
    detail, summary = offer.detail, offer.summary
    name = joined(filter(None, (now["name"], now["organization"], now["person"])))
    address = [_("geheim")] if detail["is_address_secret"] else list(address_lines(summary["address"]))
    return {
        Part.CONTACT: _lines(now["phones"], now["email"], now["website"]),
        Part.HOURS: [*_lines(now["opening_hours"]), *_other_hours(detail)],
        Part.ADDRESS: address,
        Part.PEOPLE: [name],
        Part.LANGUAGES: list(_languages(detail)),
        Part.ACCESS: list(_facts(detail)),
        Part.COST: list(_costs(detail)),
    }


def _lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _other_hours(detail: Mapping[str, Any]) -> Iterator[str]:
    """The hours that are not those for visits: when one may call, when there is advice."""
    for item in detail["schedules"]:
        shown = times(item["kind"], item.get("opening_hours", ""), item.get("description", ""))
        if shown is not None and item["kind"] != "visit":
            said = (*(f"{line.days} {line.times}" for line in shown.lines), shown.text, shown.note)
            yield f"{shown.kind}: {'; '.join(filter(None, said))}"


def _languages(detail: Mapping[str, Any]) -> Iterator[str]:
    """Who speaks what, how well and when."""
    for by in spoken_by(detail["languages"]):
        yield f"{by.role}: {', '.join(map(_spoken, by.languages))}"


def _spoken(language: Spoken) -> str:
    more = ", ".join(filter(None, (language.note, language.condition)))
    return f"{language.name} ({more})" if more else language.name


def _facts(detail: Mapping[str, Any]) -> Iterator[str]:
    for fact in detail["facts"]:
        yield f"{labels.fact(fact['key'])}: {labels.fact_value(str(fact['value']), fact.get('unit', ''))}"


def _costs(detail: Mapping[str, Any]) -> Iterator[str]:
    """What it costs, in words and item by item, how one comes to an appointment, and what to bring."""
    texts = detail["texts"]
    yield from _lines(texts.get("fees_description", ""))
    yield from map(_term, costs_of(detail, today()))
    yield from _lines(texts.get("application_process", ""))
    for term in documents_of(detail):
        yield _("Bitte mitbringen: %(what)s", what=_term(term))


def _term(term: Term) -> str:
    said = ", ".join(filter(None, (term.amount, term.for_whom, term.note, term.url)))
    return ": ".join(filter(None, (term.what, said)))
