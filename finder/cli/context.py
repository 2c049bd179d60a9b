"""What the commands share: the opened finder, and progress on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finder.actions.context import Finder
from finder.settings import Settings


@contextmanager
def opened_finder() -> Iterator[Finder]:
    """The finder for the settings of the environment, closed at the end."""
    finder = Finder.open(Settings.from_env())
    try:
        yield finder
    finally:
        finder.close()
