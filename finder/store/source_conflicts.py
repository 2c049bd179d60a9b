"""Where staff have corrected something and its source has changed it, too: put before those who decide on
proposals, as one open request for each entry and source, in the names of the form of the entry.
"""

from __future__ import annotations

import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from finder.clock import utc_now
from finder.domain.change import OPEN, ChangeKind, ChangeStatus, reference_of
from finder.domain.entry_fields import CONTENT, ROW_FIELDS
from finder.store.audit import note
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.entry_changes import Change
from finder.store.entry_values import ROW_MODELS, TRANSLATED_RECORDS, field_text
from finder.store.records import Service, ServiceAtLocation
from finder.store.runs import OFFER
from finder.store.source_merge import Clash, Settled

_LANG: Final = "de"
_NEW, _MANY = 1_000, 1_000_000
"""Numbers of rows that would be added; a form counts its own from 0."""
_FACT: Final = "accessibility_fact"


@dataclass(slots=True)
class _Found:
    """Of one entry: fields with what we hold and what the source says, and fields of which that is over."""

    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)


def report(session: Session, source_id: int, settled: Iterable[tuple[int, Change, Settled]]) -> int:
    """Put the conflicts of some records before those who decide; each record comes with the offer that it is
    told of. Gives how many offers have new ones.

    What is open already for an offer is brought up to date, so the same is never there twice; a field in
    which the source has come to say what we hold is taken off it.
    """
    found: dict[int, _Found] = defaultdict(_Found)
    for offer_id, change, result in settled:
        for clash in result.clashes:
            found[offer_id].fields |= _fields(change, clash)
        for clash in (*result.agreed, *_taken(result)):
            found[offer_id].over |= _fields(change, clash).keys()
    if not found:
        return 0
    waiting = _open_requests(session, source_id, found)
    names = _names(session, [number for number, one in found.items() if one.fields])
    for offer_id, one in found.items():
        request = waiting.get(offer_id)
        if request is not None:
            _bring_up_to_date(session, request, one)
        elif one.fields:
            _add(session, source_id, offer_id, names.get(offer_id, ""), one)
    return sum(bool(one.fields) for one in found.values())


def _taken(found: Settled) -> Iterator[Clash]:
    for name, value in found.values.items():
        yield Clash("", None, {name: value})
    yield from (Clash(step.table, step.old, step.new) for step in found.rows)


def _fields(change: Change, clash: Clash) -> dict[str, tuple[str, str]]:
    """The fields of the form with what we hold and what the source says."""
    entity = change.stated.entity
    if clash.table in ("", "address"):
        record = clash.table or _owner(entity)
        return {
            f"{record}/{name}": (_text(clash.old, name), field_text(value))
            for name, value in (clash.new or {}).items()
        }
    unit = _unit(entity, clash)
    return {} if not unit else dict(_row_fields(unit, entity, clash))


def _text(record: Any, name: str) -> str:
    return field_text(getattr(record, name, None))


def _unit(entity: str, clash: Clash) -> str:
    """What the form calls a detail; "" for one that it has no fields of."""
    table = clash.table
    get = (clash.new or {}).get if clash.old is None else lambda name: getattr(clash.old, name)
    if table == "translation":
        return f"translation/{TRANSLATED_RECORDS[entity]}/{get('field')}/{get('lang')}"
    if table == _FACT and entity != OFFER:
        return f"fact/{get('key')}"
    form = "offer_fact" if table == _FACT else table
    if form not in ROW_FIELDS:
        return ""
    return _absent(form, clash.key) if clash.old is None else f"{form}/{clash.old.id}"


def _absent(form: str, key: object) -> str:
    """What the form calls a row that we do not hold, the same each time."""
    return f"{form}/new{_NEW + zlib.crc32(repr(key).encode()) % _MANY}"


def _row_fields(unit: str, entity: str, clash: Clash) -> Iterator[tuple[str, tuple[str, str]]]:
    table = unit.partition("/")[0]
    for name in ROW_FIELDS[table]:
        ours = "" if clash.old is None else _text(clash.old, name)
        if name == "at":
            theirs = _owner(entity) if clash.old is None else ours
        elif clash.new is None:
            theirs = "" if name in CONTENT[table] else ours
        else:
            theirs = field_text(clash.new.get(name)) if name in clash.new else ours
        if ours != theirs:
            yield f"{unit}/{name}", (ours, theirs)


def _owner(entity: str) -> str:
    return "offer" if entity == OFFER else entity


def _open_requests(session: Session, source_id: int, offers: Iterable[int]) -> Mapping[int, ChangeRequest]:
    rows = session.scalars(
        sa.select(ChangeRequest)
        .where(
            ChangeRequest.source_id == source_id,
            ChangeRequest.offer_id.in_([*offers]),
            ChangeRequest.status.in_(OPEN),
        )
        .options(selectinload(ChangeRequest.fields))
        .with_for_update()
    )
    return {row.offer_id: row for row in rows if row.offer_id is not None}


def _names(session: Session, offers: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(ServiceAtLocation.id, Service.name)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(ServiceAtLocation.id.in_(offers))
    )
    return {row[0]: row[1] for row in rows}


def _add(session: Session, source_id: int, offer_id: int, name: str, found: _Found) -> None:
    reference = reference_of(secrets.randbits(50))
    request = ChangeRequest(
        reference=reference,
        form_key=f"source {reference}",
        digest="",
        kind=ChangeKind.CHANGE,
        status=ChangeStatus.NEW,
        offer_id=offer_id,
        source_id=source_id,
        target_name=name,
        lang=_LANG,
        fields=[*_rows(found)],
    )
    session.add(request)
    session.flush()
    note(session, "change_request", request.id, "create", new=reference)


def _rows(found: _Found) -> Iterator[ChangeRequestField]:
    for name, (ours, theirs) in found.fields.items():
        yield ChangeRequestField(field_name=name, previous_value=ours, proposed_value=theirs)


def _bring_up_to_date(session: Session, request: ChangeRequest, found: _Found) -> None:
    """Put what is new into a request that is open; whoever has it on the screen is told when deciding."""
    gone = found.over | found.fields.keys() | set(_of_lost_rows(session, request, found))
    request.fields[:] = [row for row in request.fields if row.field_name not in gone]
    session.flush()
    request.fields.extend(_rows(found))
    request.version += 1
    if not request.fields:
        note(session, "change_request", request.id, "decide", "status", request.status, ChangeStatus.REJECTED)
        request.status, request.decided_at = ChangeStatus.REJECTED, utc_now()
        request.decided_by = session.info.get("actor", "")


def _of_lost_rows(session: Session, request: ChangeRequest, found: _Found) -> Iterator[str]:
    """Fields of rows that have gone or come since: those that are told now of their tables replace them."""
    told = {name.partition("/")[0] for name in (*found.fields, *found.over)}
    for name in (row.field_name for row in request.fields):
        table, _slash, key = name.rpartition("/")[0].partition("/")
        if table not in told or table not in ROW_MODELS or table == "fact":
            continue
        if not key.isdigit() or session.get(ROW_MODELS[table], int(key)) is None:
            yield name
