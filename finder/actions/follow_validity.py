"""Shows entries from the first day for which they hold, and no longer than to the last."""

from __future__ import annotations

from finder.actions.context import Finder
from finder.store.search_rows import refresh
from finder.store.visibility import begun_or_ended


def follow_validity(finder: Finder) -> int:
    """Bring what the public sees in step with today; gives how many came or went. Raises StoreDown."""
    with finder.database.change("validity") as session:
        return refresh(session, begun_or_ended(session))
