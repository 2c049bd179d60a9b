"""What the pages of the queue show: the list with its filters, and one request with its differences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from flask import g

from finder.actions.accounts.scopes import may_edit
from finder.actions.decide_changes import (
    PAGE_SIZE,
    OpenRequest,
    QueuePage,
    Response,
    contact_address,
    is_applied,
)
from finder.actions.offer import OfferPage, get_offer
from finder.clock import utc_now
from finder.domain.change import OPEN, ChangeKind, ChangeStatus
from finder.domain.decision import ADDRESS, FACTS
from finder.domain.point import Point
from finder.domain.roles import Account, Permission, Scope
from finder.domain.text import clean
from finder.errors import BadInput, NotFound
from finder.gazetteer.places import Place
from finder.store.change_queue import QueueFilter
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.web import labels
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_date, format_number, is_offered, ngettext
from finder.web.i18n import gettext as _
from finder.web.map.data import map_words
from finder.web.proposals.form import offer_target
from finder.web.search.form_parts import Option
from finder.web.staff.access import current_account
from finder.web.staff.paging import Pages, page_of, pages
from finder.web.staff.queue import words

_OPEN, _ALL = "offen", "alle"
_AGES: Final = (3, 7, 30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for, as the address has it."""

    text: str = ""
    kind: str = ""
    state: str = _OPEN
    topic: str = ""
    place: str = ""
    age: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """The filters of an address; what is none of the choices is left out."""
        return cls(
            text=clean(args.get("q", ""))[:200],
            kind=_choice(args.get("art", ""), [str(kind) for kind in ChangeKind]),
            state=_choice(args.get("stand", ""), [_ALL, *map(str, ChangeStatus)]) or _OPEN,
            topic=_choice(args.get("thema", ""), _fields()),
            place=clean(args.get("ort", ""))[:200],
            age=_choice(args.get("alter", ""), [str(age) for age in _AGES]),
            page=max(1, page_of(args.get("seite", ""))),
        )

    @property
    def offset(self) -> int:
        """How many requests come before the page."""
        return (self.page - 1) * PAGE_SIZE

    def wanted(self) -> QueueFilter:
        """The same for the store."""
        taxonomy = current_finder().taxonomy
        statuses = {_OPEN: OPEN, _ALL: ()}.get(self.state)
        return QueueFilter(
            statuses=(ChangeStatus(self.state),) if statuses is None else statuses,
            kind=ChangeKind(self.kind) if self.kind else None,
            text=self.text,
            topics=(self.topic, *taxonomy.descendants(self.topic)) if self.topic else (),
            place=self.place,
            before=utc_now() - dt.timedelta(days=int(self.age)) if self.age else None,
        )

    def filters(self) -> dict[str, str]:
        """The filters that are set, by the names of their parameters."""
        state = "" if self.state == _OPEN else self.state
        names = {"q": self.text, "art": self.kind, "stand": state, "thema": self.topic, "ort": self.place}
        return {**names, "alter": self.age}


def _fields() -> list[str]:
    """The fields of action."""
    return [term.key for term in current_finder().taxonomy.terms if not term.parent]


def _choice(text: str, choices: Any) -> str:
    return text if text in choices else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the list."""

    path: str
    reference: str
    kind: str
    state: str
    is_open: bool
    name: str
    about: str
    age: str
    is_late: bool
    is_provider: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of requests with its filters."""

    asked: Asked
    lines: tuple[Line, ...]
    count: str
    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    topics: tuple[Option, ...]
    places: tuple[Option, ...]
    ages: tuple[Option, ...]
    pages: Pages
    times: tuple[tuple[str, str], ...]


def list_page(asked: Asked, found: QueuePage, times: Response) -> ListPage:
    """The list with the filters that were set."""
    return ListPage(
        asked=asked,
        lines=tuple(_line(request) for request in found.requests),
        count=ngettext("%(num)s Hinweis", "%(num)s Hinweise", found.total),
        kinds=_options({"": _("alle"), **{k: _(text) for k, text in words.KINDS.items()}}, asked.kind),
        states=_options(
            {_OPEN: _("offen"), _ALL: _("alle"), **{k: _(text) for k, text in words.SHORT_STATES.items()}},
            asked.state,
        ),
        topics=_options(
            {"": _("alle"), **{key: labels.topic(key) for key in _fields()}},
            asked.topic,
        ),
        places=_options({"": _("alle"), **{place: place for place in found.places}}, asked.place),
        ages=_options({"": _("alle"), **{str(age): _days_or_more(age) for age in _AGES}}, asked.age),
        pages=pages("/staff/vorschlaege", asked.filters(), asked.page, found.total, PAGE_SIZE),
        times=tuple(_times(times)),
    )


def _options(texts: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(str(key), text, str(key) == chosen) for key, text in texts.items())


def _days_or_more(age: int) -> str:
    return ngettext("seit %(num)s Tag oder länger", "seit %(num)s Tagen oder länger", age)


