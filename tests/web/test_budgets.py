"""What a page costs: bytes on the wire and statements to the database."""

from __future__ import annotations

import gzip

import pytest
import sqlalchemy as sa
from page import CheckedClient, parse
from website import N_ATTENDORN, Site

from finder.actions.context import Finder

FULL_PAGE = "/de/suche?near=Attendorn&category=club"


def size(client: CheckedClient, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200
    return len(gzip.compress(answer.data, 6))


@pytest.mark.parametrize(
    "path", ["/de/", FULL_PAGE, "/en/suche?near=Attendorn&category=club&limit=100", "/de/ueber"]
)
def test_a_page_with_its_style_is_at_most_40_kb(client: CheckedClient, path: str) -> None:
    page = client.get(path).text
    styles = [link.get("href", "") for link in parse(page).iter("link") if link.get("rel") == "stylesheet"]
    own = [style for style in styles if "/vendor/" not in style]
    assert len(own) == 1
    assert size(client, path) + sum(size(client, style) for style in own) <= 40_960


def test_own_scripts_are_at_most_12_kb_and_leaflet_50(client: CheckedClient) -> None:
    tree = parse(client.get(FULL_PAGE).text)
    files = [script.get("src", "") for script in tree.iter("script") if script.get("src")]
    files += [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "stylesheet"]
    vendor = [file for file in files if "/vendor/" in file]
    own = [file for file in files if file.split("?")[0].endswith(".js") and file not in vendor]
    area = next(div for div in tree.iter("div") if div.get("id") == "map_finder")
    own += [area.get(f"data-{part}-module", "") for part in ("base", "clusters")]
    assert {file.split("?")[0].rsplit("/", 1)[1] for file in own} >= {
        "karte.js",
        "map-base.js",
        "map-clusters.js",
        "map.js",
        "places.js",
        "results.js",
    }
    assert sum(size(client, file) for file in own) <= 12_288
    assert sum(size(client, file) for file in vendor) <= 51_200


def test_the_map_is_loaded_after_the_list(client: CheckedClient) -> None:
    page = client.get(FULL_PAGE).text
    tree = parse(page)
    scripts = [script for script in tree.iter("script") if script.get("src")]
    assert all("defer" in script.attrib or script.get("type") == "module" for script in scripts)
    assert page.rindex('class="entry"') < min(page.index(script.get("src", "")) for script in scripts)


class Counter:
    """Counts the statements of a finder."""

    def __init__(self, finder: Finder) -> None:
        self.n = 0
        self._finder = finder
        self._engines = {finder.database.engine, finder.database._guest}

    def __enter__(self) -> Counter:
        for engine in self._engines:
            sa.event.listen(engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_exc: object) -> None:
        for engine in self._engines:
            sa.event.remove(engine, "before_cursor_execute", self._count)

    def _count(self, *_args: object) -> None:
        self.n += 1


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/de/", 0),
        (f"{FULL_PAGE}&limit=1", 3),
        (f"{FULL_PAGE}&limit={N_ATTENDORN}", 3),
        ("/de/suche?near=Attendorn&language=vi&access=step_free&q=x", 3),
        ("/de/suche?near=Hespecke", 0),
        ("/de/suche?radius_km=x", 0),
        ("/de/ueber", 1),
        ("/de/offline", 1),
        ("/de/offline/pack.json", 1),
        ("/sw.js", 0),
        ("/de/manifest.webmanifest", 0),
        ("/de/embed", 0),
        (f"/de/embed{FULL_PAGE[9:]}", 1),
        ("/api/v1/clusters?near=Attendorn&category=club&bbox=7,50,9,52&zoom=9", 2),
    ],
)
def test_a_page_asks_the_database_a_bounded_number_of_times(site: Site, path: str, limit: int) -> None:
    client = site.client
    client.get(path)
    with Counter(site.app.extensions["finder"]) as counter:
        client.get(path)
    assert counter.n <= limit


def test_the_page_of_an_offer_asks_at_most_twice(site: Site) -> None:
    client = site.client
    path = client.get(f"/de/angebot/{site.ids['family_doctor']}").headers["Location"]
    with Counter(site.app.extensions["finder"]) as counter:
        client.get(path)
    assert counter.n <= 2
