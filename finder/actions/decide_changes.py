"""Staff decides on what visitors propose: accept, accept in part, ask back, reject; with an answer."""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.accounts.scopes import is_within
from finder.actions.context import Finder
from finder.actions.entry_input import UnusableEntry, read_entry
from finder.actions.outbox import queue_mail
from finder.clock import utc_now
from finder.domain.change import OPEN, ChangeStatus, read_reference
from finder.domain.decision import Readers, applied, can_apply, status_after
from finder.domain.mail import usable_address
from finder.domain.roles import Account
from finder.errors import BadInput, FinderError, NotFound
from finder.exchange.hours_text import read_hours_text
from finder.exchange.values import read_one_phone
from finder.store import change_queue as queue
from finder.store.audit import note
from finder.store.change_queue import QueueFilter
from finder.store.change_rows import ChangeRequest
from finder.store.entry_save import apply_values
from finder.store.entry_values import load_aggregate, values_of
from finder.store.provenance import Source

PAGE_SIZE: Final = 25
MAX_ANSWER: Final = 2_000
_MOST_OF_ONE: Final = 500
"""So many requests are looked through for somebody who is bound to some entries."""

_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
_KIND_OF_NUMBER = re.compile(r"^([^\d+(]*)")
_MEASURED_SINCE: Final = dt.timedelta(days=365)


class DecidedMeanwhile(FinderError):
    """Somebody else has decided on the request, or asked back, since the page was opened."""

    def __init__(self, status: ChangeStatus, by: str) -> None:
        self.status = status
        self.by = by
        super().__init__("Somebody else has decided on this request.")


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail to the sender."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decides: the accepted fields with the values to be saved (as proposed, or put right), or
    with `is_rejected` none. `version` is that of the request when the page was opened.
    """

    version: int
    accepted: Mapping[str, str]
    answer: str = ""
    is_rejected: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue: requests, how many there are in all, and the places to filter by."""

    requests: tuple[ChangeRequest, ...]
    total: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request with others that are open for the same entry; `source` is the name of the source that says
    otherwise than we hold, "" where a visitor or the provider sent it.
    """

    request: ChangeRequest
    others: tuple[ChangeRequest, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """How long requests take: median and 90th percentile in days of those decided in the last year (None
    without any), how many these were, and how many are open for at least so many days.
    """

    decided: int
    median_days: float | None
    slowest_tenth_days: float | None
    open_by_age: Mapping[int, int]


AGES: Final = (0, 3, 7, 30)
"""The ages in days from which open requests are counted."""


def list_queue(finder: Finder, wanted: QueueFilter, account: Account, offset: int = 0) -> QueuePage:
    """A page of the queue as far as an account may decide on it, the oldest open request first. Raises
    StoreDown.
    """
    limit, skipped = (_MOST_OF_ONE, 0) if account.is_bound else (PAGE_SIZE, offset)
    with finder.database.read() as connection, Session(connection) as session:
        rows, total = queue.find_requests(session, wanted, limit, skipped)
        places = tuple(queue.places_in_queue(session))
    if not account.is_bound:
        return QueuePage(tuple(rows), total, places)
    allowed = {number: is_within(finder, account, number) for number in {row.offer_id for row in rows}}
    own = [row for row in rows if allowed[row.offer_id]]
    return QueuePage(tuple(own[offset : offset + PAGE_SIZE]), len(own), places)


def get_request(finder: Finder, reference: str) -> OpenRequest:
    """The request with a reference. Raises NotFound and StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        found = _found(session, reference)
        source = None if found.source_id is None else session.get(Source, found.source_id)
        name = "" if source is None else source.name
        return OpenRequest(found, tuple(queue.neighbours(session, found)), name)


def _found(session: Session, reference: str, *, lock: bool = False) -> ChangeRequest:
    found = queue.find_request(session, read_reference(reference), lock=lock)
    if found is None:
        raise NotFound("There is no request with this reference.")
    return found


def readers() -> Readers:
    """How proposed texts are read."""
    return Readers(_read_phone, _read_hours)


def _read_phone(line: str) -> tuple[str, str]:
    words = _KIND_OF_NUMBER.match(line)
    kind = "fax" if words and "fax" in words[1].lower() else "voice"
    try:
        return read_one_phone(_KIND_OF_NUMBER.sub("", line)).number, kind
    except BadInput:
        return "", kind


def _read_hours(text: str) -> str:
    reading = read_hours_text(text)
    return reading.visits if reading.is_certain and not reading.rest else ""


def is_applied(name: str, value: str) -> bool:
    """Whether accepting this field changes the entry by itself; else staff enters it in its form."""
    return can_apply(name, value, readers())