def _times(times: Response) -> Iterator[tuple[str, str]]:
    if times.median_days is not None and times.slowest_tenth_days is not None:
        yield _("Die Hälfte war beantwortet nach"), _in_days(times.median_days)
        yield _("Neun von zehn waren beantwortet nach"), _in_days(times.slowest_tenth_days)
    for age, count in times.open_by_age.items():
        yield (
            (_("Offen") if age == 0 else _days_or_more_open(age)),
            format_number(count),
        )


def _days_or_more_open(age: int) -> str:
    return ngettext("Offen seit %(num)s Tag oder länger", "Offen seit %(num)s Tagen oder länger", age)


def _in_days(days: float) -> str:
    if days < 1:
        return ngettext("%(num)s Stunde", "%(num)s Stunden", max(1, round(days * 24)))
    return ngettext("%(num)s Tag", "%(num)s Tagen", round(days))


def _age(created_at: dt.datetime) -> str:
    days = (utc_now() - created_at).days
    return _("heute") if days < 1 else ngettext("vor %(num)s Tag", "vor %(num)s Tagen", days)


def _line(request: ChangeRequest) -> Line:
    is_open = request.status in OPEN
    return Line(
        path=f"/staff/vorschlaege/{request.reference}",
        reference=request.reference,
        kind=_(words.KINDS[request.kind]),
        state=_(words.SHORT_STATES[request.status]),
        is_open=is_open,
        name=_name(request),
        about=_about(request),
        age=_age(request.created_at),
        is_late=is_open and utc_now() - request.created_at >= dt.timedelta(days=7),
        is_provider=request.is_provider,
    )


def _name(request: ChangeRequest) -> str:
    proposed = {field.field_name: field.proposed_value for field in request.fields}
    return request.target_name or proposed.get("name") or proposed.get("place") or ""


