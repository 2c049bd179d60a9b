"""Brings every search row in step with the records."""

from __future__ import annotations

from collections.abc import Callable

from finder.actions.context import Finder
from finder.store.search_rows import all_offer_ids, refresh

ACTOR = "reindex"
BATCH = 500


def reindex(finder: Finder, on_progress: Callable[[int], None] = lambda _offers: None) -> int:
    """Compute every search row anew, some hundred offers a transaction; gives how many differed.

    After orderly edits that is none. Raises StoreDown.
    """
    changed = last = 0
    while True:
        with finder.database.change(ACTOR) as session:
            numbers = all_offer_ids(session, last, BATCH)
            changed += refresh(session, numbers)
        if not numbers:
            return changed
        last = numbers[-1]
        on_progress(len(numbers))
