"""The ask-ahead card of an offer: ready sentences about what is not known, in German and in the
language of the page, to show, print, mail or dial with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from finder.actions.ask import ToAsk, to_ask
from finder.actions.offer import OfferPage
from finder.clock import utc_now
from finder.domain.needs import PROFILES
from finder.domain.query import SearchQuery
from finder.web import labels
from finder.web.contact import Phone, mail_address, phone
from finder.web.current import current_finder
from finder.web.i18n import SOURCE, current_lang, gettext_in, mark
from finder.web.offer.ask_link import card_path
from finder.web.offer.questions import (
    ASK_LANGUAGE,
    GREETING,
    INTRODUCTIONS,
    SPEAK,
    THANKS,
    TICK,
    Answer,
    Sentence,
    question,
)
from finder.web.present import shortened

_CORE = ("step_free", "door_wide", "toilet", "parking")
"""What to ask about where nothing is stated; being step-free includes the lift that may be needed."""

_SUBJECT = mark("Fragen vor meinem Besuch")
_LINE_BREAK = "\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in German and in the language of the page ("" where that is German), and how it is
    answered on paper.
    """

    german: str
    own: str
    answer: str
    unit: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile whose questions can be asked instead."""

    text: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AskCard:
    """Everything the page of questions writes; without `questions` there is nothing to ask."""

    name: str
    path: str
    before: tuple[Line, ...]
    questions: tuple[Line, ...]
    after: tuple[Line, ...]
    phones: tuple[Phone, ...]
    mailto: str
    email: str
    profiles: tuple[Choice, ...]


def present_card(page: OfferPage, query: SearchQuery) -> AskCard:
    """The questions to an offer for the needs of a query. Who asks for no language is taken to speak
    that of the page.
    """
    spoken = tuple(tag for tag in query.languages or (current_lang(),) if not _is_german(tag))
    asked = to_ask(page, replace(query, languages=spoken), _CORE, utc_now(), current_finder().calendars)
    before, questions = list(_before(query, spoken)), list(_questions(asked, query))
    dialled = [phone(stored) for stored in page.detail["phones"]]
    return AskCard(
        name=shortened(page.summary["name"]),
        path=f"/{current_lang()}{page.summary['url']}",
        before=tuple(map(_line, before)),
        questions=tuple(map(_line, questions)),
        after=(_line(Sentence(THANKS)),),
        phones=tuple(number for number in dialled if number.href),
        mailto=_mail(page, before, questions),
        email=page.detail["email"],
        profiles=tuple(_profiles(page.id, query)),
    )


def ask_for_language(page: OfferPage) -> tuple[Line, ...]:
    """What somebody says who speaks the language of the page, and the question for it where nobody at the
    offer is known to; () for German.
    """
    spoken = () if _is_german(current_lang()) else (current_lang(),)
    asked = to_ask(page, SearchQuery(languages=spoken), (), utc_now(), current_finder().calendars)
    sentences = [Sentence(SPEAK, words=_names(tag)) for tag in spoken]
    return tuple(map(_line, (*sentences, *map(_for_somebody, asked.languages))))


def _for_somebody(tag: str) -> Sentence:
    """The question for somebody who speaks a language."""
    return Sentence(ASK_LANGUAGE, Answer.YES_NO, words=_names(tag))


def _is_german(tag: str) -> bool:
    """Whether it is German, easy German included."""
    return tag.split("-")[0] == SOURCE


def _before(query: SearchQuery, spoken: Iterable[str]) -> Iterator[Sentence]:
    """What the visitor says first: a greeting, which language they speak, and how they come."""
    yield Sentence(GREETING)
    if not _is_german(current_lang()):
        yield Sentence(TICK)
    yield from (Sentence(SPEAK, words=_names(tag)) for tag in spoken)
    yield from (Sentence(INTRODUCTIONS[key]) for key in query.profiles)


def _questions(asked: ToAsk, query: SearchQuery) -> Iterator[Sentence]:
    yield from map(_for_somebody, asked.languages)
    yield from (question(fact, query) for fact in asked.facts)


def _names(tag: str) -> dict[str, str]:
    """The name of a language in German and in the language of the page."""
    names = current_finder().names
    return {lang: names.name(tag, lang) for lang in (SOURCE, current_lang())}


def _line(sentence: Sentence) -> Line:
    lang = current_lang()
    own = "" if lang == SOURCE else sentence.in_language(lang)
    return Line(sentence.in_language(SOURCE), own, sentence.answer.value, sentence.unit)


def _mail(page: OfferPage, before: Iterable[Sentence], questions: Iterable[Sentence]) -> str:
    """The address that opens a mail with the German text (RFC 6068); "" without a mail address."""
    address = mail_address(page.detail["email"])
    if not address:
        return ""
    subject = f"{gettext_in(SOURCE, _SUBJECT)}: {shortened(' '.join(page.summary['name'].split()))}"
    asked = [f"– {sentence.in_language(SOURCE)}" for sentence in questions]
    lines = [
        *(sentence.in_language(SOURCE) for sentence in before),
        "",
        *asked,
        "",
        gettext_in(SOURCE, THANKS),
    ]
    return f"{address}?subject={quote(subject, safe='')}&body={quote(_LINE_BREAK.join(lines), safe='')}"


def _profiles(offer_id: int, query: SearchQuery) -> Iterator[Choice]:
    """The profiles, each leading to its own questions."""
    for key in PROFILES:
        other = SearchQuery(profiles=(key,), languages=query.languages)
        yield Choice(labels.of(labels.PROFILES, key), card_path(offer_id, other), query.profiles == (key,))
