"""Shows the history of an entry and takes changes back, which writes new history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor
from finder.domain.history import (
    LOCATION,
    Key,
    Line,
    Moment,
    Plan,
    hide_point,
    hide_point_of_step,
    moments,
    plan_return,
    plan_undo,
)
from finder.errors import FinderError, NotFound
from finder.store.history import CannotReturn, History, load_history, take_steps, topic_keys
from finder.store.joined import MERGE, split_again
from finder.store.records import Service, ServiceAtLocation
from finder.store.runs import take_turn


class Way(StrEnum):
    """One moment is taken back alone, or everything after it."""

    UNDO = "undo"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """The name of an entry, its moments (the newest first), how many other entries use its records, and the
    keys of all topics by the numbers under which the history has them.
    """

    offer_id: int
    name: str
    moments: tuple[Moment, ...]
    shared: Mapping[Key, int]
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change, and what stands against it. `newest` is the last line that the plan knows, `turned`
    are the lines that are turned around, `topics` as in EntryHistory.
    """

    name: str
    moment: Moment
    way: Way
    plan: Plan
    shared: Mapping[Key, int]
    newest: int
    turned: tuple[Line, ...]
    topics: Mapping[str, str]


class NotTakenBack(FinderError):
    """A change cannot be taken back: later lines stand against it, the entry has changed since the preview
    (`is_stale`), or, with neither, the database refuses.
    """

    def __init__(self, conflicts: tuple[Line, ...] = (), *, is_stale: bool = False) -> None:
        self.conflicts = conflicts
        self.is_stale = is_stale
        super().__init__("The change cannot be taken back.")


def entry_history(finder: Finder, offer_id: int) -> EntryHistory:
    """All changes of the records of an entry; of a place with a secret address without its point. Raises
    NotFound, StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        found = load_history(session, offer_id)
        lines = tuple(map(hide_point, found.lines)) if _is_secret(found) else found.lines
        return EntryHistory(
            offer_id,
            _name(session, offer_id),
            tuple(moments(lines)),
            found.shared,
            topic_keys(session),
        )


def preview(finder: Finder, offer_id: int, moment_id: int, way: Way) -> Preview:
    """What taking a moment back (or returning to it) would change; of a place with a secret address without
    its point. Raises NotFound, StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        found = _preview(session, offer_id, moment_id, way)
        return _without_point(found) if _is_secret(load_history(session, offer_id)) else found


def _is_secret(found: History) -> bool:
    """Whether the address of the entry is secret."""
    return any(
        table == LOCATION and columns.get("is_address_secret") == "True"
        for (table, _number), columns in found.state.items()
    )


def _without_point(found: Preview) -> Preview:
    steps = tuple(map(hide_point_of_step, found.plan.steps))
    conflicts = tuple(map(hide_point, found.plan.conflicts))
    return replace(
        found,
        moment=Moment(tuple(map(hide_point, found.moment.lines))),
        plan=Plan(steps, conflicts),
        turned=tuple(map(hide_point, found.turned)),
    )


def take_back(finder: Finder, offer_id: int, moment_id: int, way: Way, newest: int, editor: Editor) -> None:
    """Take a moment back or return to it, as the preview showed it when `newest` was the last line. Raises
    NotTakenBack, NotFound, StoreDown.
    """
    with finder.database.change(editor.email, editor.reason, editor.request_id) as session:
        take_turn(session)
        found = _preview(session, offer_id, moment_id, way)
        if found.newest != newest:
            raise NotTakenBack(is_stale=True)
        if found.plan.conflicts:
            raise NotTakenBack(found.plan.conflicts)
        try:
            take_steps(session, found.plan.steps)
        except CannotReturn as error:
            raise NotTakenBack from error
        for line in _merges(found):
            split_again(session, line)


def _merges(found: Preview) -> list[Line]:
    """The merges that are taken back with it, the newest first."""
    return sorted((line for line in found.turned if line.action == MERGE), key=lambda line: -line.id)


def _preview(session: Session, offer_id: int, moment_id: int, way: Way) -> Preview:
    found = load_history(session, offer_id)
    moment = _moment(found, moment_id)
    planned = plan_undo if way is Way.UNDO else plan_return
    plan = planned(found.state, found.lines, moment)
    later = tuple(line for line in found.lines if line.id > moment.id)
    turned = moment.lines if way is Way.UNDO else later
    return Preview(
        _name(session, offer_id), moment, way, plan, found.shared, found.newest, turned, topic_keys(session)
    )


def _moment(found: History, moment_id: int) -> Moment:
    for moment in moments(found.lines):
        if moment.id == moment_id:
            return moment
    raise NotFound(f"The entry has no change {moment_id}.")


def _name(session: Session, offer_id: int) -> str:
    return session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id).name
