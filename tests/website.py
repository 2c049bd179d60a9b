"""A site with a few known offers, for tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from hostile import HOSTILE_NAMES
from make import make_offer, make_source
from page import CheckedClient
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.app import create_app
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.settings import Settings
from finder.store.details import Phone, Schedule

ALTENHUNDEM = Point(51.1041, 8.0715)
ATTENDORN = Point(51.1257, 7.9030)
N_ATTENDORN = 45
PROFESSIONAL, TEAM = LanguageRole.PROFESSIONAL, LanguageRole.TEAM


@dataclass(frozen=True, slots=True)
class Site:
    """The application with its offers by a short name."""

    app: Flask
    ids: dict[str, int]

    @property
    def client(self) -> CheckedClient:
        """A fresh guest."""
        client = self.app.test_client()
        assert isinstance(client, CheckedClient)
        return client


@contextmanager
def open_site(settings: Settings) -> Iterator[Site]:
    """A site with the offers of `add_offers`, whose clients check every answer; closed at the end."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = CheckedClient
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        ids = add_offers(session)
    yield Site(app, ids)
    finder.close()


def add_offers(session: Session) -> dict[str, int]:
    """The offers by a short name; flushed, not committed."""
    demo = make_source(session, key="demo", is_example=True)
    demo.licence, demo.attribution = "CC0-1.0", "Kreis Beispiel"
    ids = {
        "family_doctor": make_offer(
            session,
            name="Hausarztpraxis Yıldız",
            organization="Gemeinschaftspraxis am Markt",
            person="Yıldız",
            point=ALTENHUNDEM,
            topics=["general"],
            languages=[("tr", PROFESSIONAL), ("de", PROFESSIONAL), ("ar", TEAM)],
            facts={"entrance.step_count": "0", "level": "0", "toilet.accessible": "no"},
        ),
        "children": make_offer(
            session,
            name="Kinderarztpraxis Weber",
            point=Point(51.1100, 8.0715),
            topics=["paediatrics"],
            languages=[("tr", TEAM)],
            facts={},
        ),
        "stairs": make_offer(
            session,
            name="Hautarztpraxis Kurz",
            point=Point(51.1150, 8.0715),
            topics=["dermatology"],
            languages=[("tr", PROFESSIONAL)],
            facts={"entrance.step_count": "3"},
        ),
        "shelter": make_offer(
            session,
            name="Frauenhaus",
            organization="Verein gegen Gewalt",
            point=Point(51.1111, 8.0777),
            is_address_secret=True,
            topics=["violence_against_women"],
            areas=["05966"],
        ),
        "example": make_offer(
            session, name="Beispielpraxis", point=Point(51.0935, 8.0720), source="demo", topics=["dentist"]
        ),
    }
    doctor = ids["family_doctor"]
    session.add_all(
        [
            Phone(service_at_location_id=doctor.id, number="+492723608800"),
            Schedule(
                service_at_location_id=doctor.id, opening_hours="Mo-Fr 08:00-12:00, Mo,Th 15:00-18:00; PH off"
            ),
        ]
    )
    for number in range(N_ATTENDORN):
        make_offer(session, name=f"Verein {number:02}", point=ATTENDORN, topics=["club"])
    for number, name in enumerate(HOSTILE_NAMES):
        point = Point(50.8 + number / 1000, 8.4)
        ids[f"hostile{number}"] = make_offer(
            session, name=name, organization=name, person=name, point=point, languages=[("so", TEAM)]
        )
    return {key: offer.id for key, offer in ids.items()}
