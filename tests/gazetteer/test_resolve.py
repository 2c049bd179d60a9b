"""What people type, and the place that it means."""

from __future__ import annotations

from itertools import pairwise

import pytest
from geographiclib.geodesic import Geodesic

from finder.domain.point import Point
from finder.errors import BadInput, ConfigurationError
from finder.gazetteer.places import Choice, Gazetteer, Place, Unknown
from finder.paths import DATA

STATION = Point(51.1041, 8.0715)
"""Altenhundem's railway station."""


def metres(a: Point, b: Point) -> float:
    return float(Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon)["s12"])


def one(places: Gazetteer, text: str) -> Place:
    answer = places.resolve(text)
    assert isinstance(answer, Place), (text, answer)
    return answer


def labels(answer: Place | Choice | Unknown) -> list[str]:
    assert not isinstance(answer, Place), answer
    return [place.label for place in (answer.places if isinstance(answer, Choice) else answer.suggestions)]


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("57368", "postcode", "57368 Lennestadt"),
        ("57368 Lennestadt", "postcode", "57368 Lennestadt"),
        ("D-57368", "postcode", "57368 Lennestadt"),
        ("d57368", "postcode", "57368 Lennestadt"),
        ("DE 57368", "postcode", "57368 Lennestadt"),
        ("  57368\t ", "postcode", "57368 Lennestadt"),
        ("٥٧٣٦٨", "postcode", "57368 Lennestadt"),
        ("۵۷۳۶۸", "postcode", "57368 Lennestadt"),
        ("10115 Berlin", "postcode", "10115 Berlin"),
        ("Lennestadt", "municipality", "Lennestadt"),
        ("Lennestadt, Kreis Olpe", "municipality", "Lennestadt"),
        ("Lennestadt NRW", "municipality", "Lennestadt"),
        ("Lennestadt, Deutschland", "municipality", "Lennestadt"),
        ("Altenhundem", "village", "Altenhundem, Lennestadt"),
        ("  aLTEN\u200bHUNDEM ", "village", "Altenhundem, Lennestadt"),
        ("Lennestadt-Altenhundem", "village", "Altenhundem, Lennestadt"),
        ("Altenhundem, Lennestadt", "village", "Altenhundem, Lennestadt"),
        ("Altenhundem Lennestadt", "village", "Altenhundem, Lennestadt"),
        ("Altenhundem (Lennestadt)", "village", "Altenhundem, Lennestadt"),
        ("57368 Altenhundem", "village", "Altenhundem, Lennestadt"),
        ("57368 Lennestadt-Altenhundem", "village", "Altenhundem, Lennestadt"),
        ("Grevenbrueck", "village", "Grevenbrück, Lennestadt"),
        ("Grevenbrück", "village", "Grevenbrück, Lennestadt"),
        ("Grevenbruck", "village", "Grevenbrück, Lennestadt"),
        ("Ödingen", "village", "Oedingen, Lennestadt"),
        ("Meggen", "village", "Meggen, Lennestadt"),
        ("Meggen Bahnhof", "stop", "Bahnhof Lennestadt-Meggen"),
        ("Bahnhof Altenhundem", "stop", "Bahnhof Lennestadt-Altenhundem"),
        ("Altenhundem Bf", "stop", "Bahnhof Lennestadt-Altenhundem"),
        ("Lennestadt Altenhundem Bahnhof", "stop", "Bahnhof Lennestadt-Altenhundem"),
        ("Siegen Hauptbahnhof", "stop", "Siegen Hbf"),
        ("Attendorn ZOB", "stop", "ZOB, Attendorn"),
        ("Krankenhaus Altenhundem", "stop", "Altenhundem Krankenhaus, Lennestadt"),
        ("Berlin", "municipality", "Berlin"),
        ("Köln", "municipality", "Köln"),
        ("Koeln", "municipality", "Köln"),
        ("Muenchen", "municipality", "München"),
        ("Frankfurt am Main", "municipality", "Frankfurt am Main"),
        ("Frankfurt a. M.", "municipality", "Frankfurt am Main"),
        ("Frankfurt/Oder", "municipality", "Frankfurt (Oder)"),
        ("Rothenburg o.d.T.", "municipality", "Rothenburg ob der Tauber"),
        ("Sankt Augustin", "municipality", "Sankt Augustin"),
        ("Neuenkirchen Kreis Steinfurt", "municipality", "Neuenkirchen (Kreis Steinfurt)"),
        ("Neuenkirchen (Landkreis Osnabrück)", "municipality", "Neuenkirchen (Landkreis Osnabrück)"),
    ],
)
def test_text_means_this_place(places: Gazetteer, text: str, kind: str, label: str) -> None:
    place = one(places, text)
    assert (place.kind, place.label) == (kind, label)


