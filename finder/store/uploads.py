"""Uploaded files and what their rows would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.job import JobState
from finder.domain.text import fold
from finder.domain.upload import Decision, RowOutcome, RowState, UploadState
from finder.errors import NotFound
from finder.store.base import n_changed
from finder.store.entry_plan import Linked
from finder.store.job_rows import Job
from finder.store.records import Service, ServiceAtLocation
from finder.store.upload_rows import ColumnMapping, ImportChange, MatchCandidate, Upload, UploadRow

_UPLOAD = cast("sa.Table", Upload.__table__)
_JOB = cast("sa.Table", Job.__table__)
_ROW = cast("sa.Table", UploadRow.__table__)
_CANDIDATE = cast("sa.Table", MatchCandidate.__table__)
_MAPPING = cast("sa.Table", ColumnMapping.__table__)
_CHANGE = cast("sa.Table", ImportChange.__table__)
_DELETED_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class UploadView:
    """An uploaded file as it stands; see `finder.store.upload_rows.Upload`."""

    id: int
    file_name: str
    stored_as: str
    source_key: str
    source_name: str
    format: str
    layout: dict[str, Any]
    state: UploadState
    actor: str
    created_at: dt.datetime
    checked_at: dt.datetime | None
    job_id: int | None
    run_id: int | None


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a file; see `finder.store.upload_rows.UploadRow`. `changes` and `problems` are JSON."""

    number: int
    place: str
    outcome: RowOutcome
    state: RowState
    external_id: str
    title: str
    entry: str
    changes: str
    problems: str
    digest: str


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of a file are meant: all by default; `text` is looked for in names, numbers and places."""

    outcome: RowOutcome | None = None
    state: RowState | None = None
    text: str = ""
    has_problems: bool = False


@dataclass(frozen=True, slots=True)
class CandidateView:
    """An existing offer that a new row looks like; see `finder.store.upload_rows.MatchCandidate`."""

    id: int
    number: int
    offer_id: int
    score: float
    fields: dict[str, str]
    metres: float | None
    decision: Decision


def add_upload(session: Session, values: Mapping[str, Any]) -> int:
    """Note an uploaded file; gives its number."""
    row = {"layout": {}, "state": UploadState.RECEIVED, **values}
    return int(session.execute(sa.insert(_UPLOAD).values(row).returning(_UPLOAD.c.id)).scalar_one())


def change_upload(session: Session, upload_id: int, **values: Any) -> None:
    """Set columns of an uploaded file."""
    session.execute(sa.update(_UPLOAD).where(_UPLOAD.c.id == upload_id).values(**values))


def claim_upload(session: Session, upload_id: int, before: Iterable[UploadState], state: UploadState) -> bool:
    """Let a file go on to a state from one of some others, unless a job works on it; tells whether."""
    found = sa.select(_UPLOAD.c.state, _UPLOAD.c.job_id).where(_UPLOAD.c.id == upload_id)
    row = session.execute(found.with_for_update()).first()
    if row is None or row.state not in before:
        return False
    is_open = _JOB.c.state.in_((JobState.WAITING, JobState.RUNNING))
    if session.execute(sa.select(_JOB.c.id).where(_JOB.c.id == row.job_id, is_open)).first() is not None:
        return False
    change_upload(session, upload_id, state=state)
    return True


def move_upload(session: Session, upload_id: int, before: Iterable[UploadState], state: UploadState) -> bool:
    """Let a file go on to a state from one of some others; gives whether it was in one of these."""
    is_meant = sa.and_(_UPLOAD.c.id == upload_id, _UPLOAD.c.state.in_([*before]))
    return n_changed(session, sa.update(_UPLOAD).where(is_meant).values(state=state)) > 0


def remove_upload(session: Session, upload_id: int) -> None:
    """Forget a file with its rows; what it wrote stays, and can still be undone by its run."""
    session.execute(sa.delete(_UPLOAD).where(_UPLOAD.c.id == upload_id))


def read_upload(connection: sa.Connection, upload_id: int) -> UploadView:
    """A file by its number; raises NotFound."""
    row = connection.execute(sa.select(_UPLOAD).where(_UPLOAD.c.id == upload_id)).first()
    if row is None:
        raise NotFound(f"There is no upload {upload_id}.")
    return UploadView(**row._mapping)


def read_uploads(connection: sa.Connection, limit: int, offset: int = 0) -> tuple[list[UploadView], int]:
    """A page of the uploaded files, newest first, and how many there are."""
    total = connection.execute(sa.select(sa.func.count()).select_from(_UPLOAD)).scalar_one()
    newest = sa.select(_UPLOAD).order_by(_UPLOAD.c.id.desc()).limit(limit).offset(offset)
    return [UploadView(**row._mapping) for row in connection.execute(newest)], total


def old_uploads(connection: sa.Connection, before: dt.datetime) -> list[UploadView]:
    """The files that were uploaded before a moment."""
    rows = connection.execute(sa.select(_UPLOAD).where(_UPLOAD.c.created_at < before))
    return [UploadView(**row._mapping) for row in rows]


def clear_rows(session: Session, upload_id: int) -> int:
    """Remove the next some thousand rows of a file; gives how many. Call it until it gives 0."""
    last = sa.select(_ROW.c.number).where(_ROW.c.upload_id == upload_id).order_by(_ROW.c.number)
    numbers = session.scalars(last.limit(_DELETED_AT_ONCE)).all()
    if numbers:
        is_meant = sa.and_(_ROW.c.upload_id == upload_id, _ROW.c.number <= numbers[-1])
        session.execute(sa.delete(_ROW).where(is_meant))
    return len(numbers)


def add_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what some rows of a file would do."""
    if rows:
        session.execute(sa.insert(_ROW), [dict(row) for row in rows])


