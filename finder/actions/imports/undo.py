"""Takes back a whole import: what nobody has changed since is as it was before, the rest is listed."""

from __future__ import annotations

from typing import Final

from finder.actions.context import Finder
from finder.actions.jobs import RunningJob, queue_job
from finder.domain.upload import UploadState
from finder.store import uploads as store
from finder.store.audit import note
from finder.store.undo import undo_next

KIND: Final = "import-undo"
BATCH: Final = 300

_BEFORE: Final = (UploadState.APPLYING, UploadState.APPLIED, UploadState.UNDOING)


def start_undo(finder: Finder, upload_id: int, actor: str) -> int | None:
    """Queue the undoing of what was written of a file; gives the job, None where nothing was, or
    a job works on it already.

    Raises StoreDown.
    """
    with finder.database.change(actor) as session:
        if not store.claim_upload(session, upload_id, _BEFORE, UploadState.UNDOING):
            return None
        job_id = queue_job(session, KIND, {"upload_id": upload_id}, actor)
        store.change_upload(session, upload_id, job_id=job_id)
        note(session, "upload", upload_id, "undo")
    return job_id


def undo_upload(finder: Finder, job: RunningJob) -> None:
    """The handler of the job: what is undone is noted with it, so begun again it goes on there."""
    upload_id = int(job.payload["upload_id"])
    upload = finder.database.newest(lambda connection: store.read_upload(connection, upload_id))
    if upload.run_id is not None:
        undo_run(finder, job, upload.run_id)
    with finder.database.change(job.actor) as session:
        store.move_upload(session, upload_id, [UploadState.UNDOING], UploadState.UNDONE)
        job.save(session, {})


def undo_run(finder: Finder, job: RunningJob, run_id: int) -> None:
    """Undo what a run has changed and nobody else since, some hundred changes at a time."""
    counts = finder.database.newest(lambda connection: store.count_changes(connection, run_id))
    total, done = sum(counts.values()), sum(counts.values()) - counts.get("", 0)
    while undone := _undo_next(finder, job, run_id):
        done += undone
        job.progress(done, total)
        job.let_others_write()


def _undo_next(finder: Finder, job: RunningJob, run_id: int) -> int:
    with finder.database.change(job.actor) as session:
        undone = undo_next(session, run_id, BATCH)
        job.save(session, {})
    return undone
