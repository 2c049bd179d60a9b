"""An import that was killed at any moment is made good by running it again."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from importing import counts, exported, import_until_killed, many_rows, run_import, write_table

from finder.actions.context import Finder

ROWS = 240
BATCH = 20
PATIENCE_S = 120.0
CHECKED = (
    "organization", "location", "address", "service", "person", "service_at_location", "phone", "language",
    "schedule", "accessibility_fact", "attribute", "external_id", "metadata", "search_row", "staff_row",
)  # fmt: skip


def _state(finder: Finder) -> tuple[str, dict[str, int]]:
    found = counts(finder.database)
    return exported(finder), {name: found[name] for name in CHECKED}


def _kill_after(finder: Finder, path: Path, rows: int, pause_s: float) -> int:
    """Start an import in a process of its own and kill it a moment after so many rows are done; gives
    how many were.
    """
    context = multiprocessing.get_context("spawn")
    done = context.Value("i", 0)
    process = context.Process(target=import_until_killed, args=(finder.settings, path, BATCH, done))
    process.start()
    gives_up = time.monotonic() + PATIENCE_S
    while done.value < rows and process.is_alive():
        assert time.monotonic() < gives_up, "the import does not get on"
        time.sleep(0.001)
    time.sleep(pause_s)
    process.kill()
    process.join()
    return int(done.value)


def test_killed_at_any_moment_and_run_again_it_ends_in_the_same_state(
    finder: Finder, tmp_path: Path, make_database_url: Callable[[str], str]
) -> None:
    rows = many_rows(ROWS, seed=7)
    first, second = write_table(tmp_path / "a.csv", rows), tmp_path / "b.csv"
    for row in rows[::3]:
        row["description"] = "Neu"
        row["phones"] = "02723 1"
    write_table(second, rows[10:])
    whole = Finder.open(replace(finder.settings, database_url=make_database_url("spatialite")))
    dice = random.Random(3)
    killed_midway = 0
    for path in (first, second):
        for goal in (0, dice.randrange(BATCH, ROWS // 2), dice.randrange(ROWS // 2, ROWS - BATCH)):
            reached = _kill_after(finder, path, goal, dice.random() * 0.05)
            killed_midway += 0 < reached < ROWS - 10
        run_import(finder, path, retire_missing=True)
        run_import(whole, path, retire_missing=True)
        assert _state(finder) == _state(whole)
        assert (
            run_import(finder, path, retire_missing=True).report.unchanged
            == len(path.read_text(encoding="utf-8").splitlines()) - 1
        )
    assert killed_midway >= 2
    whole.close()


def test_two_imports_of_one_source_at_once_make_no_duplicates(
    finder: Finder, tmp_path: Path, make_database_url: Callable[[str], str]
) -> None:
    path = write_table(tmp_path / "a.csv", many_rows(ROWS, seed=8))
    context = multiprocessing.get_context("spawn")
    done = [context.Value("i", 0) for _ in range(2)]
    processes = [
        context.Process(target=import_until_killed, args=(finder.settings, path, BATCH, value))
        for value in done
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in processes] == [0, 0]
    assert [value.value for value in done] == [ROWS, ROWS]
    whole = Finder.open(replace(finder.settings, database_url=make_database_url("spatialite")))
    run_import(whole, path)
    assert _state(finder) == _state(whole)
    whole.close()


@pytest.mark.parametrize("rows", [400, 1600])
def test_memory_does_not_grow_with_the_file(finder: Finder, tmp_path: Path, rows: int) -> None:
    """What is held at once is a batch: the reader is never further ahead than that."""
    path = write_table(tmp_path / "a.csv", many_rows(rows))
    ahead: list[int] = []
    seen = 0

    def on_progress(count: int) -> None:
        nonlocal seen
        seen += count
        ahead.append(count)

    run_import(finder, path, on_progress=on_progress)
    assert seen == rows
    assert max(ahead) <= 500
