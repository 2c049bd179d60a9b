"""The shipped gazetteer, loaded once."""

from __future__ import annotations

import pytest

from finder.gazetteer.places import Gazetteer
from finder.paths import DATA


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    """The shipped gazetteer as seen from Lennestadt."""
    return Gazetteer.load(DATA / "gazetteer", "Lennestadt")
