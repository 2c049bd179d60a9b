"""Takes moments of a throttle, or asks a service, in a process of its own, which can import this by name."""

from __future__ import annotations

from finder.actions.geocoding.service import IN_RUN, Pace, SharedGeocoder
from finder.domain.offer import PublicAddress
from finder.outside.geocoder import geocoder_of
from finder.store.database import Database
from finder.store.throttle import take_slot


def take_slots(url: str, count: int, slots: object) -> None:
    """Take so many moments, a second apart, each in a transaction of its own, and append them."""
    database = Database(url)
    for _ in range(count):
        with database.change("test") as session:
            slots.append(take_slot(session, "service", 1000.0, 1.0, 1e6))  # type: ignore[attr-defined]  # a list that processes share
    database.close()


def ask(url: str, setting: str, streets: list[str]) -> None:
    """Ask the service for these streets, one after the other."""
    database = Database(url)
    geocoder = geocoder_of(setting, "finder@example.org")
    assert geocoder is not None
    service = SharedGeocoder(database, geocoder, IN_RUN, Pace())
    for street in streets:
        service.search(PublicAddress(street=street))
    database.close()
