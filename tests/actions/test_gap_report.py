"""The report on gaps says what a visitor in each village would find, and how many people live there."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from make import make_offer, make_term

from finder.actions.context import Finder
from finder.actions.gap_file import gap_file
from finder.actions.gap_report import Verdict, gap_report, search_at
from finder.actions.search import search
from finder.domain.gap_query import Area, GapQuery
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.population import COLUMNS, load_populations
from finder.errors import BadInput, ConfigurationError

ELSPE, SAALHAUSEN = Point(51.1509, 8.0532), Point(51.1185, 8.1644)
ARABIC = (("ar", LanguageRole.TEAM),)


@pytest.fixture
def town(finder: Finder) -> Finder:
    """A finder with offers in two villages, and a hotline for the town."""
    with finder.database.change("test") as session:
        for topic, above in (("dentist", "health"), ("debt", "counselling"), ("addiction", "counselling")):
            make_term(session, topic, above)
        for point, topic, facts in (
            (ELSPE, "dentist", {"entrance.step_count": "0", "level": "0"}),
            (ELSPE, "dentist", {}),
            (SAALHAUSEN, "dentist", {"entrance.step_count": "3"}),
            (SAALHAUSEN, "debt", {}),
        ):
            make_offer(session, point=point, topics=(topic,), facts=facts, languages=ARABIC)
        make_offer(session, point=None, topics=("addiction",), areas=("05966020",))
    return finder


Seen = tuple[tuple[int, ...], tuple[int, ...], Verdict]


def row_of(finder: Finder, query: GapQuery, village: str) -> dict[str, Seen]:
    report = gap_report(finder, query)
    row = next(row for row in report.rows if row.place.name == village)
    cells = zip(report.topics, row.cells, strict=True)
    return {topic: (cell.counts, cell.served, cell.verdict) for topic, cell in cells}


def test_each_cell_counts_what_the_search_it_leads_to_finds(town: Finder) -> None:
    for query in (
        GapQuery(),
        GapQuery(is_step_free=True, radius_km=2),
        GapQuery(category="health", language="ar", radius_km=10),
    ):
        report = gap_report(town, query)
        for row in report.rows[::6]:
            for topic, cell in zip(report.topics, row.cells, strict=True):
                found = search(town, search_at(report, row, topic))
                sums = [counted + served for counted, served in zip(cell.counts, cell.served, strict=True)]
                assert sums == [found.total_fitting, found.total_unknown, found.total_failing]


def test_what_is_not_known_and_who_serves_the_area_stand_apart(town: Finder) -> None:
    step_free = GapQuery(is_step_free=True, radius_km=2)
    assert row_of(town, step_free, "Elspe")["health"] == ((1, 1, 0), (0, 0, 0), Verdict.REACHABLE)
    assert row_of(town, step_free, "Saalhausen")["health"] == ((0, 0, 1), (0, 0, 0), Verdict.FAR)
    assert row_of(town, step_free, "Saalhausen")["counselling"] == ((0, 1, 0), (0, 1, 0), Verdict.UNKNOWN)
    assert row_of(town, GapQuery(radius_km=2), "Elspe")["counselling"] == (
        (0, 0, 0),
        (1, 0, 0),
        Verdict.SERVED,
    )
    assert row_of(town, step_free, "Elspe")["work"] == ((0, 0, 0), (0, 0, 0), Verdict.NONE)


def test_languages_tell_in_how_many_villages_they_are_reached(town: Finder) -> None:
    report = gap_report(town, GapQuery(radius_km=2))
    by_topic = dict(zip(report.topics, report.villages_reached["ar"], strict=True))
    assert list(report.villages_reached) == ["ar"]
    assert by_topic["health"] > by_topic["counselling"] > by_topic["work"] == 0


def test_the_kreis_holds_the_villages_of_all_its_towns(finder: Finder) -> None:
    town, kreis = (gap_report(finder, GapQuery(area=area)) for area in Area)
    assert [each.name for each in town.towns] == ["Lennestadt"]
    assert len(kreis.towns) == 7
    assert {row.place.label for row in town.rows} < {row.place.label for row in kreis.rows}


def test_villages_have_the_inhabitants_that_the_town_counted_and_no_others(finder: Finder) -> None:
    before = gap_report(finder, GapQuery())
    assert before.towns[0].population is not None
    assert before.towns[0].population.number == 25_503
    assert all(row.population is None for row in before.rows)
    rows = ("05966020,Elspe,1234,2026-06-30,Stadt", "05966020,Elspee,5,2026-06-30,Stadt")
    (finder.settings.var / "population.csv").write_text("\n".join((",".join(COLUMNS), *rows)), "utf-8")
    after = gap_report(finder, GapQuery())
    known = {row.place.name: row.population for row in after.rows if row.population}
    assert known == {"Elspe": (1234, "2026-06-30", "Stadt")}
    assert after.strange_villages == ("Elspee",)
    lines = list(csv.DictReader(io.StringIO("".join(gap_file(finder, GapQuery())).removeprefix("\ufeff"))))
    assert {(line["village"], line["population"], line["population_of"]) for line in lines} >= {
        ("Elspe", "1234", "village"),
        ("Meggen", "25503", "municipality"),
    }


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1,Elspe,5,2026-06-30,x", "official key"),
        ("05966020,Elspe,-5,2026-06-30,x", "inhabitants"),
        ("05966020,Elspe,5,gestern,x", "no day"),
        ("05966020,Elspe,5", "as many fields"),
    ],
)
def test_a_table_of_inhabitants_with_a_slip_says_where(tmp_path: Path, line: str, fault: str) -> None:
    (tmp_path / "population.csv").write_text(f"{','.join(COLUMNS)}\n{line}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=f"line 2.*{fault}"):
        load_populations(tmp_path)


def test_the_file_has_every_village_topic_and_language_and_no_formula(town: Finder) -> None:
    text = "".join(gap_file(town, GapQuery(category="health", radius_km=2), all_languages=True))
    assert text.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {line["language"] for line in lines} == {"", "ar"}
    elspe = next(
        line
        for line in lines
        if (line["village"], line["topic"], line["language"]) == ("Elspe", "dentist", "ar")
    )
    steps = [elspe[f"step_free_{fit}"] for fit in ("fits", "unknown", "fails")]
    assert steps == ["1", "1", "0"]
    assert int(elspe["nearest_fits_m"]) < 100
    assert "ODbL" in elspe["places_licence"]


def test_a_topic_without_others_below_is_refused(finder: Finder) -> None:
    for category in ("debt", "nothing"):
        with pytest.raises(BadInput, match="category"):
            gap_report(finder, GapQuery(category=category))


def test_parameters_of_a_query_come_back() -> None:
    query = GapQuery("health", "ar", True, 20, Area.DISTRICT)
    params = {name: [value] for name, value in query.to_params()}
    assert GapQuery.from_params(params) == query
    assert GapQuery.from_params({}) == GapQuery()
    for name, value in (("radius_km", "3"), ("area", "x"), ("step_free", "x"), ("language", "!")):
        with pytest.raises(BadInput, match=name):
            GapQuery.from_params({name: [value]})