def test_place_tells_where_it_belongs(places: Gazetteer) -> None:
    village = one(places, "Altenhundem")
    assert (village.municipality, village.district) == ("Lennestadt", "Kreis Olpe")
    assert (village.postcode, village.ags) == ("57368", "05966020")
    assert one(places, "54655").ags == "", "a postcode of many municipalities is in no certain one"


@pytest.mark.parametrize("text", ["Altenhundem Bahnhof", "Bahnhof Altenhundem", "altenhundem bf"])
def test_station_is_within_150_m_of_the_real_one(places: Gazetteer, text: str) -> None:
    assert metres(one(places, text).point, STATION) < 150


def test_village_is_within_a_walk_of_its_station(places: Gazetteer) -> None:
    assert metres(one(places, "Altenhundem").point, STATION) < 1500


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("altenhunden", "Altenhundem, Lennestadt"),
        ("Atlenhundem", "Altenhundem, Lennestadt"),
        ("Grevenbrük", "Grevenbrück, Lennestadt"),
        ("Lennestad", "Lennestadt"),
        ("Attendron", "Attendorn"),
        ("Meggen Banhof", "Bahnhof Lennestadt-Meggen"),
        ("altenhunden lennestadt", "Altenhundem, Lennestadt"),
        ("Altenhundem, Lenestadt", "Altenhundem, Lennestadt"),
        ("57368 Altenhunden", "Altenhundem, Lennestadt"),
        ("Lennestadt, Megen", "Meggen, Lennestadt"),
    ],
)
def test_one_slip_of_the_pen_is_forgiven(places: Gazetteer, text: str, label: str) -> None:
    assert one(places, text).label == label


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Megen", "Meggen, Lennestadt"),
        ("Oberelpe", "Oberelspe, Lennestadt"),
        ("Sennestatt", "Sennestadt, Bielefeld"),
        ("Hundem", "Altenhundem, Lennestadt"),
        ("Berleburg", "Bad Berleburg"),
        ("Altenhundem, Berlin", "Altenhundem, Lennestadt"),
        ("57368 Musterdorf", "57368 Lennestadt"),
        ("57369", "57368 Lennestadt"),
    ],
)
def test_unknown_names_give_suggestions_and_no_place(places: Gazetteer, text: str, suggested: str) -> None:
    answer = places.resolve(text)
    assert isinstance(answer, Unknown)
    assert suggested in labels(answer)
    assert len(labels(answer)) == len(set(labels(answer))) <= 8


@pytest.mark.parametrize(
    "text", ["Xyzzyqq", "Brochthausn", "Dirmingn", "Musterhausen", "Hauptstrase 5", "42"]
)
def test_unknown_names_are_never_another_place(places: Gazetteer, text: str) -> None:
    assert isinstance(places.resolve(text), Unknown)


def test_ambiguous_names_give_a_choice_nearest_to_home_first(places: Gazetteer) -> None:
    assert labels(places.resolve("Hespecke")) == ["Hespecke, Lennestadt", "Hespecke, Drolshagen"]
    assert labels(places.resolve("Frankfurt")) == ["Frankfurt am Main", "Frankfurt (Oder)"]
    answer = places.resolve("Neuenkirchen")
    assert isinstance(answer, Choice)
    away = [metres(place.point, places.home.point) for place in answer.places]
    assert all(first <= next_one * 1.01 for first, next_one in pairwise(away))
    assert len([place for place in answer.places if place.kind == "municipality"]) == 11
    assert len(set(labels(answer))) == len(answer.places)


def test_far_village_of_the_same_name_does_not_hide_the_near_one(places: Gazetteer) -> None:
    answer = places.resolve("Bruchhausen")
    assert labels(answer)[:2] == ["Bruchhausen, Lennestadt", "Bruchhausen, Sundern"]


@pytest.mark.parametrize("text", ["Olpe", "Wenden", "Attendorn"])
def test_only_town_of_the_home_kreis_wins_over_namesakes(places: Gazetteer, text: str) -> None:
    place = one(places, text)
    assert (place.kind, place.name, place.district) == ("municipality", text, "Kreis Olpe")


@pytest.mark.parametrize(
    ("text", "ags"), [("Hamm", "05915000"), ("Hagen", "05914000"), ("Münster", "05515000")]
)
def test_city_wins_over_small_namesakes(places: Gazetteer, text: str, ags: str) -> None:
    assert one(places, text).ags == ags


def test_umlauts_as_typed_outweigh_those_ignored(places: Gazetteer) -> None:
    assert one(places, "Hüsten").label == "Hüsten, Arnsberg"
    assert all("Bürbach" not in label for label in labels(places.resolve("Burbach")))


