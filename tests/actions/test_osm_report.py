"""The comparison with OpenStreetMap says who says what, and says nothing of what is secret."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from osm_world import ELEMENTS, FAR, HOME, SECRET_PHONE, add_world, near, node, overpass_text

from finder.actions.context import Finder
from finder.actions.import_entries import Options, import_entries
from finder.actions.osm_report.make import Report, make_report
from finder.actions.osm_report.match import Box
from finder.actions.osm_report.tags import tag_file, tags_of
from finder.cli.osm import osm_diff, osm_tags
from finder.domain.duplicates import MAYBE_FROM
from finder.domain.osm_report import Advice, Certainty, Compared, Side
from finder.domain.point import Point
from finder.errors import BadInput, NotFound
from finder.exchange.osm.report_file import COLUMNS, write_csv, write_json
from finder.settings import Settings


@dataclass(frozen=True, slots=True)
class World:
    """A finder with the entries of a town, by their names."""

    finder: Finder
    ids: dict[str, int]


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def world(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The town on each engine in turn; tests only read it."""
    folder = tmp_path_factory.mktemp("osm")
    finder = Finder.open(Settings(folder, session_database_url(request.param), secret_key="s" * 40))
    yield World(finder, add_world(finder, folder))
    finder.close()


def report_of(finder: Finder, tmp_path: Path, *elements: object) -> Report:
    path = tmp_path / "osm.json"
    path.write_text(overpass_text(*elements), encoding="utf-8")
    return make_report(finder, path)


def by_side(report: Report, side: Side) -> dict[str, Compared]:
    return {item.name: item for item in report.items if item.side is side}


def test_a_town_is_compared(world: World, tmp_path: Path) -> None:
    report = report_of(world.finder, tmp_path, *ELEMENTS)
    assert report.about.counts == {
        "objects": 6,
        "rejected": 1,
        "entries": 6,
        "pairs": 2,
        "pairs_alike": 0,
        "differences": 6,
        "only_ours": 2,
        "only_osm": 2,
        "outside": 1,
        "without_tags": 1,
    }
    assert str(report.about.as_of) == "2026-11-01"
    pairs = by_side(report, Side.BOTH)
    assert {name: (item.osm_id, item.certainty) for name, item in pairs.items()} == {
        "Hausarztpraxis Weber": ("node/2", Certainty.SAME),
        "Rathaus-Apotheke": ("node/1", Certainty.LINKED),
    }
    assert {item.offer_id for item in pairs.values()} == {
        world.ids["Hausarztpraxis Weber"],
        world.ids["Rathaus-Apotheke"],
    }
    assert [*by_side(report, Side.OURS)] == ["Kindergarten Sonnenschein", "Stadtbücherei"]
    assert [*by_side(report, Side.OSM)] == ["Frauenhaus", "Neue Bank"]


def test_fields_are_told_that_differ_and_not_those_that_only_look_so(world: World, tmp_path: Path) -> None:
    pairs = by_side(report_of(world.finder, tmp_path, *ELEMENTS), Side.BOTH)
    pharmacy = {item.field: item for item in pairs["Rathaus-Apotheke"].differences}
    # Hours, website and street are the same, only written otherwise.
    assert {name: item.side for name, item in pharmacy.items()} == {"operator": Side.BOTH, "phone": Side.BOTH}
    phone = pharmacy["phone"]
    assert (phone.ours, phone.osm, phone.tags) == ("+4927235009", "+4927235001", "phone=+49 2723 5009")
    assert (str(phone.ours_on), str(phone.osm_on), phone.is_checked) == ("2026-05-01", "2025-06-01", False)
    assert phone.advice is Advice.TELL
    assert pairs["Rathaus-Apotheke"].n_same == 7

    practice = {item.field: item for item in pairs["Hausarztpraxis Weber"].differences}
    assert {name: item.side for name, item in practice.items()} == {
        "name": Side.BOTH,
        "opening_hours": Side.BOTH,
        "languages": Side.OURS,
        "wheelchair": Side.OSM,
    }
    assert practice["languages"].tags == "language:tr=yes"
    hours = practice["opening_hours"]
    assert (str(hours.osm_on), hours.is_checked, hours.advice) == ("2026-10-02", True, Advice.TAKE)
    assert practice["wheelchair"].advice is Advice.TAKE


