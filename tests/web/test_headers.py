"""The security headers, by value, on whatever the application answers."""

from __future__ import annotations

import pytest
from page import CheckedClient
from website import Site

ANSWERS = {
    "/": 302,
    "/de/": 200,
    "/en/": 200,
    "/de/suche?near=Altenhundem": 200,
    "/de/suche?near=Hespecke": 200,
    "/de/suche?radius_km=abc": 400,
    "/de/ueber": 200,
    "/embed?near=Altenhundem": 302,
    "/de/embed?near=Altenhundem": 200,
    "/de/einbetten?near=Altenhundem": 200,
    "/de/offline": 200,
    "/de/offline/pack.json": 200,
    "/de/manifest.webmanifest": 200,
    "/sw.js?lang=en": 200,
    "/de/karte.js": 200,
    "/karte/grenzen.json": 200,
    "/static/app.css": 200,
    "/static/nothing.css": 404,
    "/vendor/leaflet/1.9.3.0/leaflet.js": 200,
    "/tiles/10/535/342.png": 404,
    "/health/live": 200,
    "/health/ready": 200,
    "/api/v1/search?near=Altenhundem": 200,
    "/api/v1/search?near=Hespecke": 400,
    "/nothing": 404,
    "/xx/": 404,
}


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_every_answer_has_the_headers(client: CheckedClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_wrong_methods_and_unchanged_files_have_the_headers(client: CheckedClient) -> None:
    assert client.post("/de/suche").status_code == 405
    etag = client.get("/static/app.css").headers["ETag"]
    assert client.get("/static/app.css", headers={"If-None-Match": etag}).status_code == 304
    assert client.head("/de/").status_code == 200
    assert client.options("/de/").status_code == 200


def test_https_alone_is_told_to_stay_https(client: CheckedClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/de/").headers
    secure = client.get("/de/", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert secure == "max-age=63072000; includeSubDomains"


def test_addresses_with_a_version_keep_for_a_year_and_pages_are_asked_for_again(site: Site) -> None:
    client = site.client
    page = client.get("/de/suche?near=Altenhundem")
    assert page.headers["Cache-Control"] == "private, no-cache"
    files = [part.split('"')[0] for part in page.text.split('src="')[1:]]
    assert len(files) == 6
    for file in files:
        assert client.get(file).headers["Cache-Control"] == "public, max-age=31536000, immutable", file
