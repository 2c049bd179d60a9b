"""Tiles kept on disk, so that the source is asked seldom and the map survives its failure."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from finder.outside.tiles import TileDown, TileSource

DAY_S = 86_400
FRESH_S = 7 * DAY_S
"""A tile younger than this is served without asking the source; tile services ask for a week or more."""

KEPT_S = 90 * DAY_S
MAX_CACHE_BYTES = 300_000_000
REST_S = 30.0
"""After a failure the source is left alone for so long; visitors do not wait for it meanwhile."""

_PUTS_BETWEEN_SWEEPS = 200
_LOCKS = 32


@dataclass(frozen=True, slots=True)
class Tile:
    """The image of a tile; `is_stale` when it is old and could not be renewed."""

    image: bytes
    is_stale: bool


class TileCache:
    """Tiles of one source, kept below a directory that may be emptied at any time.

    Safe for several threads and processes: files are replaced whole. One thread of a process asks
    for a tile, the others wait for its answer.
    """

    def __init__(self, source: TileSource, directory: Path, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._source = source
        self._directory = directory
        self._max_bytes = max_bytes
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))
        self._rests_until = 0.0
        self._puts = 0

    def get(self, z: int, x: int, y: int) -> Tile:
        """The tile, from the disk while it is fresh or while the source is down.

        Raises NoTile when the source has none, TileDown when it fails and nothing is kept.
        """
        path = self._directory / str(z) / str(x) / str(y)
        with self._locks[hash((z, x, y)) % _LOCKS]:
            kept, age_s = _read(path)
            if kept is not None and age_s < FRESH_S:
                return Tile(kept, is_stale=False)
            try:
                image = self._fetch(z, x, y)
            except TileDown:
                if kept is None:
                    raise
                return Tile(kept, is_stale=True)
            self._put(path, image)
        return Tile(image, is_stale=False)

    def _fetch(self, z: int, x: int, y: int) -> bytes:
        if time.monotonic() < self._rests_until:
            raise TileDown("The tile source failed a moment ago.")
        try:
            return self._source.fetch(z, x, y)
        except TileDown:
            self._rests_until = time.monotonic() + REST_S
            raise

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


def _read(path: Path) -> tuple[bytes | None, float]:
    """The kept image and its age in seconds, or None."""
    try:
        return path.read_bytes(), time.time() - path.stat().st_mtime
    except OSError:
        return None, 0.0


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
