"""After any sequence of edits the search rows say what the records say: a reindex changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import make_offer, make_source, make_term
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.reindex import reindex
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.store.aids import SearchRowRecord
from finder.store.base import Base
from finder.store.details import AccessibilityFact, Attribute, Language, Phone, Schedule, ServiceArea
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
    ServiceStatus,
)
from finder.store.search_rows import read_state
from finder.store.vocabulary import TaxonomyTerm

TOPICS = ("health", "general", "paediatrics", "debt")
_R = TypeVar("_R", bound=Base)
Edit = Callable[[Session, int, str], None]


def _pick(session: Session, model: type[_R], number: int) -> _R | None:
    """One of the records, the same for the same number; None when there is none."""
    found = session.scalars(sa.select(model).order_by(model.__table__.c.id)).all()
    return found[number % len(found)] if found else None


def _add_offer(session: Session, number: int, text: str) -> None:
    make_offer(
        session, name=text, organization=text, person=text[:5], source=f"source-{number % 2}",
        point=None if number % 3 == 0 else Point(51.0 + number / 1000, 8.0),
        topics=[TOPICS[number % 4]], languages=[("tr", LanguageRole.TEAM)],
        facts={"entrance.step_count": str(number % 3)}, areas=["05966020"] * (number % 2),
    )  # fmt: skip


def _setter(model: type[Any], name: str, value: Callable[[int, str], Any]) -> Edit:
    def edit(session: Session, number: int, text: str) -> None:
        record = _pick(session, model, number)
        if record is not None:
            setattr(record, name, value(number, text))

    return edit


def _remover(model: type[Any]) -> Edit:
    def edit(session: Session, number: int, _text: str) -> None:
        record = _pick(session, model, number)
        if record is not None:
            session.delete(record)

    return edit


def _add_detail(session: Session, number: int, text: str) -> None:
    offer = _pick(session, ServiceAtLocation, number)
    if offer is not None:
        columns = ("service_at_location_id", "service_id", "location_id")
        numbers = (offer.id, offer.service_id, offer.location_id)
        owner = {columns[number % 3]: numbers[number % 3]}
        session.add_all([Phone(number=text, **owner), Language(code="ar", **owner)])
        session.add(Schedule(opening_hours="Mo 08:00-12:00", **owner))


def _add_phone_of_organization(session: Session, number: int, text: str) -> None:
    organization = _pick(session, Organization, number)
    if organization is not None:
        session.add(Phone(organization_id=organization.id, number=text))


def _add_language_of_person(session: Session, number: int, _text: str) -> None:
    person = _pick(session, Person, number)
    if person is not None:
        session.add(Language(person_id=person.id, code="uk", role=LanguageRole.PROFESSIONAL))


def _add_fact(session: Session, number: int, _text: str) -> None:
    location = _pick(session, Location, number)
    key = ("lift", "toilet.accessible", "parking.disabled")[number % 3]
    taken = sa.select(AccessibilityFact).filter_by(location_id=location.id if location else 0, key=key)
    if location is not None and session.scalar(taken) is None:
        session.add(AccessibilityFact(location_id=location.id, key=key, value=("yes", "no")[number % 2]))


def _add_topic(session: Session, number: int, _text: str) -> None:
    service = _pick(session, Service, number)
    term = make_term(session, TOPICS[number % 4])
    taken = sa.select(Attribute).filter_by(service_id=service.id if service else 0, taxonomy_term_id=term.id)
    if service is not None and session.scalar(taken) is None:
        session.add(Attribute(service_id=service.id, taxonomy_term_id=term.id))


def _reparent_topic(session: Session, number: int, _text: str) -> None:
    """Under a topic that comes before it, so that there is never a circle."""
    terms = session.scalars(sa.select(TaxonomyTerm).order_by(TaxonomyTerm.id)).all()
    if terms:
        place = number % len(terms)
        above = terms[number // 7 % place].id if place and number % 3 else None
        terms[place].parent_id = above


def _move_offer(session: Session, number: int, _text: str) -> None:
    offer, service = _pick(session, ServiceAtLocation, number), _pick(session, Service, number // 3)
    location, person = _pick(session, Location, number // 5), _pick(session, Person, number // 7)
    if offer is not None and service is not None and location is not None:
        offer.service_id, offer.location_id = service.id, location.id
        offer.person_id = person.id if person is not None and number % 2 else None


def _move_service(session: Session, number: int, _text: str) -> None:
    service, organization = _pick(session, Service, number), _pick(session, Organization, number // 3)
    if service is not None and organization is not None:
        service.organization_id = organization.id


def _place(session: Session, number: int, _text: str) -> None:
    location = _pick(session, Location, number)
    if location is not None:
        location.place_at(None if number % 4 == 0 else Point(51.5, 7.0 + number / 1000))


EDITS: tuple[Edit, ...] = (
    _add_offer, _add_offer, _add_detail, _add_phone_of_organization, _add_language_of_person, _add_fact,
    _add_topic, _reparent_topic, _move_offer, _move_service, _place,
    _setter(Organization, "name", lambda _n, text: text),
    _setter(Organization, "website", lambda _n, text: f"https://{text}"),
    _setter(Service, "name", lambda _n, text: text),
    _setter(Service, "status", lambda n, _text: list(ServiceStatus)[n % 4]),
    _setter(Service, "assured_date", lambda n, _text: dt.date(2026, 1, 1 + n % 28)),
    _setter(Person, "family", lambda _n, text: text),
    _setter(Location, "is_address_secret", lambda n, _text: n % 2 == 0),
    _setter(Address, "city", lambda _n, text: text),
    _setter(AccessibilityFact, "value", lambda n, _text: str(n % 4)),
    _setter(Language, "code", lambda n, _text: ("de", "fa-AF")[n % 2]),
    _setter(Phone, "number", lambda _n, text: text),
    _setter(ServiceAtLocation, "publication", lambda n, _text: list(Publication)[n % 4]),
    _setter(Source, "is_example", lambda n, _text: n % 2 == 0),
    _setter(Source, "name", lambda _n, text: text),
    *map(
        _remover,
        (
            ServiceAtLocation, Service, Location, Organization, Person, Language, AccessibilityFact, Phone,
            Attribute, ServiceArea, Address, Schedule,
        ),
    ),
)  # fmt: skip
"""Everything that staff can do to records, each with a number that picks the record and a text."""

_steps = st.lists(
    st.tuples(
        st.integers(0, len(EDITS) - 1),
        st.integers(0, 200),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=6,
)


def _rows(finder: Finder) -> list[tuple[Any, ...]]:
    with finder.database.read() as connection:
        table = SearchRowRecord.__table__
        return [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.offer_id))]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transactions=st.lists(_steps, min_size=1, max_size=4))
def test_after_any_edits_a_reindex_changes_nothing(
    finder: Finder, transactions: list[list[tuple[int, int, str]]]
) -> None:
    for steps in transactions:
        with finder.database.change("staff") as session:
            for which, number, text in steps:
                EDITS[which](session, number, text)
                session.flush()
    before = _rows(finder)
    assert reindex(finder) == 0
    assert _rows(finder) == before


def test_rows_that_were_damaged_are_made_good_and_counted(finder: Finder) -> None:
    with finder.database.change("staff") as session:
        offers = [make_offer(session, name=f"Praxis {number}").id for number in range(4)]
        make_source(session)
    good = {row[0]: row for row in _rows(finder)}
    with finder.database.engine.begin() as connection:
        number = SearchRowRecord.offer_id
        connection.execute(sa.update(SearchRowRecord).where(number == offers[0]).values(text="falsch"))
        connection.execute(sa.delete(SearchRowRecord).where(number == offers[1]))
        connection.execute(sa.insert(SearchRowRecord), [{**_blank(), "offer_id": 999}])
    done: list[int] = []
    assert reindex(finder, done.append) == 3
    assert sum(done) == 5
    rows = {row[0]: row for row in _rows(finder)}
    for offer_id in offers:
        assert rows[offer_id][2:] == good[offer_id][2:]
    assert rows[999][2] is False
    with finder.database.read() as connection:
        newest = read_state(connection).row_version
    assert {rows[number][1] for number in (offers[0], offers[1], 999)} == {newest}
    assert reindex(finder) == 0


def _blank() -> dict[str, Any]:
    texts = {column.name: "" for column in SearchRowRecord.__table__.c if isinstance(column.type, sa.Text)}
    return {**texts, "row_version": 1, "is_public": True, "lat": None, "lon": None}
