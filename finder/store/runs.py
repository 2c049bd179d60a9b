"""Sources, the runs of their imports, and the offers that a source no longer has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.store import audit
from finder.store.aids import SearchState
from finder.store.entry_rows import stored_key
from finder.store.provenance import ExternalId, ImportRun, Metadata, Source
from finder.store.records import Publication, ServiceAtLocation
from finder.store.tracking import touch
from finder.store.vocabulary import TaxonomyTerm

OFFER = "service_at_location"
_EXTERNAL = cast("sa.Table", ExternalId.__table__)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an import: its number, its source, and the number of each topic.

    With `is_of_several` the file has entries of several sources, which may be of one organization or at one
    place: then such a record is known by its key whichever source brought it.
    """

    id: int
    source_id: int
    terms: Mapping[str, int]
    is_of_several: bool = False


def find_source(session: Session, key: str) -> Source | None:
    """The source with this key."""
    return session.scalar(sa.select(Source).where(Source.key == key))


def find_or_add_source(session: Session, key: str, **terms: Any) -> Source:
    """The source with this key; made, with these terms, where there is none yet."""
    source = find_source(session, key)
    if source is None:
        source = Source(key=key, **terms)
        session.add(source)
        session.flush()
    return source


def take_turn(session: Session) -> None:
    """Wait until no other process adds what there must be once (a source, a topic), and keep others
    waiting until the commit (SQLite's writers take turns anyway).
    """
    session.execute(sa.select(SearchState.id).with_for_update())


def begin_run(session: Session, source: Source, file_name: str, *, is_of_several: bool = False) -> Run:
    """Note that an import of a file begins (past the session, which would touch the source's offers)."""
    table = cast("sa.Table", ImportRun.__table__)
    number = session.scalar(
        sa.insert(table).values(source_id=source.id, file_name=file_name).returning(table.c.id)
    )
    terms = session.execute(sa.select(TaxonomyTerm.code, TaxonomyTerm.id)).all()
    return Run(int(number or 0), source.id, {row[0]: row[1] for row in terms}, is_of_several)


def end_run(session: Session, run: Run, counts: Mapping[str, int]) -> None:
    """Note that an import has come to its end, and what it did."""
    table = cast("sa.Table", ImportRun.__table__)
    session.execute(sa.update(table).where(table.c.id == run.id).values(finished_at=utc_now(), **counts))


def lock_source(session: Session, run: Run) -> None:
    """Let two imports of one source take turns, batch by batch (SQLite's writers do so anyway).

    Who only refers to the source, as a run that begins does, need not wait: it may hold what the
    batch waits for.
    """
    session.execute(sa.select(Source.id).where(Source.id == run.source_id).with_for_update(key_share=True))


def mark_seen(session: Session, run: Run, row_ids: Collection[int]) -> None:
    """Note of these rows of `external_id` that the run has met them."""
    session.execute(
        sa.update(_EXTERNAL)
        .where(_EXTERNAL.c.id.in_(row_ids), sa.func.coalesce(_EXTERNAL.c.seen_run_id, 0) < run.id)
        .values(seen_run_id=run.id)
    )


def keep_offers(session: Session, run: Run, external_ids: Iterable[str]) -> None:
    """Note that the file has these offers, though this time they could not be used."""
    session.execute(
        sa.update(_EXTERNAL)
        .where(
            _EXTERNAL.c.source_id == run.source_id,
            _EXTERNAL.c.entity == OFFER,
            _EXTERNAL.c.external_id.in_([stored_key(key) for key in external_ids]),
            sa.func.coalesce(_EXTERNAL.c.seen_run_id, 0) < run.id,
        )
        .values(seen_run_id=run.id)
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """A public offer that its source does not have any more: its number in `external_id`, and its own."""

    row_id: int
    offer_id: int


def resume_run(session: Session, run_id: int) -> Run | None:
    """A run that was begun before; None when its source has had a later one, or it is gone."""
    mine = sa.select(ImportRun.source_id).where(ImportRun.id == run_id).scalar_subquery()
    last = session.execute(
        sa.select(ImportRun.id, ImportRun.source_id)
        .where(ImportRun.source_id == mine)
        .order_by(ImportRun.id.desc())
        .limit(1)
    ).first()
    if last is None or last.id != run_id:
        return None
    terms = session.execute(sa.select(TaxonomyTerm.code, TaxonomyTerm.id)).all()
    return Run(run_id, last.source_id, {row[0]: row[1] for row in terms})


def count_missing(session: Session, run: Run) -> tuple[int, int]:
    """How many offers would be retired, and how many of the source are public."""
    missing = session.scalar(sa.select(sa.func.count()).select_from(_missing(run).subquery())) or 0
    public = sa.select(sa.func.count()).where(
        ServiceAtLocation.source_id == run.source_id, ServiceAtLocation.publication == Publication.PUBLIC
    )
    return missing, session.scalar(public) or 0


def find_missing(session: Session, run: Run, limit: int) -> list[Missing]:
    """The next public offers of the source that this run has not met. What staff have hidden, or made public
    again after it was retired, is none of them, nor what another source has too.
    """
    return [Missing(row[0], row[1]) for row in session.execute(_missing(run).limit(limit))]


def retire(session: Session, rows: Collection[Missing]) -> None:
    """Archive offers that their source does not have any more. Their digests are forgotten, so that one that
    it has again comes back.
    """
    if rows:
        offers = [row.offer_id for row in rows]
        session.execute(
            sa.update(ServiceAtLocation)
            .where(ServiceAtLocation.id.in_(offers))
            .values(publication=Publication.ARCHIVED, archived_at=utc_now(), last_modified=utc_now())
        )
        forget = sa.update(_EXTERNAL).where(_EXTERNAL.c.id.in_([row.row_id for row in rows]))
        session.execute(forget.values(content_hash=""))
        session.execute(sa.insert(Metadata), [_retired(session, offer_id) for offer_id in offers])
        touch(session, f"{OFFER}_id", offers)


def _missing(run: Run) -> sa.Select[int, int]:
    """The numbers in `external_id` and of the offer."""
    other = _EXTERNAL.alias()
    return (
        sa.select(_EXTERNAL.c.id, ServiceAtLocation.id.label("offer_id"))
        .join(ServiceAtLocation, ServiceAtLocation.id == _EXTERNAL.c.entity_id)
        .where(
            _EXTERNAL.c.source_id == run.source_id,
            _EXTERNAL.c.entity == OFFER,
            _EXTERNAL.c.content_hash != "",
            sa.func.coalesce(_EXTERNAL.c.seen_run_id, 0) < run.id,
            ServiceAtLocation.publication == Publication.PUBLIC,
            ~sa.exists().where(
                other.c.entity == OFFER,
                other.c.entity_id == ServiceAtLocation.id,
                other.c.source_id != run.source_id,
            ),
        )
        .order_by(_EXTERNAL.c.id)
    )


def _retired(session: Session, offer_id: int) -> dict[str, object]:
    before, after = Publication.PUBLIC.value, Publication.ARCHIVED.value
    return audit.line(session, OFFER, offer_id, "retire", "publication", before, after)
