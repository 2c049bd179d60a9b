"""Says where the entries of a source are pulled from, how often, and under which terms they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.entry import SOURCE_KEY
from finder.domain.text import clean
from finder.errors import BadInput, NotFound
from finder.exchange.registry import FORMATS, TERMS
from finder.exchange.table_headings import FIELDS
from finder.outside.download import NotFetched, check_address
from finder.store import feeds as store
from finder.store.audit import note
from finder.store.feeds import FeedView, ProblemView, RunView, SourceView
from finder.store.runs import find_or_add_source, take_turn
from finder.store.uploads import keep_mapping

MAX_INTERVAL_H: Final = 24 * 366
_FIRST_RETRY: Final = dt.timedelta(minutes=15)
FORGOTTEN: Final[Mapping[str, Any]] = {"etag": "", "last_modified": "", "content_digest": ""}
"""What a feed knows of its last version where all of it is to be read again."""
_TERMS: Final = {"name": 200, "url": 2_000, "licence": 300, "attribution": 300, "note": 2_000}


@dataclass(frozen=True, slots=True)
class FeedInput:
    """What is said of a source: its terms as texts, and its feed. `interval_h` None pulls only when asked."""

    name: str
    url: str = ""
    licence: str = ""
    attribution: str = ""
    note: str = ""
    location: str = ""
    format: str = ""
    interval_h: int | None = None
    retires: bool = False
    retire_at_most_percent: int = 10


def list_sources(finder: Finder) -> list[SourceView]:
    """All sources in the order of their names. Raises StoreDown."""
    return finder.database.newest(store.read_sources)


def get_source(finder: Finder, key: str) -> SourceView:
    """The source with a key. Raises NotFound and StoreDown."""
    found = finder.database.newest(lambda connection: store.read_sources(connection, key)) if key else []
    if not found:
        raise NotFound(f"There is no source {key}.")
    return found[0]


def list_runs(finder: Finder, source_id: int, limit: int) -> list[RunView]:
    """The last runs of a source, newest first. Raises StoreDown."""
    return finder.database.newest(lambda connection: store.read_runs(connection, source_id, limit))


def list_problems(finder: Finder, run_id: int, limit: int) -> tuple[list[ProblemView], int]:
    """The first rows of a run that were not used, and how many there are. Raises StoreDown."""
    return finder.database.newest(
        lambda connection: (
            store.read_problems(connection, run_id, limit),
            store.count_problems(connection, run_id),
        )
    )


def input_of(source: SourceView) -> FeedInput:
    """What is said of a source now."""
    feed = source.feed
    terms = {name: getattr(source, name) for name in _TERMS}
    if feed is None:
        return FeedInput(**terms)
    return FeedInput(
        **terms,
        location=feed.location,
        format=feed.format,
        interval_h=feed.interval_h,
        retires=feed.retires,
        retire_at_most_percent=feed.retire_at_most_percent,
    )


def set_source(finder: Finder, key: str, said: FeedInput, actor: str) -> None:
    """Say of a source, which is made when there is none of this key, where it is pulled from.

    What was fetched before is forgotten where another place or format is named, so that the next pull reads
    all of it. Raises BadInput with the name of the field, and StoreDown.
    """
    if not SOURCE_KEY.fullmatch(key):
        raise BadInput("key", key, "a key of lower-case letters, digits and hyphens")
    values = _checked(finder, said)
    with finder.database.change(actor) as session:
        take_turn(session)
        source = find_or_add_source(session, key, name=values["name"])
        for name in _TERMS:
            if getattr(source, name) != values[name]:
                setattr(source, name, values[name])
        _keep_feed(session, source.id, key, {name: values[name] for name in values.keys() - _TERMS.keys()})


def set_columns(finder: Finder, key: str, fields: Mapping[str, str], actor: str) -> None:
    """Say what columns of a source's tables mean, by heading. Raises BadInput, StoreDown."""
    wrong = next((field for field in fields.values() if field and field not in FIELDS), "")
    if wrong:
        raise BadInput("column", wrong, "one of " + ", ".join(sorted(FIELDS)))
    source = get_source(finder, key)
    if fields and source.feed is not None:
        with finder.database.change(actor) as session:
            keep_mapping(session, key, fields)
            store.keep_feed(session, source.id, {**FORGOTTEN, "due_at": utc_now()})


def _keep_feed(session: Session, source_id: int, key: str, feed: dict[str, Any]) -> None:
    found = store.read_sources(session.connection(), key)[0].feed
    before = {} if found is None else asdict(found)
    changed = {name: value for name, value in feed.items() if before.get(name) != value}
    if not changed:
        return
    if changed.keys() & {"location", "format", "retires"}:
        changed |= FORGOTTEN
    if changed.keys() & {"location", "interval_h"}:
        changed |= {"due_at": utc_now(), "failures": 0}
    store.keep_feed(session, source_id, changed)
    for name in sorted(changed.keys() & feed.keys() - {"location"}):
        note(session, "source", source_id, "feed", name, str(before.get(name, "")), str(changed[name]))
    if "location" in changed:
        note(session, "source", source_id, "feed", "location")  # an address may have a key in it


def _checked(finder: Finder, said: FeedInput) -> dict[str, Any]:
    values = {name: text.strip() if isinstance(text, str) else text for name, text in asdict(said).items()}
    for name, longest in _TERMS.items():
        values[name] = clean(values[name])
        if len(values[name]) > longest:
            raise BadInput(name, values[name], f"at most {longest} characters")
    if not values["name"]:
        raise BadInput("name", "", "a name of the source")
    if values["format"] and values["format"] not in FORMATS:
        raise BadInput("format", values["format"], "one of " + ", ".join(FORMATS))
    if said.interval_h is not None and not 1 <= said.interval_h <= MAX_INTERVAL_H:
        raise BadInput("interval_h", str(said.interval_h), f"hours from 1 to {MAX_INTERVAL_H}")
    if not 0 <= said.retire_at_most_percent <= 100:
        raise BadInput("retire_at_most_percent", str(said.retire_at_most_percent), "a share from 0 to 100")
    _check_location(finder, values["location"])
    for name, value in TERMS.get(values["format"], {}).items():
        values[name] = values[name] or value
    return values


def _check_location(finder: Finder, location: str) -> None:
    """Raises BadInput for what is neither "" nor an address or file that may be read."""
    if not location:
        return
    if len(location) > 2_000:
        raise BadInput("location", location, "at most 2000 characters")
    if "://" not in location:
        path_of(finder, location)
        return
    try:
        check_address(location, finder.settings.sync_hosts)
    except NotFetched as error:
        raise BadInput("location", "", str(error)) from error


def path_of(finder: Finder, location: str) -> Path:
    """The file below the directory that is set. Raises BadInput for one that is anywhere else."""
    folder = finder.settings.sync_folder
    if folder is None:
        raise BadInput("location", location, "an https address, for no directory of files is set")
    path = (folder / location).resolve()
    if Path(location).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise BadInput("location", location, "a path inside the directory of files")
    return path


def shown_location(location: str) -> str:
    """A location without what stands behind the question mark: there may be a key in it."""
    address, mark, _query = location.partition("?")
    return f"{address}?…" if mark and "://" in address else location


def next_try(feed: FeedView, failures: int, now: dt.datetime) -> dt.datetime | None:
    """When a source is pulled the next time: after its interval; after failures sooner, each time later."""
    if feed.interval_h is None:
        return None
    interval = dt.timedelta(hours=feed.interval_h)
    return now + (min(interval, _FIRST_RETRY * 2 ** min(failures - 1, 20)) if failures else interval)