def test_a_link_to_an_object_that_is_gone_is_told(world: World, tmp_path: Path) -> None:
    alone = by_side(report_of(world.finder, tmp_path, *ELEMENTS), Side.OURS)
    gone = alone["Kindergarten Sonnenschein"]
    assert (gone.osm_id, gone.certainty) == ("way/77", Certainty.LINKED)
    assert (alone["Stadtbücherei"].osm_id, alone["Stadtbücherei"].certainty) == ("", None)


def test_nothing_is_said_of_secret_and_hidden_entries(world: World, tmp_path: Path) -> None:
    report = report_of(world.finder, tmp_path, *ELEMENTS)
    hidden = {world.ids["Frauenhaus"], world.ids["Versteckte Bücherei"]}
    assert not hidden & {item.offer_id for item in report.items}
    # What OSM says of a house of the same name and number stands alone.
    assert by_side(report, Side.OSM)["Frauenhaus"].offer_id is None
    written = "".join(tag_file(world.finder))
    assert SECRET_PHONE[3:] not in written.replace(" ", "")
    assert "Versteckte" not in written
    assert tags_of(world.finder, world.ids["Frauenhaus"]).tags == {}
    for number in (world.ids["Versteckte Bücherei"], 2**31 - 1):
        with pytest.raises(NotFound):
            tags_of(world.finder, number)


def test_an_object_is_one_entry_and_an_entry_one_object(world: World, tmp_path: Path) -> None:
    twice = [node(number, near(305 + number), ELEMENTS[1]["tags"]) for number in (21, 22)]
    report = report_of(world.finder, tmp_path, *ELEMENTS, *twice)
    (pair,) = [item for item in by_side(report, Side.BOTH).values() if item.name == "Hausarztpraxis Weber"]
    others = {item.osm_id: item.offer_id for item in report.items if item.osm_name == "Praxis Weber"}
    assert others == dict.fromkeys(("node/2", "node/21", "node/22"), pair.offer_id)
    assert report.about.counts["pairs"] == 2
    assert report.about.counts["only_osm"] == 4


def test_what_was_imported_from_a_file_does_not_differ_from_it(finder: Finder, tmp_path: Path) -> None:
    path = tmp_path / "osm.json"
    elements = [element for element in ELEMENTS if element["id"] != 5] * 2
    path.write_text(overpass_text(*elements), encoding="utf-8")
    import_entries(finder, path, Options(source="osm"))
    report = make_report(finder, path)
    assert report.items == ()
    assert report.about.counts["pairs"] == report.about.counts["pairs_alike"] == 6


def test_a_link_to_something_else_is_told_as_weak(world: World, tmp_path: Path) -> None:
    other = node(1, near(60_000), {"amenity": "bank", "name": "Sparkasse"})
    (pair,) = by_side(report_of(world.finder, tmp_path, other), Side.BOTH).values()
    assert (pair.name, pair.certainty) == ("Rathaus-Apotheke", Certainty.LINKED)
    assert pair.score is not None
    assert pair.score < MAYBE_FROM


def test_a_file_that_breaks_off_is_told(world: World, tmp_path: Path) -> None:
    path = tmp_path / "osm.json"
    path.write_text(overpass_text(*ELEMENTS)[:-30], encoding="utf-8")
    report = make_report(world.finder, path)
    assert not report.about.is_whole
    assert report.about.counts["pairs"] == 2
    assert report_of(world.finder, tmp_path, *ELEMENTS).about.is_whole


def test_a_position_far_off_is_a_difference(world: World, tmp_path: Path) -> None:
    moved = node(1, near(200), ELEMENTS[0]["tags"])
    pairs = by_side(report_of(world.finder, tmp_path, moved), Side.BOTH)
    (position,) = [item for item in pairs["Rathaus-Apotheke"].differences if item.field == "position"]
    assert position.ours == f"{HOME.lat:.5f}, {HOME.lon:.5f}"
    assert pairs["Rathaus-Apotheke"].metres == pytest.approx(200, abs=1)


