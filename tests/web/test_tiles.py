"""Tiles under our own address: asked for seldom, kept within bounds, and there when the source is not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import CheckedClient
from tile_server import TileServer, png

from finder.app import create_app
from finder.errors import ConfigurationError
from finder.outside import tile_cache, tiles
from finder.outside.tile_cache import DAY_S, TileCache
from finder.outside.tiles import HTTPTiles, NoTile, TileArea, TileDown, tile_at
from finder.settings import Settings

PNG = png()
ALTENHUNDEM = "12/2139/1369"
KREIS_OLPE = (7.6, 50.9, 8.3, 51.3)


@pytest.fixture
def source() -> Iterator[TileServer]:
    with TileServer() as server:
        yield server


@pytest.fixture
def cache(source: TileServer, tmp_path: Path) -> TileCache:
    return TileCache(HTTPTiles(source.url), tmp_path / "tiles")


@pytest.fixture
def client(source: TileServer, tmp_path: Path, spatialite_template: Path) -> Iterator[CheckedClient]:
    settings = Settings(
        var=tmp_path,
        database_url=f"sqlite:///{spatialite_template}",
        secret_key="s" * 40,
        tile_url=source.url,
        tile_attribution="© <b>Amt</b> & Co",
        tile_licence_url="https://amt.example/licence?a=1&b=2",
        contact="town@example.org",
    )
    app = create_app(settings)
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    yield client
    app.extensions["finder"].close()


def make_old(directory: Path, age_s: float) -> None:
    for path in directory.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - age_s, time.time() - age_s))


def test_a_tile_is_asked_for_once_and_kept(client: CheckedClient, source: TileServer) -> None:
    for _ in range(3):
        answer = client.get(f"/tiles/{ALTENHUNDEM}.png")
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PNG, "image/png")
        assert answer.headers["Cache-Control"] == f"public, max-age={DAY_S}"
    assert [path for path, _ in source.asked] == [f"/{ALTENHUNDEM}.png"]
    assert source.asked[0][1].startswith("finder/")
    assert source.asked[0][1].endswith("(town@example.org)")
    unchanged = client.get(f"/tiles/{ALTENHUNDEM}.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "4/8/5",
        "20/547762/350642",
        "12/0/0",
        "12/2139/1",
        "12/4095/1369",
        "10/1024/0",
        "99999999999999999999/0/0",
        "-1/0/0",
        "10/1.5/1",
    ],
)
def test_only_tiles_of_the_zooms_and_the_box_are_asked_for(
    client: CheckedClient, source: TileServer, path: str
) -> None:
    """A stranger cannot fill the disk with the world."""
    assert client.get(f"/tiles/{path}.png").status_code == 404
    assert source.asked == []


@given(st.integers(0, 22), st.floats(-180, 180), st.floats(-90, 90))
def test_the_tile_of_a_point_is_served_where_the_point_is_in_the_box(z: int, lon: float, lat: float) -> None:
    west, south, east, north = KREIS_OLPE
    x, y = tile_at(z, lon, lat)
    assert 0 <= x < 2**z
    assert 0 <= y < 2**z
    area = TileArea(*KREIS_OLPE, first_zoom=6, last_zoom=18)
    if west <= lon <= east and south <= lat <= north:
        assert area.holds(z, x, y) is (6 <= z <= 18)
    if area.holds(z, x, y):
        width = 360 / 2**z
        assert west - width <= lon <= east + width
        assert south - width <= lat <= north + width


def test_a_box_touches_few_tiles() -> None:
    area = TileArea(*KREIS_OLPE)
    assert sum(area.holds(12, x, y) for x in range(2100, 2180) for y in range(1330, 1400)) == 9 * 9


def test_a_tile_that_the_source_does_not_have_is_no_failure(
    client: CheckedClient, source: TileServer
) -> None:
    source.status = 404
    assert client.get("/tiles/10/534/342.png").status_code == 404
    source.status = 200
    assert client.get("/tiles/10/534/342.png").status_code == 200


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 429},
        {"status": 302, "headers": {"Location": "http://127.0.0.1:1/x.png"}},
        {"body": b"<html>an error page</html>"},
        {"body": b""},
        {"body": PNG + b"\x00" * tiles.MAX_TILE_BYTES},
    ],
)
def test_an_old_tile_is_better_than_none_while_the_source_is_down(
    cache: TileCache, source: TileServer, tmp_path: Path, trouble: dict[str, object]
) -> None:
    assert cache.get(10, 1, 1).image == PNG
    make_old(tmp_path, 8 * DAY_S)
    for name, value in trouble.items():
        setattr(source, name, value)
    kept = cache.get(10, 1, 1)
    assert (kept.image, kept.is_stale) == (PNG, True)
    with pytest.raises(TileDown):
        cache.get(10, 2, 2)


def test_an_old_tile_is_renewed_when_the_source_answers(
    cache: TileCache, source: TileServer, tmp_path: Path
) -> None:
    cache.get(10, 1, 1)
    make_old(tmp_path, 8 * DAY_S)
    source.body = PNG + b"new"
    assert cache.get(10, 1, 1).image == source.body
    assert len(source.asked) == 2


def test_after_a_failure_nobody_waits_for_the_source_for_a_while(
    cache: TileCache, source: TileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.status = 500
    for number in range(5):
        with pytest.raises(TileDown):
            cache.get(10, number, 0)
    assert len(source.asked) == 1
    source.status = 200
    monkeypatch.setattr(tile_cache, "REST_S", 0.0)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 31)
    assert cache.get(10, 7, 0).image == PNG


def test_other_processes_leave_a_source_alone_that_failed_too(source: TileServer, tmp_path: Path) -> None:
    source.status = 500
    for _ in range(2):
        with pytest.raises(TileDown):
            TileCache(HTTPTiles(source.url), tmp_path / "tiles").get(10, 1, 1)
    assert len(source.asked) == 1


def test_a_source_that_is_slow_or_away_is_given_up(
    source: TileServer, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "TIMEOUT_S", 0.1)
    source.delay_s = 0.5
    answer = client.get("/tiles/10/534/342.png")
    assert answer.status_code == 503
    assert answer.data == b""
    with pytest.raises(TileDown):
        HTTPTiles("http://127.0.0.1:9/{z}/{x}/{y}.png").fetch(10, 1, 1)


def test_one_visitor_asks_and_the_others_wait_for_the_answer(cache: TileCache, source: TileServer) -> None:
    source.delay_s = 0.2
    threads = [threading.Thread(target=cache.get, args=(10, 1, 1)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(source.asked) == 1


def test_of_several_processes_one_asks(source: TileServer, tmp_path: Path) -> None:
    """Each cache here has its own locks in memory, as each process has."""
    source.delay_s = 0.3
    caches = [TileCache(HTTPTiles(source.url), tmp_path / "tiles") for _ in range(4)]
    threads = [threading.Thread(target=cache.get, args=(10, 1, 1)) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(source.asked) == 1


def test_the_cache_keeps_within_its_bounds_and_drops_the_oldest_first(
    source: TileServer, tmp_path: Path
) -> None:
    cache = TileCache(HTTPTiles(source.url), tmp_path, max_bytes=10 * len(PNG))
    for x in range(12):
        cache.get(10, x, 0)
        os.utime(tmp_path / "10" / str(x) / "0", (time.time() - 100 + x, time.time() - 100 + x))
    cache.sweep()
    kept = sorted(int(path.parent.name) for path in tmp_path.rglob("0") if path.is_file())
    assert kept == list(range(3, 12))


def test_what_is_too_old_leaves_the_cache(cache: TileCache, tmp_path: Path) -> None:
    cache.get(10, 1, 1)
    make_old(tmp_path, tile_cache.KEPT_S + 1)
    cache.sweep()
    assert not [path for path in (tmp_path / "tiles").rglob("*") if path.is_file()]


def test_what_is_too_old_is_not_shown_even_while_the_source_is_down(
    cache: TileCache, source: TileServer, tmp_path: Path
) -> None:
    cache.get(10, 1, 1)
    make_old(tmp_path, tile_cache.KEPT_S + 1)
    source.status = 500
    with pytest.raises(TileDown):
        cache.get(10, 1, 1)


def test_a_disk_that_is_full_costs_only_the_keeping(source: TileServer, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    cache = TileCache(HTTPTiles(source.url), blocked / "below")
    assert cache.get(10, 1, 1).image == PNG
    assert cache.get(10, 1, 1).image == PNG
    assert len(source.asked) == 2


def test_no_such_tile_is_told_from_a_source_that_is_down(source: TileServer) -> None:
    source.status = 404
    with pytest.raises(NoTile):
        HTTPTiles(source.url).fetch(10, 1, 1)


def test_the_map_draws_tiles_and_names_whom_they_are_owed_to(
    client: CheckedClient, source: TileServer
) -> None:
    script = client.get("/de/karte.js").text
    assert '"/tiles/{z}/{x}/{y}.png"' in script
    assert source.url.split("/{z}")[0] not in script
    # The credit is text in a link, escaped for Leaflet's innerHTML.
    assert "\\u0026lt;b\\u0026gt;Amt" in script
    assert "https://amt.example/licence?a=1\\u0026amp;b=2" in script
    about = client.get("/de/ueber").text
    assert (
        '<a href="https://amt.example/licence?a=1&amp;b=2" rel="noopener noreferrer external">'
        "© &lt;b&gt;Amt&lt;/b&gt; &amp; Co</a>" in about
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FINDER_TILE_URL", "ftp://tiles.example/{z}/{x}/{y}"),
        ("FINDER_TILE_URL", "https://tiles.example/{z}/{x}"),
        ("FINDER_TILE_LICENCE_URL", "javascript:alert(1)"),
        ("FINDER_TILE_LICENCE_URL", "https:"),
        ("FINDER_TILE_BOX", "7,51,8"),
        ("FINDER_TILE_BOX", "8,51,7,52"),
        ("FINDER_TILE_BOX", "7,nan,8,52"),
        ("FINDER_TILE_ZOOMS", "6"),
        ("FINDER_TILE_ZOOMS", "18-6"),
        ("FINDER_TILE_ZOOMS", "0-19"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name}: "):
        Settings.from_env({"FINDER_VAR": str(tmp_path), name: value})


def test_box_and_zooms_of_the_tiles_can_be_set(tmp_path: Path) -> None:
    env = {"FINDER_VAR": str(tmp_path), "FINDER_TILE_BOX": "7.6,50.9,8.3,51.3", "FINDER_TILE_ZOOMS": "6-18"}
    settings = Settings.from_env(env)
    assert (settings.tile_box, settings.tile_zooms) == (KREIS_OLPE, (6, 18))
