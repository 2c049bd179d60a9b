"""Adds, reads and tidies the requests of visitors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from finder.domain.change import OPEN, ChangeKind, ChangeStatus, Proposal
from finder.store.base import n_changed
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.dialect import insert_into

_TABLE = cast("sa.Table", ChangeRequest.__table__)


class Sent(NamedTuple):
    """A request that was sent before: its reference, and the digest of what it said."""

    reference: str
    digest: str


class Progress(NamedTuple):
    """What anybody who has the reference may know: no name, no contact, nothing that was proposed."""

    reference: str
    kind: ChangeKind
    status: ChangeStatus
    reason: str
    created_at: dt.datetime


def add_request(
    session: Session,
    proposal: Proposal,
    sent: Sent,
    form_key: str,
    created_at: dt.datetime,
    contact_delete_on: dt.date,
    *,
    is_provider: bool = False,
) -> bool:
    """Add a request with its fields, unless one with this form key is there; gives whether it was added.

    `is_provider`: the provider of the entry sent it, through a link made for them.
    A second sender of the same form waits here for the first one's commit.
    """
    values = {
        **sent._asdict(),
        "form_key": form_key,
        "kind": proposal.target.kind,
        "status": ChangeStatus.NEW,
        "offer_id": proposal.target.offer_id,
        "target_name": proposal.target.name,
        "message": proposal.message,
        "contact": proposal.contact,
        "contact_delete_on": contact_delete_on if proposal.contact else None,
        "lang": proposal.lang,
        "created_at": created_at,
        "is_provider": is_provider,
    }
    insert = insert_into(session, _TABLE)
    statement = insert.values(values).on_conflict_do_nothing(index_elements=["form_key"])
    request_id = session.scalar(statement.returning(_TABLE.c.id))
    if request_id is None:
        return False
    rows = [
        {
            "change_request_id": request_id,
            "field_name": change.field_name,
            "previous_value": change.previous_value,
            "proposed_value": change.proposed_value,
        }
        for change in proposal.changes
    ]
    if rows:
        session.execute(sa.insert(ChangeRequestField), rows)
    return True


def get_sent(session: Session, form_key: str) -> Sent:
    """The request that this form has made."""
    columns = sa.select(ChangeRequest.reference, ChangeRequest.digest)
    return Sent(*session.execute(columns.where(ChangeRequest.form_key == form_key)).one())


def find_progress(connection: sa.Connection, reference: str) -> Progress | None:
    """How far the request with this reference has come; one statement."""
    columns = (getattr(ChangeRequest, name) for name in Progress._fields)
    row = connection.execute(sa.select(*columns).where(ChangeRequest.reference == reference)).one_or_none()
    return None if row is None else Progress(*row)


def open_requests(session: Session) -> Sequence[ChangeRequest]:
    """The requests on which somebody still has to decide, with their fields, the oldest first."""
    return session.scalars(
        sa.select(ChangeRequest)
        .where(ChangeRequest.status.in_(OPEN))
        .options(selectinload(ChangeRequest.fields))
        .order_by(ChangeRequest.id)
    ).all()


def forget_contacts(session: Session, today: dt.date) -> int:
    """Remove the contacts that are due; gives how many."""
    due = sa.update(ChangeRequest).where(ChangeRequest.contact_delete_on <= today)
    forgotten = due.values(contact="", contact_delete_on=None)
    return n_changed(session, forgotten.execution_options(synchronize_session=False))
