"""The small town on each engine, and one for what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_town import FINDER_URL, Town, open_town

from finder.actions.jobs import get_job, start_job
from finder.actions.work import Worker
from finder.app import create_app
from finder.cli.booklet import booklet
from finder.domain.job import JobState
from finder.web.booklet.job import KIND, printing


@pytest.fixture
def town(engine_name: str, make_database_url: Callable[[str], str], tmp_path: Path) -> Iterator[Town]:
    """A town of one's own on each engine."""
    made = open_town(make_database_url(engine_name), tmp_path)
    yield made
    made.finder.close()


@pytest.fixture(scope="session")
def printed_town(
    session_database_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A town that is only read: what is printed of it does not depend on the engine."""
    made = open_town(session_database_url("spatialite"), tmp_path_factory.mktemp("town"))
    yield made
    made.finder.close()


@pytest.fixture(scope="session")
def german_book(printed_town: Town) -> bytes:
    """The booklet as a worker prints it for the site."""
    worker = Worker(printed_town.finder, handlers={KIND: printing(create_app)}, duties=())
    payload = {"languages": ["de"], "papers": ["A5"]}
    job = start_job(printed_town.finder, KIND, payload, "anna@example.org")
    assert worker.run_next()
    assert get_job(printed_town.finder, job).state is JobState.DONE
    return bytes(printed_town.client.get("/wegweiser/wegweiser-1-de-A5.pdf").data)


@pytest.fixture(scope="session")
def arabic_book(printed_town: Town, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The booklet as the command prints it."""
    path = tmp_path_factory.mktemp("book") / "ar.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINDER_VAR", str(printed_town.settings.var))
        patch.setenv("FINDER_DATABASE_URL", printed_town.settings.database_url)
        patch.setenv("FINDER_URL", FINDER_URL)
        done = CliRunner().invoke(
            booklet, ["--language", "ar", "--output", str(path)], catch_exceptions=False
        )
    assert f"{path}: edition 1, {len(printed_town.ids)} entries" in done.stderr
    assert list(path.parent.iterdir()) == [path]
    return path.read_bytes()
