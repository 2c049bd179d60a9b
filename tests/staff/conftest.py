"""The site of the web tests with people of the staff who are signed in, on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from staffsite import SECRET, StaffClient, StaffSite
from website import open_site

from finder.settings import Settings


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def staff_site(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[StaffSite]:
    """The site with the offers of `add_offers`, on each engine in turn; tests leave what others need."""
    url = session_database_url(request.param)
    settings = Settings(tmp_path_factory.mktemp("var"), url, secret_key=SECRET, contact="finder@example.org")
    with open_site(settings) as site:
        site.app.test_client_class = StaffClient

        def new_client() -> StaffClient:
            client = site.app.test_client()
            assert isinstance(client, StaffClient)
            return client

        yield StaffSite(site.app.extensions["finder"], new_client, site.ids)
