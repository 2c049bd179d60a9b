"""Loads the demonstration data, and removes it without a trace but for its history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finder.actions.context import Finder
from finder.actions.geocoding.run import GeocodeOptions, GeocodeReport, geocode
from finder.actions.import_entries import ImportReport, Options, import_entries
from finder.errors import ConfigurationError
from finder.paths import DATA
from finder.store.removal import remove_source
from finder.store.runs import find_or_add_source, find_source, take_turn

DIRECTORY = DATA / "demo"
ACTOR = "demo"
_TERMS = ("name", "url", "licence", "attribution", "note", "is_example")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done for one source of the demonstration data."""

    imported: ImportReport
    geocoded: GeocodeReport


def load_demo(finder: Finder, directory: Path = DIRECTORY) -> list[Loaded]:
    """Bring the demonstration data into the database; what is there already is left as it is.

    Addresses without a point get one from the gazetteer. Raises ConfigurationError when a file is
    damaged, and StoreDown.
    """
    return [_load(finder, directory, source) for source in _sources(directory)]


def _load(finder: Finder, directory: Path, terms: dict[str, Any]) -> Loaded:
    key = terms["source"]
    with finder.database.change(ACTOR) as session:
        take_turn(session)
        find_or_add_source(session, key, **{name: terms[name] for name in _TERMS})
    imported = import_entries(finder, directory / terms["file"], Options(format="csv", source=key))
    if imported.rejected:
        raise ConfigurationError(f"{terms['file']}: {imported.rejected} rows of it cannot be used.")
    return Loaded(imported, geocode(finder, GeocodeOptions(source=key, may_ask=False)))


def remove_demo(finder: Finder, directory: Path = DIRECTORY) -> int:
    """Delete every source of the demonstration data with what only it brought; gives how many offers.

    All other data stays.
    """
    removed = 0
    with finder.database.change(ACTOR) as session:
        for terms in _sources(directory):
            source = find_source(session, terms["source"])
            if source is not None:
                removed += remove_source(session, source)
    return removed


def _sources(directory: Path) -> list[dict[str, Any]]:
    try:
        sources: list[dict[str, Any]] = json.loads((directory / "sources.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{directory.name}/sources.json cannot be read.") from error
    return sources
