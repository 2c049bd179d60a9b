"""The dry run: reads a file and keeps what each row would do. The records are only read, never written, not
even in a transaction that is undone; what is written are the rows of the dry run, some hundred at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.imports import receive, staged
from finder.actions.imports.matches import keep_matches
from finder.actions.imports.plausible import PointCheck
from finder.actions.jobs import JobFailed, RunningJob, queue_job
from finder.actions.vocabulary import load_vocabulary
from finder.clock import utc_now
from finder.domain.entry import Entry, Rejected
from finder.domain.upload import UploadState
from finder.errors import BadInput
from finder.exchange import table
from finder.exchange.context import ReadContext
from finder.exchange.registry import FORMATS, count_rows
from finder.store import uploads as store
from finder.store.entry_plan import Planner
from finder.store.provenance import Source
from finder.store.uploads import UploadView
from finder.store.vocabulary import TaxonomyTerm

KIND: Final = "import-check"
BATCH: Final = 500
MAX_ROWS: Final = 500_000

_BEFORE: Final = (UploadState.RECEIVED, UploadState.CHECKED, UploadState.CHECKING)


def start_check(finder: Finder, upload_id: int, actor: str) -> int | None:
    """Queue the dry run of a file; gives the job, None where the file is past that, or a job works
    on it already. Raises StoreDown.
    """
    with finder.database.change(actor) as session:
        if not store.claim_upload(session, upload_id, _BEFORE, UploadState.CHECKING):
            return None
        job_id = queue_job(session, KIND, {"upload_id": upload_id}, actor)
        store.change_upload(session, upload_id, job_id=job_id)
    return job_id


def check_upload(finder: Finder, job: RunningJob) -> None:
    """The handler of the job: begun again, it starts from the beginning."""
    upload_id = int(job.payload["upload_id"])
    upload = finder.database.newest(lambda connection: store.read_upload(connection, upload_id))
    load_vocabulary(finder)
    while _clear(finder, job, upload_id):
        job.raise_if_cancelled()
    try:
        done = _keep_rows(finder, job, upload)
    except BadInput as error:
        raise JobFailed(error.expected) from error
    keep_matches(finder, job, upload_id, done)
    with finder.database.change(job.actor) as session:
        job.progress(done, done)
        store.move_upload(session, upload_id, [UploadState.CHECKING], UploadState.CHECKED)
        store.change_upload(session, upload_id, checked_at=utc_now())
        job.save(session, {"rows": done})


def _clear(finder: Finder, job: RunningJob, upload_id: int) -> int:
    with finder.database.change(job.actor) as session:
        job.save(session, {})
        return store.clear_rows(session, upload_id)


def _keep_rows(finder: Finder, job: RunningJob, upload: UploadView) -> int:
    """Keep what every row would do; gives how many there are."""
    planner, done, total = _planner(finder, upload), 0, _total(finder, upload)
    items = read_upload(finder, upload)
    while batch := list(islice(items, BATCH)):
        job.raise_if_cancelled()
        if done + len(batch) > MAX_ROWS:
            raise JobFailed(f"at most {MAX_ROWS} rows")
        rows = _rows(finder, planner, upload.id, done, batch)
        done += len(batch)
        job.progress(done, max(total, done))
        with finder.database.change(job.actor) as session:
            store.add_rows(session, rows)
            job.save(session, {"rows": done})
    return done


def _rows(
    finder: Finder, planner: Planner, upload_id: int, done: int, batch: Sequence[Entry | Rejected]
) -> list[dict[str, object]]:
    entries = [item for item in batch if isinstance(item, Entry)]
    with finder.database.read() as connection:
        planned = iter(planner.plan(connection, entries))
    return [
        staged.rejected_row(upload_id, number, item)
        if isinstance(item, Rejected)
        else staged.row_of(upload_id, number, next(planned))
        for number, item in enumerate(batch, start=done + 1)
    ]


def read_upload(finder: Finder, upload: UploadView) -> Iterator[Entry | Rejected]:
    """What the file says, row by row, as its reader understands it; without points that cannot be right."""
    path = receive.path_of(finder, upload)
    for item in read_file(finder, path, upload.file_name, upload.format, upload.layout):
        yield item.credited_in(upload.source_key) if isinstance(item, Entry) else item


def read_file(
    finder: Finder, path: Path, file_name: str, format_name: str, layout: Mapping[str, Any]
) -> Iterator[Entry | Rejected]:
    """The same of a file of which format and layout are known."""
    context = ReadContext(finder.taxonomy, finder.names)
    points = PointCheck(finder.gazetteer, file_name)
    if format_name == table.NAME:
        items = table.read(path, context, receive.layout_of(layout))
    else:
        items = FORMATS[format_name].read(path, context)
    for item in items:
        yield points.corrected(item) if isinstance(item, Entry) else item


def _total(finder: Finder, upload: UploadView) -> int:
    path = receive.path_of(finder, upload)
    return (count_rows(FORMATS[upload.format], path) or 0) if path.is_file() else 0


def _planner(finder: Finder, upload: UploadView) -> Planner:
    with finder.database.read() as connection:
        return planner_of(connection, upload.source_key)


def planner_of(reads: Session | sa.Connection, source_key: str) -> Planner:
    """A planner for entries of a source, which need not exist yet."""
    terms = reads.execute(sa.select(TaxonomyTerm.code, TaxonomyTerm.id)).all()
    source_id = reads.execute(sa.select(Source.id).where(Source.key == source_key)).scalar()
    return Planner({row[0]: row[1] for row in terms}, source_id or 0)
