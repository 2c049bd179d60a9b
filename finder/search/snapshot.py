"""The snapshot file: one file with all columns, mapped into memory and shared by all processes.

Layout: a fixed preamble (mark, BLAKE2b digest of all that follows, length of the header), the
header as JSON, then each column at a multiple of 64 bytes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.clock import utc_now
from finder.domain.holiday import WITHOUT_SCHOOL, Calendars
from finder.search.columns import Backing, Columns

FORMAT: Final = 3
"""The version of the layout; a file of another one is not read but built anew."""

_PREAMBLE: Final = struct.Struct("<16s32sQ")
_MARK: Final = b"finder snapshot\n"
_ALIGNMENT: Final = 64
_PART: Final = ".part"
# The clock of a file system ticks in milliseconds: an older date tells every later write apart.
_BACKDATED_S: Final = 2.0


def write_snapshot(path: Path, columns: Columns, dataset: str) -> None:
    """Puts the columns into the file at once, durably and read-only; who has the old one open
    keeps it. `dataset` names the database that they come from. One writer at a time: what a killed
    one left behind is removed.

    Raises OSError when it cannot be written; then no half file is left and an old one stays.
    """
    for left in path.parent.glob(f"{path.name}.*{_PART}"):
        left.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=_PART, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_PREAMBLE.size))
            digest = hashlib.blake2b(digest_size=32)
            header, chunks = _chunks(columns, dataset)
            for chunk in (header, *chunks):
                digest.update(chunk)
                file.write(chunk)
            file.seek(0)
            file.write(_PREAMBLE.pack(_MARK, digest.digest(), len(header)))
            file.flush()
            os.fsync(descriptor)
        Path(name).chmod(0o444)
        now = utc_now().timestamp()
        os.utime(name, (now, now - _BACKDATED_S))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _chunks(columns: Columns, dataset: str) -> tuple[bytes, Iterator[Any]]:
    """The header, padded, and after it the columns, each with the gap before it."""
    arrays = {name: np.ascontiguousarray(values) for name, values in columns.arrays.items()}
    places, end = [], 0
    for name, values in arrays.items():
        start = -(-end // _ALIGNMENT) * _ALIGNMENT
        places.append((name, values.dtype.str, values.shape, start))
        end = start + values.nbytes
    head = {
        "format": FORMAT,
        "dataset": dataset,
        "row_version": columns.row_version,
        "criteria": columns.criteria,
        "columns": places,
        "size": end,
    }
    header = json.dumps(head).encode()
    padded = header.ljust(-(-(len(header) + _PREAMBLE.size) // _ALIGNMENT) * _ALIGNMENT - _PREAMBLE.size)
    return padded, _filled(list(arrays.values()))


def _filled(arrays: list[NDArray[Any]]) -> Iterator[Any]:
    end = 0
    for values in arrays:
        yield bytes(-end % _ALIGNMENT)
        end += -end % _ALIGNMENT + values.nbytes
        if values.nbytes:
            yield values.reshape(-1).view(np.uint8).data


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_snapshot(path: Path, dataset: str, calendars: Calendars = WITHOUT_SCHOOL) -> Columns | None:
    """The columns in the file, mapped read-only, their hours judged by these calendars; None when there
    is no whole and unharmed file of this format and this dataset. Costs one read of the file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        backing = Backing.of(descriptor)
        data = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        columns = _checked(data, dataset, backing, calendars)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        columns = None
    if columns is None:
        os.close(descriptor)
        return None
    weakref.finalize(columns, os.close, descriptor)
    return columns


def _checked(data: mmap.mmap, dataset: str, backing: Backing, calendars: Calendars) -> Columns | None:
    mark, digest, header_size = _PREAMBLE.unpack_from(data)
    with memoryview(data) as view:
        if mark != _MARK or hashlib.blake2b(view[_PREAMBLE.size :], digest_size=32).digest() != digest:
            return None
    start = _PREAMBLE.size + header_size
    head = json.loads(data[_PREAMBLE.size : start])
    if head["format"] != FORMAT or head["dataset"] != dataset or len(data) != start + head["size"]:
        return None
    arrays = {
        name: np.ndarray(tuple(shape), np.dtype(kind), data, start + offset)
        for name, kind, shape, offset in head["columns"]
    }
    return Columns(arrays, head["criteria"], head["row_version"], backing, calendars)
