"""The overview map on paper: what stands on it, and that it says whom it is owed to."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pypdfium2
import pytest

from finder.actions.context import Finder
from finder.actions.credits import gazetteer_sources
from finder.actions.offer import OfferPage
from finder.domain.distance import metres_between
from finder.domain.point import Point
from finder.exchange.pdf import to_pdf
from finder.settings import Settings
from finder.web.print.map import MapPoint, as_image, numbered, overview_map, point_of

ALTENHUNDEM, ELSPE, OLPE = Point(51.1041, 8.0715), Point(51.1509, 8.0532), Point(51.0286, 7.8500)
DORTMUND = Point(51.5139, 7.4653)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """A finder whose database nobody asks."""
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(tmp_path_factory.mktemp("var"))}))
    yield finder
    finder.close()


def _drawn(finder: Finder, *points: Point, whole_town: bool = True) -> ElementTree.Element:
    numbers = numbered(points)
    listed = [MapPoint(n, p) for n, p in zip(numbers, points, strict=True) if n]
    return ElementTree.fromstring(overview_map(finder, listed, title="Karte <1>", whole_town=whole_town))


def _texts(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def _numbers(svg: ElementTree.Element) -> list[int]:
    return [int(text) for text in _texts(svg) if text.isdigit()]


def test_the_map_names_villages_and_neighbours_and_credits_its_sources(finder: Finder) -> None:
    svg = _drawn(finder)
    texts = _texts(svg)
    assert {"Altenhundem", "Grevenbrück", "Saalhausen", "Kirchhundem", "N", "5 km", "Bahnhof"} <= set(texts)
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "Karte <1>"
    credit = " ".join(texts)
    for source in gazetteer_sources():
        if {"municipalities.geojson", "db_osm_stops.tsv.gz", "db_osm_villages.tsv.gz"} & set(source.files):
            assert source.text in credit
            assert source.licence in credit


def test_entries_in_one_building_have_one_number_and_those_without_a_point_none() -> None:
    door = Point(ALTENHUNDEM.lat + 0.00005, ALTENHUNDEM.lon)
    next_house = Point(ALTENHUNDEM.lat + 0.0004, ALTENHUNDEM.lon)
    assert numbered([ALTENHUNDEM, None, door, next_house, ALTENHUNDEM]) == [1, None, 1, 2, 1]


@pytest.mark.parametrize(
    ("lat", "address", "is_there"),
    [
        (51.1, {"street": "Markt 1", "city": "Lennestadt"}, True),
        (51.1, {"street": "", "city": "Lennestadt"}, False),
        (51.1, None, False),
        (None, {"street": "Markt 1"}, False),
    ],
)
def test_only_a_place_that_is_known_to_the_street_is_on_the_map(
    lat: float | None, address: dict[str, str] | None, is_there: bool
) -> None:
    page = OfferPage(1, lat, None if lat is None else 8.0, {"address": address}, {})
    assert point_of(page) == (Point(51.1, 8.0) if is_there else None)


def test_every_number_is_drawn_once_and_moved_ones_have_a_line_to_their_place(finder: Finder) -> None:
    near = [Point(ALTENHUNDEM.lat + 0.0005 * n, ALTENHUNDEM.lon) for n in range(5)]
    svg = _drawn(finder, ELSPE, *near, ELSPE)
    assert sorted(_numbers(svg)) == [1, 2, 3, 4, 5, 6]
    lines = [line for line in svg.iter(f"{SVG}line") if line.get("stroke") == "#000"]
    assert len(lines) == 4


def test_what_lies_far_outside_is_on_a_second_map_and_its_town_is_named(finder: Finder) -> None:
    one = _drawn(finder, ALTENHUNDEM, ELSPE)
    two = _drawn(finder, ALTENHUNDEM, DORTMUND, OLPE)
    assert len(list(one.iter(f"{SVG}g"))) == 1
    main, away = two.iter(f"{SVG}g")
    assert _numbers(main) == [1]
    assert sorted(_numbers(away)) == [2, 3]
    assert {"Dortmund", "Olpe", "Lennestadt"} <= set(_texts(away))


def test_without_the_whole_town_the_map_goes_nearer_and_shows_stops(finder: Finder) -> None:
    texts = _texts(_drawn(finder, ALTENHUNDEM, whole_town=False))
    assert {"Altenhundem ZOB", "Haltestelle", "1"} <= set(texts)
    assert "Saalhausen" not in texts
    only_far = _drawn(finder, DORTMUND, whole_town=False)
    assert len(list(only_far.iter(f"{SVG}g"))) == 1


def test_the_scale_is_true(finder: Finder) -> None:
    svg = _drawn(finder, ALTENHUNDEM, ELSPE)
    marks = {
        int(text.text or ""): (float(text.get("x", "")), float(text.get("y", "")))
        for text in svg.iter(f"{SVG}text")
        if (text.text or "").isdigit()
    }
    scale = next(path.get("d", "") for path in svg.iter(f"{SVG}path") if "V" in path.get("d", ""))
    left, right = (float(x) for x in re.findall(r"(?:M|H)([\d.]+)", scale))
    millimetres = math.dist(marks[1], marks[2])
    assert millimetres / (right - left) * 5000 == pytest.approx(metres_between(ALTENHUNDEM, ELSPE), rel=0.01)


def test_the_map_is_a_picture_with_words_in_a_pdf(finder: Finder) -> None:
    svg = overview_map(finder, [MapPoint(1, ELSPE)], title="Karte")
    html = (
        f'<html lang="de"><title>Karte</title><img src="{as_image(svg)}" alt="Karte von Lennestadt"></html>'
    )
    pdf = to_pdf(html)
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        assert len(document) == 1
        shades = document[0].render(scale=1, grayscale=True).to_numpy()
    assert (shades < 60).sum() > 500, "lines are black"
    assert (shades > 200).mean() > 0.8, "the ground is light"