def test_memory_holds_nothing_of_what_is_far_away(world: World, tmp_path: Path) -> None:
    crowd = [
        node(1000 + i, Point(50.0, 9.0 + i / 1000), {"amenity": "bank", "name": "Bank"}) for i in range(50)
    ]
    far = node(99, Point(50.0, 9.0), {**ELEMENTS[1]["tags"], "name": "Hausarztpraxis Weber"})
    report = report_of(world.finder, tmp_path, *ELEMENTS, *crowd, far)
    assert report.about.counts["objects"] == 6 + 51
    assert report.about.counts["only_osm"] == 2
    assert not {item.osm_id for item in report.items} & {
        f"node/{number}" for number in (99, *range(1000, 1050))
    }


def test_no_object_at_all_leaves_all_outside(world: World, tmp_path: Path) -> None:
    report = report_of(world.finder, tmp_path)
    assert report.items == ()
    assert report.about.counts["outside"] == 6
    assert HOME not in Box()


def test_a_file_of_something_else_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name\nA\n", encoding="utf-8")
    with pytest.raises(BadInput, match="OpenStreetMap"):
        make_report(world.finder, path)


def test_the_reading_tells_how_far_it_is_and_can_be_stopped(world: World, tmp_path: Path) -> None:
    path = tmp_path / "osm.json"
    path.write_text(overpass_text(*ELEMENTS), encoding="utf-8")
    told: list[tuple[int, int]] = []
    make_report(world.finder, path, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 7) for done in range(1, 8)]

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        make_report(world.finder, path, on_progress=stop)


def test_the_files_say_all_of_it_with_the_licence_and_no_formula(world: World, tmp_path: Path) -> None:
    evil = node(3, near(-100), {"amenity": "bank", "name": "=HYPERLINK(1)"})
    report = report_of(world.finder, tmp_path, *ELEMENTS[:2], evil)
    text = "".join(write_csv(report.about, report.items))
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(lines[0]) == COLUMNS
    assert {line["osm_licence"] for line in lines} == {"ODbL 1.0"}
    assert {line["osm_attribution"] for line in lines} == {"© OpenStreetMap contributors"}
    assert len(lines) == sum(max(1, len(item.differences)) for item in report.items)
    assert "'=HYPERLINK(1)" in {line["name"] for line in lines}
    found = json.loads("".join(write_json(report.about, report.items)))
    assert found["about"]["osm"]["licence"] == "ODbL 1.0"
    assert [item["name"] for item in found["items"]] == [item.name for item in report.items]
    shown = [(each["field"], each["advice"]) for item in found["items"] for each in item["differences"]]
    assert shown == [(line["field"], line["advice"]) for line in lines if line["field"]]


def test_tags_of_all_entries_are_a_file_with_source_and_licence(world: World) -> None:
    found = json.loads("".join(tag_file(world.finder)))
    features = {feature["id"]: feature["properties"] for feature in found["features"]}
    names = ("Rathaus-Apotheke", "Hausarztpraxis Weber", "Stadtbücherei", "Apotheke am Dom")
    assert features.keys() == {world.ids[name] for name in (*names, "Kindergarten Sonnenschein")}
    pharmacy = features[world.ids["Rathaus-Apotheke"]]
    assert pharmacy["osm"] == ["node/1"]
    assert pharmacy["tags"]["amenity"] == "pharmacy"
    assert pharmacy["tags"]["check_date"] == "2026-05-01"
    assert pharmacy["source"]["name"] == "town"


def test_the_commands_write_both_files(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDER_DATABASE_URL", world.finder.settings.database_url)
    monkeypatch.setenv("FINDER_VAR", str(world.finder.settings.var))
    path, out = tmp_path / "osm.json", tmp_path / "out"
    path.write_text(overpass_text(*ELEMENTS), encoding="utf-8")
    done = CliRunner().invoke(osm_diff, [str(path), str(out), "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "2 pairs" in done.stderr
    assert len(json.loads(out.read_text("utf-8"))["items"]) == 6
    assert CliRunner().invoke(osm_tags, [str(out)], catch_exceptions=False).exit_code == 0
    assert len(json.loads(out.read_text("utf-8"))["features"]) == 5


def test_the_world_stands_where_it_says(world: World) -> None:
    gazetteer = world.finder.gazetteer
    whereabouts, home = gazetteer.whereabouts, gazetteer.home.ags
    assert whereabouts.is_inside(home, HOME)
    assert not whereabouts.is_inside(home, near(20_000))
    assert not whereabouts.is_inside(home, FAR)
