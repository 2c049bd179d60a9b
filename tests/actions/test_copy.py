"""Copying everything between the engines keeps every row, every answer and the numbering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from geoalchemy2.shape import to_shape
from make import make_offer, make_term

from finder.actions.copy import copy_database
from finder.actions.searcher import Searcher
from finder.cli.copy import copy
from finder.domain.change import ChangeKind, ChangeStatus
from finder.domain.fit import Fit
from finder.domain.geocoding import GeocodePrecision
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.query import Sort
from finder.errors import ConfigurationError
from finder.search.request import Request
from finder.store.aids import RateLimit
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.database import Database
from finder.store.details import Phone, PhoneType, Schedule
from finder.store.provenance import ExternalId, ImportRun
from finder.store.records import Location, Organization, ServiceAtLocation
from finder.store.search_rows import read_state
from finder.store.vocabulary import TermSynonym, Translation

MakeUrl = Callable[[str], str]
DIRECTIONS = [("spatialite", "postgis"), ("postgis", "spatialite"), ("spatialite", "spatialite")]
HERE = Point(51.1041, 8.0715)
REQUESTS = [
    Request(),
    Request(sort=Sort.NAME, limit=5, offset=3),
    Request(point=HERE, radius_m=10_000.0),
    Request(point=HERE, radius_m=200_000.0, languages=("ar", "tr")),
    Request(
        point=HERE,
        radius_m=50_000.0,
        topics=("health",),
        access=("step_free",),
        groups=(Fit.FITS, Fit.UNKNOWN),
    ),
    Request(point=HERE, radius_m=50_000.0, area="05966020"),
    Request(words=(("брат", frozenset()),)),
    Request(words=(("praxis", frozenset({"paediatrics"})),)),
]


def _nothing(_rows: int, _total: int) -> None:
    pass


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _fill(database: Database) -> int:
    """Records with everything that could get lost; gives the highest number, of a deleted offer."""
    with database.change("Şükrü") as session:
        for number in range(12):
            make_offer(
                session,
                name=f"Praxis {number:02} „Grün & Söhne“ \u202e<b>",
                point=Point(51.1 + number / 97, 8.0 + number / 113),
                topics=["paediatrics", "health"] if number % 2 else ["health"],
                languages=[("ar", LanguageRole.PROFESSIONAL), ("tr", LanguageRole.TEAM)][: number % 3],
                facts=[{}, {"entrance.step_count": "0", "level": "0"}, {"entrance.step_count": "3"}][
                    number % 3
                ],
                person="Dr. O’Neil 🩺" if number % 4 == 0 else "",
            )
        make_offer(session, name="Братья", point=None, areas=["DE"])
        make_offer(session, name="Frauenhaus", point=HERE, is_address_secret=True, areas=["05966"])
        make_offer(session, name="Am Pol", point=Point(90.0, 0.0))
        offer = make_offer(session, name="An der Datumsgrenze", point=Point(-16.123456789012345, -180.0))
        source_id = offer.source_id
        session.add(Phone(service_at_location_id=offer.id, number="+4927211234", type=PhoneType.HOTLINE))
        session.add(
            Schedule(
                location_id=offer.location_id, opening_hours="Mo 08:00-12:00", valid_to=dt.date(2030, 2, 28)
            )
        )
        session.add(
            ImportRun(
                source_id=source_id,
                file_name="a b.csv",
                finished_at=dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC),
            )
        )
        session.add(
            ExternalId(
                source_id=source_id, entity="offer", entity_id=offer.id, external_id="x/1", content_hash="ff"
            )
        )
        term = make_term(session, "paediatrics")
        session.add(
            TermSynonym(term_id=term.id, lang="ar", text="طبيب أطفال", folded="طبيب اطفال", weight=0.1)
        )
        session.add(
            Translation(entity="service", entity_id=offer.service_id, field="name", lang="tr", text="İğne")
        )
        request = ChangeRequest(
            reference="00000-0000A",
            form_key="k",
            digest="d",
            kind=ChangeKind.CHANGE,
            status=ChangeStatus.PARTLY,
            offer_id=offer.id,
            contact="a@example.org",
            contact_delete_on=dt.date(2030, 2, 28),
            lang="ar",
        )
        request.fields.append(ChangeRequestField(field_name="name", previous_value="ß", proposed_value="🩺"))
        session.add_all([request, RateLimit(purpose="p", sender="s", tokens=0.1, counted_at=1.5e9)])
        term.parent_id = make_term(session, "health").id
    with database.change("test") as session:
        child, parent = session.scalars(sa.select(Organization).order_by(Organization.id).limit(2))
        child.parent_organization_id = parent.id
        session.get_one(ServiceAtLocation, 3).location_id = session.get_one(ServiceAtLocation, 4).location_id
        pinned = session.get_one(Location, 5)
        pinned.geocode_precision = GeocodePrecision.STREET
        pinned.pin_confirmed_at = dt.datetime(2026, 10, 25, 0, 59, 59, 123456, tzinfo=dt.UTC)
        gone = make_offer(session, name="Bald gelöscht")
    with database.change("test") as session:
        session.delete(session.get_one(ServiceAtLocation, gone.id))
    return gone.id


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.read() as connection:
        return {
            table.name: sorted(
                (_plain(row) for row in connection.execute(sa.select(table)).mappings()), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


def _plain(row: Any) -> dict[str, Any]:
    values = dict(row)
    if values.get("geom") is not None:
        values["geom"] = (values["geom"].srid, to_shape(values["geom"]).coords[0])
    values.pop("dataset", None)
    return values


def _searcher(database: Database, directory: Path) -> Searcher:
    directory.mkdir()
    return Searcher(database, directory)


@pytest.mark.parametrize(("of", "to"), DIRECTIONS)
def test_a_copy_has_the_same_rows_and_gives_the_same_answers(
    of: str, to: str, make_database_url: MakeUrl, tmp_path: Path
) -> None:
    with _opened(make_database_url(of)) as source, _opened(make_database_url(to)) as target:
        _fill(source)
        told: list[tuple[int, int]] = []
        total = copy_database(source, target, progress=lambda n, of: told.append((n, of)))
        rows = _rows(source)
        assert _rows(target) == rows
        assert total == sum(map(len, rows.values())) - 1
        assert sum(n for n, _ in told) == total + 1
        assert {of for _, of in told} == {total}
        first, second = _searcher(source, tmp_path / "one"), _searcher(target, tmp_path / "two")
        for request in REQUESTS:
            found, again = first.find(request), second.find(request)
            assert found.matched == again.matched
            assert found.page.rows == again.page.rows
        assert first.find(REQUESTS[0]).matched.total == 16


@pytest.mark.parametrize(("of", "to"), DIRECTIONS)
def test_a_copy_is_a_dataset_of_its_own_and_never_gives_a_number_twice(
    of: str, to: str, make_database_url: MakeUrl
) -> None:
    with _opened(make_database_url(of)) as source, _opened(make_database_url(to)) as target:
        deleted = _fill(source)
        copy_database(source, target, progress=_nothing)
        with source.read() as one, target.read() as other:
            assert read_state(one).dataset != read_state(other).dataset
            assert read_state(one)[1:] == read_state(other)[1:]
        with target.change("test") as session:
            assert make_offer(session, name="Neu").id > deleted
        with source.read() as one, target.read() as other:
            assert read_state(other).row_version == read_state(one).row_version + 1


@pytest.mark.parametrize(("of", "to"), DIRECTIONS)
def test_a_target_that_holds_rows_is_replaced_only_when_asked(
    of: str, to: str, make_database_url: MakeUrl
) -> None:
    with _opened(make_database_url(of)) as source, _opened(make_database_url(to)) as target:
        _fill(source)
        with target.change("test") as session:
            make_offer(session, name="Schon da")
        before = _rows(target)
        with pytest.raises(ConfigurationError, match="--replace"):
            copy_database(source, target, progress=_nothing)
        assert _rows(target) == before
        copy_database(source, target, replace=True, progress=_nothing)
        assert _rows(target) == _rows(source)


def test_a_failed_copy_leaves_the_target_as_it_was(database: Database, make_database_url: MakeUrl) -> None:
    _fill(database)
    with _opened(make_database_url("postgis")) as target:
        with target.change("test") as session:
            make_offer(session, name="Schon da")
        before = _rows(target)

        def fail(_rows: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            copy_database(database, target, replace=True, progress=fail)
        assert _rows(target) == before


def test_a_database_is_not_copied_onto_itself(database: Database, database_url: str) -> None:
    _fill(database)
    before = _rows(database)
    with _opened(database_url) as same, pytest.raises(ConfigurationError, match="is the database"):
        copy_database(database, same, replace=True, progress=_nothing)
    assert _rows(database) == before


def test_the_command_makes_and_fills_a_new_file(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(database)
    monkeypatch.setenv("FINDER_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("FINDER_DATABASE_URL", database_url)
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    result = CliRunner().invoke(copy, ["--to", url], catch_exceptions=False)
    assert result.exit_code == 0
    assert "rows copied" in result.output
    with _opened(url) as target:
        assert _rows(target) == _rows(database)
