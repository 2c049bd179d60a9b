"""Translations reach search rows, survive export and import, grow old, and go with their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from importing import PRAXIS, exported, run_import, write_table
from make import make_offer

from finder.actions.context import Finder
from finder.actions.offer import get_offer
from finder.actions.reindex import reindex
from finder.actions.search import search
from finder.domain.query import SearchQuery, YesNo
from finder.domain.translation import TranslationStatus, source_hash
from finder.exchange.own_columns import COLUMNS
from finder.store.aids import SearchRowRecord
from finder.store.provenance import Source
from finder.store.records import Location, Service, ServiceAtLocation
from finder.store.removal import remove_source
from finder.store.vocabulary import Translation

GERMAN = {"name": "Rathaus", "description": "Hilfe für alle."}
WORDS = {
    "name:ar": "بلدية",
    "description:ar:machine": "مساعدة للجميع.",
    "description:uk": "Допомога для всіх.",
}


def _import(finder: Finder, folder: Path, **cells: str) -> None:
    row = {**PRAXIS, **GERMAN, **WORDS, **cells}
    assert run_import(finder, write_table(folder / "t.csv", [row], [*COLUMNS, *WORDS])).rejected == []


def _translations(finder: Finder) -> Any:
    with finder.database.read() as connection:
        (row,) = connection.execute(sa.select(SearchRowRecord.detail).where(SearchRowRecord.is_public)).all()
    return orjson.loads(row[0])["translations"]


def _count(finder: Finder) -> int:
    with finder.database.read() as connection:
        statement = sa.select(sa.func.count()).where(Translation.entity != "taxonomy_term")
        return int(connection.execute(statement).scalar_one())


def test_a_table_brings_translations_with_who_made_them_and_their_state(
    finder: Finder, tmp_path: Path
) -> None:
    _import(finder, tmp_path)
    assert _translations(finder) == {
        "ar": {
            "description": {"text": "مساعدة للجميع.", "origin": "machine", "status": "draft"},
            "name": {"text": "بلدية", "origin": "human", "status": "reviewed"},
        },
        "uk": {"description": {"text": "Допомога для всіх.", "origin": "human", "status": "reviewed"}},
    }
    (hit,) = search(finder, SearchQuery(q="بلدية", read=YesNo.NO)).hits
    assert hit.properties["translations"] == {"ar": {"name": _translations(finder)["ar"]["name"]}}
    assert reindex(finder) == 0


def test_a_translation_is_outdated_when_only_the_german_text_changes(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path)
    _import(finder, tmp_path, description="Hilfe nur am Montag.")
    assert {shown["description"]["status"] for shown in _translations(finder).values()} == {"outdated"}
    assert _translations(finder)["ar"]["name"]["status"] == "reviewed"
    _import(
        finder, tmp_path, **{"description": "Hilfe nur am Montag.", "description:uk": "Тільки в понеділок."}
    )
    statuses = {lang: shown["description"]["status"] for lang, shown in _translations(finder).items()}
    assert statuses == {"ar": "outdated", "uk": "reviewed"}
    _import(finder, tmp_path, **dict.fromkeys(WORDS, ""))
    assert _translations(finder) == {}
    assert _count(finder) == 0


def test_an_edit_of_a_translation_or_of_its_text_reaches_the_page(finder: Finder) -> None:
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Rathaus")
        session.get_one(Location, offer.location_id).transportation = "Bus 5"
        rows = (("service", offer.service_id, "name"), ("location", offer.location_id, "transportation"))
        for entity, number, field in rows:
            key = {"entity": entity, "entity_id": number, "field": field, "lang": "tr"}
            session.add(Translation(**key, text=f"{field} tr", source_hash=source_hash("Rathaus")))
    shown = _translations(finder)["tr"]
    assert {field: item["status"] for field, item in shown.items()} == {
        "name": "reviewed",
        "transportation": "outdated",
    }
    with finder.database.change("test") as session:
        session.get_one(Service, offer.service_id).name = "Bürgerhaus"
        (bus,) = session.scalars(sa.select(Translation).where(Translation.field == "transportation"))
        bus.text, bus.source_hash = "5 numaralı otobüs", source_hash("Bus 5")
    shown = get_offer(finder, offer.id).detail["translations"]["tr"]
    assert shown["name"]["status"] == TranslationStatus.OUTDATED
    assert (shown["transportation"]["text"], shown["transportation"]["status"]) == (
        "5 numaralı otobüs",
        "reviewed",
    )
    with finder.database.change("test") as session:
        session.get_one(Location, offer.location_id).is_address_secret = True
    assert _translations(finder)["tr"].keys() == {"name"}
    assert reindex(finder) == 0


def test_translations_go_with_their_records(finder: Finder, tmp_path: Path) -> None:
    """SQLite may give the number of a deleted service to the next one."""
    _import(finder, tmp_path)
    assert _count(finder) == 3
    with finder.database.change("test") as session:
        remove_source(session, session.scalars(sa.select(Source).where(Source.key == "test")).one())
    assert _count(finder) == 0
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Rathaus")
        session.add(
            Translation(entity="service", entity_id=offer.service_id, field="name", lang="tr", text="x")
        )
    with finder.database.change("test") as session:
        session.delete(session.get_one(ServiceAtLocation, offer.id))
        session.delete(session.get_one(Service, offer.service_id))
    assert _count(finder) == 0


def test_exported_translations_come_back(
    finder: Finder, make_database_url: Callable[[str], str], tmp_path: Path
) -> None:
    _import(finder, tmp_path)
    _import(finder, tmp_path, description="Anderes.")
    with finder.database.change("test") as session:
        make_offer(session, name="Ohne")
    text = exported(finder)
    (row, other) = csv.DictReader(io.StringIO(text, newline=""))
    found = {column: value for column, value in row.items() if ":" in column}
    assert found == {
        "name:ar": WORDS["name:ar"],
        "description:ar:machine-outdated": WORDS["description:ar:machine"],
        "description:uk:outdated": WORDS["description:uk"],
    }
    assert not [value for column, value in other.items() if ":" in column and value]
    name = "postgis" if finder.database.is_postgresql else "spatialite"
    empty = Finder.open(replace(finder.settings, database_url=make_database_url(name)))
    (tmp_path / "export.csv").write_text(text, encoding="utf-8", newline="")
    run_import(empty, tmp_path / "export.csv", source="copy")
    assert exported(empty) == text
    empty.close()
