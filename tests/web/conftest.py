"""A site with a few known offers on each engine, and a client that checks every answer."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from page import CheckedClient
from website import Site, open_site

from finder.gazetteer.places import Gazetteer
from finder.settings import Settings
from finder.store.engine import create_engine

CONTACT = "finder@example.org"


@pytest.fixture(scope="session", autouse=True)
def _one_gazetteer() -> Iterator[None]:
    """The places are read once for all applications of the run; they never change."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Gazetteer, "load", lru_cache(maxsize=4)(Gazetteer.load))
    yield
    patch.undo()


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


@pytest.fixture(scope="session")
def session_database_url(
    spatialite_template: Path, postgis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """A function from an engine's name to the address of a migrated database for the whole run."""
    admin = create_engine(postgis_url.format("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make(name: str) -> str:
        if name == "spatialite":
            path = tmp_path_factory.mktemp("site") / "finder.sqlite"
            shutil.copy(spatialite_template, path)
            return f"sqlite:///{path}"
        made.append(f"site_{uuid.uuid4().hex}")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {made[-1]} TEMPLATE finder_template")
        return postgis_url.format(made[-1])

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def client(site: Site) -> CheckedClient:
    """A guest of the site."""
    return site.client
