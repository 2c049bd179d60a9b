"""Takes back one run of a source; what somebody has changed since stays."""

from __future__ import annotations

from typing import Final

from finder.actions.context import Finder
from finder.actions.imports.undo import undo_run
from finder.actions.jobs import RunningJob, queue_job
from finder.actions.sync.feeds import FORGOTTEN, get_source
from finder.store import feeds as store
from finder.store.audit import note

KIND: Final = "sync-undo"


def start_undo(finder: Finder, key: str, run_id: int, actor: str) -> int | None:
    """Queue the undoing of the last run of a source; gives the job, None where it is another one, or a job
    works on the source. The source is pulled no more until somebody says so: it would bring the same again.
    Raises NotFound and StoreDown.
    """
    source = get_source(finder, key)
    if source.feed is None or source.feed.run_id != run_id:
        return None
    with finder.database.change(actor) as session:
        if not store.claim_feed(session, source.id):
            return None
        job_id = queue_job(session, KIND, {"source": key, "run_id": run_id}, actor)
        values = {
            **FORGOTTEN,
            "outcome": "",
            "reason": "",
            "job_id": job_id,
            "interval_h": None,
            "due_at": None,
            "run_id": None,
        }
        store.keep_feed(session, source.id, values)
        note(session, "source", source.id, "undo")
    return job_id


def run_undo(finder: Finder, job: RunningJob) -> None:
    """The handler of the job: what is undone is noted with it, so begun again it goes on there."""
    undo_run(finder, job, int(job.payload["run_id"]))
