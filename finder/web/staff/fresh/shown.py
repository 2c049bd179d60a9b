"""What the pages on freshness show: the list of entries with its filters, and one entry part by part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from finder.actions.offer import OfferPage
from finder.actions.review_entries import PAGE_SIZE, DuePage, EntryReview
from finder.clock import today
from finder.domain.mail import usable_address
from finder.domain.review import BY_STAFF, Method, Part, ReviewState, state_on
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.store.reviews import DueEntry, DueFilter
from finder.web.contact import Phone, phone
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_date, format_number, ngettext
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.access import current_account
from finder.web.staff.filters import choice, field_names, options, options_or_all
from finder.web.staff.fresh import words
from finder.web.staff.paging import Pages, page_of, pages

RULE: Final = "/staff/aktualitaet"
_OPEN: Final = "faellig"
_OPEN_STATES: Final = (ReviewState.OVERDUE, ReviewState.DUE, ReviewState.NEVER)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for, as the address has it."""

    text: str = ""
    state: str = _OPEN
    topic: str = ""
    place: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """The filters of an address; what is none of the choices is left out."""
        return cls(
            text=clean(args.get("q", ""))[:200],
            state=choice(args.get("stand", ""), ["alle", *ReviewState], _OPEN),
            topic=choice(args.get("thema", ""), field_names()),
            place=clean(args.get("ort", ""))[:200],
            page=max(1, page_of(args.get("seite", ""))),
        )

    @property
    def offset(self) -> int:
        """How many entries come before the page."""
        return (self.page - 1) * PAGE_SIZE

    def wanted(self) -> DueFilter:
        """The same for the store."""
        states = {_OPEN: _OPEN_STATES, "alle": ()}.get(self.state)
        own = (ReviewState(self.state),) if states is None else states
        return DueFilter(own, self.text, self.topic, self.place)

    def filters(self) -> dict[str, str]:
        """The filters that are set, by the names of their parameters."""
        state = "" if self.state == _OPEN else self.state
        return {"q": self.text, "stand": state, "thema": self.topic, "ort": self.place}

    def path(self) -> str:
        """The address of this page of the list."""
        params = {**self.filters(), "seite": str(self.page) if self.page > 1 else ""}
        query = urlencode({name: value for name, value in params.items() if value})
        return f"{RULE}?{query}" if query else RULE


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list. `state` is the key of its state, `ways` how its provider can be reached."""

    id: int
    path: str
    name: str
    organization: str
    place: str
    state: str
    state_label: str
    due: str
    checked: str
    ways: str
    round: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of entries with its filters; `path` is its own address."""

    asked: Asked
    lines: tuple[Line, ...]
    count: str
    states: tuple[Option, ...]
    topics: tuple[Option, ...]
    places: tuple[Option, ...]
    counts: tuple[tuple[str, str], ...]
    pages: Pages
    path: str
    has_links: bool


def list_page(asked: Asked, found: DuePage) -> ListPage:
    """The list with the filters that were set."""
    states = {_OPEN: _("zu prüfen"), "alle": _("alle")}
    states |= {str(key): _(text) for key, text in words.STATES.items()}
    return ListPage(
        asked=asked,
        lines=tuple(map(_line, found.entries)),
        count=ngettext("%(num)s Eintrag", "%(num)s Einträge", found.total),
        states=options(states, asked.state),
        topics=options_or_all(field_names(), asked.topic),
        places=options_or_all({place: place for place in found.places}, asked.place),
        counts=tuple((_(words.STATES[state]), format_number(n)) for state, n in found.counts.items()),
        pages=pages(RULE, asked.filters(), asked.page, found.total, PAGE_SIZE),
        path=asked.path(),
        has_links=bool(current_finder().settings.url),
    )


def _line(entry: DueEntry) -> Line:
    summary, detail = orjson.loads(entry.summary), orjson.loads(entry.detail)
    address = summary["address"] or {}
    state = state_on(entry.due_on, today())
    return Line(
        id=entry.id,
        path=f"{RULE}/{entry.id}",
        name=summary["name"],
        organization=summary["organization"] if summary["organization"] != summary["name"] else "",
        place=address.get("locality") or address.get("city", ""),
        state=state,
        state_label=_(words.STATES[state]),
        due=_day(entry.due_on),
        checked=_day(entry.assured_date),
        ways=_ways(summary, detail),
        round=words.round_words(entry.round),
    )


