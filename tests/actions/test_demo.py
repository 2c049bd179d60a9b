"""The demonstration data comes once, and goes without touching anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from importing import OTHER, PRAXIS, counts, exported, records, run_import, write_table
from make import make_offer, make_source

from finder.actions.context import Finder
from finder.actions.demo import DIRECTORY, load_demo, remove_demo
from finder.actions.vocabulary import load_vocabulary
from finder.errors import ConfigurationError
from finder.store.aids import SearchRowRecord
from finder.store.provenance import Metadata, Source
from finder.store.records import Location, Organization, Service, ServiceAtLocation
from finder.store.search_rows import read_state
from finder.store.vocabulary import TaxonomyTerm, TermSynonym


def _version(finder: Finder) -> tuple[int, int]:
    with finder.database.read() as connection:
        state = read_state(connection)
        return state.row_version, state.vocabulary_version


def test_it_loads_whole_with_its_sources_and_points(finder: Finder) -> None:
    loaded = load_demo(finder)
    assert all(each.imported.rejected == each.imported.notes == 0 for each in loaded)
    assert sum(each.imported.added for each in loaded) == counts(finder.database)["service_at_location"] > 100
    terms = {
        each["source"]: each for each in json.loads((DIRECTORY / "sources.json").read_text(encoding="utf-8"))
    }
    with finder.database.change("test") as session:
        for source in session.scalars(sa.select(Source)):
            assert source.is_example is terms[source.key]["is_example"]
            assert source.note == terms[source.key]["note"]
        waiting = session.scalars(
            sa.select(Location).where(Location.latitude.is_(None), Location.location_type == "physical")
        )
        assert all(location.is_address_secret for location in waiting)
        guessed = session.scalars(sa.select(Location).where(Location.geocode_source == "gazetteer")).all()
        assert guessed
        assert {location.geocode_precision for location in guessed} == {"place"}
        offers = sa.select(ServiceAtLocation.id).join(Source).where(Source.is_example)
        examples = session.scalars(
            sa.select(SearchRowRecord.summary).where(SearchRowRecord.offer_id.in_(offers))
        ).all()
    assert examples
    assert all(json.loads(text)["source"]["is_example"] for text in examples)


def test_loading_again_changes_nothing(finder: Finder) -> None:
    load_demo(finder)
    before, version = records(finder.database), _version(finder)
    load_demo(finder)
    assert records(finder.database) == before
    assert _version(finder) == version


def test_removing_it_leaves_tombstones_and_all_other_data(finder: Finder, tmp_path: Path) -> None:
    run_import(finder, write_table(tmp_path / "t.csv", [PRAXIS, OTHER]))
    other = exported(finder)
    kept = counts(finder.database)
    load_demo(finder)
    loaded = counts(finder.database)
    version = _version(finder)[0]
    removed = remove_demo(finder)
    assert removed == loaded["service_at_location"] - 2
    assert exported(finder) == other
    left = counts(finder.database)
    assert {name for name in left if left[name] != kept[name]} == {"search_row", "metadata"}
    with finder.database.change("test") as session:
        rows = session.scalars(sa.select(SearchRowRecord).where(SearchRowRecord.row_version > version)).all()
        assert len(rows) == removed
        assert not any(row.is_public or row.summary or row.text for row in rows)
        deleted = session.scalars(
            sa.select(Metadata.resource_id).where(Metadata.last_action_type == "delete")
        ).all()
        assert set(deleted) == {row.offer_id for row in rows}
    assert remove_demo(finder) == 0
    load_demo(finder)
    assert counts(finder.database)["service_at_location"] == loaded["service_at_location"]


def test_a_record_that_others_came_to_use_stays(finder: Finder) -> None:
    load_demo(finder)
    with finder.database.change("staff") as session:
        borrowed = session.scalars(sa.select(ServiceAtLocation).order_by(ServiceAtLocation.id)).all()[0]
        service, location = borrowed.service_id, borrowed.location_id
        own = make_offer(session)
        own.service_id, own.location_id = service, location
    remove_demo(finder)
    with finder.database.change("test") as session:
        assert session.get(ServiceAtLocation, own.id) is not None
        organization = session.get_one(Service, service).organization_id
        assert session.get(Organization, organization) is not None
        assert session.get(Location, location) is not None


@pytest.mark.parametrize("content", ["no json", '[{"source": "x", "file": "bad.csv"}]'])
def test_damaged_demonstration_data_is_named(finder: Finder, tmp_path: Path, content: str) -> None:
    if content.startswith("["):
        terms = json.loads((DIRECTORY / "sources.json").read_text(encoding="utf-8"))[0]
        content = json.dumps([{**terms, "file": "bad.csv"}])
        write_table(tmp_path / "bad.csv", [{**OTHER, "lat": "100"}])
    (tmp_path / "sources.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_demo(finder, tmp_path)


def test_the_vocabulary_is_loaded_once_and_repaired(finder: Finder) -> None:
    assert load_vocabulary(finder)
    before, version = records(finder.database), _version(finder)
    assert not load_vocabulary(finder)
    assert (records(finder.database), _version(finder)) == (before, version)
    with finder.database.change("staff") as session:
        make_source(session)
        term = session.scalars(sa.select(TaxonomyTerm).where(TaxonomyTerm.code == "paediatrics")).one()
        term.name, term.parent_id = "Falsch", None
        session.delete(session.scalars(sa.select(TermSynonym)).first())
        session.add(TaxonomyTerm(code="own", name="Eigenes Thema"))
    assert load_vocabulary(finder)
    assert _version(finder)[1] == version[1] + 1
    with finder.database.change("test") as session:
        term = session.scalars(sa.select(TaxonomyTerm).where(TaxonomyTerm.code == "paediatrics")).one()
        assert term.name == finder.taxonomy.label("paediatrics", "de")
        parent = session.get_one(TaxonomyTerm, term.parent_id)
        assert parent.code == finder.taxonomy.ancestors("paediatrics")[0]
        assert session.scalar(sa.select(sa.func.count()).where(TaxonomyTerm.code == "own")) == 1
    assert not load_vocabulary(finder)
