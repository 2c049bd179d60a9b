"""The labelled entries as entries of a source, written into a database."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from make import make_source, make_term

from finder.domain.duplicates import Traits
from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryPerson, EntryService
from finder.domain.offer import PublicAddress, PublicPhone
from finder.store.database import Database
from finder.store.entries import write_entries
from finder.store.records import ServiceAtLocation
from finder.store.runs import begin_run


def entry_of(number: int, traits: Traits) -> Entry:
    """A source's entry with these traits and no record of its own in common with another one."""
    key = f"x{number}"
    given, _, family = traits.person.rpartition(" ")
    return Entry(
        external_id=key,
        row=key,
        organization=EntryOrganization(key, traits.organization),
        service=EntryService(
            key,
            traits.name,
            email=next((c for c in traits.contacts if "@" in c), ""),
            topics=traits.topics,
            phones=tuple(map(PublicPhone, traits.phones)),
        ),
        location=EntryLocation(
            key,
            point=traits.point,
            address=PublicAddress(traits.street, "", traits.postal_code, traits.city),
        ),
        person=EntryPerson(key, given=given, family=family) if traits.person else None,
    )


def write_traits(database: Database, written: Iterable[Traits], source: str = "labelled") -> list[int]:
    """Write entries with these traits; gives the numbers of their offers."""
    with database.change("test") as session:
        known = list(written)
        for topic in sorted({topic for traits in known for topic in traits.topics}):
            make_term(session, topic)
        run = begin_run(session, make_source(session, key=source), "labelled.csv")
        before = set(session.scalars(sa.select(ServiceAtLocation.id)))
        write_entries(session, run, [entry_of(number, traits) for number, traits in enumerate(known)])
        return sorted(set(session.scalars(sa.select(ServiceAtLocation.id))) - before)
