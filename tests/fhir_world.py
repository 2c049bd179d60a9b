"""Offers that use every field, some of them secret or not public, to be read as FHIR and as A11yJSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fhir_schema import Reader
from make import make_offer, make_source
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.domain.language import LanguageRole
from finder.domain.lapse import NewPatients
from finder.domain.point import Point
from finder.store.details import Language, Phone, PhoneType, Schedule, ScheduleKind
from finder.store.provenance import ExternalId
from finder.store.records import (
    Address,
    Location,
    LocationType,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
    ServiceStatus,
)

SQUARE = Point(51.20, 8.20)
SECRET_STREET = "Geheimer Weg 99"
PROFESSIONAL, TEAM = LanguageRole.PROFESSIONAL, LanguageRole.TEAM


@dataclass(frozen=True, slots=True)
class World:
    """The site, a reader that validates every answer, and the offers by a short name."""

    finder: Finder
    reader: Reader
    ids: dict[str, int]

    def offer(self, name: str) -> ServiceAtLocation:
        """The record of an offer."""
        with self.finder.database.change("test") as session:
            found = session.get(ServiceAtLocation, self.ids[name])
            assert found is not None
            return found

    def organization_of(self, name: str) -> int:
        """The number of the organization of an offer."""
        with self.finder.database.change("test") as session:
            service = session.get(Service, self.offer(name).service_id)
            assert service is not None
            return service.organization_id


def add_rich_offers(session: Session) -> dict[str, int]:
    """Offers with everything, at one house, at a secret place, without a place, and some nobody sees."""
    make_source(session, key="register").url = "https://register.example.org/list"
    house = make_offer(
        session,
        name="Kinderarztpraxis Öztürk",
        organization="Ärztehaus am Platz",
        point=SQUARE,
        topics=["paediatrics"],
        person="Öztürk",
        source="register",
        facts={
            "entrance.step_count": "0", "entrance.threshold_cm": "0", "level": "0",
            "entrance.door_width_cm": "120", "room.turning_cm": "180", "parking.disabled": "yes",
            "lift": "no", "hearing.induction_loop": "limited",
        },
        languages=[
            ("tr", PROFESSIONAL), ("ru", PROFESSIONAL, "Th 14:00-18:00"), ("ku", LanguageRole.INTERPRETER),
        ],
        areas=["05966020", "DE"],
        hours=[(ScheduleKind.VISIT, "Mo-Fr 08:00-12:00; PH off"), (ScheduleKind.PHONE, "Mo 09:00-10:00")],
    )  # fmt: skip
    _fill(session, house)
    colleague = make_offer(
        session, name="Hausarztpraxis Meier", colleague=house, topics=["general", "cardiothoracic_surgery"],
        person="Meier", languages=[("de", PROFESSIONAL), ("ar", TEAM), ("fa-AF", TEAM)],
    )  # fmt: skip
    shelter = make_offer(
        session, name="Schutzwohnung", organization="Verein für Schutz", is_address_secret=True,
        point=Point(51.19, 8.19), topics=["violence_against_women"], areas=["05966"], person="Behutsam",
    )  # fmt: skip
    _owner(session, shelter).parent_organization_id = _owner(session, house).id
    location = _location(session, shelter)
    location.name, location.description, location.transportation = (SECRET_STREET,) * 3
    address = session.query(Address).filter_by(location_id=location.id).one()
    address.address_1, address.locality = SECRET_STREET, SECRET_STREET
    hotline = make_offer(
        session, name="Elterntelefon", organization="Nummer gegen Kummer", point=None, areas=["DE"]
    )
    _location(session, hotline).location_type = LocationType.VIRTUAL
    hidden = make_offer(session, name="Entwurf", organization="Verborgen", point=SQUARE, person="Verborgen")
    hidden.publication = Publication.DRAFT
    later = make_offer(session, name="Noch nicht", organization="Später", point=SQUARE)
    later.valid_from = dt.date(2999, 1, 1)
    session.flush()
    return {
        "house": house.id, "colleague": colleague.id, "secret": shelter.id, "hotline": hotline.id,
        "hidden": hidden.id, "later": later.id,
    }  # fmt: skip


def _location(session: Session, offer: ServiceAtLocation) -> Location:
    location = session.get(Location, offer.location_id)
    assert location is not None
    return location


def _owner(session: Session, offer: ServiceAtLocation) -> Organization:
    service = session.get(Service, offer.service_id)
    assert service is not None
    owner = session.get(Organization, service.organization_id)
    assert owner is not None
    return owner


def _fill(session: Session, offer: ServiceAtLocation) -> None:
    """Every other field that an offer can have."""
    location, service = _location(session, offer), session.get(Service, offer.service_id)
    person = session.get(Person, offer.person_id)
    assert service is not None
    assert person is not None
    owner = _owner(session, offer)
    parent = Organization(name="Niemandes Träger")
    session.add(parent)
    session.flush()
    owner.alternate_name, owner.website, owner.email = "ÄHP", "https://haus.example.org", "haus@example.org"
    owner.parent_organization_id = parent.id
    location.name, location.alternate_name, location.description = "Ärztehaus", "Rotes Haus", "Am Platz."
    location.transportation = "Bus R92 bis Platz"
    person.title, person.given, person.gender = "Dr.", "Aylin", "f"
    service.description, service.alert = "Vorsorge für Kinder.", "Bitte mit Maske."
    service.eligibility_description, service.wait_time = "Kinder bis 18 Jahre", "Zwei Wochen"
    service.fees_description, service.application_process = "Kasse", "Rufen Sie an."
    service.status, service.closed_until = ServiceStatus.TEMPORARILY_CLOSED, dt.date(2999, 12, 31)
    offer.new_patients = NewPatients.YES
    offer.description = "Zweiter Stock."
    session.add_all(
        [
            Phone(
                service_at_location_id=offer.id,
                number="+492723608801",
                extension="12",
                description="Anmeldung",
            ),
            Phone(service_at_location_id=offer.id, number="+492723608802", type=PhoneType.FAX),
            Phone(location_id=location.id, number="+492723608803", type=PhoneType.TTY),
            Phone(organization_id=owner.id, number="+492723608804"),
            Schedule(
                service_at_location_id=offer.id,
                opening_hours="off",
                description="Urlaub",
                valid_from=dt.date(2026, 12, 24),
                valid_to=dt.date(2027, 1, 2),
            ),
            Schedule(
                service_at_location_id=offer.id,
                kind=ScheduleKind.COUNSELLING,
                opening_hours="Mo[1] 14:00-16:00",
            ),
            Language(service_at_location_id=offer.id, code="gsg", role=TEAM, note="nach Anmeldung"),
            ExternalId(
                source_id=offer.source_id,
                entity="service_at_location",
                entity_id=offer.id,
                external_id="R-77",
            ),
        ]
    )