def change_row(session: Session, upload_id: int, number: int, **values: Any) -> None:
    """Set columns of a row."""
    is_meant = sa.and_(_ROW.c.upload_id == upload_id, _ROW.c.number == number)
    session.execute(sa.update(_ROW).where(is_meant).values(**values))


def set_states(session: Session, upload_id: int, numbers: Sequence[int], state: RowState) -> None:
    """Say what became of some rows."""
    is_meant = sa.and_(_ROW.c.upload_id == upload_id, _ROW.c.number.in_(numbers))
    session.execute(sa.update(_ROW).where(is_meant).values(state=state))


def reopen_rows(session: Session, upload_id: int, states: Iterable[RowState]) -> None:
    """Let the rows of a file that are in some states be written once more."""
    is_meant = sa.and_(_ROW.c.upload_id == upload_id, _ROW.c.state.in_([*states]))
    session.execute(sa.update(_ROW).where(is_meant).values(state=RowState.OPEN))


def count_rows(connection: sa.Connection, upload_id: int) -> dict[tuple[RowOutcome, RowState], int]:
    """How many rows of a file there are by outcome and state."""
    keys = (_ROW.c.outcome, _ROW.c.state)
    counted = sa.select(*keys, sa.func.count()).where(_ROW.c.upload_id == upload_id).group_by(*keys)
    return {(outcome, state): count for outcome, state, count in connection.execute(counted)}


def count_problems(connection: sa.Connection, upload_id: int) -> int:
    """How many usable rows of a file have values that cannot be used."""
    return _count(connection, _is_meant(upload_id, RowFilter(has_problems=True)))


def read_rows(
    connection: sa.Connection, upload_id: int, which: RowFilter, limit: int, offset: int = 0
) -> tuple[list[RowView], int]:
    """A page of rows in the order of the file, and how many there are."""
    is_meant = _is_meant(upload_id, which)
    rows = connection.execute(
        sa.select(*_SHOWN).where(is_meant).order_by(_ROW.c.number).limit(limit).offset(offset)
    )
    return [RowView(**row._mapping) for row in rows], _count(connection, is_meant)


def next_rows(
    reads: Session | sa.Connection, upload_id: int, after: int, which: RowFilter, limit: int
) -> list[RowView]:
    """The next rows behind a number."""
    is_meant = sa.and_(_is_meant(upload_id, which), _ROW.c.number > after)
    rows = reads.execute(sa.select(*_SHOWN).where(is_meant).order_by(_ROW.c.number).limit(limit))
    return [RowView(**row._mapping) for row in rows]


_SHOWN = (
    _ROW.c.number, _ROW.c.place, _ROW.c.outcome, _ROW.c.state, _ROW.c.external_id, _ROW.c.title, _ROW.c.entry,
    _ROW.c.changes, _ROW.c.problems, _ROW.c.digest,
)  # fmt: skip


def _count(connection: sa.Connection, is_meant: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).where(is_meant)).scalar_one())


def _is_meant(upload_id: int, which: RowFilter) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [_ROW.c.upload_id == upload_id]
    if which.outcome is not None:
        conditions.append(_ROW.c.outcome == which.outcome)
    if which.state is not None:
        conditions.append(_ROW.c.state == which.state)
    if which.has_problems:
        conditions.append(sa.and_(_ROW.c.outcome != RowOutcome.REJECTED, _ROW.c.n_problems > 0))
    for word in fold(which.text).split():
        conditions.append(_ROW.c.text.contains(word, autoescape=True))
    return sa.and_(*conditions)


