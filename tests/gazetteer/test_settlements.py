"""The villages of a town or Kreis, each of which a search can be made around, and who lives there."""

from __future__ import annotations

import pytest

from finder.gazetteer.places import Gazetteer, Place, PlaceKind

LENNESTADT, KREIS_OLPE = "05966020", "05966"


def test_the_villages_of_a_kreis_are_those_of_its_towns_each_once(places: Gazetteer) -> None:
    town, kreis = places.settlements.within(LENNESTADT), places.settlements.within(KREIS_OLPE)
    assert len(town) == 28
    assert {place.kind for place in kreis} == {PlaceKind.VILLAGE}
    keys = [(place.municipality, place.name) for place in kreis]
    assert keys == sorted(set(keys))
    assert {place.label for place in town} < {place.label for place in kreis}


def test_the_label_of_each_village_leads_back_to_it(places: Gazetteer) -> None:
    for place in places.settlements.within(KREIS_OLPE):
        found = places.resolve(place.label)
        assert isinstance(found, Place)
        assert found.point == place.point


def test_inhabitants_are_those_of_municipalities(places: Gazetteer) -> None:
    assert places.settlements.population_of(LENNESTADT) == 25_503
    assert places.settlements.population_of("99999999") is None
    assert places.settlements.town_name(LENNESTADT) == "Lennestadt"
    assert places.settlements.town_name("99999999") == ""


@pytest.mark.parametrize("area", ["99999999", "0596699"])
def test_an_area_that_is_none_has_no_villages(places: Gazetteer, area: str) -> None:
    assert places.settlements.within(area) == []


def test_a_town_without_known_villages_stands_for_itself(places: Gazetteer) -> None:
    towns = {town.ags for town in places.settlements.within("0") if town.kind is PlaceKind.MUNICIPALITY}
    assert towns
    alone = places.settlements.within(min(towns))
    assert [place.kind for place in alone] == [PlaceKind.MUNICIPALITY]
