"""Which offers the public sees: by publication, status of the service, and the days for which they hold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import today
from finder.domain.lapse import holds_on
from finder.store.aids import SearchRowRecord
from finder.store.records import Publication, ServiceAtLocation, ServiceStatus

VISIBLE_STATUS = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


def is_visible(offer: Any, service: Any) -> bool:
    """Whether the public sees an offer (rows of `service_at_location` and `service`) today."""
    is_published = offer.publication == Publication.PUBLIC and service.status in VISIBLE_STATUS
    return is_published and holds_on(offer.valid_from, offer.valid_to, today())


def begun_or_ended(session: Session) -> list[int]:
    """The published offers whose search row does not know yet that their days have begun or are over."""
    offer, row, day = ServiceAtLocation, SearchRowRecord, today()
    holds = sa.and_(
        sa.or_(offer.valid_from.is_(None), offer.valid_from <= day),
        sa.or_(offer.valid_to.is_(None), offer.valid_to >= day),
    )
    has_days = sa.or_(offer.valid_from.is_not(None), offer.valid_to.is_not(None))
    is_other = sa.or_(sa.and_(row.is_public, sa.not_(holds)), sa.and_(sa.not_(row.is_public), holds))
    found = sa.select(offer.id).join(row, row.offer_id == offer.id)
    return list(session.scalars(found.where(offer.publication == Publication.PUBLIC, has_days, is_other)))
