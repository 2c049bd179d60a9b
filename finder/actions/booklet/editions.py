"""Editions of the booklet: kept when something has changed, compared with today, handed out as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from finder.actions.booklet.contents import Contents
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.edition import Changes, Said, canonical, compare, digest_of, tells_place
from finder.errors import NotFound
from finder.store import editions as store
from finder.store.editions import KeptEdition, KeptFile, SaidEntry

DIRECTORY = "booklets"


@dataclass(frozen=True, slots=True)
class Current:
    """The edition that says what the data say now, and the one before it (0 for none)."""

    number: int
    before: int


def keep_edition(finder: Finder, contents: Contents, actor: str) -> Current:
    """The edition of these contents: the newest one for the area while nothing has changed since it, else a
    new one. Raises StoreDown.
    """
    entries = [_entry(number, said) for number, said in contents.said.items()]
    digest = digest_of(f"{entry.offer_id} {entry.said}" for entry in entries)
    with finder.database.change(actor) as session:
        newest = store.newest_number(session, contents.area)
        if newest and store.read_digest(session, newest) == digest:
            return Current(newest, store.number_before(session, newest, contents.area))
        number = store.add_edition(session, contents.area, actor, digest, entries, utc_now())
        return Current(number, newest)


def _entry(number: int, said: Said) -> SaidEntry:
    return SaidEntry(number, canonical(said), tells_place(said))


def list_editions(finder: Finder) -> list[KeptEdition]:
    """All editions, the newest first. Raises StoreDown."""
    with finder.database.read() as connection:
        return store.read_editions(connection)


def get_edition(finder: Finder, number: int) -> KeptEdition:
    """One edition; raises NotFound, StoreDown."""
    for edition in list_editions(finder):
        if edition.number == number:
            return edition
    raise NotFound(f"There is no edition {number}.")


def changes_since(finder: Finder, number: int, now: Mapping[int, Said]) -> Changes:
    """What has changed between an edition and what is said now. Raises NotFound, StoreDown."""
    texts = finder.database.newest(lambda connection: store.read_said(connection, number))
    return compare({offer_id: orjson.loads(text) for offer_id, text in texts.items()}, now)


def directory(finder: Finder) -> Path:
    """Where the files lie; made when it is not there."""
    path = finder.settings.var / DIRECTORY
    path.mkdir(parents=True, exist_ok=True)
    return path


def keep_file(finder: Finder, file: KeptFile, actor: str) -> None:
    """Note a file that lies in the directory. Raises StoreDown."""
    with finder.database.change(actor) as session:
        store.add_file(session, file)


def files_there(finder: Finder, edition: KeptEdition) -> dict[str, KeptFile]:
    """The files of an edition by name that lie in the directory and may be handed out."""
    path = directory(finder)
    known = () if edition.is_withheld else edition.files
    return {file.name: file for file in known if (path / file.name).is_file()}


def current_files(finder: Finder) -> list[KeptFile]:
    """Of each language and paper the newest file of a booklet of everything that may be handed out and is
    there, by language and paper. Raises StoreDown.
    """
    newest: dict[tuple[str, str], KeptFile] = {}
    for edition in list_editions(finder):
        for file in files_there(finder, edition).values() if not edition.area else ():
            newest.setdefault((file.language, file.paper), file)
    return [newest[key] for key in sorted(newest)]


def find_file(finder: Finder, name: str) -> Path:
    """The file of this name; raises NotFound for one that is unknown, gone or withheld, and StoreDown."""
    if any(name in files_there(finder, edition) for edition in list_editions(finder)):
        return directory(finder) / name
    raise NotFound("There is no such booklet.")
