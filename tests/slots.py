"""Takes moments of a throttle in a process of its own, which can import this module by its name."""

from __future__ import annotations

from finder.store.database import Database
from finder.store.geocodes import take_slot


def take_slots(url: str, count: int, slots: object) -> None:
    """Take so many moments, a second apart, each in a transaction of its own, and append them."""
    database = Database(url)
    for _ in range(count):
        with database.change("test") as session:
            slots.append(take_slot(session, "service", 1000.0, 1.0))  # type: ignore[attr-defined]  # a list that processes share
    database.close()
