"""Tables of the scheduled pull: where a source is read from, and the rows of a run that were not used."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.store.base import Base, Identified, optional_text


class SourceFeed(Base):
    """Where the entries of a source are pulled from, and what came of the last time.

    `location` is an address or a path, `format` that of a reader or "" to find out; `interval_h` the hours
    between two pulls, None for only when somebody asks. With `retires` what is missing is retired, up to
    `retire_at_most_percent` of the source's public entries. `etag`, `last_modified` and `content_digest` are
    of what was last brought in, `n_good` the usable rows in it, `run_id` by which run.
    `asked_at`, `outcome` and `reason` are of the last try, `failures` how many in a row failed.
    """

    __tablename__ = "source_feed"

    source_id: Mapped[int] = mapped_column(
        sa.ForeignKey("source.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    location: Mapped[str] = optional_text()
    format: Mapped[str] = optional_text()
    interval_h: Mapped[int | None]
    retires: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    retire_at_most_percent: Mapped[int] = mapped_column(default=10, server_default="10")
    etag: Mapped[str] = optional_text()
    last_modified: Mapped[str] = optional_text()
    content_digest: Mapped[str] = optional_text()
    outcome: Mapped[str] = optional_text()
    reason: Mapped[str] = optional_text()
    n_good: Mapped[int] = mapped_column(default=0, server_default="0")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_run.id", ondelete="SET NULL"))


class ImportProblem(Identified, Base):
    """A row of a run that was rejected, or a value of a good one that was left out, and why."""

    __tablename__ = "import_problem"

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = optional_text()
    external_id: Mapped[str] = optional_text()
    field: Mapped[str] = optional_text()
    value: Mapped[str] = optional_text()
    reason: Mapped[str] = optional_text()
    is_rejected: Mapped[bool]