def _about(request: ChangeRequest) -> str:
    """The fields that are to change, else the beginning of the message."""
    names = [words.label(field.field_name, request.kind) for field in request.fields]
    text = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
    return text or (request.message[:120] + ("…" if len(request.message) > 120 else ""))


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of a request. `was` is what the visitor read; `has_changed` when the entry says something
    else since; `is_direct` when accepting changes the entry, `will_be` is then the text to be saved.
    """

    name: str
    label: str
    now: str
    was: str
    proposed: str
    has_changed: bool
    is_direct: bool
    is_long: bool
    is_accepted: bool | None
    will_be: str
    is_chosen: bool
    problem: str

    @property
    def id(self) -> str:
        """The name without dots."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with all that a decision needs."""

    reference: str
    version: int
    kind: str
    is_new_entry: bool
    state: str
    is_open: bool
    is_provider: bool
    came: str
    age: str
    lang: str
    lang_name: str
    name: str
    entry_path: str
    edit_path: str
    can_create: bool
    is_gone: bool
    message: str
    contact: str
    contact_until: str
    diffs: tuple[Diff, ...]
    answers: tuple[str, ...]
    answer: str
    reason: str
    decided: str
    decided_by: str
    others: tuple[Line, ...]
    map: Mapping[str, Any] | None
    points: tuple[tuple[str, str], ...]
    notice: str
    problem: str
    about_answer: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form of a decision and what is wrong with it."""

    values: Mapping[str, str]
    chosen: frozenset[str]
    answer: str
    problem: str = ""
    field_problems: Mapping[str, str] | None = None
    notice: str = ""


def request_page(found: OpenRequest, typed: Typed | None = None) -> RequestPage:
    """The page of a request, with what was typed before."""
    request = found.request
    offer = _offer(request)
    is_open = request.status in OPEN
    points = _points(request, offer)
    return RequestPage(
        reference=request.reference,
        version=request.version,
        kind=_(words.KINDS[request.kind]),
        is_new_entry=request.kind is ChangeKind.NEW_ENTRY,
        state=_(words.SHORT_STATES[request.status]),
        is_open=is_open,
        is_provider=request.is_provider,
        came=format_date(request.created_at.date()),
        age=_age(request.created_at),
        lang=request.lang,
        lang_name=labels.language(request.lang),
        name=_name(request),
        entry_path=f"/{current_lang()}{offer.summary['url']}" if offer else "",
        edit_path=_edit_path(request),
        can_create=request.kind is ChangeKind.NEW_ENTRY and may_create(current_account()),
        is_gone=request.kind is ChangeKind.CHANGE and offer is None,
        message=request.message,
        contact=request.contact,
        contact_until=format_date(request.contact_delete_on) if request.contact_delete_on else "",
        diffs=tuple(_diffs(request, offer, typed)),
        answers=words.ANSWERS,
        answer=typed.answer if typed else "",
        reason=request.reason,
        decided=format_date(request.decided_at.date()) if request.decided_at else "",
        decided_by=request.decided_by,
        others=tuple(_line(other) for other in found.others),
        map=_map(points),
        points=tuple((text, f"{point.lat:.5f}, {point.lon:.5f}") for text, point in points),
        notice=typed.notice if typed else "",
        problem=typed.problem if typed else "",
        about_answer=_about_answer(contact_address(request.contact)),
    )


def _about_answer(address: str) -> str:
    if not address:
        return _("Sie steht auf der Seite des Hinweises. Eine E-Mail-Adresse wurde nicht angegeben.")
    if current_finder().settings.mail:
        return _("Sie geht als E-Mail an %(address)s und steht auf der Seite des Hinweises.", address=address)
    return _(
        "Sie steht auf der Seite des Hinweises. Die E-Mail an %(address)s wartet im Postausgang, "
        "denn es ist kein Mailserver eingestellt.",
        address=address,
    )


def may_create(account: Account) -> bool:
    """Whether somebody may make new entries: whoever may edit all."""
    return account.may(Permission.EDIT) and account.scope == Scope()


def _edit_path(request: ChangeRequest) -> str:
    """The address of the form of the entry; "" where there is none or it is not for this account."""
    if request.offer_id is None or not may_edit(current_finder(), current_account(), request.offer_id):
        return ""
    return f"/staff/eintraege/{request.offer_id}"


def _offer(request: ChangeRequest) -> OfferPage | None:
    if request.offer_id is None:
        return None
    try:
        return get_offer(current_finder(), request.offer_id)
    except NotFound:
        return None


@contextmanager
def _as_read_in(lang: str) -> Iterator[None]:
    """For what is compared with what a visitor read on a page in another language."""
    own = current_lang()
    g.lang = lang if is_offered(lang) else own
    try:
        yield
    finally:
        g.lang = own


def _diffs(request: ChangeRequest, offer: OfferPage | None, typed: Typed | None) -> Iterator[Diff]:
    now: Mapping[str, str] = offer_target(offer).current if offer else {}
    with _as_read_in(request.lang):
        as_read: Mapping[str, str] = offer_target(offer).current if offer else {}
    for field in request.fields:
        yield _diff(request, field, now, as_read.get(field.field_name), typed)


def _diff(
    request: ChangeRequest,
    field: ChangeRequestField,
    now: Mapping[str, str],
    as_read: str | None,
    typed: Typed | None,
) -> Diff:
    name, proposed = field.field_name, field.proposed_value
    has_changed = as_read is not None and as_read.split() != field.previous_value.split()
    return Diff(
        name=name,
        label=words.label(name, request.kind),
        now=_in_words(name, now.get(name, "")),
        was=_in_words(name, field.previous_value),
        proposed=_in_words(name, proposed),
        has_changed=has_changed,
        is_direct=request.kind is ChangeKind.CHANGE and is_applied(name, proposed),
        is_long=name in ("phones", "opening_hours", "description") or "\n" in proposed,
        is_accepted=field.is_accepted,
        will_be=typed.values.get(name, proposed) if typed else proposed,
        is_chosen=name in typed.chosen if typed else not has_changed,
        problem=(typed.field_problems or {}).get(name, "") if typed else "",
    )


def _in_words(name: str, value: str) -> str:
    """A value as people read it."""
    if value == "yes" and name not in FACTS:
        return _("ja")
    return labels.fact_value(value, "") if name in FACTS and value else value


def _points(request: ChangeRequest, offer: OfferPage | None) -> tuple[tuple[str, Point], ...]:
    """Where the entry is, and about where the proposed address is, by the places of the gazetteer."""
    proposed = {f.field_name: f.proposed_value for f in request.fields if f.field_name in ADDRESS}
    if not proposed:
        return ()
    found: list[tuple[str, Point]] = []
    if offer and offer.lat is not None and offer.lon is not None:
        found.append((_("Jetzt"), Point(offer.lat, offer.lon)))
    address = (offer.summary["address"] or {}) if offer else {}
    postcode = proposed.get("postcode") or ("" if "city" in proposed else address.get("postal_code", ""))
    city = proposed.get("city") or address.get("city", "")
    place = _place(f"{postcode} {city}".strip())
    if place is not None:
        text = _("Vorgeschlagen (Mitte von %(place)s)", place=place.label)
        found.append((text, place.point))
    return tuple(found)


def _place(text: str) -> Place | None:
    try:
        found = current_finder().gazetteer.resolve(text)
    except BadInput:
        return None
    return found if isinstance(found, Place) else None


def _map(points: tuple[tuple[str, Point], ...]) -> dict[str, Any] | None:
    """Both points on a map; one alone says nothing."""
    if len(points) < 2:
        return None
    places = [
        {"number": number, "lat": point.lat, "lon": point.lon, "name": text, "about": [], "href": "#punkte"}
        for number, (text, point) in enumerate(points, 1)
    ]
    return {"places": places, "centre": None, "words": map_words()}
