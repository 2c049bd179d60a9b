"""Details of the main records: telephones, hours, languages, access facts, topics, areas."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.domain.costs import Insurance
from finder.domain.language import LanguageLevel, LanguageRole
from finder.store.base import Base, Identified, choice, optional_text, parent


class PhoneType(StrEnum):
    """What a number is for (HSDS `phone.type`)."""

    VOICE = "voice"
    FAX = "fax"
    SMS = "sms"
    TTY = "tty"
    HOTLINE = "hotline"


class ScheduleKind(StrEnum):
    """What the hours are for."""

    VISIT = "visit"
    PHONE = "phone"
    OPEN_CONSULTATION = "open_consultation"
    COUNSELLING = "counselling"
    ON_CALL = "on_call"


class Phone(Identified, Base):
    """A telephone number (HSDS `phone`): E.164 where it could be read, else as it was written."""

    __tablename__ = "phone"

    organization_id: Mapped[int | None] = parent("organization.id")
    location_id: Mapped[int | None] = parent("location.id")
    service_id: Mapped[int | None] = parent("service.id")
    service_at_location_id: Mapped[int | None] = parent("service_at_location.id")
    person_id: Mapped[int | None] = parent("person.id")
    number: Mapped[str]
    extension: Mapped[str] = optional_text()
    type: Mapped[PhoneType] = mapped_column(choice(PhoneType), default=PhoneType.VOICE)
    description: Mapped[str] = optional_text()


class Schedule(Identified, Base):
    """Hours as OSM `opening_hours`; what could not be read stays in `description` (HSDS `schedule`)."""

    __tablename__ = "schedule"

    location_id: Mapped[int | None] = parent("location.id")
    service_id: Mapped[int | None] = parent("service.id")
    service_at_location_id: Mapped[int | None] = parent("service_at_location.id")
    kind: Mapped[ScheduleKind] = mapped_column(choice(ScheduleKind), default=ScheduleKind.VISIT)
    opening_hours: Mapped[str] = optional_text()
    description: Mapped[str] = optional_text()
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class Language(Identified, Base):
    """A language that is spoken or written there (HSDS `language`), with role, level and hours."""

    __tablename__ = "language"

    location_id: Mapped[int | None] = parent("location.id")
    service_id: Mapped[int | None] = parent("service.id")
    service_at_location_id: Mapped[int | None] = parent("service_at_location.id")
    person_id: Mapped[int | None] = parent("person.id")
    phone_id: Mapped[int | None] = parent("phone.id")
    code: Mapped[str]
    role: Mapped[LanguageRole] = mapped_column(choice(LanguageRole), default=LanguageRole.TEAM)
    level: Mapped[LanguageLevel] = mapped_column(choice(LanguageLevel), default=LanguageLevel.UNKNOWN)
    opening_hours: Mapped[str] = optional_text()
    note: Mapped[str] = optional_text()


class AccessibilityFact(Identified, Base):
    """One measured or seen fact of access; a missing row means unknown (rules 1 and 2)."""

    __tablename__ = "accessibility_fact"
    __table_args__ = (
        sa.UniqueConstraint("location_id", "key"),
        sa.UniqueConstraint("service_at_location_id", "key"),
    )

    location_id: Mapped[int | None] = parent("location.id")
    service_at_location_id: Mapped[int | None] = parent("service_at_location.id")
    key: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str] = optional_text()
    note: Mapped[str] = optional_text()
    source: Mapped[str] = optional_text()
    observed_on: Mapped[dt.date | None]
    checked_by: Mapped[str] = optional_text()
    evidence_url: Mapped[str] = optional_text()


class Attribute(Identified, Base):
    """A topic of a service (HSDS `attribute`)."""

    __tablename__ = "attribute"
    __table_args__ = (sa.UniqueConstraint("service_id", "taxonomy_term_id"),)

    service_id: Mapped[int] = parent("service.id")
    taxonomy_term_id: Mapped[int] = parent("taxonomy_term.id")


class ServiceArea(Identified, Base):
    """An area that a service covers (HSDS `service_area`): its official key (AGS), or `DE`, in `uri`."""

    __tablename__ = "service_area"

    service_id: Mapped[int] = parent("service.id")
    name: Mapped[str] = optional_text()
    uri: Mapped[str]


class CostOption(Identified, Base):
    """What a service costs (HSDS `cost_option`); `insurance` says for whom, "" for everybody."""

    __tablename__ = "cost_option"

    service_id: Mapped[int] = parent("service.id")
    option: Mapped[str] = optional_text()
    amount: Mapped[float | None]
    currency: Mapped[str] = mapped_column(default="EUR", server_default="EUR")
    amount_description: Mapped[str] = optional_text()
    insurance: Mapped[Insurance] = mapped_column(
        choice(Insurance), default=Insurance.ANY, server_default=Insurance.ANY.value
    )
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class RequiredDocument(Identified, Base):
    """What somebody has to bring (HSDS `required_document`)."""

    __tablename__ = "required_document"

    service_id: Mapped[int] = parent("service.id")
    document: Mapped[str]
    uri: Mapped[str] = optional_text()
