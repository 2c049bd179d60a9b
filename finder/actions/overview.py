"""What the staff looks after, in numbers: for the first page of the workplace."""

from __future__ import annotations

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.store.overview import ImportLine, Missing, Overview, Pinned, Waiting, read_overview

__all__ = ["ImportLine", "Missing", "Overview", "Pinned", "Waiting", "overview"]


def overview(finder: Finder) -> Overview:
    """The numbers as of now, all of one moment. Raises StoreDown."""
    with finder.database.read() as connection:
        return read_overview(connection, utc_now())
