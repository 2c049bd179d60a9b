"""Files and links that the town lists: downloads, press, minutes."""

from __future__ import annotations

import csv
import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from finder.actions.context import Finder
from finder.actions.texts import Shelf
from finder.errors import NotFound
from finder.paths import DATA

LIST = "downloads.csv"
COLUMNS = ("kind", "title", "date", "file", "url", "lang")
FILES = "files"
FORMATS: Mapping[str, str] = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""What may be handed out, by the end of its name; nothing that a browser would run."""

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is listed together, in this order."""

    DOWNLOAD = "download"
    PRESS = "press"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Item:
    """A file (`path`, with its size) or a link (`url`); the other one is None or "". `lang` is the
    language of its title.
    """

    kind: Kind
    title: str
    lang: str
    day: dt.date | None
    path: Path | None
    size_bytes: int
    url: str


def find_items(finder: Finder) -> list[Item]:
    """What the town lists in `pages/downloads.csv` of its directory, else what ships; newest first, what
    has no date last. A line that cannot be used is left out and said in the log.
    """
    own = finder.settings.var / Shelf.PAGES
    directory = own if (own / LIST).is_file() else DATA / Shelf.PAGES
    items = sorted(_items(directory), key=lambda item: item.title)
    return sorted(items, key=lambda item: item.day or dt.date.min, reverse=True)


def get_file(finder: Finder, name: str) -> tuple[Path, str]:
    """A listed file and its media type; raises NotFound for any other name."""
    for item in find_items(finder):
        if item.path is not None and item.path.name == name:
            return item.path, FORMATS[item.path.suffix.lower()]
    raise NotFound("There is no such file.")


def _items(directory: Path) -> Iterator[Item]:
    try:
        text = (directory / LIST).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        log.warning("list of downloads cannot be read", extra={"file": LIST})
        return
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            yield _item(directory / FILES, {name: (row.get(name) or "").strip() for name in COLUMNS})
        except (ValueError, OSError):
            log.warning("line of downloads left out", extra={"file": LIST, "rows": number})


def _item(files: Path, row: Mapping[str, str]) -> Item:
    """The item of a line; raises ValueError or OSError when it cannot be used."""
    path = _path(files, row["file"]) if row["file"] else None
    if not row["title"] or (path is None) == (not row["url"]):
        raise ValueError("a title and either a file or a link are needed")
    return Item(
        kind=Kind(row["kind"]),
        title=row["title"],
        lang=row["lang"] or "de",
        day=dt.date.fromisoformat(row["date"]) if row["date"] else None,
        path=path,
        size_bytes=path.stat().st_size if path else 0,
        url=row["url"],
    )


def _path(files: Path, name: str) -> Path:
    """The file of a name in the directory, which it must not lead out of."""
    path = (files / name).resolve()
    if path.parent != files.resolve() or path.suffix.lower() not in FORMATS or not path.is_file():
        raise ValueError("no such file of a known format")
    return path
