"""Lists all entries for the staff, whatever their publication, and says what one of them lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.completeness import Completeness, completeness_of
from finder.domain.entry_list import DUE_DAYS, PAGE_SIZE, Confirmed, ListQuery
from finder.errors import NotFound
from finder.store.offers import load_offers
from finder.store.records import ServiceAtLocation
from finder.store.staff_list import Limits, ListedEntry, read_list, read_named, read_sources


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: the entries, how many there are in each state and in all that are asked for, the
    names of the sources by number, and how long ago each entry of the page was confirmed.
    """

    query: ListQuery
    entries: tuple[ListedEntry, ...]
    counts: Mapping[str, int]
    total: int
    sources: Mapping[int, str]
    confirmed: Mapping[int, Confirmed]

    @property
    def n_pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands: what it lacks; of a retired one since when, why, and what replaced it."""

    name: str
    publication: str
    completeness: Completeness
    archived_at: dt.datetime | None
    archived_reason: str
    replaced_by: int | None


def list_entries(finder: Finder, query: ListQuery) -> Listing:
    """The entries that a query asks for; four statements, whatever their number. Raises StoreDown."""
    limits = _limits(finder)
    with finder.database.read() as connection:
        page = read_list(connection, query, limits)
        sources = read_sources(connection)
    total = page.counts.get(query.publication, 0) if query.publication else sum(page.counts.values())
    confirmed = {entry.offer_id: _confirmed(entry.assured_date, limits) for entry in page.entries}
    return Listing(query, tuple(page.entries), page.counts, total, sources, confirmed)


def _limits(finder: Finder) -> Limits:
    """A confirmation is too old when a fact of that day would be; it is due some time before."""
    overdue = utc_now().date() - dt.timedelta(days=finder.settings.fact_max_age_days)
    return Limits(overdue.isoformat(), (overdue + dt.timedelta(days=DUE_DAYS)).isoformat())


def _confirmed(day: str, limits: Limits) -> Confirmed:
    if not day:
        return Confirmed.NEVER
    if day < limits.overdue:
        return Confirmed.OVERDUE
    return Confirmed.DUE if day <= limits.due else Confirmed.FRESH


def named_entries(finder: Finder, numbers: Collection[int]) -> list[ListedEntry]:
    """The entries of these numbers as the list shows them, by name; unknown numbers are left out."""
    with finder.database.read() as connection:
        return read_named(connection, numbers)


def standing_of(finder: Finder, offer_id: int) -> Standing:
    """How an entry stands, public or not. Raises NotFound, StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        record = session.get(ServiceAtLocation, offer_id)
        if record is None:
            raise NotFound(f"There is no offer {offer_id}.")
        offer = load_offers(session, [offer_id])[offer_id]
        return Standing(
            name=offer.name,
            publication=record.publication.value,
            completeness=completeness_of(offer),
            archived_at=record.archived_at,
            archived_reason=record.archived_reason,
            replaced_by=record.replaced_by_id,
        )
