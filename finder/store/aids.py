"""Tables that serve the machinery: the rows that are searched, the geocoder's cache and throttle."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.domain.geocoding import GeocodePrecision, Outcome
from finder.store.base import Base, choice, optional_text


class SearchRowRecord(Base):
    """The search row of an offer: `finder.domain.searchrow.SearchRow` and the two texts to serve.

    `summary` is the JSON object of the offer's properties in a result, `detail` that of what only
    its own page tells. The row outlives its offer as a tombstone (`is_public` false), so that every
    process learns that the offer is gone.
    """

    __tablename__ = "search_row"

    offer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_version: Mapped[int] = mapped_column(sa.BigInteger(), index=True)
    is_public: Mapped[bool]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    sort_name: Mapped[str] = optional_text()
    text: Mapped[str] = optional_text()
    topics: Mapped[str] = optional_text()
    languages: Mapped[str] = optional_text()
    access: Mapped[str] = optional_text()
    areas: Mapped[str] = optional_text()
    measures: Mapped[str] = optional_text()
    hours: Mapped[str] = optional_text()
    site: Mapped[int] = mapped_column(sa.BigInteger(), default=0, server_default=sa.text("0"))
    overdue_from: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"), index=True)
    summary: Mapped[str] = optional_text()
    detail: Mapped[str] = optional_text()


class StaffRow(Base):
    """What the workplace lists, filters and compares of an offer, whatever its publication; kept like the
    search row in the transaction that changes the records, and gone with the offer.

    Texts of several words have a blank at both ends. `text` is what the search in the list reads, `phone`
    and `host` are the first of `phones` and of the own hosts in `contacts`. `assured_date` is "" before
    the first confirmation, so that it sorts alike on both engines. `gaps` are the parts of
    `finder.domain.completeness` that lack something.
    """

    __tablename__ = "staff_row"
    __table_args__ = (
        sa.Index("ix_staff_row_sort_name_offer_id", "sort_name", "offer_id"),
        sa.Index("ix_staff_row_changed_at_offer_id", "changed_at", "offer_id"),
        sa.Index("ix_staff_row_assured_date_offer_id", "assured_date", "offer_id"),
        sa.Index("ix_staff_row_completeness_offer_id", "completeness", "offer_id"),
        sa.Index("ix_staff_row_place_offer_id", "place", "offer_id"),
        sa.Index("ix_staff_row_lat_lon", "lat", "lon"),
    )

    offer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    publication: Mapped[str] = mapped_column(index=True)
    source_id: Mapped[int]
    organization_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    organization: Mapped[str]
    person: Mapped[str] = optional_text()
    street: Mapped[str] = optional_text()
    postal_code: Mapped[str] = mapped_column(sa.Text(), default="", server_default="", index=True)
    place: Mapped[str] = optional_text()
    phone: Mapped[str] = mapped_column(sa.Text(), default="", server_default="", index=True)
    phones: Mapped[str] = optional_text()
    host: Mapped[str] = mapped_column(sa.Text(), default="", server_default="", index=True)
    contacts: Mapped[str] = optional_text()
    topics: Mapped[str] = optional_text()
    all_topics: Mapped[str] = optional_text()
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    assured_date: Mapped[str] = optional_text()
    completeness: Mapped[int]
    gaps: Mapped[str] = optional_text()
    sort_name: Mapped[str] = optional_text()
    text: Mapped[str] = optional_text()
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = optional_text()


class SearchState(Base):
    """One row: the newest version of any search row, and which database this is.

    Taking the next version locks the row until the commit, so that versions become visible in order.
    `vocabulary_version` moves when topics or their words change, `records_version` with every change of any
    record of an offer, at `changed_at`, whether it changes a search row or not. `dataset` names this
    database, so that a snapshot of another one is never taken for its own. `uid_root` (a UUID) is what the
    public ids of records are derived from: a copy of the database keeps it, and nobody outside knows it, so
    that no id tells from which key (which may hold an address) it was made.
    """

    __tablename__ = "search_state"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dataset: Mapped[str]
    row_version: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    vocabulary_version: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    records_version: Mapped[int] = mapped_column(sa.BigInteger(), default=0, server_default=sa.text("0"))
    changed_at: Mapped[dt.datetime | None]
    uid_root: Mapped[str] = optional_text()


class GeocodeCache(Base):
    """What a geocoding service answered to a question; `answer` is a JSON list, empty for no match."""

    __tablename__ = "geocode_cache"

    service: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str]
    asked_at: Mapped[dt.datetime]


class GeocodeOutcome(Base):
    """What a run of geocoding (a job) made of a location, for its report."""

    __tablename__ = "geocode_outcome"

    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("job.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    location_id: Mapped[int] = mapped_column(
        sa.ForeignKey("location.id", ondelete="CASCADE"), primary_key=True, index=True, autoincrement=False
    )
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    source: Mapped[str] = optional_text()
    precision: Mapped[GeocodePrecision | None] = mapped_column(choice(GeocodePrecision))
    question: Mapped[str] = optional_text()


class ThrottleSlot(Base):
    """The earliest moment of the next request to a service, or of the next time that a duty is done, shared
    by all processes; of a service also how often it failed in a row, and until when it is left alone for
    that. Moments are in seconds since 1970.
    """

    __tablename__ = "throttle_slot"

    service: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[float]
    failures: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    open_until: Mapped[float] = mapped_column(default=0.0, server_default=sa.text("0"))


class RateLimit(Base):
    """What a sender may still do: tokens left of a purpose, and the moment of that count in seconds since
    1970. `sender` is a keyed hash that changes every day, or "all".
    """

    __tablename__ = "rate_limit"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    counted_at: Mapped[float] = mapped_column(index=True)


class BulkUse(Base):
    """How many bulk answers a reader has had in an hour or a day that began at a moment, in seconds since
    1970. `reader` is an API key or a guest's keyed hash, which changes every day.
    """

    __tablename__ = "bulk_use"

    reader: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[int] = mapped_column(sa.BigInteger(), primary_key=True, autoincrement=False)
    n: Mapped[int]
