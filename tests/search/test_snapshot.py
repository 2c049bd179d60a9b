"""A snapshot file answers like the columns it was made of, or is not used at all."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from search.test_match import crowd

from finder.clock import utc_now
from finder.domain.point import Point
from finder.search import Columns, Matched, Request, View, build_columns, match, open_snapshot, write_snapshot
from finder.search import snapshot as layout

HERE = Request(point=Point(51.1, 8.07), radius_m=5_000, words=(("w", frozenset()),), languages=("fa",))


@pytest.fixture(scope="module")
def columns() -> Columns:
    return build_columns(crowd(300, seed=3), 41)


@pytest.fixture
def path(tmp_path: Path, columns: Columns) -> Path:
    write_snapshot(tmp_path / "offers.snapshot", columns, "town")
    return tmp_path / "offers.snapshot"


def opened(path: Path) -> Columns:
    found = open_snapshot(path, "town")
    assert found is not None
    return found


def test_a_snapshot_answers_as_the_columns_do(path: Path, columns: Columns) -> None:
    found = opened(path)
    assert found.row_version == 41
    assert found.criteria == columns.criteria
    assert len(found) == len(columns)
    for request in (HERE, Request(), replace(HERE, access=("toilet",), words=(), languages=())):
        assert match(View.of(found), request) == match(View.of(columns), request)


def test_a_snapshot_of_no_offers_is_a_snapshot(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "empty", build_columns([], 0), "town")
    assert match(View.of(opened(tmp_path / "empty")), HERE) == Matched([], [], [], 0, 0, 0, 0)


def test_changes_can_be_laid_over_a_snapshot(path: Path) -> None:
    view = View.of(opened(path)).with_changes(
        [row._replace(is_public=False) for row in crowd(300, seed=3)], 42
    )
    assert match(view, Request()).total == 0


def test_mapped_columns_cannot_be_written_to(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        opened(path).table.lon[0] = 0.0
    assert path.stat().st_mode & 0o777 == 0o444


def test_columns_are_aligned_for_the_processor(path: Path) -> None:
    found = opened(path)
    assert all(values.ctypes.data % 64 == 0 for values in found.arrays.values() if values.size)


def test_a_missing_file_is_no_snapshot(tmp_path: Path) -> None:
    assert open_snapshot(tmp_path / "nothing", "town") is None
    assert open_snapshot(tmp_path, "town") is None


def test_another_dataset_is_no_snapshot(path: Path) -> None:
    assert open_snapshot(path, "village") is None


def test_another_format_is_no_snapshot(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FORMAT", layout.FORMAT + 1)
    assert open_snapshot(path, "town") is None


@pytest.mark.parametrize("seed", range(40))
def test_a_truncated_file_is_no_snapshot(path: Path, tmp_path: Path, seed: int) -> None:
    content = path.read_bytes()
    length = random.Random(seed).randrange(len(content)) if seed else 0
    (tmp_path / "short").write_bytes(content[: min(length, seed * 20) if seed < 10 else length])
    assert open_snapshot(tmp_path / "short", "town") is None


@pytest.mark.parametrize("seed", range(60))
def test_a_file_with_one_wrong_bit_is_no_snapshot(path: Path, tmp_path: Path, seed: int) -> None:
    content, some = bytearray(path.read_bytes()), random.Random(seed)
    content[seed if seed < 30 else some.randrange(len(content))] ^= 1 << some.randrange(8)
    (tmp_path / "scrambled").write_bytes(content)
    assert open_snapshot(tmp_path / "scrambled", "town") is None


def test_a_longer_file_and_any_other_file_are_no_snapshot(path: Path, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(path.read_bytes() + b"\0")
    (tmp_path / "other").write_text(json.dumps({"format": layout.FORMAT, "dataset": "town"}) * 50)
    assert open_snapshot(tmp_path / "long", "town") is None
    assert open_snapshot(tmp_path / "other", "town") is None


def test_a_change_under_an_open_snapshot_is_noticed(path: Path) -> None:
    found = opened(path)
    assert found.is_intact()
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"scrambled")
    assert not found.is_intact()


def test_the_file_is_dated_back_so_that_even_a_change_at_once_has_another_date(path: Path) -> None:
    assert path.stat().st_mtime < utc_now().timestamp() - 1


def test_a_cut_under_an_open_snapshot_is_noticed(path: Path) -> None:
    found = opened(path)
    path.chmod(0o644)
    os.truncate(path, path.stat().st_size - 1)
    assert not found.is_intact()


def test_columns_in_memory_are_always_intact(columns: Columns) -> None:
    assert columns.is_intact()


def test_a_new_snapshot_replaces_the_file_but_not_what_is_open(path: Path, columns: Columns) -> None:
    old = opened(path)
    write_snapshot(path, build_columns([], 99), "town")
    assert old.is_intact()
    assert match(View.of(old), HERE) == match(View.of(columns), HERE)
    assert opened(path).row_version == 99


def test_a_failed_write_leaves_the_old_file_and_no_other(path: Path, columns: Columns) -> None:
    broken = build_columns([], 1)
    broken.criteria.append(b"no text")  # type: ignore[arg-type]  # cannot be written as JSON
    with pytest.raises(TypeError):
        write_snapshot(path, broken, "town")
    assert [left.name for left in path.parent.iterdir()] == [path.name]
    assert opened(path).row_version == columns.row_version


def test_what_a_killed_writer_left_is_removed(path: Path, columns: Columns) -> None:
    left = path.with_name(f"{path.name}.abc.part")
    left.write_bytes(b"half")
    write_snapshot(path, columns, "town")
    assert not left.exists()


def test_files_are_closed_with_the_columns(path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        assert opened(path).is_intact()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


def test_another_process_reads_the_same_answers(path: Path, columns: Columns) -> None:
    code = (
        "import sys; from pathlib import Path; from finder.search import *\n"
        "print(match(View.of(open_snapshot(Path(sys.argv[1]), 'town')), Request(limit=50)).ids)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == match(View.of(columns), Request(limit=50)).ids


def test_digest_of_equal_columns_is_equal(path: Path, tmp_path: Path, columns: Columns) -> None:
    write_snapshot(tmp_path / "again", columns, "town")
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    assert np.array_equal(opened(path).table.ids, columns.table.ids)
