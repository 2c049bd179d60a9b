"""Importing: stable by source and number, field by field, and no row costs another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from importing import OTHER, PRAXIS, Row, counts, exported, many_rows, records, run_import, write_table
from sqlalchemy.orm import Session

from finder.actions import import_entries as module
from finder.actions.context import Finder
from finder.domain.entry import Entry, Rejected
from finder.domain.offer import PublicPhone
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange import own_csv
from finder.exchange.context import ReadContext
from finder.exchange.registry import FORMATS
from finder.store.aids import SearchRowRecord
from finder.store.details import AccessibilityFact, Attribute, Language, Phone
from finder.store.provenance import ImportRun, Metadata, Source
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
)
from finder.store.search_rows import read_state
from finder.store.source_merge import STATED_POINT


def _import(finder: Finder, tmp_path: Path, *rows: Row, **options: object) -> tuple[int, int, int, int, int]:
    return run_import(finder, write_table(tmp_path / "table.csv", rows), **options).counts


def _version(finder: Finder) -> int:
    with finder.database.read() as connection:
        return read_state(connection).row_version


def _history(finder: Finder) -> list[tuple[str, str, str, str, str, str]]:
    with finder.database.read() as connection:
        table = Metadata.__table__.c
        columns = (
            table.resource_type, table.last_action_type, table.field_name, table.previous_value,
            table.replacement_value, table.updated_by,
        )  # fmt: skip
        return [
            (r[0], r[1], *(_brief(text) for text in r[2:5]), r[5])
            for r in connection.execute(sa.select(*columns).order_by(table.id))
        ]


def _brief(text: str) -> str:
    """What came or went in a word: what it belongs to and all that it says are of no interest here."""
    return "said" if text.startswith("{") else "owner" if re.fullmatch(r"\w+_id=\d+", text) else text


def test_a_row_becomes_its_records_and_is_searched(finder: Finder, tmp_path: Path) -> None:
    assert _import(finder, tmp_path, PRAXIS, OTHER) == (2, 0, 0, 0, 0)
    with finder.database.change("test") as session:
        first = session.scalar(sa.select(sa.func.min(ServiceAtLocation.id)))
        offer = session.get_one(ServiceAtLocation, first)
        service, location = (
            session.get_one(Service, offer.service_id),
            session.get_one(Location, offer.location_id),
        )
        assert service.name == "Hausarztpraxis"
        assert session.get_one(Organization, service.organization_id).name == "Praxis am Markt"
        assert session.get_one(Person, offer.person_id).family == "Öztürk"
        assert (location.latitude, location.longitude, location.geocode_source) == (51.1, 8.07, STATED_POINT)
        assert location.geom is not None
        assert session.scalars(sa.select(Address.city)).all() == ["Lennestadt"]
        assert session.scalars(sa.select(Phone.number).order_by(Phone.id)).all() == [
            "+4927236080",
            "+4927236081",
        ]
        assert {row.code for row in session.scalars(sa.select(Language))} == {"de", "tr"}
        assert session.scalar(sa.select(AccessibilityFact.value)) == "0"
        assert session.scalar(sa.select(sa.func.count()).select_from(Attribute)) == 2
        row = session.get_one(SearchRowRecord, offer.id)
        assert row.is_public
        assert (row.lat, row.lon) == (51.1, 8.07)
        assert row.languages == "de/team tr/professional@Th_14:00-18:00"
        assert {"general", "health"} <= set(row.topics.split())


def test_a_second_run_changes_nothing(finder: Finder, tmp_path: Path) -> None:
    path = write_table(tmp_path / "table.csv", many_rows(60))
    assert run_import(finder, path).counts == (60, 0, 0, 0, 0)
    before, version = records(finder.database), _version(finder)
    assert run_import(finder, path).counts == (0, 0, 60, 0, 0)
    assert records(finder.database) == before
    assert _version(finder) == version


def test_the_same_rows_in_another_order_change_nothing_public(finder: Finder, tmp_path: Path) -> None:
    rows = many_rows(60)
    _import(finder, tmp_path, *rows)
    before = exported(finder)
    added, _changed, _unchanged, _retired, rejected = _import(finder, tmp_path, *reversed(rows))
    assert (added, rejected) == (0, 0)
    assert exported(finder) == before


def test_a_changed_row_changes_one_field_of_one_entry(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    before, lines = records(finder.database), len(_history(finder))
    version = _version(finder)
    assert _import(finder, tmp_path, {**PRAXIS, "description": "Nur vormittags"}, OTHER) == (0, 1, 1, 0, 0)
    assert _history(finder)[lines:] == [
        ("service", "update", "description", "Sprechstunde", "Nur vormittags", "import test")
    ]
    after = records(finder.database)
    assert {name for name in after if after[name] != before[name]} == {
        "service", "search_row", "staff_row", "external_id", "metadata",
    }  # fmt: skip
    with finder.database.read() as connection:
        table = SearchRowRecord.__table__.c
        moved = connection.execute(sa.select(table.offer_id).where(table.row_version > version)).all()
    assert len(moved) == 1


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("phones", "02723 608-0", ("phone", "delete", "owner", "said", "")),
        ("languages", "de;tr/professional@Th 14:00-18:00;ar", ("language", "create", "owner", "", "said")),
        ("facts", "entrance.step_count=2", ("accessibility_fact", "update", "value", "0", "2")),
        ("street", "Markt 3", None),
        ("lat", "51.2", None),
        ("person_family", "Weiß", None),
        ("categories", "paediatrics", None),
        (
            "opening_hours",
            "Mo 08:00-12:00",
            ("schedule", "update", "opening_hours", PRAXIS["opening_hours"], "Mo 08:00-12:00"),
        ),
        ("status", "inactive", ("service", "update", "status", "active", "inactive")),
    ],
)
def test_every_kind_of_change_arrives_in_the_export_and_the_history(
    finder: Finder, tmp_path: Path, column: str, value: str, line: tuple[str, ...] | None
) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    lines = len(_history(finder))
    assert _import(finder, tmp_path, {**PRAXIS, column: value}, OTHER) == (0, 1, 1, 0, 0)
    new = _history(finder)[lines:]
    assert new
    if line is not None:
        assert [each[:5] for each in new] == [line]
    text = exported(finder)
    assert _import(finder, tmp_path, {**PRAXIS, column: value}, OTHER) == (0, 0, 2, 0, 0)
    fresh = [each for each in text.splitlines() if each.startswith("1,")]
    assert bool(fresh) == (column != "status")


def test_what_staff_know_better_stays_while_the_source_says_nothing_new_of_it(
    finder: Finder, tmp_path: Path
) -> None:
    _import(finder, tmp_path, PRAXIS)
    with finder.database.change("staff") as session:
        offer = session.scalars(sa.select(ServiceAtLocation)).one()
        session.add(Phone(service_at_location_id=offer.id, number="+4927230000"))
        fact = session.scalars(sa.select(AccessibilityFact)).one()
        fact.value = "3"
    _import(finder, tmp_path, {**PRAXIS, "description": "Neu", "languages": "de"})
    with finder.database.change("test") as session:
        assert "+4927230000" in session.scalars(sa.select(Phone.number)).all()
        assert session.scalar(sa.select(AccessibilityFact.value)) == "3"


def test_a_confirmation_follows_its_source_until_a_person_confirms_the_entry(
    finder: Finder, tmp_path: Path
) -> None:
    def confirmed() -> tuple[dt.date | None, str]:
        with finder.database.change("test") as session:
            service = session.scalars(sa.select(Service)).one()
            return service.assured_date, service.assured_method

    _import(finder, tmp_path, PRAXIS)
    assert confirmed() == (None, "")
    for day in ("2026-06-01", "2026-07-01"):
        _import(finder, tmp_path, {**PRAXIS, "assured_date": day})
        assert confirmed() == (dt.date.fromisoformat(day), "import")
    with finder.database.change("staff") as session:
        service = session.scalars(sa.select(Service)).one()
        service.assured_date, service.assured_method = dt.date(2026, 5, 1), "phone"
    _import(finder, tmp_path, {**PRAXIS, "assured_date": "2026-08-01", "description": "Neu"})
    assert confirmed() == (dt.date(2026, 5, 1), "phone")


def test_missing_offers_are_retired_only_when_asked_and_come_back(finder: Finder, tmp_path: Path) -> None:
    def publications() -> list[str]:
        with finder.database.change("test") as session:
            return list(
                session.scalars(sa.select(ServiceAtLocation.publication).order_by(ServiceAtLocation.id))
            )

    _import(finder, tmp_path, PRAXIS, OTHER)
    assert _import(finder, tmp_path, PRAXIS) == (0, 0, 1, 0, 0)
    assert publications() == ["public", "public"]
    assert _import(finder, tmp_path, PRAXIS, retire_missing=True) == (0, 0, 1, 1, 0)
    assert publications() == ["public", "archived"]
    assert _history(finder)[-1] == (
        "service_at_location", "retire", "publication", "public", "archived", "import test",
    )  # fmt: skip
    assert OTHER["name"] not in exported(finder)
    version = _version(finder)
    assert _import(finder, tmp_path, PRAXIS, retire_missing=True) == (0, 0, 1, 0, 0)
    assert _version(finder) == version
    assert _import(finder, tmp_path, PRAXIS, OTHER) == (0, 1, 1, 0, 0)
    assert publications() == ["public", "public"]
    assert _import(finder, tmp_path, PRAXIS, OTHER) == (0, 0, 2, 0, 0)


@pytest.mark.parametrize("publication", [Publication.HIDDEN, Publication.ARCHIVED])
def test_what_staff_took_away_no_import_brings_back(
    finder: Finder, tmp_path: Path, publication: Publication
) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    with finder.database.change("staff") as session:
        first = session.scalar(sa.select(sa.func.min(ServiceAtLocation.id)))
        session.get_one(ServiceAtLocation, first).publication = publication
    for rows in ([OTHER], [PRAXIS, OTHER], [{**PRAXIS, "source_note": "Neu"}, OTHER]):
        _import(finder, tmp_path, *rows, retire_missing=True)
        with finder.database.change("test") as session:
            states = session.scalars(
                sa.select(ServiceAtLocation.publication).order_by(ServiceAtLocation.id)
            ).all()
        assert states == [publication, Publication.PUBLIC]


def test_other_sources_are_never_retired(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, source="first")
    assert _import(finder, tmp_path, OTHER, source="second", retire_missing=True) == (1, 0, 0, 0, 0)
    assert exported(finder).count("\n") == 3


def test_a_rejected_row_that_says_which_it_is_keeps_its_entry(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    before = records(finder.database)
    bad = {**OTHER, "lat": "100"}
    assert _import(finder, tmp_path, PRAXIS, bad, retire_missing=True) == (0, 0, 1, 0, 1)
    assert records(finder.database) == before


def test_nothing_is_retired_when_a_rejected_row_hides_which_it_is(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    path = write_table(tmp_path / "table.csv", [PRAXIS])
    path.write_text(path.read_text(encoding="utf-8") + "2,broken\n", encoding="utf-8")
    result = run_import(finder, path, retire_missing=True)
    assert result.counts == (0, 0, 1, 0, 1)
    assert "1 rejected" in result.report.not_retired


def test_nothing_is_retired_by_an_empty_file(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS)
    result = run_import(finder, write_table(tmp_path / "empty.csv", []), retire_missing=True)
    assert result.counts == (0, 0, 0, 0, 0)
    assert result.report.not_retired


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_a_second_entry_of_the_same_number_is_rejected(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(module, "BATCH", batch)
    path = write_table(tmp_path / "table.csv", [PRAXIS, OTHER, {**OTHER, "id": "1"}])
    for expected in ((2, 0, 0, 0, 1), (0, 0, 2, 0, 1)):
        result = run_import(finder, path)
        assert result.counts == expected
        assert [(p.row, p.column, p.value) for p in result.rejected] == [("4", "id", "1")]
    assert "Schuldnerberatung" in exported(finder)


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_rows_share_records_they_state_alike_and_no_others(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(module, "BATCH", batch)
    colleague = {**PRAXIS, "id": "2", "person_family": "Weiß"}
    other_words = {**PRAXIS, "id": "3", "person_family": "Kern", "description": "Hausbesuche"}
    other_point = {**PRAXIS, "id": "4", "person_family": "Groß", "lat": "51.3"}
    rows = [PRAXIS, colleague, other_words, other_point]
    for expected in ((4, 0, 0, 0, 0), (0, 0, 4, 0, 0)):
        assert _import(finder, tmp_path, *rows) == expected
        found = counts(finder.database)
        assert (found["organization"], found["service"], found["location"], found["person"]) == (1, 2, 2, 4)
        with finder.database.change("test") as session:
            offers = session.scalars(sa.select(ServiceAtLocation).order_by(ServiceAtLocation.id)).all()
        assert offers[0].service_id == offers[1].service_id == offers[3].service_id != offers[2].service_id
        assert (
            offers[0].location_id == offers[1].location_id == offers[2].location_id != offers[3].location_id
        )


@pytest.mark.parametrize("batch", [1, 7, 500])
def test_the_size_of_a_batch_makes_no_difference(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_database_url: object, batch: int
) -> None:
    path = write_table(tmp_path / "table.csv", many_rows(40))
    monkeypatch.setattr(module, "BATCH", batch)
    run_import(finder, path)
    text, found = exported(finder), counts(finder.database)
    assert callable(make_database_url)
    whole = Finder.open(replace(finder.settings, database_url=make_database_url("spatialite")))
    monkeypatch.setattr(module, "BATCH", 500)
    run_import(whole, path)
    assert (exported(whole), counts(whole.database)) == (text, found)
    whole.close()


class _Stub:
    """A reader that hands over entries out of the program."""

    NAME = "stub"

    def __init__(self, items: list[Entry | Rejected]) -> None:
        self._items = items

    def detect(self, path: Path) -> bool:
        return False

    def read(self, path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
        return iter(self._items)


def _entries(finder: Finder, path: Path) -> list[Entry]:
    context = ReadContext(finder.taxonomy, finder.names)
    return [item for item in own_csv.read(path, context) if isinstance(item, Entry)]


def test_a_value_that_the_database_refuses_costs_no_other_entry(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = _entries(finder, write_table(tmp_path / "table.csv", many_rows(9)))
    strange = replace(entries[4], phones=(PublicPhone("1", "carrier pigeon"),))
    broken = replace(entries[7], description="\ud800")
    items: list[Entry | Rejected] = [*entries[:4], strange, *entries[5:7], broken, entries[8]]
    monkeypatch.setitem(FORMATS, "stub", _Stub(items))
    result = run_import(finder, tmp_path, format="stub")
    assert result.counts == (7, 0, 0, 0, 2)
    assert [problem.value for problem in result.rejected] == ["row-4", "row-7"]
    assert counts(finder.database)["service_at_location"] == 7
    assert run_import(finder, tmp_path, format="stub").counts == (0, 0, 7, 0, 2)


def test_what_is_left_out_of_a_batch_is_told_once_though_the_database_refuses_a_change_in_it(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _entries(finder, write_table(tmp_path / "table.csv", [PRAXIS, OTHER]))
    items: list[Entry | Rejected] = [first, second]
    monkeypatch.setitem(FORMATS, "stub", _Stub(items))
    assert run_import(finder, tmp_path, format="stub").counts == (2, 0, 0, 0, 0)
    note = Rejected("table.csv", "2", "lat", "x", "a number", first.external_id)
    items[:] = [
        replace(first, description="Neu", notes=(note,)),
        replace(second, phones=(PublicPhone("1", "carrier pigeon"),)),
    ]
    result = run_import(finder, tmp_path, format="stub")
    assert (result.counts, result.report.notes) == ((0, 1, 0, 0, 1), 1)
    assert result.notes == [note]


def test_a_very_long_key_is_kept_apart_from_another(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _entries(finder, write_table(tmp_path / "table.csv", [PRAXIS, OTHER]))
    names = ("ä" * 9000 + "1", "ä" * 9000 + "2")
    items: list[Entry | Rejected] = [
        replace(entry, external_id=name, organization=replace(entry.organization, key=name, name=name))
        for entry, name in zip((first, second), names, strict=True)
    ]
    monkeypatch.setitem(FORMATS, "stub", _Stub(items))
    assert run_import(finder, tmp_path, format="stub").counts == (2, 0, 0, 0, 0)
    assert run_import(finder, tmp_path, format="stub").counts == (0, 0, 2, 0, 0)
    assert counts(finder.database)["organization"] == 2


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    before, found, version = records(finder.database), counts(finder.database), _version(finder)
    rows = [
        {**PRAXIS, "description": "Neu"},
        {**PRAXIS, "id": "3", "street": "Markt 9"},
        {**OTHER, "lat": "x"},
    ]
    rows.append({**OTHER, "id": "4", "lat": "51.3"})
    path = write_table(tmp_path / "next.csv", [*rows, rows[1]])
    dry = run_import(finder, path, dry_run=True, retire_missing=True)
    assert counts(finder.database) == found
    assert records(finder.database) == before
    assert _version(finder) == version
    real = run_import(finder, path, retire_missing=True)
    assert dry.counts == real.counts
    assert dry.rejected == real.rejected


def test_a_point_found_for_an_address_goes_when_the_address_moves(finder: Finder, tmp_path: Path) -> None:
    row = {**PRAXIS, "lat": "", "lon": ""}

    def move(session: Session, *, pinned: bool) -> None:
        location = session.scalars(sa.select(Location)).one()
        location.place_at(Point(51.0, 8.0))
        location.geocode_source = "gazetteer"
        location.pin_confirmed_at = dt.datetime.now(dt.UTC) if pinned else None

    def latitude() -> float | None:
        with finder.database.change("test") as session:
            return session.scalars(sa.select(Location)).one().latitude

    _import(finder, tmp_path, row)
    with finder.database.change("staff") as session:
        move(session, pinned=False)
    _import(finder, tmp_path, {**row, "description": "Neu"})
    assert latitude() == 51.0
    _import(finder, tmp_path, {**row, "village": "Meggen"})
    assert latitude() is None
    with finder.database.change("staff") as session:
        move(session, pinned=True)
    _import(finder, tmp_path, {**row, "village": "Elspe"})
    assert latitude() == 51.0
    _import(finder, tmp_path, {**row, "village": "Elspe", "lat": "50", "lon": "8"})
    assert latitude() == 51.0


def test_a_secret_address_never_reaches_the_search_rows(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, {**PRAXIS, "address_secret": "yes", "street": "Geheimweg 7"})
    with finder.database.read() as connection:
        rows = connection.execute(sa.select(SearchRowRecord.__table__)).mappings().all()
    assert len(rows) == 1
    assert (rows[0]["lat"], rows[0]["lon"]) == (None, None)
    assert "Geheimweg" not in str(rows)
    assert "51.1" not in str(rows[0]["summary"]) + str(rows[0]["detail"])


def test_records_that_were_deleted_are_made_again(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, OTHER)
    text = exported(finder)
    with finder.database.change("staff") as session:
        for organization in session.scalars(sa.select(Organization)):
            session.delete(organization)
    assert exported(finder).count("\n") == 1
    assert _import(finder, tmp_path, PRAXIS, OTHER) == (2, 0, 0, 0, 0)
    assert exported(finder) == text
    assert _import(finder, tmp_path, PRAXIS, OTHER) == (0, 0, 2, 0, 0)


def test_the_run_and_its_source_are_noted(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, PRAXIS, {**OTHER, "lat": "100"}, source="amt")
    with finder.database.change("test") as session:
        run = session.scalars(sa.select(ImportRun)).one()
        assert (run.file_name, run.added, run.rejected) == ("table.csv", 1, 1)
        assert run.finished_at is not None
        assert session.scalars(sa.select(Source.key)).all() == ["amt"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("missing.csv", {}),
        ("t.csv", {"format": "abacus"}),
        ("t.csv", {"source": "Böse Quelle"}),
        ("t.bin", {}),
    ],
)
def test_what_cannot_be_imported_is_refused_with_the_reason(
    finder: Finder, tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    write_table(tmp_path / "t.csv", [PRAXIS])
    (tmp_path / "t.bin").write_bytes(bytes(range(256)))
    with pytest.raises(BadInput):
        run_import(finder, tmp_path / name, **options)
    assert counts(finder.database)["import_run"] == 0
