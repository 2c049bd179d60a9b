"""A site with a few known offers on each engine, and a client that checks every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from page import CheckedClient
from website import Site, open_site

from finder.settings import Settings

CONTACT = "finder@example.org"


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def site(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The site with the offers of `add_offers`, on each engine in turn; tests only read it."""
    url = session_database_url(request.param)
    settings = Settings(tmp_path_factory.mktemp("var"), url, secret_key="s" * 40, contact=CONTACT)
    with open_site(settings) as made:
        yield made


@pytest.fixture
def client(site: Site) -> CheckedClient:
    """A guest of the site."""
    return site.client
