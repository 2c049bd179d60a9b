"""Rows of offers and of everything that belongs to them, read in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Bundle, InstrumentedAttribute, Session

from finder.domain.review import Part
from finder.store.base import Base
from finder.store.details import (
    AccessibilityFact,
    Attribute,
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
)
from finder.store.records import Address
from finder.store.review_rows import Review
from finder.store.translations import Found, load_translations
from finder.store.vocabulary import TaxonomyTerm

_PARENTS = ("service_at_location_id", "person_id", "service_id", "location_id", "organization_id")

Details = Mapping[tuple[str, int], list[Any]]
"""Rows by the column and number that name what they belong to (`service_id`, 12)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The details of a batch by the record that they belong to; topics and areas by service, confirmations by
    offer, and of every topic itself and all its ancestors.
    """

    phones: Details
    schedules: Details
    languages: Details
    facts: Details
    addresses: Details
    costs: Details
    documents: Details
    topics: Mapping[int, list[str]]
    areas: Mapping[int, list[str]]
    translations: Found
    reviews: Mapping[int, dict[Part, date]]
    ancestors: Mapping[str, tuple[str, ...]]


def columns_of(model: type[Base]) -> Bundle[Any]:
    """The plain values of a table's rows, without the cost of records that nobody changes."""
    return Bundle(model.__tablename__, *(column for column in model.__table__.c if column.name != "geom"))


def load_details(session: Session, rows: Iterable[Any]) -> Loaded:
    """The details of rows of offer, service, location, organization, person and source; twelve statements."""
    keys: dict[str, set[int]] = defaultdict(set)
    for offer, service, location, organization, person, _source in rows:
        keys["service_at_location_id"].add(offer.id)
        keys["service_id"].add(service.id)
        keys["location_id"].add(location.id)
        keys["organization_id"].add(organization.id)
        if person.id is not None:
            keys["person_id"].add(person.id)
    attribute = sa.select(Attribute.service_id, TaxonomyTerm.code).join(
        TaxonomyTerm, Attribute.taxonomy_term_id == TaxonomyTerm.id
    )
    area = sa.select(ServiceArea.service_id, ServiceArea.uri)
    return Loaded(
        phones=details_of(session, Phone, keys),
        schedules=details_of(session, Schedule, keys),
        languages=details_of(session, Language, keys),
        facts=details_of(session, AccessibilityFact, keys),
        addresses=details_of(session, Address, keys),
        costs=details_of(session, CostOption, keys),
        documents=details_of(session, RequiredDocument, keys),
        topics=_pairs(session, attribute, Attribute.service_id, keys),
        areas=_pairs(session, area, ServiceArea.service_id, keys),
        translations=load_translations(session, keys),
        reviews=_reviews(session, keys["service_at_location_id"]),
        ancestors=_ancestors(session),
    )


def _reviews(session: Session, offers: set[int]) -> dict[int, dict[Part, date]]:
    """The day of the last confirmation of each part that was confirmed by itself, by offer."""
    found: dict[int, dict[Part, date]] = defaultdict(dict)
    columns = (Review.service_at_location_id, Review.part, Review.last_confirmed_on)
    for number, part, day in session.execute(
        sa.select(*columns).where(Review.service_at_location_id.in_(offers))
    ):
        found[number][part] = day
    return found


def details_of(session: Session, model: type[Base], keys: Mapping[str, set[int]]) -> Details:
    """The details of one table that belong to any record of the batch, by the column and number that name it
    (`service_id`, 12), in the order of their own numbers.
    """
    columns = [name for name in _PARENTS if name in model.__table__.columns]
    conditions = [getattr(model, name).in_(keys[name]) for name in columns if keys.get(name)]
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    if not conditions:
        return found
    statement = sa.select(*model.__table__.c).where(sa.or_(*conditions)).order_by(model.__table__.c.id)
    for detail in session.execute(statement):
        for name in columns:
            if (key := getattr(detail, name)) is not None:
                found[name, key].append(detail)
    return found


def _pairs(
    session: Session,
    statement: sa.Select[int, str],
    column: InstrumentedAttribute[int],
    keys: Mapping[str, set[int]],
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in session.execute(statement.where(column.in_(keys["service_id"]))):
        found[key].append(value)
    return found


def _ancestors(session: Session) -> dict[str, tuple[str, ...]]:
    """Every topic with itself and all its ancestors."""
    terms = session.execute(sa.select(TaxonomyTerm.id, TaxonomyTerm.code, TaxonomyTerm.parent_id)).all()
    by_id = {row[0]: (row[1], row[2]) for row in terms}
    chains = {}
    for term_id, (code, _parent) in by_id.items():
        chain: list[str] = []
        current: int | None = term_id
        while current is not None:
            name, current = by_id[current]
            chain.append(name)
        chains[code] = tuple(chain)
    return chains
