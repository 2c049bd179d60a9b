"""What the list of the queue shows, with its filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from finder.actions.decide_changes import (
    PAGE_SIZE,
    QueuePage,
    Response,
)
from finder.clock import utc_now
from finder.domain.change import OPEN, ChangeKind, ChangeStatus
from finder.domain.text import clean
from finder.store.change_queue import QueueFilter
from finder.store.change_rows import ChangeRequest
from finder.web.current import current_finder
from finder.web.i18n import format_number, ngettext
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.filters import choice, field_names, options, options_or_all
from finder.web.staff.paging import Pages, page_of, pages
from finder.web.staff.queue import words

_OPEN, _ALL, _SOURCE = "offen", "alle", "quelle"
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
            kind=choice(args.get("art", ""), [*ChangeKind, _SOURCE]),
            state=choice(args.get("stand", ""), [_ALL, *ChangeStatus], _OPEN),
            topic=choice(args.get("thema", ""), field_names()),
            place=clean(args.get("ort", ""))[:200],
            age=choice(args.get("alter", ""), [str(age) for age in _AGES]),
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
            kind=ChangeKind(self.kind) if self.kind not in ("", _SOURCE) else None,
            by_source=True if self.kind == _SOURCE else False if self.kind else None,
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
        lines=tuple(line_of(request) for request in found.requests),
        count=ngettext("%(num)s Hinweis", "%(num)s Hinweise", found.total),
        kinds=options_or_all(
            {**{k: _(text) for k, text in words.KINDS.items()}, _SOURCE: _(words.BY_SOURCE)}, asked.kind
        ),
        states=options(
            {_OPEN: _("offen"), _ALL: _("alle"), **{k: _(text) for k, text in words.SHORT_STATES.items()}},
            asked.state,
        ),
        topics=options_or_all(field_names(), asked.topic),
        places=options_or_all({place: place for place in found.places}, asked.place),
        ages=options_or_all({str(age): _days_or_more(age) for age in _AGES}, asked.age),
        pages=pages("/staff/vorschlaege", asked.filters(), asked.page, found.total, PAGE_SIZE),
        times=tuple(_times(times)),
    )


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


def age_of(created_at: dt.datetime) -> str:
    """How long ago something came, in words."""
    days = (utc_now() - created_at).days
    return _("heute") if days < 1 else ngettext("vor %(num)s Tag", "vor %(num)s Tagen", days)


def line_of(request: ChangeRequest) -> Line:
    """A request as the list shows it."""
    is_open = request.status in OPEN
    return Line(
        path=f"/staff/vorschlaege/{request.reference}",
        reference=request.reference,
        kind=words.kind(request),
        state=_(words.SHORT_STATES[request.status]),
        is_open=is_open,
        name=name_of(request),
        about=_about(request),
        age=age_of(request.created_at),
        is_late=is_open and utc_now() - request.created_at >= dt.timedelta(days=7),
        is_provider=request.is_provider,
    )


def name_of(request: ChangeRequest) -> str:
    """What a request is about: the entry, or the one that is proposed; "" for neither."""
    proposed = {field.field_name: field.proposed_value for field in request.fields}
    return request.target_name or proposed.get("name") or proposed.get("place") or ""


def _about(request: ChangeRequest) -> str:
    """The fields that are to change, else the beginning of the message."""
    names = [words.label(field.field_name, request.kind) for field in request.fields]
    text = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
    return text or (request.message[:120] + ("…" if len(request.message) > 120 else ""))
