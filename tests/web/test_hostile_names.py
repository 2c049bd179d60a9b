"""Names are data: whatever stands in them, nothing of it becomes markup, script or address."""

from __future__ import annotations

import json

import pytest
from hostile import HOSTILE_NAMES
from page import CheckedClient, parse, text_of
from website import Site

from finder.web.clean import printable, without_directions
from finder.web.present import MAX_NAME

RESULTS = "/de/suche?lat=50.8&lon=8.4&radius_km=20&language=so"


def expected(name: str) -> str:
    text = " ".join(without_directions(name).split())
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


def test_every_name_stands_in_the_list_as_text(client: CheckedClient) -> None:
    page = client.get(RESULTS).text
    listed = {text_of(heading) for heading in parse(page).iter("h2")}
    assert {expected(name) for name in HOSTILE_NAMES} <= listed
    assert "<script>alert" not in page
    assert "<img" not in page
    assert len(page) < 200_000


def test_the_data_of_the_map_cannot_leave_its_script(client: CheckedClient) -> None:
    page = client.get(RESULTS).text
    start = page.index('id="map-data">') + len('id="map-data">')
    text = page[start : page.index("</script>", start)]
    assert not set("<>&'") & set(text)
    names = [place["name"] for place in json.loads(text)["places"]]
    assert sorted(names) == sorted(expected(name) for name in HOSTILE_NAMES)


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_every_name_stands_whole_on_its_own_page(site: Site, number: int) -> None:
    client = site.client
    path = client.get(f"/en/angebot/{site.ids[f'hostile{number}']}").headers["Location"]
    assert len(path) < 200
    page = client.get(path).text
    assert text_of(next(parse(page).iter("h1"))) == " ".join(
        without_directions(HOSTILE_NAMES[number]).split()
    )
    assert "<script>alert" not in page
    title = text_of(next(parse(page).iter("title")))
    assert len(title) < 300
    assert not {"\u202e", "\u2066"} & set(title)


@pytest.mark.parametrize("text", [*HOSTILE_NAMES[:-2], "\x00\x01\x1b[31m", "\ufffe\uffff"])
@pytest.mark.parametrize("name", ["near", "q", "language", "category", "radius_km", "sort", "offset", "lat"])
def test_what_a_visitor_types_comes_back_as_text(client: CheckedClient, name: str, text: str) -> None:
    answer = client.get("/de/suche", query_string={name: text})
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text
    fields = {field.get("name"): field.get("value") for field in parse(answer.text).iter("input")}
    if name in ("near", "q"):
        assert fields[name] == printable(text).strip()


@pytest.mark.parametrize(
    "path",
    [
        "/<script>alert(1)</script>",
        "/de/%00",
        "/de/%ff%fe",
        "/de/angebot/1-%3Cscript%3E",
        "/en//evil.example",
    ],
)
def test_a_strange_address_is_answered_calmly(client: CheckedClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (301, 308, 404)
    assert "<script>alert" not in answer.text
    assert "//evil" not in answer.headers.get("Location", "")[7:]
