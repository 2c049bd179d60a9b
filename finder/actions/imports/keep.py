"""How long uploaded files and finished jobs are kept: files name people, and nobody undoes an old import."""

from __future__ import annotations

import datetime as dt
from typing import Final

from finder.actions.context import Finder
from finder.actions.imports.receive import forget_upload
from finder.clock import utc_now
from finder.store import uploads as store
from finder.store.feeds import drop_old_runs
from finder.store.jobs import drop_old_jobs

KEPT: Final = dt.timedelta(days=90)


def drop_old_uploads(finder: Finder) -> int:
    """Delete files uploaded long ago, with what is known of their rows, jobs that are long over, and how
    old runs could be undone; gives how many files. What was written stays. Raises StoreDown.
    """
    before = utc_now() - KEPT
    old = finder.database.newest(lambda connection: store.old_uploads(connection, before))
    for upload in old:
        forget_upload(finder, upload, "tidy")
    with finder.database.change("tidy") as session:
        drop_old_jobs(session, before)
        drop_old_runs(session, before)
    return len(old)
