"""The small town on each engine, and one for what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_town import Town, open_town


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
