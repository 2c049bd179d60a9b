"""Keeps search rows and history in step with whatever a session changes, in its own transaction.

Every session made by `finder.store.database.Database` is listened to: after each flush the touched
records are noted with their history, and before the commit the search rows of all offers that
depend on them are refreshed. Bulk writers that bypass the unit of work call `touch` themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from finder.domain.history import columns_text
from finder.domain.translation import TRANSLATED
from finder.store import audit
from finder.store.account_rows import ACCOUNT_TABLES
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.details import Attribute
from finder.store.drafts import EntryDraft
from finder.store.edited import history_text
from finder.store.history_values import columns_of, owner_of_record
from finder.store.outbox_rows import OutboxMail
from finder.store.provenance import ExternalId, ImportRun, Metadata, Source
from finder.store.records import Location, Organization, Person, Service, ServiceAtLocation
from finder.store.review_rows import ContactCheck, ReviewRound
from finder.store.search_rows import refresh
from finder.store.translations import remove_orphans
from finder.store.vocabulary import TaxonomyTerm, TermSynonym, Translation

_KEYS: sa.BindParameter[list[int]] = sa.bindparam("keys", expanding=True)
_moved = sa.select(TaxonomyTerm.id).where(TaxonomyTerm.id.in_(_KEYS)).cte("below", recursive=True)
_BELOW = _moved.union(sa.select(TaxonomyTerm.id).where(TaxonomyTerm.parent_id == _moved.c.id))
"""Topics and all topics below them: these have new ancestors when a topic is moved."""

_OFFERS: dict[str, sa.Select[int]] = {
    "service_at_location_id": sa.select(ServiceAtLocation.id).where(ServiceAtLocation.id.in_(_KEYS)),
    "service_id": sa.select(ServiceAtLocation.id).where(ServiceAtLocation.service_id.in_(_KEYS)),
    "location_id": sa.select(ServiceAtLocation.id).where(ServiceAtLocation.location_id.in_(_KEYS)),
    "person_id": sa.select(ServiceAtLocation.id).where(ServiceAtLocation.person_id.in_(_KEYS)),
    "source_id": sa.select(ServiceAtLocation.id).where(ServiceAtLocation.source_id.in_(_KEYS)),
    "organization_id": sa.select(ServiceAtLocation.id)
    .join(Service, ServiceAtLocation.service_id == Service.id)
    .where(Service.organization_id.in_(_KEYS)),
    "taxonomy_term_id": sa.select(ServiceAtLocation.id)
    .join(Attribute, ServiceAtLocation.service_id == Attribute.service_id)
    .where(Attribute.taxonomy_term_id.in_(sa.select(_BELOW.c.id))),
}
_GOING: dict[str, sa.Executable] = {
    **_OFFERS,
    "organization_id": sa.union(
        _OFFERS["organization_id"],
        sa.select(ServiceAtLocation.id).join(Location).where(Location.organization_id.in_(_KEYS)),
        sa.select(ServiceAtLocation.id).join(Person).where(Person.organization_id.in_(_KEYS)),
    ),
}
"""The offers that change when records are deleted: an organization takes its locations and persons
with it, at which offers of another one may be.
"""
_OWN_KEY: dict[type[Base], str] = {
    ServiceAtLocation: "service_at_location_id",
    Service: "service_id",
    Location: "location_id",
    Person: "person_id",
    Organization: "organization_id",
    Source: "source_id",
    TaxonomyTerm: "taxonomy_term_id",
}
_PARENTS = _OFFERS.keys() - {"taxonomy_term_id"}
"""What a detail may belong to; a topic of a service changes the service, and no other with that topic."""

_WITHOUT_HISTORY = (
    Metadata,
    ExternalId,
    ImportRun,
    TermSynonym,
    ChangeRequest,
    ChangeRequestField,
    EntryDraft,
    OutboxMail,
    ReviewRound,
    ContactCheck,
    *ACCOUNT_TABLES,
)
"""What visitors propose is no record yet, and a contact that is removed must not stay in the history; of
accounts the actions note what happened, without secrets.
"""


def listen(factory: Any) -> None:
    """Attach the bookkeeping to every session of a session factory."""
    sa.event.listen(factory, "before_flush", _before_flush)
    sa.event.listen(factory, "after_flush", _after_flush)
    sa.event.listen(factory, "before_commit", _before_commit)
    sa.event.listen(factory, "after_transaction_create", _after_begin)
    sa.event.listen(factory, "after_soft_rollback", _after_rollback)
    sa.event.listen(factory, "after_commit", _forget)


def touch(session: Session, key: str, numbers: Iterable[int]) -> None:
    """Note that offers depending on these records must be refreshed before the commit.

    `key` is the column by which details name the record, such as `location_id`.
    """
    touched: dict[str, set[int]] = session.info.setdefault("touched", defaultdict(set))
    touched[key].update(numbers)


def _before_flush(session: Session, _context: object, _instances: object) -> None:
    """Note old parents and old values while they are still known."""
    for record in session.dirty:
        _note(session, record)
        if not isinstance(record, _WITHOUT_HISTORY) and session.is_modified(record):
            _write_changes(session, record)
    for record in session.deleted:
        _note(session, record)
        if not isinstance(record, _WITHOUT_HISTORY):
            _write_history(session, record, "delete", owner_of_record(record), old=_told(record))
    _note_dependants(session)


def _note_dependants(session: Session) -> None:
    """The offers below records about to be deleted, which the database deletes with them."""
    deleted: dict[str, set[int]] = defaultdict(set)
    for record in session.deleted:
        own = _OWN_KEY.get(type(record))
        if own is not None:
            deleted[own].add(record.id)
    if deleted:
        session.info["may_leave_orphans"] = True
    for key, numbers in deleted.items():
        with session.no_autoflush:
            touch(session, "service_at_location_id", session.scalars(_GOING[key], {"keys": sorted(numbers)}))


def _after_flush(session: Session, _context: object) -> None:
    for record in session.new:
        _note(session, record)
        if not isinstance(record, _WITHOUT_HISTORY):
            _write_history(session, record, "create", owner_of_record(record), new=_told(record))


def _note(session: Session, record: Any) -> None:
    """The record itself, or of a detail or translation every record that it belongs or belonged to."""
    own = _OWN_KEY.get(type(record))
    if own is not None:
        touch(session, own, filter(None, (record.id,)))
        return
    if isinstance(record, Translation):
        if record.entity in TRANSLATED:
            touch(session, f"{record.entity}_id", (record.entity_id,))
        return
    state = sa.inspect(record)
    for name in _PARENTS.intersection(state.attrs.keys()):
        history = state.attrs[name].history
        touch(session, name, filter(None, (*history.added, *history.unchanged, *history.deleted)))


def _write_changes(session: Session, record: Any) -> None:
    for attribute in sa.inspect(record).attrs:
        history = attribute.history
        if history.has_changes() and attribute.key not in ("geom", "last_modified"):
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                _write_history(session, record, "update", attribute.key, old, new)


def _told(record: Any) -> str:
    """Everything a record says that comes or goes, so that it can be brought back."""
    return columns_text(columns_of(record))


def _write_history(
    session: Session, record: Any, action: str, field: str = "", old: object = None, new: object = None
) -> None:
    if not hasattr(record, "id"):
        return
    lines: list[dict[str, Any]] = session.info.setdefault("history", [])
    before, after = history_text(old), history_text(new)
    lines.append({"record": record, "action": action, "field": field, "old": before, "new": after})


def _before_commit(session: Session) -> None:
    session.flush()
    if session.info.pop("may_leave_orphans", False):
        remove_orphans(session)
    lines = session.info.pop("history", [])
    if lines:
        session.execute(sa.insert(Metadata), [_audit_line(session, **noted) for noted in lines])
    touched: dict[str, set[int]] = session.info.pop("touched", {})
    offers = set(touched.pop("service_at_location_id", ()))
    for key, numbers in touched.items():
        if numbers:
            offers.update(session.scalars(_OFFERS[key], {"keys": sorted(numbers)}))
    if offers:
        refresh(session, offers)


def _audit_line(session: Session, record: Any, **event: str) -> dict[str, Any]:
    """The line of a change; only now every record has its number."""
    return audit.line(session, record.__tablename__, record.id, **event)


def _after_begin(session: Session, transaction: SessionTransaction) -> None:
    """Remember at a savepoint what a return to it must bring back."""
    if transaction.nested:
        notes = (len(session.info.get("history", ())), session.info.get("row_version"))
        session.info.setdefault("savepoints", {})[transaction] = notes


def _after_rollback(session: Session, transaction: SessionTransaction) -> None:
    """Forget what was rolled back; offers touched since a savepoint stay noted, which does no harm."""
    if not transaction.nested:
        _forget(session)
        return
    n_lines, version = session.info["savepoints"].pop(transaction)
    del session.info.get("history", [])[n_lines:]
    session.info["row_version"] = version


def _forget(session: Session) -> None:
    for name in ("touched", "may_leave_orphans", "history", "row_version", "savepoints", "moment"):
        session.info.pop(name, None)
