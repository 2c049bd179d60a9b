"""Writes entries as `finder.store.entries` does, and keeps what is needed to undo it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.entry import Entry
from finder.domain.upload import RowOutcome
from finder.store.base import Base
from finder.store.entries import Outcome, write_batch
from finder.store.entry_batch import Batch, look_up
from finder.store.entry_plan import Linked, Planned, links_known, plan_batch
from finder.store.journal import note, snapshot, take_numbers
from finder.store.runs import OFFER, Missing, Run, retire

_COUNTS = {RowOutcome.NEW: "added", RowOutcome.CHANGED: "changed", RowOutcome.UNCHANGED: "unchanged"}
_EXTERNAL = Base.metadata.tables["external_id"]


def prepare(session: Session, run: Run, entries: Sequence[Entry]) -> tuple[Batch, list[Planned]]:
    """The batch of some entries, and what each would do now."""
    batch = Batch(run, look_up(session, run, entries))
    return batch, plan_batch(session, batch, entries)


def write_entries_recorded(session: Session, run: Run, entries: Sequence[Entry]) -> Outcome:
    """Write a batch of entries as `finder.store.entries.write_entries` does, and keep what it did."""
    batch, planned = prepare(session, run, entries)
    outcome = Outcome(conflicts=write_recorded(session, run, batch))
    for one in planned:
        if one.is_repeated:
            outcome.repeated.append(one.entry)
        else:
            name = _COUNTS[one.outcome]
            setattr(outcome, name, getattr(outcome, name) + 1)
    return outcome


def write_recorded(session: Session, run: Run, batch: Batch) -> int:
    """Write a batch, and keep what it did under its run. Gives how many entries have conflicts."""
    changed: dict[str, list[int]] = defaultdict(list)
    for slot in batch.slots.values():
        if slot.is_changed:
            changed[slot.stated.entity].append(slot.record_id)
    rows = [slot.known.row_id for slot in batch.slots.values() if slot.known is not None]
    before = snapshot(session, changed) | take_numbers(session, run.source_id, batch.slots, rows)
    n_conflicts = write_batch(session, batch)
    session.flush()
    touched, made = {name: list(ids) for name, ids in changed.items()}, set()
    for slot in batch.slots.values():
        if slot.is_new:
            touched.setdefault(slot.stated.entity, []).append(slot.id)
            made.add((slot.stated.entity, slot.id))
    after = snapshot(session, touched) | take_numbers(session, run.source_id, batch.slots, rows)
    note(session, run.id, before, after, made)
    return n_conflicts


def retire_recorded(session: Session, run: Run, missing: Sequence[Missing]) -> None:
    """Retire offers that their source does not have any more, and keep that under its run."""
    offers = {OFFER: [row.offer_id for row in missing]}
    rows = [row.row_id for row in missing]
    before = snapshot(session, offers) | take_numbers(session, run.source_id, (), rows)
    retire(session, missing)
    note(
        session,
        run.id,
        before,
        snapshot(session, offers) | take_numbers(session, run.source_id, (), rows),
        (),
    )


def link(session: Session, run: Run, links: Iterable[tuple[Entry, Linked]]) -> None:
    """Note that some entries of the source are existing offers, where the source has no number for them yet;
    their records are then changed by what the source says.
    """
    for entry, linked in links:
        known, wanted = look_up(session, run, [entry]), links_known(entry, linked)
        rows = [
            {"source_id": run.source_id, "entity": name, "external_id": key, "entity_id": item.entity_id}
            for (name, key), item in wanted.items()
            if (name, key) not in known
        ]
        if rows:
            before = take_numbers(session, run.source_id, wanted)
            session.execute(sa.insert(_EXTERNAL), rows)
            note(session, run.id, before, take_numbers(session, run.source_id, wanted), made=())
