"""The main records, named as in HSDS 3: who offers what, where, by whom."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from geoalchemy2 import Geometry, WKTElement
from geoalchemy2.elements import WKBElement
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.domain.geocoding import GeocodePrecision
from finder.domain.lapse import NewPatients
from finder.domain.point import WGS84, Point
from finder.store.base import Base, Identified, choice, optional_text, parent


class LocationType(StrEnum):
    """HSDS `location_type`."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class ServiceStatus(StrEnum):
    """HSDS `service.status`."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Publication(StrEnum):
    """Whether the public sees an offer."""

    DRAFT = "draft"
    PUBLIC = "public"
    HIDDEN = "hidden"
    ARCHIVED = "archived"


class Dated(Identified):
    """A record with the moment of its last change, which is not a confirmation (rule 5)."""

    last_modified: Mapped[dt.datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class Organization(Dated, Base):
    """Who runs services (HSDS `organization`)."""

    __tablename__ = "organization"

    name: Mapped[str]
    alternate_name: Mapped[str] = optional_text()
    description: Mapped[str] = optional_text()
    email: Mapped[str] = optional_text()
    website: Mapped[str] = optional_text()
    legal_status: Mapped[str] = optional_text()
    uri: Mapped[str] = optional_text()
    parent_organization_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organization.id", ondelete="SET NULL"), index=True
    )


class Location(Dated, Base):
    """Where help is (HSDS `location`): a building, a postal address or a virtual place.

    `latitude`, `longitude` and `geom` say the same and are set together by `place_at`; all three are
    empty where there is no point. With `is_address_secret` the location is never geocoded and its
    address and point never leave the server (rule 6).
    """

    __tablename__ = "location"

    organization_id: Mapped[int | None] = parent("organization.id")
    location_type: Mapped[LocationType] = mapped_column(choice(LocationType), default=LocationType.PHYSICAL)
    name: Mapped[str] = optional_text()
    alternate_name: Mapped[str] = optional_text()
    description: Mapped[str] = optional_text()
    transportation: Mapped[str] = optional_text()
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
    is_address_secret: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    geocode_source: Mapped[str] = optional_text()
    geocode_precision: Mapped[GeocodePrecision | None] = mapped_column(choice(GeocodePrecision))
    geocode_address: Mapped[str] = optional_text()
    geocoded_at: Mapped[dt.datetime | None]
    pin_confirmed_by: Mapped[str] = optional_text()
    pin_confirmed_at: Mapped[dt.datetime | None]
    nearest_stop: Mapped[str] = optional_text()

    def place_at(self, point: Point | None) -> None:
        """Set or clear the point in all three columns."""
        self.latitude = None if point is None else point.lat
        self.longitude = None if point is None else point.lon
        self.geom = None if point is None else WKTElement(point.wkt, srid=WGS84)


class Address(Identified, Base):
    """The address of a location (HSDS `address`); `locality` is the village."""

    __tablename__ = "address"

    location_id: Mapped[int] = parent("location.id")
    address_1: Mapped[str] = optional_text()
    address_2: Mapped[str] = optional_text()
    locality: Mapped[str] = optional_text()
    city: Mapped[str] = optional_text()
    region: Mapped[str] = optional_text()
    state_province: Mapped[str] = optional_text()
    postal_code: Mapped[str] = optional_text()
    country: Mapped[str] = mapped_column(default="DE", server_default="DE")
    address_type: Mapped[LocationType] = mapped_column(choice(LocationType), default=LocationType.PHYSICAL)


class Service(Dated, Base):
    """What is offered (HSDS `service`).

    `assured_date` is the day on which a human last confirmed the facts, `assurer_email` by whom and
    `assured_method` how; saving does not move them (rule 5). `closed_until` is the last day of being
    temporarily closed, where that is known.
    """

    __tablename__ = "service"

    organization_id: Mapped[int] = parent("organization.id")
    name: Mapped[str]
    alternate_name: Mapped[str] = optional_text()
    description: Mapped[str] = optional_text()
    url: Mapped[str] = optional_text()
    email: Mapped[str] = optional_text()
    status: Mapped[ServiceStatus] = mapped_column(choice(ServiceStatus), default=ServiceStatus.ACTIVE)
    closed_until: Mapped[dt.date | None]
    interpretation_services: Mapped[str] = optional_text()
    application_process: Mapped[str] = optional_text()
    fees_description: Mapped[str] = optional_text()
    wait_time: Mapped[str] = optional_text()
    eligibility_description: Mapped[str] = optional_text()
    minimum_age: Mapped[float | None]
    maximum_age: Mapped[float | None]
    alert: Mapped[str] = optional_text()
    accreditations: Mapped[str] = optional_text()
    licenses: Mapped[str] = optional_text()
    assured_date: Mapped[dt.date | None]
    assurer_email: Mapped[str] = optional_text()
    assured_method: Mapped[str] = optional_text()


class Person(Identified, Base):
    """A professional who gives a service (FHIR PractitionerRole); only what is public anyway."""

    __tablename__ = "person"

    organization_id: Mapped[int] = parent("organization.id")
    title: Mapped[str] = optional_text()
    given: Mapped[str] = optional_text()
    family: Mapped[str] = optional_text()
    gender: Mapped[str] = optional_text()


class ServiceAtLocation(Dated, Base):
    """An offer: a service, by a person or (without one) by the team, at a location.

    This is what is searched and found; HSDS `service_at_location` with the person added (rule 3).
    Whether it takes new patients is known up to `new_patients_until`, and the entry as a whole holds
    from `valid_from` to `valid_to`, all days inclusive. Of an archived one, `archived_at` and
    `archived_reason` say since when and why, and `replaced_by_id` which offer it was merged into; that
    number has no constraint, because a number is never given again.
    """

    __tablename__ = "service_at_location"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a number is never given to a second offer

    service_id: Mapped[int] = parent("service.id")
    location_id: Mapped[int] = parent("location.id")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id"), index=True)
    description: Mapped[str] = optional_text()
    publication: Mapped[Publication] = mapped_column(choice(Publication), default=Publication.PUBLIC)
    source_note: Mapped[str] = optional_text()
    source_url: Mapped[str] = optional_text()
    new_patients: Mapped[NewPatients] = mapped_column(
        choice(NewPatients), default=NewPatients.UNKNOWN, server_default=NewPatients.UNKNOWN.value
    )
    new_patients_until: Mapped[dt.date | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    archived_at: Mapped[dt.datetime | None]
    archived_reason: Mapped[str] = optional_text()
    replaced_by_id: Mapped[int | None]
