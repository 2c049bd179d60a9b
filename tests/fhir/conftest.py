"""The world of `fhir_world` on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fhir_schema import Reader
from fhir_world import World, add_rich_offers
from website import open_site

from finder.actions.context import Finder
from finder.settings import Settings


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def world(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The world on each engine in turn; tests only read it."""
    url = session_database_url(request.param)
    settings = Settings(tmp_path_factory.mktemp("var"), url, secret_key="s" * 40)
    with open_site(settings) as site:
        finder: Finder = site.app.extensions["finder"]
        with finder.database.change("test") as session:
            ids = site.ids | add_rich_offers(session)
        yield World(finder, Reader(site.client), ids)