def _ways(summary: Mapping[str, Any], detail: Mapping[str, Any]) -> str:
    """How the provider can be reached."""
    ways = []
    if usable_address(detail["email"]):
        ways.append(_("E-Mail"))
    if any(item["type"] != "fax" for item in summary["phones"]):
        ways.append(_("Telefon"))
    if summary["address"]:
        ways.append(_("Brief"))
    return ", ".join(ways)


def _day(day: dt.date | None) -> str:
    return format_date(day) if day else ""


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of an entry: what it says, what to ask, and when somebody last confirmed it."""

    key: Part
    label: str
    question: str
    lines: tuple[str, ...]
    state: str
    state_label: str
    due: str
    checked: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry to be checked part by part."""

    id: int
    name: str
    organization: str
    home: str
    public_path: str
    edit_path: str
    parts: tuple[PartShown, ...]
    phones: tuple[Phone, ...]
    email: str
    assured: str
    round: str
    methods: tuple[Option, ...]
    is_example: bool
    has_address: bool
    has_links: bool
    problem: str


def entry_page(review: EntryReview, method: str = "", problem: str = "") -> EntryPage:
    """The page of an entry; `method` is the chosen way of confirming, `problem` what is wrong with it."""
    offer = offer_of(review)
    lines = words.values_by_part(offer)
    return EntryPage(
        id=review.id,
        name=review.summary["name"],
        organization=review.summary["organization"],
        home=current_finder().settings.home,
        public_path=f"/{current_lang()}{review.summary['url']}",
        edit_path=f"/staff/eintraege/{review.id}" if current_account().may(Permission.EDIT) else "",
        parts=tuple(
            PartShown(
                key=one.part,
                label=_(words.PARTS[one.part]),
                question=_(words.QUESTIONS[one.part]),
                lines=tuple(lines[one.part]),
                state=one.state,
                state_label=_(words.STATES[one.state]),
                due=_day(one.due_on),
                checked=_checked(one.confirmed.day, one.confirmed.method) if one.confirmed else "",
            )
            for one in review.parts
        ),
        phones=tuple(phone(item) for item in review.summary["phones"]),
        email=usable_address(review.detail["email"]),
        assured=_day(review.assured_date),
        round=words.round_words(review.round),
        methods=options({str(key): _(words.METHODS[key]) for key in BY_STAFF}, method),
        is_example=review.is_example,
        has_address=bool(review.summary["address"]),
        has_links=bool(current_finder().settings.url),
        problem=problem,
    )


def offer_of(review: EntryReview) -> OfferPage:
    """The entry as its public page has it."""
    return OfferPage(review.id, None, None, review.summary, review.detail)


def _checked(day: dt.date, method: str) -> str:
    return _("%(day)s, %(how)s", day=format_date(day), how=_(words.METHODS[Method(method)]))


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a provider: the lines of the address, what the entry says, and the link as a code."""

    recipient: tuple[str, ...]
    name: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    link: str
    code: str
    expires: str


def letter(review: EntryReview, link: str) -> Letter | None:
    """The letter for an entry with a round; None where there is no address to send it to."""
    if review.round is None or not review.summary["address"]:
        return None
    address = review.summary["address"]
    town = " ".join(filter(None, (address.get("postal_code", ""), address.get("city", ""))))
    names = dict.fromkeys((review.summary["organization"], review.summary["name"]))
    lines = (*names, address.get("extra", ""), address.get("street", ""), town)
    values = words.values_by_part(offer_of(review))
    return Letter(
        recipient=tuple(line for line in lines if line)[:6],
        name=review.summary["name"],
        parts=tuple((_(words.PARTS[part]), tuple(texts)) for part, texts in values.items()),
        link=link,
        code=f"{RULE}/{review.id}/qr.svg",
        expires=format_date(review.round.expires_on),
    )
