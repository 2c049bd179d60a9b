"""What folium writes for the map, and the files of Leaflet: ours alone, and nothing of an entry in them."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict

import pytest
from page import CheckedClient
from xstatic.pkg import leaflet

from finder.outside.tiles import tile_at
from finder.web.assets import LEAFLET_FILES


@pytest.mark.parametrize(("lang", "words"), [("de", "Hineinzoomen"), ("en", "Zoom in")])
def test_the_script_speaks_the_language_of_the_page_and_names_no_other_host(
    client: CheckedClient, lang: str, words: str
) -> None:
    answer = client.get(f"/{lang}/karte.js")
    assert answer.mimetype == "text/javascript"
    assert answer.text.startswith("var map_finder = L.map(") or "var map_finder = L.map(" in answer.text
    assert words in answer.text
    assert "GeoBasis-DE" in answer.text
    assert not re.search(r"https?:|//[a-z]|innerHTML|Popup|Tooltip|<script|\$\{", answer.text)
    assert client.get(f"/{lang}/karte.js").text == answer.text


def test_the_base_layer_has_the_seven_towns_of_the_kreis_and_the_villages_in_them(
    client: CheckedClient,
) -> None:
    collection = client.get("/karte/grenzen.json").get_json()
    kinds = defaultdict(set)
    for feature in collection["features"]:
        kinds[feature["properties"]["kind"]].add(feature["properties"]["name"])
    assert kinds["home"] == {"Lennestadt"}
    assert "Kreis Olpe" in kinds["district"]
    kreis = {"Attendorn", "Drolshagen", "Finnentrop", "Kirchhundem", "Lennestadt", "Olpe", "Wenden"}
    assert kreis <= kinds["area"] | kinds["home"]
    assert kreis <= kinds["town"]
    assert {"Altenhundem", "Grevenbrück", "Meggen"} <= kinds["village"]
    assert collection["attribution"]


def test_stops_come_by_tiles_as_the_map_needs_them(client: CheckedClient) -> None:
    answer = client.get("/karte/haltestellen/1069/684.json?v=1")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    features = answer.get_json()["features"]
    assert 10 < len(features) < 1000
    for feature in features:
        lon, lat = feature["geometry"]["coordinates"]
        assert tile_at(11, lon, lat) == (1069, 684)
    stations = {f["properties"]["name"] for f in features if f["properties"]["kind"] == "station"}
    assert "Lennestadt-Altenhundem" in stations
    assert len(gzip.compress(answer.data)) < 10_000
    assert client.get("/karte/haltestellen/1/1.json").get_json()["features"] == []
    for path in ("2048/1", "-1/1"):
        assert client.get(f"/karte/haltestellen/{path}.json").status_code == 404


def test_only_what_a_browser_needs_of_leaflet_is_served(client: CheckedClient) -> None:
    base = f"/vendor/leaflet/{leaflet.PACKAGE_VERSION}"
    for name in LEAFLET_FILES:
        answer = client.get(f"{base}/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert {"leaflet.js", "leaflet.css", "images/layers.png"} <= LEAFLET_FILES
    for name in ("leaflet-src.js", "../__init__.py", "%2e%2e/__init__.py", "images/", "", "leaflet.js.map"):
        assert client.get(f"{base}/{name}").status_code in (404, 308), name
    assert client.get("/vendor/leaflet/0.0/leaflet.js").status_code == 404