def read_mapping(connection: sa.Connection, source_key: str) -> dict[str, str]:
    """What the columns of a source's tables mean, by heading, as somebody once said."""
    rows = connection.execute(
        sa.select(_MAPPING.c.heading, _MAPPING.c.field).where(_MAPPING.c.source_key == source_key)
    )
    return {row[0]: row[1] for row in rows}


def keep_mapping(session: Session, source_key: str, fields: Mapping[str, str]) -> None:
    """Keep what columns mean for the next file of the source."""
    is_meant = sa.and_(_MAPPING.c.source_key == source_key, _MAPPING.c.heading.in_([*fields]))
    session.execute(sa.delete(_MAPPING).where(is_meant))
    rows = [
        {"source_key": source_key, "heading": heading, "field": field} for heading, field in fields.items()
    ]
    if rows:
        session.execute(sa.insert(_MAPPING), rows)


def add_candidates(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep which existing offers some rows look like."""
    if rows:
        session.execute(sa.insert(_CANDIDATE), [{"decision": Decision.OPEN, **row} for row in rows])


def read_candidates(
    reads: Session | sa.Connection, upload_id: int, numbers: Sequence[int]
) -> dict[int, list[CandidateView]]:
    """The look-alikes of some rows by the number of the row, the likeliest first."""
    is_meant = sa.and_(_CANDIDATE.c.upload_id == upload_id, _CANDIDATE.c.number.in_(numbers))
    columns = [_CANDIDATE.c[name] for name in CandidateView.__dataclass_fields__]
    found: dict[int, list[CandidateView]] = {}
    order = (_CANDIDATE.c.score.desc(), _CANDIDATE.c.id)
    for row in reads.execute(sa.select(*columns).where(is_meant).order_by(*order)):
        found.setdefault(row.number, []).append(CandidateView(**row._mapping))
    return found


def matched_rows(
    connection: sa.Connection, upload_id: int, *, undecided: bool, limit: int, offset: int = 0
) -> tuple[list[RowView], int]:
    """A page of rows that look like existing offers, and how many there are; with `undecided` those of which
    nothing is decided yet.
    """
    is_theirs = sa.and_(_CANDIDATE.c.upload_id == _ROW.c.upload_id, _CANDIDATE.c.number == _ROW.c.number)
    if undecided:
        is_theirs &= _CANDIDATE.c.decision == Decision.OPEN
    is_meant = sa.and_(_ROW.c.upload_id == upload_id, sa.exists().where(is_theirs))
    rows = connection.execute(
        sa.select(*_SHOWN).where(is_meant).order_by(_ROW.c.number).limit(limit).offset(offset)
    )
    return [RowView(**row._mapping) for row in rows], _count(connection, is_meant)


def decide(
    session: Session, upload_id: int, number: int, decisions: Mapping[int, Decision], now: dt.datetime
) -> None:
    """Keep what the acting person decided of a row's look-alikes, by the number of each."""
    actor = session.info.get("actor", "")
    for candidate_id, decision in decisions.items():
        is_meant = sa.and_(
            _CANDIDATE.c.id == candidate_id,
            _CANDIDATE.c.upload_id == upload_id,
            _CANDIDATE.c.number == number,
        )
        values = {"decision": decision, "decided_by": actor, "decided_at": now}
        session.execute(sa.update(_CANDIDATE).where(is_meant).values(values))


def records_of(reads: Session | sa.Connection, offer_ids: Iterable[int]) -> dict[int, Linked]:
    """The records of some offers, by the number of the offer."""
    rows = reads.execute(
        sa.select(
            ServiceAtLocation.id,
            Service.organization_id,
            Service.id,
            ServiceAtLocation.location_id,
            ServiceAtLocation.person_id,
        )
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(ServiceAtLocation.id.in_([*offer_ids]))
    )
    return {row[0]: Linked(*row) for row in rows}


def count_changes(connection: sa.Connection, run_id: int) -> dict[str, int]:
    """How many changes of a run there are by what became of them: "", `undone` or `kept`."""
    counted = sa.select(_CHANGE.c.outcome, sa.func.count()).where(_CHANGE.c.run_id == run_id)
    return {row[0]: row[1] for row in connection.execute(counted.group_by(_CHANGE.c.outcome))}
