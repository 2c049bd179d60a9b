"""A small town in print: a few offers, one of them secret, one invented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from make import make_offer, make_source
from page import CheckedClient

from finder.actions.context import Finder
from finder.app import create_app
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.settings import Settings
from finder.store.details import Phone, Schedule
from finder.store.records import Address, Location, Service, ServiceAtLocation

HIDDEN_STREET = "Verborgene Gasse 7"
FINDER_URL = "https://finder.example.org"


@dataclass(frozen=True, slots=True)
class Town:
    """The opened finder with the offers of `add_offers` by a short name."""

    finder: Finder
    settings: Settings
    client: CheckedClient
    ids: dict[str, int]

    def hide(self, name: str) -> None:
        """Make the address of an offer secret."""
        with self.finder.database.change("test") as session:
            offer = session.get_one(ServiceAtLocation, self.ids[name])
            location = session.get_one(Location, offer.location_id)
            location.is_address_secret = True
            location.place_at(None)

    def move(self, name: str, street: str) -> None:
        """Give an offer another street."""
        with self.finder.database.change("test") as session:
            offer = session.get_one(ServiceAtLocation, self.ids[name])
            address = session.scalars(
                sa.select(Address).where(Address.location_id == offer.location_id)
            ).one()
            address.address_1 = street

    def rename(self, name: str, text: str) -> None:
        """Give an offer another name."""
        with self.finder.database.change("test") as session:
            offer = session.get_one(ServiceAtLocation, self.ids[name])
            session.get_one(Service, offer.service_id).name = text


def open_town(url: str, var: Path) -> Town:
    """A town in an empty database."""
    settings = Settings(var, url, secret_key="s" * 40, url=FINDER_URL)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = CheckedClient
    finder: Finder = app.extensions["finder"]
    ids = add_offers(finder)
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return Town(finder, settings, client, ids)


def add_offers(finder: Finder) -> dict[str, int]:
    with finder.database.change("test") as session:
        source = make_source(session)
        source.licence, source.attribution = "dl-de/by-2-0", "Stadt Beispiel"
        make_source(session, key="demo", is_example=True)
        spoken = [("tr", LanguageRole.PROFESSIONAL), ("de", LanguageRole.TEAM)]
        facts = {"entrance.step_count": "0", "level": "0"}
        made = {
            "doctor": make_offer(
                session, name="Hausarztpraxis Yıldız", topics=["general"], languages=spoken, facts=facts
            ),
            "advice": make_offer(
                session,
                name="Migrationsberatung",
                organization="Verein Brücke",
                topics=["migration_adults", "debt"],
                point=Point(51.11, 8.08),
            ),
            "shelter": make_offer(
                session,
                name="Frauenhaus",
                organization="Verein gegen Gewalt",
                topics=["violence_against_women"],
                areas=["05966"],
                point=Point(51.12, 8.09),
                is_address_secret=True,
            ),
            "example": make_offer(
                session, name="Musterapotheke", topics=["pharmacy"], source="demo", point=Point(51.09, 8.05)
            ),
            "plain": make_offer(session, name="Verein ohne Thema", point=None),
        }
        hidden = session.scalars(sa.select(Address).where(Address.location_id == made["shelter"].location_id))
        hidden.one().address_1 = HIDDEN_STREET
        for number, offer in enumerate(made.values()):
            session.add(Phone(service_at_location_id=offer.id, number=f"+49272360870{number}"))
        session.add(
            Schedule(service_at_location_id=made["doctor"].id, opening_hours="Mo-Fr 08:00-12:00; PH off")
        )
        return {name: offer.id for name, offer in made.items()}
