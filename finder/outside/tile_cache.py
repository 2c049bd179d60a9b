"""Tiles kept on disk, so that the source is asked seldom and the map survives its failure."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from finder.outside.tiles import TileDown, TileSource

DAY_S = 86_400
FRESH_S = 7 * DAY_S
"""A tile younger than this is served without asking the source; tile services ask for a week or more."""

KEPT_S = 90 * DAY_S
"""An older tile is shown no more and removed at the next sweep."""

MAX_CACHE_BYTES = 300_000_000
REST_S = 30.0
"""After a failure the source is left alone for so long; visitors do not wait for it meanwhile."""

_PUTS_BETWEEN_SWEEPS = 200
_LOCKS = 32
_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Tile:
    """The image of a tile; `is_stale` when it is old and could not be renewed."""

    image: bytes
    is_stale: bool


class TileCache:
    """Tiles of one source, kept below a directory that may be emptied at any time.

    Safe for several threads and processes: files are replaced whole. One thread of one process asks
    for a tile, the others wait for its answer; all leave a source alone that failed.
    """

    def __init__(self, source: TileSource, directory: Path, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._source = source
        self._directory = directory
        self._max_bytes = max_bytes
        self._aside = directory.with_name(f"{directory.name}.aside")
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))
        self._rests_until = 0.0
        self._puts = 0

    def get(self, z: int, x: int, y: int) -> Tile:
        """The tile, from the disk while it is fresh or while the source is down.

        Raises NoTile when the source has none, TileDown when it fails and nothing is kept.
        """
        path = self._directory / str(z) / str(x) / str(y)
        kept = _read(path)
        if not kept.is_fresh:
            with self._alone(hash((z, x, y)) % _LOCKS):
                kept = _read(path)
                if not kept.is_fresh:
                    return self._renewed(path, kept, (z, x, y))
        return Tile(kept.image, is_stale=False)

    @contextmanager
    def _alone(self, number: int) -> Iterator[None]:
        """Hold a lock of this process and of all; a disk that allows no lock costs only the second."""
        with self._locks[number], ExitStack() as stack:
            with suppress(OSError, Timeout):
                self._aside.mkdir(parents=True, exist_ok=True)
                stack.enter_context(FileLock(self._aside / f"{number}.lock", timeout=_WAIT_S))
            yield

    def _renewed(self, path: Path, kept: _Kept, tile: tuple[int, int, int]) -> Tile:
        """The tile from the source, the kept one while that is down."""
        try:
            image = self._fetch(*tile)
        except TileDown:
            if not kept.image:
                raise
            return Tile(kept.image, is_stale=True)
        self._put(path, image)
        return Tile(image, is_stale=False)

    def _fetch(self, z: int, x: int, y: int) -> bytes:
        if self._rests():
            raise TileDown("The tile source failed a moment ago.")
        try:
            return self._source.fetch(z, x, y)
        except TileDown:
            self._rests_until = time.monotonic() + REST_S
            with suppress(OSError):
                self._failure.touch()
            raise

    def _rests(self) -> bool:
        """Whether the source failed a moment ago, here or in another process."""
        if time.monotonic() < self._rests_until:
            return True
        with suppress(OSError):
            return time.time() - self._failure.stat().st_mtime < REST_S
        return False

    @property
    def _failure(self) -> Path:
        return self._aside / "failure"

    def _put(self, path: Path, image: bytes) -> None:
        """Keep the image; a disk that is full or read-only costs only the keeping."""
        draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(image)
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            return
        self._puts += 1
        if self._puts % _PUTS_BETWEEN_SWEEPS == 1:
            self.sweep()

    def sweep(self) -> None:
        """Remove what is too old, then the oldest until nine tenths of the allowed size remain."""
        files = sorted(_files(self._directory))
        total = sum(size for _, size, _ in files)
        excess = total - 0.9 * self._max_bytes if total > self._max_bytes else 0.0
        oldest = time.time() - KEPT_S
        for modified, size, path in files:
            if modified >= oldest and excess <= 0:
                break
            Path(path).unlink(missing_ok=True)
            excess -= size


class _Kept(NamedTuple):
    """A kept image, b"" when there is none that may still be shown."""

    image: bytes
    is_fresh: bool


def _read(path: Path) -> _Kept:
    try:
        image, age_s = path.read_bytes(), time.time() - path.stat().st_mtime
    except OSError:
        return _Kept(b"", is_fresh=False)
    return _Kept(image if age_s < KEPT_S else b"", age_s < FRESH_S)


def _files(directory: Path) -> list[tuple[float, int, str]]:
    """Time of change, size and path of every file below the directory."""
    found = []
    for folder, _, names in os.walk(directory):
        for name in names:
            path = Path(folder, name)
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((state.st_mtime, state.st_size, str(path)))
    return found
