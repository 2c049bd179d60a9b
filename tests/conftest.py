"""Fixtures for all tests: both engines, the shipped data, the real files beside the project."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings as property_settings
from postgis import Server

from finder.actions.context import Finder
from finder.app import create_app
from finder.gazetteer.places import Gazetteer
from finder.paths import ROOT
from finder.settings import Settings
from finder.store.database import Database
from finder.store.engine import create_engine
from finder.store.migrate import upgrade

ENGINES = ("spatialite", "postgis")
_URL = "FINDER_TEST_POSTGIS"
_TEMPLATE = "finder_template"
_servers: list[Server] = []

# A busy machine is no fault of what is tested.
property_settings.register_profile("finder", deadline=None)
property_settings.load_profile("finder")


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostGIS server for the whole run; its workers find it in the environment."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    server = Server.start()
    _servers.append(server)
    os.environ[_URL] = server.url("{}")
    admin = create_engine(server.url())
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {_TEMPLATE}")
    admin.dispose()
    template = create_engine(server.url(_TEMPLATE))
    upgrade(template)
    template.dispose()


def pytest_unconfigure() -> None:
    """Stop the server that this process started."""
    while _servers:
        _servers.pop().stop()


@pytest.fixture(scope="session")
def postgis_url() -> str:
    """The address of the running server with `{}` for the database name."""
    return os.environ[_URL]


@pytest.fixture(scope="session")
def spatialite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SpatiaLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "finder.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def _new_dataset(url: str) -> None:
    """Copies of a template are different databases and say so."""
    engine = create_engine(url)
    own = {"name": str(uuid.uuid4()), "root": str(uuid.uuid4())}
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE search_state SET dataset = :name, uid_root = :root"), own)
    engine.dispose()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def make_database_url(spatialite_template: Path, postgis_url: str, tmp_path: Path) -> Iterator[object]:
    """A function from an engine's name to the address of a fresh, migrated, empty database."""
    made: list[str] = []
    admin = create_engine(postgis_url.format("postgres")).execution_options(isolation_level="AUTOCOMMIT")

    def make(name: str) -> str:
        unique = f"t_{uuid.uuid4().hex}"
        if name == "spatialite":
            path = tmp_path / f"{unique}.sqlite"
            shutil.copy(spatialite_template, path)
            url = f"sqlite:///{path}"
        else:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {unique} TEMPLATE {_TEMPLATE}")
            made.append(unique)
            url = postgis_url.format(unique)
        _new_dataset(url)
        return url

    yield make
    with admin.connect() as connection:
        for unique in made:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {unique} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(scope="session", autouse=True)
def _one_gazetteer() -> Iterator[None]:
    """The places are read once for all applications of the run; they never change."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Gazetteer, "load", lru_cache(maxsize=4)(Gazetteer.load))
    yield
    patch.undo()


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
def database_url(engine_name: str, make_database_url: object) -> str:
    """The address of a fresh, migrated, empty database on each engine in turn."""
    assert callable(make_database_url)
    return str(make_database_url(engine_name))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, empty database on each engine in turn."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a finder on a fresh database of each engine in turn."""
    return Settings(var=tmp_path, database_url=database_url, secret_key="s" * 40)


@pytest.fixture
def finder(settings: Settings) -> Iterator[Finder]:
    """An opened finder on a fresh, empty database of each engine in turn."""
    finder = Finder.open(settings)
    yield finder
    finder.close()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The web application on a fresh, empty database of each engine in turn."""
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions["finder"].close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real files beside the project; where they are not, real-data tests say so and do not run.

    In CI their absence is a failure.
    """
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the real data is missing beside the project")
        pytest.skip("real-data tests did not run: there is no ../shared/data beside the project")
    return path
