"""What staff see of imports: files, counts, rows, look-alikes, and what could not be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from finder.actions.context import Finder
from finder.domain.upload import RowOutcome, RowState
from finder.store import uploads as store
from finder.store.provenance import Source
from finder.store.records import Organization, Service, ServiceAtLocation
from finder.store.undo import Kept, names_of, read_kept
from finder.store.uploads import CandidateView, RowFilter, RowView, UploadView

_BLOCK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are by outcome and by state, how many usable ones have values that cannot be used,
    how many look like existing entries, and of how many of these nothing is decided.
    """

    outcomes: dict[RowOutcome, int]
    states: dict[RowState, int]
    problems: int
    matched: int
    undecided: int

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Twin:
    """An existing entry that a row looks like, with its name and whose it is."""

    candidate: CandidateView
    name: str
    organization: str


def get_upload(finder: Finder, upload_id: int) -> UploadView:
    """A file as it stands now; raises NotFound."""
    return finder.database.newest(lambda connection: store.read_upload(connection, upload_id))


def list_uploads(finder: Finder, limit: int, offset: int) -> tuple[list[UploadView], int]:
    """A page of files, newest first, and how many there are."""
    with finder.database.read() as connection:
        return store.read_uploads(connection, limit, offset)


def list_sources(finder: Finder) -> Sequence[str]:
    """The names of all sources."""
    return finder.database.newest(
        lambda connection: connection.scalars(sa.select(Source.name).order_by(Source.name)).all()
    )


def count_upload(finder: Finder, upload_id: int) -> Counts:
    """How many rows a file has, by what they would do and what became of them."""
    with finder.database.read() as connection:
        found = store.count_rows(connection, upload_id)
        matched = store.matched_rows(connection, upload_id, undecided=False, limit=0)[1]
        undecided = store.matched_rows(connection, upload_id, undecided=True, limit=0)[1]
        problems = store.count_problems(connection, upload_id)
    outcomes, states = dict.fromkeys(RowOutcome, 0), dict.fromkeys(RowState, 0)
    for (outcome, state), count in found.items():
        outcomes[outcome] += count
        if outcome is not RowOutcome.REJECTED:
            states[state] += count
    return Counts(outcomes, states, problems, matched, undecided)


def list_rows(
    finder: Finder, upload_id: int, which: RowFilter, limit: int, offset: int
) -> tuple[list[RowView], int]:
    """A page of rows in the order of the file, and how many there are."""
    with finder.database.read() as connection:
        return store.read_rows(connection, upload_id, which, limit, offset)


def all_rows(finder: Finder, upload_id: int, which: RowFilter) -> Iterator[RowView]:
    """Every row in the order of the file, some at a time."""
    after = 0
    while True:
        with finder.database.read() as connection:
            rows = store.next_rows(connection, upload_id, after, which, _BLOCK)
        if not rows:
            return
        yield from rows
        after = rows[-1].number


def list_matched(
    finder: Finder, upload_id: int, *, undecided: bool, limit: int, offset: int
) -> tuple[list[tuple[RowView, list[Twin]]], int]:
    """A page of rows with the entries that they look like, the likeliest first; and how many rows."""
    with finder.database.read() as connection:
        rows, total = store.matched_rows(
            connection, upload_id, undecided=undecided, limit=limit, offset=offset
        )
        found = store.read_candidates(connection, upload_id, [row.number for row in rows])
        names = _names(connection, [item.offer_id for items in found.values() for item in items])
    return [(row, [Twin(item, *names[item.offer_id]) for item in found[row.number]]) for row in rows], total


def _names(connection: sa.Connection, offers: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = connection.execute(
        sa.select(ServiceAtLocation.id, Service.name, Organization.name)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .join(Organization, Organization.id == Service.organization_id)
        .where(ServiceAtLocation.id.in_(offers))
    )
    return {number: (name, organization) for number, name, organization in rows}


def list_kept(finder: Finder, run_id: int, limit: int) -> tuple[list[tuple[Kept, str]], int]:
    """The first changes that could not be taken back, with the name of the record, and how many there are."""
    with finder.database.read() as connection:
        kept = read_kept(connection, run_id, limit)
        names = names_of(connection, [(item.table_name, item.row_id) for item in kept])
        total = store.count_changes(connection, run_id).get("kept", 0)
    return [(item, names.get((item.table_name, item.row_id), "")) for item in kept], total