def entry_values(request: ChangeRequest) -> dict[str, str]:
    """The values of a new entry that was proposed; what needs a person to read it stands in the note on the
    source.
    """
    proposed = {field.field_name: field.proposed_value for field in request.fields}
    values, _units = applied({}, proposed, {}, readers(), "")
    rest = [text for name, text in proposed.items() if not is_applied(name, text)]
    note_on_source = [f"Hinweis {request.reference}", *rest, request.message]
    return values | {"offer/source_note": "\n".join(filter(None, note_on_source))}


def status_of(request: ChangeRequest, decision: Decision) -> ChangeStatus:
    """The state that a decision leads to."""
    n_accepted = len(decision.accepted.keys() & {field.field_name for field in request.fields})
    return status_after(len(request.fields), n_accepted, is_accepted=not decision.is_rejected)


def decide(
    finder: Finder, reference: str, decision: Decision, actor: str, letter: Letter | None = None
) -> ChangeStatus:
    """Decide on a request: accepted fields are saved in the entry with history (the reason is the
    reference), the outcome is kept, and the letter goes to the sender if an address was left. All of it or
    nothing. Gives the new state.

    The day of the last check does not move: accepting is no check (rule 5). Raises DecidedMeanwhile,
    UnusableEntry for values that the entry cannot take, NotFound and StoreDown.
    """
    with finder.database.change(actor, reason=read_reference(reference)) as session:
        request = _open(session, reference, decision.version)
        status = status_of(request, decision)
        if not decision.is_rejected and request.offer_id is not None:
            _apply(session, request, decision.accepted)
        for field in request.fields:
            field.is_accepted = not decision.is_rejected and field.field_name in decision.accepted
        _settle(session, request, status, decision.answer, actor)
        _send(session, request, letter)
    return status


def ask_back(
    finder: Finder, reference: str, version: int, question: str, actor: str, letter: Letter | None = None
) -> None:
    """Ask the sender something: the request stays open as one that is being looked at, and its page shows
    the question. Raises as `decide`, and BadInput without a question.
    """
    if not question.strip():
        raise BadInput("answer", question, "a question")
    with finder.database.change(actor, reason=read_reference(reference)) as session:
        request = _open(session, reference, version)
        _settle(session, request, ChangeStatus.IN_REVIEW, question, actor)
        _send(session, request, letter)


def _open(session: Session, reference: str, version: int) -> ChangeRequest:
    request = _found(session, reference, lock=True)
    if request.version != version or request.status not in OPEN:
        raise DecidedMeanwhile(request.status, request.decided_by)
    return request


def _apply(session: Session, request: ChangeRequest, accepted: Mapping[str, str]) -> None:
    if request.offer_id is None or not accepted:
        return
    found = load_aggregate(session, request.offer_id, lock=True)
    theirs = values_of(found)
    before = {field.field_name: field.previous_value for field in request.fields}
    source = f"{'Anbieter' if request.is_provider else 'Hinweis'} {request.reference}"
    wanted, units = applied(theirs, accepted, before, readers(), source)
    values, problems = read_entry(wanted, theirs)
    if problems:
        raise UnusableEntry(problems)
    apply_values(session, found, values, units)


def _settle(session: Session, request: ChangeRequest, status: ChangeStatus, answer: str, actor: str) -> None:
    note(session, "change_request", request.id, "decide", "status", request.status, status)
    request.status, request.reason = status, answer.strip()[:MAX_ANSWER]
    request.version += 1
    request.decided_at, request.decided_by = utc_now(), actor


def contact_address(contact: str) -> str:
    """The mail address in what a visitor left as contact; "" for a telephone number or nothing."""
    found = _ADDRESS.search(contact)
    return usable_address(found[0]) if found else ""


def _send(session: Session, request: ChangeRequest, letter: Letter | None) -> None:
    to = contact_address(request.contact)
    if letter is not None and to:
        about = f"change_request:{request.reference}"
        queue_mail(session, to, letter.subject, letter.text, about=about, lang=request.lang)


def response_times(finder: Finder) -> Response:
    """How long requests take. Raises StoreDown."""
    now = utc_now()
    times = finder.database.newest(lambda connection: queue.read_times(connection, now - _MEASURED_SINCE))
    days = sorted(taken.total_seconds() / 86_400 for taken in times.taken)
    ages = [(now - moment).days for moment in times.open_since]
    return Response(
        decided=len(days),
        median_days=statistics.median(days) if days else None,
        slowest_tenth_days=_percentile(days, 0.9) if days else None,
        open_by_age={least: sum(age >= least for age in ages) for least in AGES},
    )


def _percentile(ascending: Sequence[float], share: float) -> float:
    """The least value that so large a share does not exceed (nearest rank)."""
    return ascending[max(0, -int(-len(ascending) * share // 1) - 1)]
