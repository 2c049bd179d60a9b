"""Editions of the printed booklet as they are kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.errors import NotFound
from finder.store.base import Reads
from finder.store.edition_rows import Edition, EditionEntry, EditionFile
from finder.store.records import Location, ServiceAtLocation


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A PDF of an edition; `name` is that of the file."""

    edition: int
    language: str
    paper: str
    name: str
    size_bytes: int
    n_pages: int
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """An edition with its files, by language and paper. `is_withheld` when it tells a place that is secret
    now: its files must not be handed out any more.
    """

    number: int
    made_at: dt.datetime
    actor: str
    area: str
    n_entries: int
    files: tuple[KeptFile, ...]
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class SaidEntry:
    """What an edition says of an offer: the canonical text, and whether it tells a place."""

    offer_id: int
    said: str
    tells_place: bool


def add_edition(
    session: Session, area: str, actor: str, digest: str, entries: list[SaidEntry], now: dt.datetime
) -> int:
    """Keep a state of the data; gives its number, the highest so far and one."""
    number = (session.scalar(sa.select(sa.func.max(Edition.number))) or 0) + 1
    row = {"number": number, "made_at": now, "actor": actor, "area": area, "digest": digest}
    session.execute(sa.insert(Edition), [{**row, "n_entries": len(entries)}])
    if entries:
        session.execute(
            sa.insert(EditionEntry),
            [{"edition": number, **asdict(entry)} for entry in entries],
        )
    return number


def add_file(session: Session, file: KeptFile) -> None:
    """Note a PDF; one of the same language and paper is replaced."""
    session.execute(
        sa.delete(EditionFile).where(
            EditionFile.edition == file.edition,
            EditionFile.language == file.language,
            EditionFile.paper == file.paper,
        )
    )
    session.execute(sa.insert(EditionFile), [asdict(file)])


def newest_number(reads: Reads, area: str) -> int:
    """The number of the newest edition for an area, 0 for none."""
    statement = sa.select(sa.func.max(Edition.number)).where(Edition.area == area)
    return int(reads.execute(statement).scalar_one() or 0)


def number_before(reads: Reads, number: int, area: str) -> int:
    """The number of the newest edition for an area before this one, 0 for none."""
    statement = sa.select(sa.func.max(Edition.number)).where(Edition.area == area, Edition.number < number)
    return int(reads.execute(statement).scalar_one() or 0)


def read_digest(reads: Reads, number: int) -> str:
    """The digest of an edition, "" where there is none of this number."""
    return str(reads.execute(sa.select(Edition.digest).where(Edition.number == number)).scalar() or "")


def read_editions(connection: sa.Connection) -> list[KeptEdition]:
    """All editions, the newest first; three statements."""
    table, file = Edition.__table__, EditionFile.__table__
    files: dict[int, list[KeptFile]] = defaultdict(list)
    for row in connection.execute(sa.select(*file.c).order_by(file.c.language, file.c.paper)):
        files[row.edition].append(KeptFile(**row._mapping))
    withheld = _withheld(connection)
    return [
        KeptEdition(
            number=row.number,
            made_at=row.made_at,
            actor=row.actor,
            area=row.area,
            n_entries=row.n_entries,
            files=tuple(files[row.number]),
            is_withheld=row.number in withheld,
        )
        for row in connection.execute(sa.select(*table.c).order_by(table.c.number.desc()))
    ]


def _withheld(connection: sa.Connection) -> set[int]:
    """The numbers of editions that tell a place which is secret now, whether its offer is public or not."""
    statement = (
        sa.select(EditionEntry.edition)
        .join(ServiceAtLocation, ServiceAtLocation.id == EditionEntry.offer_id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .where(EditionEntry.tells_place, Location.is_address_secret)
        .distinct()
    )
    return set(connection.execute(statement).scalars())


def read_said(reads: Reads, number: int) -> Mapping[int, str]:
    """What an edition said, by offer. Raises NotFound for a number that there is none of."""
    if not read_digest(reads, number):
        raise NotFound(f"There is no edition {number}.")
    columns = EditionEntry.offer_id, EditionEntry.said
    statement = sa.select(*columns).where(EditionEntry.edition == number).order_by(EditionEntry.offer_id)
    return dict(reads.execute(statement).all())
