"""Who is to be named for the data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from finder.actions.context import Finder
from finder.paths import DATA
from finder.store.provenance import Source


@dataclass(frozen=True, slots=True)
class Credit:
    """A source of data with its licence; `text` is to be shown as it stands, `files` are made of it."""

    name: str
    text: str
    licence: str
    url: str
    licence_url: str = ""
    is_example: bool = False
    files: tuple[str, ...] = ()


def entry_sources(finder: Finder) -> Sequence[Credit]:
    """The sources of entries by name; one statement. Raises StoreDown."""
    columns = Source.name, Source.attribution, Source.licence, Source.url, Source.is_example
    statement = sa.select(*columns).order_by(Source.name)
    rows = finder.database.guest(lambda connection: connection.execute(statement).all())
    return [Credit(name, text, licence, url, "", is_example) for name, text, licence, url, is_example in rows]


def gazetteer_sources() -> Sequence[Credit]:
    """The sources of places and boundaries, as their files name them."""
    entries: list[dict[str, Any]] = json.loads((DATA / "gazetteer" / "attribution.json").read_text("utf-8"))
    return [
        Credit(e["name"], e["text"], e["licence"], e["url"], e["licence_url"], files=tuple(e["files"]))
        for e in entries
    ]
