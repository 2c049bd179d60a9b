"""A made-up world of offers that uses every field a record has, the same for a seed."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.access import FACT_KEYS, FACT_UNITS
from finder.domain.costs import Insurance
from finder.domain.geocoding import GeocodePrecision
from finder.domain.language import LanguageLevel, LanguageRole
from finder.domain.lapse import NewPatients
from finder.domain.point import Point
from finder.domain.translation import TRANSLATED, TranslationOrigin, TranslationStatus, source_hash
from finder.store.base import Base
from finder.store.details import (
    AccessibilityFact,
    Attribute,
    CostOption,
    Language,
    Phone,
    PhoneType,
    RequiredDocument,
    Schedule,
    ScheduleKind,
    ServiceArea,
)
from finder.store.provenance import ExternalId, Source
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
from finder.store.vocabulary import TaxonomyTerm, Translation

_Record = TypeVar("_Record", Organization, Location, Service, Person, ServiceAtLocation, Source, ExternalId)

TODAY: Final = utc_now().date()
WORDS: Final = (
    "Beratung für Geflüchtete", "=HYPERLINK(\"http://x\")", "„Café“ & Söhne", "<b>Öffnung</b>",
    "استشارة مجانية", "Консультація", "Zeile eins\nZeile zwei", "a;b,c \"d\" 'e'", "12", "ja",
)  # fmt: skip
LANGS: Final = ("ar", "uk", "tr", "fa-AF", "de-simple")
HOURS: Final = (
    "Mo-Fr 08:00-12:00; PH off", "Th[1] 14:00-16:30", "24/7", "Mo-Su 00:00-24:00",
    "We 15:00-18:00 \"nach Vereinbarung\"", "Fr 20:00-02:00", "",
)  # fmt: skip
URLS: Final = ("", "https://example.org/a?b=c&d=%20", "http://example.org")
DAYS: Final = (None, TODAY - dt.timedelta(400), TODAY - dt.timedelta(1), TODAY + dt.timedelta(30))
NOT_OVER: Final = (None, TODAY + dt.timedelta(30))


@dataclass(slots=True)
class _Maker:
    """Makes records with the dice of a seed."""

    session: Session
    dice: random.Random
    topics: Sequence[int]
    sources: list[Source] = field(default_factory=list)

    def words(self) -> str:
        return self.dice.choice(("", *self.dice.sample(WORDS, 3)))

    def line(self) -> str:
        return f"{self.dice.choice(WORDS)} {self.dice.randrange(1000)}".replace("\n", " ")

    def add(self, record: _Record) -> _Record:
        self.session.add(record)
        self.session.flush()
        return record

    def named(self, record: _Record, kind: str, source: Source) -> _Record:
        """A record of which its source may say a number: a UUID, words, or none."""
        names = (str(uuid.UUID(int=self.dice.getrandbits(128), version=4)), f"nr/{self.dice.random()}", "")
        name = self.dice.choice(names)
        if name:
            values = {"source_id": source.id, "entity": kind, "entity_id": record.id}
            self.add(ExternalId(external_id=name, **values))
        return record

    def details(self, **owner: int) -> None:
        """Telephones, hours and languages, as far as the record that `owner` names has them."""
        for model, make in ((Phone, self._phone), (Schedule, self._schedule), (Language, self._language)):
            if set(owner) <= set(model.__table__.c.keys()):
                self.session.add_all(model(**owner, **make()) for _ in range(self.dice.randrange(4)))

    def _phone(self) -> dict[str, Any]:
        return {
            "number": self.dice.choice(("+4927235000", "116117", "02723 / 5000", "030 1")),
            "extension": self.dice.choice(("", "12", "012", "Zi 3")),
            "type": self.dice.choice(list(PhoneType)),
            "description": self.words(),
        }

    def _schedule(self) -> dict[str, Any]:
        return {
            "kind": self.dice.choice(list(ScheduleKind)),
            "opening_hours": self.dice.choice(HOURS),
            "description": self.words(),
            "valid_from": self.dice.choice(DAYS),
            "valid_to": self.dice.choice(DAYS),
        }

    def _language(self) -> dict[str, Any]:
        return {
            "code": self.dice.choice(("tr", "ar", "gsg", "fa-AF", "kmr")),
            "role": self.dice.choice(list(LanguageRole)),
            "opening_hours": self.dice.choice(("", "Th 14:00-18:00")),
            "level": self.dice.choice(list(LanguageLevel)),
            "note": self.words(),
        }

    def facts(self, **owner: int) -> None:
        for key in self.dice.sample(FACT_KEYS, self.dice.randrange(6)):
            number = str(self.dice.choice((0, 2, 0.5, 90)))
            value = number if key in FACT_UNITS else self.dice.choice(("yes", "limited", "no"))
            self.session.add(
                AccessibilityFact(
                    **owner, key=key, value=value, unit=FACT_UNITS.get(key, ""), note=self.words(),
                    source=self.words(), observed_on=self.dice.choice(DAYS), checked_by=self.words(),
                    evidence_url=self.dice.choice(URLS),
                )
            )  # fmt: skip

    def translations(self, record: Any) -> None:
        """Texts in other languages, of texts that are there and of some that are not."""
        entity = record.__tablename__
        for column in TRANSLATED[entity]:
            for lang in self.dice.sample(LANGS, 2):
                german = self.dice.choice((getattr(record, column) or "", "ein alter Text"))
                self.session.add(
                    Translation(
                        entity=entity, entity_id=record.id, field=column, lang=lang, text=self.line(),
                        origin=self.dice.choice(list(TranslationOrigin)),
                        status=self.dice.choice(list(TranslationStatus)),
                        source_hash=self.dice.choice(("", source_hash(german))),
                    )
                )  # fmt: skip

    def organization(self) -> Organization:
        record = self.add(
            Organization(
                name=self.line(), alternate_name=self.words(), description=self.words(),
                email=self.dice.choice(("", "info@example.org")), website=self.dice.choice(URLS),
                legal_status=self.words(), uri=self.dice.choice(URLS),
            )
        )  # fmt: skip
        self.details(organization_id=record.id)
        return self.named(record, "organization", self.dice.choice(self.sources))

    def location(self, owner: Organization) -> Location:
        record = Location(
            organization_id=owner.id, location_type=self.dice.choice(list(LocationType)),
            name=self.words(), alternate_name=self.words(), description=self.words(),
            transportation=self.words(), is_address_secret=self.dice.random() < 0.3,
            geocode_precision=self.dice.choice((None, *GeocodePrecision)),
        )  # fmt: skip
        record.place_at(
            self.dice.choice((None, Point(51.1 + self.dice.random() / 10, 8.0), Point(51.0, 8.0)))
        )
        self.add(record)
        if self.dice.random() < 0.8:
            self.session.add(
                Address(
                    location_id=record.id, address_1=self.line(), address_2=self.words(),
                    locality=self.words(), city=self.dice.choice(("", "Lennestadt")),
                    postal_code=self.dice.choice(("", "57368", "75001")),
                    country=self.dice.choice(("DE", "FR")),
                )
            )  # fmt: skip
        self.details(location_id=record.id)
        self.facts(location_id=record.id)
        self.translations(record)
        return self.named(record, "location", self.dice.choice(self.sources))

    def service(self, owner: Organization) -> Service:
        assured = self.dice.choice(DAYS)
        record = self.add(
            Service(
                organization_id=owner.id, name=self.line(), alternate_name=self.words(),
                description=self.words(), url=self.dice.choice(URLS),
                email=self.dice.choice(("", "a@example.org")), status=self.dice.choice(list(ServiceStatus)),
                closed_until=self.dice.choice(DAYS), interpretation_services=self.words(),
                application_process=self.words(), fees_description=self.words(), wait_time=self.words(),
                eligibility_description=self.words(), minimum_age=self.dice.choice((None, 0.5, 18.0)),
                maximum_age=self.dice.choice((None, 27.0)), alert=self.words(),
                accreditations=self.words(), licenses=self.words(), assured_date=assured,
                assurer_email="geheim@example.org" if assured else "",
                assured_method=self.dice.choice(("", "phone", "visit")) if assured else "",
            )
        )  # fmt: skip
        self.details(service_id=record.id)
        self.translations(record)
        for _ in range(self.dice.randrange(3)):
            self.session.add(self._cost(record))
            uri = self.dice.choice(URLS)
            self.session.add(RequiredDocument(service_id=record.id, document=self.line(), uri=uri))
        for area in self.dice.sample(("DE", "05966020", "05966", "05"), self.dice.randrange(3)):
            self.session.add(ServiceArea(service_id=record.id, uri=area))
        for number in self.dice.sample(self.topics, self.dice.randrange(3)):
            self.session.add(Attribute(service_id=record.id, taxonomy_term_id=number))
        return self.named(record, "service", self.dice.choice(self.sources))

    def _cost(self, service: Service) -> CostOption:
        return CostOption(
            service_id=service.id, option=self.line(), amount=self.dice.choice((None, 0.0, 12.5)),
            currency=self.dice.choice(("EUR", "CHF")), amount_description=self.words(),
            insurance=self.dice.choice(list(Insurance)), valid_from=self.dice.choice(DAYS),
            valid_to=self.dice.choice(DAYS),
        )  # fmt: skip

    def person(self, owner: Organization) -> Person:
        record = self.add(
            Person(
                organization_id=owner.id, title=self.dice.choice(("", "Dr.")), given=self.words(),
                family=self.line(), gender=self.dice.choice(("", "f", "d")),
            )
        )  # fmt: skip
        self.details(person_id=record.id)
        return self.named(record, "person", self.dice.choice(self.sources))

    def offer(self, service: Service, location: Location, person: Person | None) -> None:
        source = self.dice.choice(self.sources)
        record = self.add(
            ServiceAtLocation(
                service_id=service.id, location_id=location.id, person_id=person.id if person else None,
                source_id=source.id, description=self.words(),
                publication=self.dice.choice((*[Publication.PUBLIC] * 8, *Publication)),
                source_note=self.words(), source_url=self.dice.choice(URLS),
                new_patients=self.dice.choice(list(NewPatients)),
                new_patients_until=self.dice.choice(DAYS),
                valid_from=self.dice.choice(DAYS[:3]), valid_to=self.dice.choice(NOT_OVER),
            )
        )  # fmt: skip
        self.details(service_at_location_id=record.id)
        self.facts(service_at_location_id=record.id)
        self.translations(record)
        self.named(record, "service_at_location", source)


def make_hsds_world(session: Session, seed: int, size: int = 8) -> None:
    """So many organizations, each with places, services and persons that several offers, of several sources,
    share. Topics must be there.
    """
    topics = session.scalars(sa.select(TaxonomyTerm.id).order_by(TaxonomyTerm.id)).all()
    make = _Maker(session, random.Random(seed), topics)
    for key in ("amt", "verein", "beispiel"):
        terms = {"licence": "CC BY 4.0", "attribution": f"© {key}", "note": "von Hand", "url": URLS[1]}
        source = Source(key=key, name=f"Quelle {key}", is_example=key == "beispiel", **terms)
        make.sources.append(make.add(source))
    for _ in range(size):
        owner = make.organization()
        places = [make.location(owner) for _ in range(make.dice.randint(1, 2))]
        services = [make.service(owner) for _ in range(make.dice.randint(1, 2))]
        people = [None, make.person(owner)]
        for service in services:
            for place in places:
                make.offer(service, place, make.dice.choice(people))


def unused_columns(reads: Any) -> Mapping[str, set[str]]:
    """By table the columns that no row of it has anything in."""
    found = {}
    for name in ("organization", "location", "service", "person", "service_at_location", "phone", "schedule",
                 "language", "accessibility_fact", "cost_option", "required_document", "address", "source",
                 "service_area", "translation"):  # fmt: skip
        table = Base.metadata.tables[name]
        rows = reads.execute(sa.select(*(c for c in table.c if c.name != "geom"))).mappings().all()
        found[name] = {key for key in rows[0] if all(row[key] in (None, "", False) for row in rows)}
    return {name: columns for name, columns in found.items() if columns}
