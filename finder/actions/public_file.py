"""Everything that is public as a file, made once for each version of the data and kept for all processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

import orjson
import sqlalchemy as sa
from filelock import FileLock

from finder.actions.context import Finder
from finder.actions.export_entries import exported
from finder.actions.program import program_version
from finder.clock import today
from finder.errors import StoreDown
from finder.exchange.own_translations import text_columns
from finder.exchange.result_file import About, Found, Terms, terms_of, write_csv, write_geojson
from finder.exchange.result_sheet import write_xlsx
from finder.store.exported import (
    PublicSource,
    read_public_sources,
    stream_public_offers,
    stream_translated_details,
)
from finder.store.search_rows import PublicVersion, read_public_version

_FOLDER: Final = "public"


def open_public_file(finder: Finder, ending: str, site: str) -> BinaryIO:
    """The file of every public offer, by their numbers, in one of `finder.actions.result_file.FORMATS`, as
    of now; `site` is what the addresses of pages begin with. It is made when the data, the day or the program
    are others than when it was made last; one process makes it, the others wait for that.

    Raises StoreDown, also where no file can be kept.
    """
    try:
        wanted = _path(finder, finder.database.newest(read_public_version), ending, site)
        return _opened(wanted) or _made(finder, ending, site)
    except OSError as error:
        raise StoreDown("No file can be written.") from error


def public_terms(finder: Finder) -> tuple[Terms, ...]:
    """The sources of all public offers, by name; one statement. Raises StoreDown."""
    return _terms(finder.database.newest(read_public_sources))


def kept_size(finder: Finder, ending: str) -> int | None:
    """The size in bytes of the file that was made last, None where there is none."""
    for path in _folder(finder).glob(f"*.{ending}"):
        with suppress(FileNotFoundError):  # another process makes it anew just now
            return path.stat().st_size
    return None


def _opened(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _made(finder: Finder, ending: str, site: str) -> BinaryIO:
    folder = _folder(finder)
    folder.mkdir(exist_ok=True)
    with FileLock(folder / f"{ending}.lock"), finder.database.read() as connection:
        path = _path(finder, read_public_version(connection), ending, site)
        file = _opened(path)
        if file is None:
            part = folder / f"{ending}.part"
            with part.open("wb") as unfinished:
                _write(connection, ending, unfinished, site)
            for old in folder.glob(f"*.{ending}"):
                old.unlink(missing_ok=True)  # who reads it keeps it
            file = part.replace(path).open("rb")
    return file


def _folder(finder: Finder) -> Path:
    return finder.settings.var / _FOLDER


def _path(finder: Finder, version: PublicVersion, ending: str, site: str) -> Path:
    """Where the file of a version is kept: what is in it also depends on the day and the program."""
    parts = (tuple(version), today(), program_version(), site)
    name = blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    return _folder(finder) / f"{name}.{ending}"


def write_public_file(finder: Finder, ending: str, file: BinaryIO, site: str) -> int:
    """Write the same into a file, and give how many offers there are. Raises StoreDown."""
    with finder.database.read() as connection:
        return _write(connection, ending, file, site)


def _write(connection: sa.Connection, ending: str, file: BinaryIO, site: str) -> int:
    sources = read_public_sources(connection)
    day = today()
    n_offers = sum(source.n_offers for source in sources)
    about = About("", day.isoformat(), n_offers, _terms(sources))
    found = _found(connection, day, site)
    if ending == "geojson":
        _write_texts(file, write_geojson(found, about))
        return n_offers
    columns = text_columns(map(orjson.loads, stream_translated_details(connection)))
    if ending == "csv":
        _write_texts(file, write_csv(found, about, columns))
    else:
        write_xlsx(file, found, about, columns)
    return n_offers


def _terms(sources: Iterable[PublicSource]) -> tuple[Terms, ...]:
    return tuple(terms_of(*source[:-1]) for source in sources)


def _found(connection: sa.Connection, day: dt.date, site: str) -> Iterator[Found]:
    for offer in stream_public_offers(connection):
        told = exported(offer, day, True)
        yield Found(told, None, f"{site}{told.summary['url']}")


def _write_texts(file: BinaryIO, parts: Iterable[str]) -> None:
    for part in parts:
        file.write(part.encode())
