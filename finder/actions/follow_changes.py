"""What became of proposals: for the visitor by reference, for staff as a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.change import read_reference
from finder.errors import NotFound
from finder.store.change_rows import ChangeRequest
from finder.store.changes import Progress, find_progress, open_requests


def get_progress(finder: Finder, reference: str) -> Progress:
    """How far the request with a reference, as somebody wrote it down, has come. Raises NotFound and
    StoreDown.
    """
    wanted = read_reference(reference)
    found = finder.database.newest(lambda connection: find_progress(connection, wanted)) if wanted else None
    if found is None:
        raise NotFound("There is no request with this reference.")
    return found


def list_open(finder: Finder) -> list[dict[str, Any]]:
    """Every request on which somebody still has to decide, JSON-ready, the oldest first. It holds all that
    the visitor wrote, the contact included: for staff alone. Raises StoreDown.
    """
    now = utc_now()
    with finder.database.read() as connection, Session(connection) as session:
        return [
            {**_request(request), "age_days": (now - request.created_at).days}
            for request in open_requests(session)
        ]


def _request(request: ChangeRequest) -> dict[str, Any]:
    names = ("id", "reference", "kind", "status", "offer_id", "target_name", "lang", "created_at")
    return {
        **{name: getattr(request, name) for name in names},
        "fields": {
            field.field_name: {"previous": field.previous_value, "proposed": field.proposed_value}
            for field in request.fields
        },
        "message": request.message,
        "contact": request.contact,
    }
