"""Pages and files travel packed to browsers that can unpack them."""

from __future__ import annotations

import gzip

import pytest
from page import CheckedClient

from finder.web import compress
from finder.web.assets import asset_path, leaflet_path

PACKED = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize(
    "path",
    [
        "/de/",
        "/de/suche?near=Altenhundem",
        asset_path("app.css"),
        leaflet_path("leaflet.js"),
        "/karte/grenzen.json",
    ],
)
def test_what_is_packed_unpacks_to_the_same(client: CheckedClient, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(path, headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.vary
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert int(packed.headers["Content-Length"]) == len(packed.data)


def test_what_the_map_loads_from_the_api_is_packed(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compress, "MIN_BYTES", 100)
    path = "/api/v1/clusters?near=Altenhundem&radius_km=100&bbox=8.39,50.79,8.41,50.84&zoom=19"
    packed = client.get(path, headers=PACKED)
    assert gzip.decompress(packed.data) == client.get(path).data


def test_a_packed_file_is_recognized_when_it_is_unchanged(client: CheckedClient) -> None:
    etag = client.get("/static/app.css", headers=PACKED).headers["ETag"]
    assert client.get("/static/app.css", headers={**PACKED, "If-None-Match": etag}).status_code == 304


def test_the_api_and_small_or_packed_files_are_left_alone(client: CheckedClient) -> None:
    for path in (
        "/api/v1/search?near=Altenhundem",
        asset_path("icon.svg"),
        "/health/live",
        leaflet_path("images/layers.png"),
    ):
        assert "Content-Encoding" not in client.get(path, headers=PACKED).headers, path
