"""An import that is killed, stopped or cancelled at any moment ends as one that ran through, or is undone."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from importing import exported, many_rows, ranked_records, write_table
from uploading import CLERK, applied, apply_until_killed, checked, receive, states, uploaded, work_all

from finder.actions.context import Finder
from finder.actions.imports import apply, undo
from finder.actions.jobs import cancel_job, get_job
from finder.actions.work import Worker
from finder.domain.job import JobState
from finder.domain.upload import RowState, UploadState

ROWS, BATCH, LEASE_S, PATIENCE_S = 60, 5, 0.6, 120.0
COMPARED = ("organization", "location", "service", "person", "service_at_location", "phone", "language",
            "accessibility_fact", "attribute", "external_id")  # fmt: skip


def state(finder: Finder) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    return exported(finder), ranked_records(finder.database, COMPARED)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "a.csv", many_rows(ROWS, seed=5))


def test_killed_while_it_is_applied_it_ends_as_one_that_ran_through(
    finder: Finder, table: Path, make_database_url: Callable[[str], str]
) -> None:
    whole = Finder.open(replace(finder.settings, database_url=make_database_url("spatialite")))
    applied(whole, checked(whole, receive(whole, table)))
    upload = checked(finder, receive(finder, table))
    job_id = apply.start_apply(finder, upload.id, CLERK)
    goal = random.Random(4).randrange(BATCH, ROWS // 2)
    process = multiprocessing.get_context("spawn").Process(
        target=apply_until_killed, args=(finder.settings, BATCH, LEASE_S)
    )
    process.start()
    gives_up = time.monotonic() + PATIENCE_S
    while states(finder, upload).get(RowState.APPLIED, 0) < goal:
        assert time.monotonic() < gives_up, "the import does not get on"
        time.sleep(0.002)
    process.kill()
    process.join()
    assert job_id is not None
    assert get_job(finder, job_id).state is JobState.RUNNING
    assert states(finder, upload)[RowState.OPEN] > 0
    while not get_job(finder, job_id).state.is_over:
        assert time.monotonic() < gives_up, "nobody takes it up again"
        Worker(finder, duties=()).run_next()
    assert uploaded(finder, upload.id).state is UploadState.APPLIED
    found, wanted = state(finder), state(whole)
    whole.close()
    assert found[0] == wanted[0]
    assert [name for name in COMPARED if found[1][name] != wanted[1][name]] == []


def test_cancelled_midway_it_can_go_on_or_be_taken_back(
    finder: Finder, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(finder)
    upload = checked(finder, receive(finder, table))
    monkeypatch.setattr(apply, "BATCH", BATCH)
    monkeypatch.setattr(undo, "BATCH", 40)
    job_id = apply.start_apply(finder, upload.id, CLERK)
    assert job_id is not None
    written = apply._Apply.write_next

    def cancel_later(self: apply._Apply, after: int, limit: int) -> int | None:
        if after > ROWS // 3:
            cancel_job(finder, job_id, CLERK)
        return written(self, after, limit)

    monkeypatch.setattr(apply._Apply, "write_next", cancel_later)
    work_all(finder)
    monkeypatch.setattr(apply._Apply, "write_next", written)
    assert get_job(finder, job_id).state is JobState.CANCELLED
    done = states(finder, upload)
    assert done[RowState.APPLIED] > 0
    assert done[RowState.OPEN] > 0
    assert exported(finder).count("\nrow-") == done[RowState.APPLIED], "what was written is whole"
    applied(finder, upload)
    assert states(finder, upload) == {RowState.APPLIED: ROWS}

    undo_job = undo.start_undo(finder, upload.id, CLERK)
    assert undo_job is not None
    stopped = Worker(finder, duties=())
    undone_before = undo._undo_next

    def stop_later(*args: object) -> int:
        stopped.stop.set()
        return undone_before(*args)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(undo, "_undo_next", stop_later)
    stopped.run_next()
    monkeypatch.setattr(undo, "_undo_next", undone_before)
    assert get_job(finder, undo_job).state is JobState.WAITING, "given back"
    work_all(finder)
    assert uploaded(finder, upload.id).state is UploadState.UNDONE
    assert state(finder) == before
    assert undo.start_undo(finder, upload.id, CLERK) is None
