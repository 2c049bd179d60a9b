"""The table of work that runs on its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.domain.job import JobState
from finder.store.base import Base, Identified, choice, optional_text


class Job(Identified, Base):
    """A piece of work: what it is, who asked for it, how far it is, and which worker has it.

    `checkpoint` is where it goes on after an interruption, and in the end its result. A running job belongs
    to `lease_owner` until `lease_until`; then another worker takes it up. `attempts` counts how often it was
    begun without getting on; it is not begun before `due_at`.
    """

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_state_due_at", "state", "due_at"),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    note: Mapped[str] = optional_text()
    checkpoint: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    actor: Mapped[str] = optional_text()
    lease_owner: Mapped[str] = optional_text()
    lease_until: Mapped[dt.datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str] = optional_text()
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    due_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
