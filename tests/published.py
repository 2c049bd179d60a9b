"""A small world in which every field that may be published says something, and secrets that may not."""

from __future__ import annotations

import datetime as dt

from make import make_offer, make_term
from sqlalchemy.orm import Session

from finder.domain.access import Fact
from finder.domain.costs import Insurance
from finder.domain.geocoding import GeocodePrecision
from finder.domain.language import LanguageLevel, LanguageRole
from finder.domain.lapse import NewPatients
from finder.domain.point import Point
from finder.domain.translation import TranslationOrigin, TranslationStatus, source_hash
from finder.store.details import (
    AccessibilityFact,
    CostOption,
    Language,
    Phone,
    PhoneType,
    RequiredDocument,
    Schedule,
    ScheduleKind,
)
from finder.store.provenance import Source
from finder.store.records import Location, Organization, Person, Publication, Service, ServiceAtLocation
from finder.store.vocabulary import Translation

SECRETS = ("Geheimgasse", "51.23456", "8.34567", "Haus am Geheimweg", "Versteckt", "chefin@example.org")
"""Words that no answer and no file may hold."""

FACT = Fact(
    "entrance.door_width_cm",
    "95",
    "cm",
    "links",
    "Begehung",
    dt.date(2026, 3, 1),
    "Frau Beispiel",
    "https://example.org/tuer",
)


def make_world(session: Session) -> ServiceAtLocation:
    """The world; gives the offer that says everything."""
    for key, parent in (("health", None), ("doctors", "health"), ("general", "doctors")):
        make_term(session, key, parent)
    offer = make_offer(
        session,
        name="Hausarztpraxis Muster",
        organization="Praxis am Markt",
        point=Point(51.1, 8.07),
        person="Muster",
        topics=["general"],
        areas=["05966028", "DE"],
    )
    _say_everything(session, offer)
    colleague = make_offer(session, name="Impfsprechstunde", colleague=offer, topics=["general"])
    colleague.person_id = offer.person_id
    make_offer(session, name="Telefonseelsorge", point=None, topics=["debt"], areas=["DE"], source="other")
    _make_secrets(session)
    session.flush()
    return offer


def _say_everything(session: Session, offer: ServiceAtLocation) -> None:
    service = session.get_one(Service, offer.service_id)
    organization = session.get_one(Organization, service.organization_id)
    location = session.get_one(Location, offer.location_id)
    person = session.get_one(Person, offer.person_id)
    source = session.get_one(Source, offer.source_id)
    source.url, source.licence, source.attribution = "https://example.org", "CC BY 4.0", "Stadt Beispiel"
    source.note, source.is_example = "Stand 2026", True
    organization.alternate_name, organization.description = "PaM", "Eine Praxis."
    organization.email, organization.website = "info@example.org", "https://example.org"
    organization.legal_status, organization.uri = "GbR", "https://example.org/id/1"
    location.name, location.alternate_name = "Ärztehaus", "Altes Amt"
    location.description, location.transportation = "Im zweiten Stock.", "Bus 1"
    location.geocode_precision = GeocodePrecision.BUILDING
    person.title, person.given, person.gender = "Dr.", "Ada", "f"
    service.alternate_name, service.description = "Praxis", "Hausärztliche Versorgung"
    service.url, service.email = "https://example.org/praxis", "praxis@example.org"
    service.interpretation_services = "Dolmetscher nach Absprache"
    service.application_process, service.wait_time = "Anrufen", "zwei Tage"
    service.fees_description, service.eligibility_description = "Kasse", "Für alle"
    service.minimum_age, service.maximum_age = 6.0, 99.5
    service.accreditations, service.licenses, service.alert = "DIN", "Zulassung", "Klingel defekt"
    service.assured_date, service.assurer_email = dt.date(2026, 5, 1), "chefin@example.org"
    service.assured_method, service.closed_until = "phone", None
    offer.description, offer.source_note = "Zweite Tür links", "Seite 12"
    offer.source_url = "https://example.org/12"
    offer.new_patients, offer.new_patients_until = NewPatients.WAITING_LIST, dt.date(2126, 1, 1)
    offer.valid_from, offer.valid_to = dt.date(2020, 1, 1), dt.date(2126, 1, 1)
    session.add_all(_details(offer, organization.id))
    session.add_all(_translations(service, offer, location))


