"""What tests of geocoding share: addresses, a clock of their own, locations in the database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from nominatim import Service

from finder.actions.context import Finder
from finder.actions.geocoding.service import Pace
from finder.domain.offer import PublicAddress
from finder.settings import Settings
from finder.store.records import Location

CONTACT = "finder@example.org"
HERE = (51.1041, 8.0715)
"""In Altenhundem, a village of Lennestadt."""

MARKT = PublicAddress(street="Markt 1", postal_code="57368", city="Lennestadt")
NOWHERE = PublicAddress(street="Weg 1", city="Xyzzystadt")
"""An address of which the gazetteer knows nothing."""


@dataclass
class Clock:
    """Seconds since 1970 that pass when somebody sleeps."""

    moment: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.slept.append(seconds)
        self.moment += seconds

    @property
    def pace(self) -> Pace:
        """The clock for whoever waits; chance is in the middle."""
        return Pace(now=lambda: self.moment, sleep=self.sleep, chance=lambda: 0.5)


def asking(settings: Settings, service: Service, name: str = "nominatim") -> Settings:
    """The settings with this service."""
    return replace(settings, geocoder=f"{name}={service.url}", contact=CONTACT)


def locations(finder: Finder) -> list[Location]:
    """All locations by number."""
    with finder.database.change("test") as session:
        return list(session.scalars(sa.select(Location).order_by(Location.id)))
