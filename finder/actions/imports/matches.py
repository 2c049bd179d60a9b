"""Finds, for the new rows of a file, the existing entries that they may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from finder.actions.context import Finder
from finder.actions.find_duplicates import Duplicate, find_duplicates, traits_of_entry
from finder.actions.imports import staged
from finder.actions.jobs import RunningJob
from finder.domain.upload import RowOutcome
from finder.store import uploads as store
from finder.store.uploads import RowFilter, RowView

BATCH: Final = 100
NOTE: Final = "matches"
"""What the job says while it does this."""
SHOWN: Final = 3
"""So many look-alikes of a row are offered for a decision."""

_NEW: Final = RowFilter(outcome=RowOutcome.NEW)


def keep_matches(finder: Finder, job: RunningJob, upload_id: int, total: int) -> None:
    """Keep which existing entries the new rows of a file look like, some rows at a time."""
    after = 0
    while rows := _next(finder, upload_id, after):
        job.raise_if_cancelled()
        found = [values for row in rows for values in _candidates(finder, upload_id, row)]
        after = rows[-1].number
        job.progress(after, total, NOTE)
        with finder.database.change(job.actor) as session:
            store.add_candidates(session, found)
            job.save(session, {"matched": after})


def _next(finder: Finder, upload_id: int, after: int) -> Sequence[RowView]:
    return finder.database.newest(
        lambda connection: store.next_rows(connection, upload_id, after, _NEW, BATCH)
    )


def _candidates(finder: Finder, upload_id: int, row: RowView) -> list[dict[str, Any]]:
    traits = traits_of_entry(staged.entry_of(row.entry))
    found = find_duplicates(finder, traits, limit=SHOWN)
    return [_values(upload_id, row.number, duplicate) for duplicate in found]


def _values(upload_id: int, number: int, duplicate: Duplicate) -> dict[str, Any]:
    alike = duplicate.resemblance
    return {
        "upload_id": upload_id,
        "number": number,
        "offer_id": duplicate.offer_id,
        "score": alike.score,
        "fields": {name: agreement.value for name, agreement in alike.fields.items()},
        "metres": alike.metres,
    }
