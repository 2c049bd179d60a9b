"""Files through the door of the staff: uploaded, checked, applied, undone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from finder.actions.context import Finder
from finder.actions.imports import apply, check, undo
from finder.actions.imports.receive import receive_file
from finder.actions.jobs import get_job
from finder.actions.work import Worker
from finder.domain.job import JobState
from finder.domain.upload import RowOutcome, RowState
from finder.settings import Settings
from finder.store import uploads as store
from finder.store.uploads import RowFilter, RowView, UploadView

CLERK = "clerk@example.org"


def receive(finder: Finder, path: Path, source: str = "Test") -> UploadView:
    """Upload a file, not checked yet."""
    with path.open("rb") as file:
        return uploaded(finder, receive_file(finder, file, path.name, source, CLERK))


def receive_bytes(finder: Finder, content: bytes, name: str = "liste.csv") -> UploadView:
    """Upload what a file contains."""
    return uploaded(finder, receive_file(finder, BytesIO(content), name, "Test", CLERK))


def uploaded(finder: Finder, upload_id: int) -> UploadView:
    """An upload as it stands now."""
    return finder.database.newest(lambda connection: store.read_upload(connection, upload_id))


def work(finder: Finder, job_id: int | None) -> None:
    """Do a job that must succeed."""
    assert job_id is not None
    Worker(finder, duties=()).run_next()
    job = get_job(finder, job_id)
    assert job.state is JobState.DONE, job.error


def checked(finder: Finder, upload: UploadView) -> UploadView:
    """The upload after its dry run."""
    work(finder, check.start_check(finder, upload.id, CLERK))
    return uploaded(finder, upload.id)


def applied(finder: Finder, upload: UploadView) -> UploadView:
    """The upload after it was applied."""
    work(finder, apply.start_apply(finder, upload.id, CLERK))
    return uploaded(finder, upload.id)


def undone(finder: Finder, upload: UploadView) -> UploadView:
    """The upload after it was taken back."""
    work(finder, undo.start_undo(finder, upload.id, CLERK))
    return uploaded(finder, upload.id)


def outcomes(finder: Finder, upload: UploadView) -> dict[str, int]:
    """How many rows would do what."""
    counts = finder.database.newest(lambda connection: store.count_rows(connection, upload.id))
    found = dict.fromkeys(map(str, RowOutcome), 0)
    for (outcome, _state), count in counts.items():
        found[outcome] += count
    return {name: count for name, count in found.items() if count}


def states(finder: Finder, upload: UploadView) -> dict[RowState, int]:
    """What became of how many rows."""
    counts = finder.database.newest(lambda connection: store.count_rows(connection, upload.id))
    found: dict[RowState, int] = {}
    for (_outcome, state), count in counts.items():
        found[state] = found.get(state, 0) + count
    return found


def rows(finder: Finder, upload: UploadView, which: RowFilter = RowFilter()) -> list[RowView]:  # noqa: B008 - frozen
    """The rows of an upload."""
    return finder.database.newest(lambda connection: store.read_rows(connection, upload.id, which, 1_000))[0]


def work_all(finder: Finder) -> None:
    """Do every job that waits."""
    worker = Worker(finder, duties=())
    while worker.run_next():
        pass


def apply_until_killed(settings: Settings, batch: int, lease_s: float) -> None:
    """What a worker process does: it applies in small steps, so that it can be killed between many."""
    apply.BATCH = batch  # type: ignore[misc]  # it is final for all others
    Worker(Finder.open(settings), duties=(), lease_s=lease_s).run()