def _details(offer: ServiceAtLocation, organization_id: int) -> list[object]:
    here = {"service_at_location_id": offer.id}
    there, what, who = (
        {"location_id": offer.location_id},
        {"service_id": offer.service_id},
        {"person_id": offer.person_id},
    )
    return [
        Phone(**here, number="+492723123456", extension="12", description="Anmeldung"),
        Phone(**there, number="+492723123457", type=PhoneType.FAX),
        Phone(**what, number="116117", type=PhoneType.HOTLINE),
        Phone(**who, number="+492723123458", extension="007"),
        Phone(organization_id=organization_id, number="+492723123459"),
        Schedule(**here, opening_hours="Mo-Fr 08:00-12:00, Mo,Tu 15:00-18:00; PH off"),
        Schedule(**here, kind=ScheduleKind.PHONE, opening_hours="week 2-53/2 Mo 09:00-10:00"),
        Schedule(**there, description="nach Vereinbarung"),
        Schedule(
            **what,
            opening_hours="off",
            description="Urlaub; Vertretung Dr. Beispiel",
            valid_from=dt.date(2026, 7, 1),
            valid_to=dt.date(2026, 7, 20),
        ),
        Language(**here, code="tr", role=LanguageRole.TEAM, opening_hours="Th 14:00-18:00", note="dienstags"),
        Language(**there, code="de-simple", role=LanguageRole.WRITTEN),
        Language(**what, code="ar", role=LanguageRole.INTERPRETER),
        Language(**who, code="fa-AF", role=LanguageRole.PROFESSIONAL, level=LanguageLevel.NATIVE),
        AccessibilityFact(**there, **_columns(FACT)),
        AccessibilityFact(**here, key="lift", value="yes", note="hinten"),
        CostOption(**what, option="Attest", amount=5.0, currency="EUR", insurance=Insurance.SELF_PAY),
        CostOption(**what, amount_description="frei", valid_from=dt.date(2026, 1, 1)),
        RequiredDocument(**what, document="Versichertenkarte", uri="https://example.org/karte"),
    ]


def _columns(fact: Fact) -> dict[str, object]:
    names = ("key", "value", "unit", "note", "source", "observed_on", "checked_by", "evidence_url")
    return {name: getattr(fact, name) for name in names}


def _translations(service: Service, offer: ServiceAtLocation, location: Location) -> list[Translation]:
    rows = [
        ("service", service.id, "name", "tr", "Aile hekimi", "human", "reviewed", service.name),
        ("service", service.id, "description", "ar", "رعاية", "machine", "draft", service.description),
        ("service_at_location", offer.id, "description", "uk", "Двері", "human", "reviewed", "anders"),
        ("location", location.id, "transportation", "ru", "Автобус 1", "human", "reviewed", "Bus 1"),
    ]
    return [
        Translation(
            entity=entity,
            entity_id=number,
            field=field,
            lang=lang,
            text=text,
            origin=TranslationOrigin(origin),
            status=TranslationStatus(status),
            source_hash=source_hash(source),
        )
        for entity, number, field, lang, text, origin, status, source in rows
    ]


def _make_secrets(session: Session) -> None:
    refuge = make_offer(
        session, name="Zuflucht", is_address_secret=True, point=Point(51.23456, 8.34567), topics=["debt"]
    )
    location = session.get_one(Location, refuge.location_id)
    location.name = location.alternate_name = "Haus am Geheimweg"
    location.description = location.transportation = "In der Geheimgasse"
    session.add(
        Translation(
            entity="location",
            entity_id=location.id,
            field="description",
            lang="tr",
            text="Geheimgasse 5",
        )
    )
    session.add(Phone(service_id=refuge.service_id, number="+492723999999"))
    make_offer(session, name="Versteckt", organization="Versteckter Verein").publication = Publication.HIDDEN