def test_kreis_gives_its_towns_nearest_first(places: Gazetteer) -> None:
    towns = labels(places.resolve("Kreis Olpe"))
    assert towns[0] == "Lennestadt"
    assert len(towns) == 7


def test_postcode_with_a_town_elsewhere_gives_both(places: Gazetteer) -> None:
    assert labels(places.resolve("57368 Olpe"))[:2] == ["57368 Lennestadt", "Olpe (Kreis Olpe)"]


def test_station_of_a_town_with_several_gives_them_all(places: Gazetteer) -> None:
    stations = {"Altenhundem", "Meggen", "Grevenbrück"}
    assert set(labels(places.resolve("Lennestadt Bahnhof"))) == {f"Bahnhof Lennestadt-{s}" for s in stations}


@pytest.mark.parametrize(
    "text",
    [
        "51.10,8.07", "51.10, 8.07", "51.10 8.07", "51.10;8.07", "51,10 8,07", "51,10; 8,07", "51,10, 8,07",
        "51,10,8,07", "8.07 51.10", "8,07 51,10", "51.10° 8.07°", "51.1N 8.07E", "N51.1 E8.07", "8.07O 51.1N",
        "٥١٫١٠ ٨٫٠٧", "۵۱.۱۰،۸.۰۷", "\u200e51.10,8.07\u200f", "51.1/8.07",
    ],
)  # fmt: skip
def test_coordinates_are_understood(places: Gazetteer, text: str) -> None:
    place = one(places, text)
    assert (place.kind, place.point) == ("point", Point(51.1, 8.07))
    assert (place.ags, place.municipality) == ("05966020", "Lennestadt")


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("40.7128,-74.006", 40.7128, -74.006),
        ("-33.87 151.21", -33.87, 151.21),
        ("151.21 -33.87", -33.87, 151.21),
        ("33.87S 151.21E", -33.87, 151.21),
        ("52.5, 13.4", 52.5, 13.4),
    ],
)
def test_coordinates_anywhere_on_earth_are_points(
    places: Gazetteer, text: str, lat: float, lon: float
) -> None:
    assert one(places, text).point == Point(lat, lon)


@pytest.mark.parametrize(
    "text", ["95 200", "95.5, 200.5", "51,8", "51 8", "51.1N 8.07N", "200.5E 8.07N", "12, 34"]
)
def test_numbers_that_are_no_position_are_refused(places: Gazetteer, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        places.resolve(text)
    assert refused.value.param == "near"


@pytest.mark.parametrize("text", ["", "   ", "!!!", "🎉", "\x00", "\u202e", "a" * 201])
def test_text_without_a_name_is_refused(places: Gazetteer, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        places.resolve(text)
    assert refused.value.param == "near"


def test_suggestions_are_those_of_the_home_kreis_first_then_the_largest(places: Gazetteer) -> None:
    found = places.suggest("alt")
    assert [place.label for place in found[:2]] == ["Altenhundem, Lennestadt", "Altfinnentrop, Finnentrop"]
    assert len(found) == len({place.label for place in found}) == 10
    assert [place.label for place in places.suggest("köl", 1)] == ["Köln"]
    assert [place.label for place in places.suggest("koel", 1)] == ["Köln"]
    assert places.suggest("Meggen b")[0].label == "Bahnhof Lennestadt-Meggen"
    assert places.suggest("Lennestadt, Alt")[0].label == "Altenhundem, Lennestadt"
    assert places.suggest("5736")[0].label == "57368 Lennestadt"


@pytest.mark.parametrize("text", ["", "  ", "!", "x" * 1000, "zzzz"])
def test_suggestions_of_nothing_are_none(places: Gazetteer, text: str) -> None:
    assert places.suggest(text) == []


@pytest.mark.parametrize("home", ["Nirgendheim", "Neuenkirchen", "", "51.1, 8.07", "95 200"])
def test_home_that_is_not_one_place_is_a_configuration_error(home: str) -> None:
    with pytest.raises(ConfigurationError, match="FINDER_HOME"):
        Gazetteer.load(DATA / "gazetteer", home)


def test_home_decides_what_is_near(places: Gazetteer) -> None:
    elsewhere = Gazetteer.load(DATA / "gazetteer", "Rostock")
    assert one(elsewhere, "Meggen").label == "Meggen, Lennestadt"
    assert labels(elsewhere.resolve("Neuenkirchen"))[0] != labels(places.resolve("Neuenkirchen"))[0]
    assert isinstance(elsewhere.resolve("altenhunden"), Unknown), "slips are forgiven around home only"
