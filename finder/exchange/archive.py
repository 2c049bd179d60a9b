"""ZIP files with the tables of a directory, as HSDS and Ohana hand them over, unpacked within bounds."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from finder.errors import BadInput

MAX_FILES: Final = 100
MAX_BYTES: Final = 200_000_000
"""Of all files together, unpacked."""

_WANTED: Final = (".csv", ".json")
_BLOCK: Final = 1 << 20


def unpack_tables(path: Path, folder: Path) -> None:
    """Write the CSV and JSON files of an archive into a folder, whatever folders they are in there.

    Raises BadInput with param `file` for what is no archive, has none of these, or is too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [info for info in archive.infolist() if _is_wanted(info)]
            if not wanted or len(wanted) > MAX_FILES:
                raise BadInput("file", path.name, "an archive of CSV tables")
            _unpack(archive, wanted, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadInput("file", path.name, "an archive of CSV tables") from error


@contextmanager
def opened_tables(path: Path) -> Iterator[Path]:
    """A folder of tables as it is; the tables of an archive in a folder that is there for the time being.

    Raises BadInput as `unpack_tables` does.
    """
    if not path.is_file() or not is_archive(path):
        yield path
        return
    with TemporaryDirectory() as folder:
        unpack_tables(path, Path(folder))
        yield Path(folder)


def holds_tables(path: Path, is_wanted: Callable[[Path], bool]) -> bool:
    """Whether the folder that a path is, or is unpacked to, is what is wanted; never raises."""
    try:
        with opened_tables(path) as folder:
            return is_wanted(folder)
    except BadInput:
        return False


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    is_hidden = any(part.startswith((".", "__")) for part in name.parts)
    return not info.is_dir() and not is_hidden and name.suffix.lower() in _WANTED


def _unpack(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo], folder: Path) -> None:
    """The bytes are counted as they come: what an archive says of its sizes need not be true."""
    left = MAX_BYTES
    for info in wanted:
        target = folder / Path(PurePosixPath(info.filename).name).name
        with archive.open(info) as packed, target.open("wb") as file:
            while block := packed.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise BadInput("file", info.filename, "a smaller archive")
                file.write(block)


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive; spreadsheets are, too."""
    return zipfile.is_zipfile(path)


def is_spreadsheet(path: Path) -> bool:
    """Whether an archive is an XLSX or ODS file; never raises."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
    return "xl/workbook.xml" in names or "content.xml" in names


def remove_folder(folder: Path) -> None:
    """Remove an upload with all that was unpacked; one that is gone already is no error."""
    shutil.rmtree(folder, ignore_errors=True)
