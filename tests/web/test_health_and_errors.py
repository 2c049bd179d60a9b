"""The finder when something is wrong: it says so, helps on, and tells nothing of its inside."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from page import CheckedClient, check_page, parse, visible_text
from website import Site

from finder.app import create_app
from finder.settings import Settings
from finder.web import errors

SECRET = "Gynäkologin-Arabisch-57368"


@pytest.fixture
def down(tmp_path: Path) -> Iterator[CheckedClient]:
    """A guest of a finder whose database is not there."""
    app = create_app(Settings(tmp_path, "postgresql://nobody@127.0.0.1:9/nothing", "s" * 40))
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    yield client
    app.extensions["finder"].close()


@pytest.fixture
def broken(site: Site, monkeypatch: pytest.MonkeyPatch) -> CheckedClient:
    """A guest of a site whose search has a mistake in it."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("finder.web.search.results.search", fail)
    monkeypatch.setattr("finder.web.api.search", fail)
    return site.client


def test_health_tells_life_from_readiness(client: CheckedClient, down: CheckedClient) -> None:
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    assert down.get("/health/live").status_code == 200
    answer = down.get("/health/ready")
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/de/suche?near=Altenhundem", "/de/angebot/1-x", "/de/ueber", "/de/"])
def test_without_the_database_the_page_helps_on(down: CheckedClient, path: str) -> None:
    answer = down.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert {'href="tel:112"', 'href="tel:116117"'} <= set(answer.text.replace(">", " ").split())
    assert "Pause" in visible_text(parse(answer.text))


def test_without_the_database_the_api_says_so_as_problem_json(down: CheckedClient) -> None:
    answer = down.get("/api/v1/search?near=Altenhundem")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("path", ["/de/suche", "/en/suche", "/api/v1/search"])
def test_a_mistake_of_ours_shows_nothing_and_logs_no_search_term(
    broken: CheckedClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    broken.get("/de/")
    with caplog.at_level(logging.INFO):
        caplog.clear()
        answer = broken.get(path, query_string={"q": SECRET})
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert [record.getMessage() for record in caplog.records] == ["unexpected error"]


def test_no_search_term_is_logged(client: CheckedClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in ("/de/suche", "/suche", "/de/nothing", "/api/v1/search", "/api/v1/places"):
            for name in ("near", "q", "language", "category", "radius_km"):
                client.get(path, query_string={name: SECRET})
    assert SECRET not in caplog.text


@pytest.mark.parametrize("status", [400, 404, 405, 413, 418, 500, 503])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_error_has_a_page(site: Site, status: int, lang: str) -> None:
    with site.app.test_request_context(f"/{lang}/nothing"):
        page = errors._page(status, "")
    assert 'href="tel:116117"' in page
    check_page(page)


def test_a_page_that_cannot_even_be_made_still_helps(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(errors, "render_template", fail)
    answer = FlaskClient(site.app, site.app.response_class).get("/de/nothing")
    assert answer.status_code == 404
    assert 'href="tel:112"' in answer.text
    assert SECRET not in answer.text
