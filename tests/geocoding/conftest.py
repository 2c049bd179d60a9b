"""A geocoding service for each test, a finder that asks it, and time that only passes when somebody waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from geocoding_world import Clock, asking
from nominatim import Service, running

from finder.actions.context import Finder


@pytest.fixture
def service() -> Iterator[Service]:
    """The service, good-natured until a test makes it ill."""
    with running() as service:
        yield service


@pytest.fixture
def asker(finder: Finder, service: Service) -> Finder:
    """A finder on an empty database that may ask the service."""
    return replace(finder, settings=asking(finder.settings, service))


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at a fixed moment."""
    return Clock()
