"""Brings the file of a source here and looks at it, before anything of it is written."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from finder.actions.context import Finder
from finder.actions.imports.check import read_file
from finder.actions.imports.receive import fields_of, layout_of, look_at
from finder.actions.sync.feeds import path_of
from finder.domain.entry import Entry, Rejected
from finder.errors import BadInput
from finder.exchange import table
from finder.exchange.archive import is_archive
from finder.exchange.registry import find_reader
from finder.exchange.table_file import open_table
from finder.exchange.table_headings import is_enough
from finder.outside.download import Fetched, NotFetched, Version, Wanted, download
from finder.store.feeds import FeedView, SourceView

MAX_BYTES: Final = 200 * 1024 * 1024
TIMEOUT_S: Final = 120.0

_ENDING: Final = re.compile(r"\.(?:osm\.(?:gz|bz2|pbf)|[a-z0-9]{1,8})$")
_ENDINGS: Final[Mapping[str, str]] = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "application/geo+json": ".geojson",
    "application/json": ".json",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}


Items = Iterator[Entry | Rejected]
"""What stands in a file, row by row."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that lies here: in which folder, what it is and how it is read, which version it is, and how
    many rows of it are usable of how many.
    """

    folder: str
    file_name: str
    format: str
    layout: dict[str, Any]
    etag: str
    last_modified: str
    digest: str
    n_good: int
    n_rows: int


def fetch(finder: Finder, source: SourceView, feed: FeedView, folder: Path) -> Content | None:
    """Bring what a source publishes into an empty folder; None when it is what was brought in last.

    Raises NotFetched, BadInput for a file that is none of the formats, and StoreDown.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    raw = folder / "fetched"
    found = _download(finder, feed, raw) if "://" in feed.location else _copy(finder, feed, raw)
    if found is None or found.digest == feed.content_digest:
        return None
    name = _name(found)
    path = raw.rename(folder / f"file{_ending(name, found.kind)}")
    known = _looked_at(finder, source.key, feed, path, folder)
    rows = [isinstance(item, Entry) for item in _items(finder, folder, name, known)]
    return Content(
        folder=folder.name,
        file_name=name,
        format=known["format"],
        layout=known["layout"],
        etag=found.version.etag,
        last_modified=found.version.last_modified,
        digest=found.digest,
        n_good=sum(rows),
        n_rows=len(rows),
    )


def _items(finder: Finder, folder: Path, name: str, known: Mapping[str, Any]) -> Items:
    path = folder / str(known["layout"]["file"])
    return read_file(finder, path, name, known["format"], known["layout"])


def _download(finder: Finder, feed: FeedView, path: Path) -> Fetched | None:
    contact = finder.settings.url or finder.settings.contact
    about = f" (+{contact})" if contact else ""
    agent = f"finder/{version('finder')}{about}".encode("ascii", "ignore").decode()
    known = Version(feed.etag, feed.last_modified)
    wanted = Wanted(feed.location, agent, known, TIMEOUT_S, MAX_BYTES, finder.settings.sync_hosts)
    return download(wanted, path)


def _copy(finder: Finder, feed: FeedView, path: Path) -> Fetched:
    given = path_of(finder, feed.location)
    if not given.is_file():
        raise NotFetched("there is no such file")
    digest, size = hashlib.sha256(), 0
    with given.open("rb") as source, path.open("wb") as target:
        while block := source.read(1 << 20):
            size += len(block)
            if size > MAX_BYTES:
                raise NotFetched("the file is too large")
            digest.update(block)
            target.write(block)
    return Fetched(Version(), digest.hexdigest(), "", given.name)


def _name(found: Fetched) -> str:
    """The name of the file without what stands behind the question mark: there may be a key in it."""
    return PurePosixPath(urlsplit(found.url).path).name[:100] or "index"


def _ending(name: str, kind: str) -> str:
    ending = _ENDING.search(name.lower())
    return ending[0] if ending else _ENDINGS.get(kind, "")


def _looked_at(finder: Finder, key: str, feed: FeedView, path: Path, folder: Path) -> dict[str, Any]:
    """Format and layout; the columns of a table as somebody once said of this source."""
    if feed.format not in ("", table.NAME) and not is_archive(path):
        find_reader(path, feed.format)
        return {"format": feed.format, "layout": {"file": path.name}}
    known = look_at(path, folder)
    if feed.format not in ("", known["format"]):
        raise BadInput("file", path.name, f"a file of the format {feed.format}")
    if known["format"] == table.NAME:
        layout = known["layout"]
        found = open_table(folder / layout["file"], layout_of(layout))
        fields = fields_of(finder, found, key)
        if not is_enough(fields):
            raise BadInput("file", path.name, "a column with the name")
        layout["fields"] = fields
    return known


def read(finder: Finder, folder: Path, content: Content) -> Items:
    """The entries and rejected rows of a file that lies here, in the order of the file."""
    known = {"format": content.format, "layout": content.layout}
    return _items(finder, folder, content.file_name, known)
