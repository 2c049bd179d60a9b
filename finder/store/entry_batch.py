"""The records of a batch of entries, each once, beside what is known of them from earlier imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import sqlalchemy as sa

from finder.domain.entry import Entry
from finder.store import entry_rows
from finder.store.base import Base, Reads
from finder.store.entry_follow import follow
from finder.store.entry_rows import Stated, stored_key
from finder.store.provenance import ExternalId
from finder.store.runs import OFFER, Run

_TABLES = Base.metadata.tables
_EXTERNAL = cast("sa.Table", ExternalId.__table__)
_WITHOUT_REFS_IN_DIGEST = "location"
"""A location belongs to the organization that named it first; others may share it."""
_VARIANT = "\x1f"
"""Stands between a key and the external id of the entry that states the record otherwise; cleaned text
never holds it."""


class Known(NamedTuple):
    """What an import noted of a record: `entity_id` is None when the record was deleted, `seen_by` the
    last run that met it, or 0; `is_kept` whether what the source said is kept word by word.
    """

    row_id: int
    entity_id: int | None
    digest: str
    seen_by: int
    is_kept: bool = False


@dataclass(slots=True, eq=False)
class Slot:
    """One record of the batch: what is stated, what it refers to, and what is known of it."""

    stated: Stated
    refs: dict[str, Slot | None]
    known: Known | None
    id: int = 0

    @property
    def record_id(self) -> int:
        """The number of the record that is known, or 0."""
        return 0 if self.known is None else self.known.entity_id or 0

    @property
    def ref_ids(self) -> dict[str, int | None]:
        """The numbers of the records referred to, once they are reserved."""
        return {name: None if slot is None else slot.id for name, slot in self.refs.items()}

    @property
    def is_new(self) -> bool:
        """Whether there is no record yet."""
        return self.known is None or self.known.entity_id is None

    @property
    def is_changed(self) -> bool:
        """Whether the record exists and the source says something new of it."""
        return not self.is_new and self.known is not None and self.known.digest != self.stated.digest


def keys_of(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Table and key of every record that the entries may be known by."""
    return ((name, key) for name, keys in _keys(entries).items() for key in keys)


def _keys(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """Every key under which an entry's records may be known, by table."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        number = stored_key(entry.external_id)
        keys[OFFER].add(number)
        for name in ("organization", "location", "service", "person"):
            part = getattr(entry, name)
            if part is not None:
                key = stored_key(part.key)
                keys[name] |= {key, key + _VARIANT + number}
    return keys


def look_up(reads: Reads, run: Run, entries: Sequence[Entry]) -> dict[tuple[str, str], Known]:
    """What is known of the records of the entries; one statement a table, and some more where entries that
    exist state records under keys that are not known. Before what another source said goes what the run's
    own one did.
    """
    known: dict[tuple[str, str], Known] = {}
    is_own = _EXTERNAL.c.source_id == run.source_id
    for name, keys in _keys(entries).items():
        table = _TABLES[name]
        statement = (
            sa.select(
                _EXTERNAL.c.external_id,
                _EXTERNAL.c.id,
                table.c.id,
                _EXTERNAL.c.content_hash,
                sa.func.coalesce(_EXTERNAL.c.seen_run_id, 0),
                _EXTERNAL.c.statement != "",
            )
            .select_from(sa.outerjoin(_EXTERNAL, table, table.c.id == _EXTERNAL.c.entity_id))
            .where(
                sa.true() if run.is_of_several and name != OFFER else is_own,
                _EXTERNAL.c.entity == name,
                _EXTERNAL.c.external_id.in_(keys),
            )
            .order_by(is_own, _EXTERNAL.c.id.desc())
        )
        for key, *rest in reads.execute(statement):
            known[name, key] = Known(*rest)
    offers = {}
    for entry in entries:
        offer = known.get((OFFER, stored_key(entry.external_id)))
        if offer is not None and offer.entity_id is not None and offer.seen_by < run.id:
            offers[entry.external_id] = offer.entity_id
    for place, row in follow(reads, run.source_id, entries, offers, known):
        seen_by = row.seen_run_id or 0
        known[place] = Known(row.id, row.entity_id, row.content_hash, seen_by, bool(row.statement))
    return known


def statements_of(reads: Reads, slots: Iterable[Slot]) -> dict[int, str]:
    """What the source said of some records before, by the number of the row in which it is kept."""
    rows = [slot.known.row_id for slot in slots if slot.known is not None and slot.known.is_kept]
    if not rows:
        return {}
    kept = sa.select(_EXTERNAL.c.id, _EXTERNAL.c.statement).where(_EXTERNAL.c.id.in_(rows))
    return {row[0]: row[1] for row in reads.execute(kept)}


@dataclass(slots=True)
class Batch:
    """The records of a batch, each once, in the order in which they are stated."""

    run: Run
    known: dict[tuple[str, str], Known]
    slots: dict[tuple[str, str], Slot] = field(default_factory=dict)

    def add(self, entry: Entry) -> Slot | None:
        """The slots of an entry's records; gives that of the offer, None when this run had it before."""
        mine = stored_key(entry.external_id)
        if self._is_repeated(mine):
            return None
        owner = self._slot(mine, entry_rows.organization_stated(entry.organization), {})
        location = self._slot(mine, entry_rows.location_stated(entry.location), {"organization_id": owner})
        service = self._slot(
            mine, entry_rows.service_stated(entry.service, self.run.terms), {"organization_id": owner}
        )
        person = None
        if entry.person is not None:
            stated = entry_rows.person_stated(entry.person)
            person = self._slot(mine, stated, {"organization_id": owner})
        refs = {"service_id": service, "location_id": location, "person_id": person}
        return self._slot(mine, entry_rows.offer_stated(entry), refs)

    def _is_repeated(self, external_id: str) -> bool:
        """Whether this run has met the offer."""
        known = self.known.get((OFFER, external_id))
        return (OFFER, external_id) in self.slots or (known is not None and known.seen_by == self.run.id)

    def _slot(self, external_id: str, stated: Stated, refs: dict[str, Slot | None]) -> Slot:
        in_digest = () if stated.entity == _WITHOUT_REFS_IN_DIGEST else refs.values()
        stated.seal(None if slot is None else slot.stated.key for slot in in_digest)
        variant = stated.key + _VARIANT + external_id
        if (stated.entity, variant) in self.known or self._differs(stated):
            stated.key = variant
        place = (stated.entity, stated.key)
        if place not in self.slots:
            self.slots[place] = Slot(stated, refs, self.known.get(place))
        return self.slots[place]

    def _differs(self, stated: Stated) -> bool:
        """Whether this run, or a later one that is on its way, has met the record in other words."""
        place = (stated.entity, stated.key)
        if place in self.slots:
            return self.slots[place].stated.digest != stated.digest
        known = self.known.get(place)
        return known is not None and known.seen_by >= self.run.id and known.digest != stated.digest

    def offer_of(self) -> dict[tuple[str, str], Slot]:
        """By record the offer of the entry that stated it first."""
        found: dict[tuple[str, str], Slot] = {}
        own: list[tuple[str, str]] = []
        for place in self.slots:
            own.append(place)
            if place[0] == OFFER:  # the last one of every entry
                found |= dict.fromkeys(own, self.slots[place])
                own = []
        return found

    def of(self, entity: str) -> Iterator[Slot]:
        """The slots of one table."""
        return (slot for (name, _key), slot in self.slots.items() if name == entity)
