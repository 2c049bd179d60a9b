"""Decides whether a new row of a file is an entry that exists already."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.imports import staged
from finder.actions.imports.check import planner_of
from finder.clock import utc_now
from finder.domain.duplicates import SAME_FROM
from finder.domain.upload import Decision, RowState, UploadState
from finder.errors import BadInput, NotFound
from finder.store import uploads as store
from finder.store.entry_plan import Linked
from finder.store.uploads import RowView, UploadView

AT_ONCE: Final = 300
"""So many rows are looked at when all that are sure are decided at once."""

_DECIDABLE: Final = (UploadState.CHECKED, UploadState.APPLYING, UploadState.APPLIED)


def decide_row(
    finder: Finder, upload: UploadView, number: int, decision: Decision, candidate_id: int, actor: str
) -> None:
    """Keep a decision on a row that is not written yet; for `same` the one of its look-alikes that it is.
    What the row does is worked out anew.

    Raises BadInput with param `decision` where that does not fit, NotFound for no such row.
    """
    with finder.database.change(actor) as session:
        rows = store.next_rows(session, upload.id, number - 1, store.RowFilter(), 1)
        candidates = store.read_candidates(session, upload.id, [number]).get(number, [])
        if not rows or rows[0].number != number or not candidates:
            raise NotFound(f"There is nothing to decide on row {number}.")
        chosen = next((item for item in candidates if item.id == candidate_id), None)
        if not _fits(upload, rows[0], decision, has_chosen=chosen is not None):
            raise BadInput("decision", decision, "a decision on a row that is not written yet")
        same = candidate_id if decision is Decision.SAME else 0
        other = Decision.NEW if decision is Decision.SAME else decision
        decisions = {item.id: Decision.SAME if item.id == same else other for item in candidates}
        store.decide(session, upload.id, number, decisions, utc_now())
        linked = store.records_of(session, [chosen.offer_id]) if same and chosen else {}
        values = _planned(session, upload, rows[0], next(iter(linked.values()), None))
        store.change_row(session, upload.id, number, state=RowState.OPEN, **values)


def decide_sure(finder: Finder, upload: UploadView, actor: str) -> int:
    """Decide `same` on the next undecided rows of which one look-alike is surely the same offer, and no other
    one is; gives on how many. Each of these decisions can be changed before the row is written.
    """
    with finder.database.read() as connection:
        rows, _total = store.matched_rows(connection, upload.id, undecided=True, limit=AT_ONCE)
        found = store.read_candidates(connection, upload.id, [row.number for row in rows])
    sure = [
        (number, best.id)
        for number, (best, *others) in found.items()
        if best.score >= SAME_FROM and all(other.score < SAME_FROM for other in others)
    ]
    for number, candidate_id in sure:
        decide_row(finder, upload, number, Decision.SAME, candidate_id, actor)
    return len(sure)


def _fits(upload: UploadView, row: RowView, decision: Decision, *, has_chosen: bool) -> bool:
    is_open = upload.state in _DECIDABLE and row.state is not RowState.APPLIED
    return is_open and (decision is not Decision.SAME or has_chosen)


def _planned(session: Session, upload: UploadView, row: RowView, linked: Linked | None) -> dict[str, Any]:
    entry = staged.entry_of(row.entry)
    planner = planner_of(session, upload.source_key)
    return staged.planned_values(planner.plan(session, [entry], linked)[0])
