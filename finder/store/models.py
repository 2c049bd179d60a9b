"""`Base` with all tables known to it, for the migrations and for whatever walks over every table."""

from __future__ import annotations

from finder.store import (  # noqa: F401  # each describes tables
    account_rows,
    aids,
    change_rows,
    details,
    drafts,
    edition_rows,
    feed_rows,
    job_rows,
    miss_rows,
    outbox_rows,
    provenance,
    records,
    review_rows,
    upload_rows,
    vocabulary,
)
from finder.store.base import Base

__all__ = ["Base"]
