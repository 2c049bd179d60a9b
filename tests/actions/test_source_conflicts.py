"""What staff put right stays; what its source changes, too, is decided on by people, and only once."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from importing import OTHER, PRAXIS, Row, records, run_import, write_table
from make import make_source
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.decide_changes import Decision, decide, list_queue
from finder.domain.change import ChangeStatus
from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService
from finder.domain.offer import PublicCost
from finder.domain.roles import Account, Role
from finder.domain.three_way import Place, Verdict, places, verdict, verdicts
from finder.store.change_queue import QueueFilter
from finder.store.change_rows import ChangeRequest
from finder.store.details import AccessibilityFact, CostOption, Phone
from finder.store.entries import write_entries
from finder.store.provenance import ExternalId, ImportRun
from finder.store.records import Address, Location, Organization, Service, ServiceAtLocation
from finder.store.runs import begin_run

STAFF = "clerk@example.org"
CLERK = Account(1, STAFF, "Clerk", frozenset({Role.ADMIN}))
FACT = "entrance.step_count"
FIELDS = {
    "description": "service/description",
    "email": "service/email",
    "facts": "offer_fact/.+/value",
    "phones": "phone/.+/number",
}
CHOICES = {
    "description": ("", "a", "b", "c"),
    "email": ("", "a@example.org", "b@example.org", "c@example.org"),
    "facts": ("", "0", "1", "2"),
    "phones": ("+4927236080", "+4927236081", "+4927236082"),
}
Held = dict[str, str]
ONE: Row = {**PRAXIS, "phones": CHOICES["phones"][0]}


def sync(finder: Finder, tmp_path: Path, *rows: Row) -> int:
    """Import what the source says; gives the number of conflicts."""
    return run_import(finder, write_table(tmp_path / "table.csv", rows)).report.conflicts


def stated(values: Held) -> Row:
    facts = values["facts"] and f"{FACT}={values['facts']}"
    return {**PRAXIS, **values, "facts": facts}


def held(finder: Finder) -> Held:
    with finder.database.read() as connection, Session(connection) as session:
        fact = session.scalar(sa.select(AccessibilityFact.value))
        return {
            "description": session.scalars(sa.select(Service.description)).one(),
            "email": session.scalars(sa.select(Service.email)).one(),
            "facts": fact or "",
            "phones": session.scalars(sa.select(Phone.number)).one(),
        }


def edit(finder: Finder, field: str, value: str) -> None:
    with finder.database.change(STAFF) as session:
        if field in ("description", "email"):
            setattr(session.scalars(sa.select(Service)).one(), field, value)
        elif field == "phones":
            session.scalars(sa.select(Phone)).one().number = value
        else:
            _edit_fact(session, value)


def _edit_fact(session: Session, value: str) -> None:
    fact = session.scalar(sa.select(AccessibilityFact))
    if fact is not None and value:
        fact.value = value
    elif fact is not None:
        session.delete(fact)
    elif value:
        offer_id = session.scalars(sa.select(ServiceAtLocation.id)).one()
        session.add(AccessibilityFact(service_at_location_id=offer_id, key=FACT, value=value))


def waiting(finder: Finder) -> list[ChangeRequest]:
    """The requests that sources have made and nobody has decided on."""
    return [*list_queue(finder, QueueFilter(by_source=True), CLERK).requests]


def proposed(finder: Finder) -> Held:
    """What the one open request proposes, by our names."""
    found = waiting(finder)
    assert len(found) <= 1
    fields = found[0].fields if found else []
    return {
        field: row.proposed_value
        for row in fields
        for field, name in FIELDS.items()
        if re.fullmatch(name, row.field_name)
    }


def unit_of(field: str) -> str:
    """The names of everything in the request that belongs to a field of ours."""
    name = FIELDS[field]
    return name if name.startswith("service/") else f"{name.partition('/')[0]}/.*"


class Oracle:
    """The rule in its plainest words, a field at a time."""

    def __init__(self, values: Held) -> None:
        self.said, self.ours, self.open = dict(values), dict(values), dict[str, str]()

    def sync(self, theirs: Held) -> None:
        for field, new in theirs.items():
            if new == self.said[field]:
                continue
            is_corrected = self.ours[field] != self.said[field]
            self.said[field] = new
            self.open.pop(field, None)
            if not is_corrected:
                self.ours[field] = new
            elif new != self.ours[field]:
                self.open[field] = new

    def decide(self, accepted: set[str]) -> None:
        self.ours |= {field: new for field, new in self.open.items() if field in accepted}
        self.open.clear()


def test_ours_theirs_and_what_was_said_become_one_as_the_rule_says(finder: Finder, tmp_path: Path) -> None:
    dice = random.Random(11)
    theirs = {field: choices[1] for field, choices in CHOICES.items()}
    sync(finder, tmp_path, stated(theirs))
    oracle, n_conflicts, n_decided = Oracle(theirs), 0, 0
    for step in range(60):
        kind = dice.choice(("edit", "say", "sync", "sync", "decide"))
        field = dice.choice([*FIELDS])
        if kind == "edit":
            oracle.ours[field] = dice.choice(CHOICES[field])
            edit(finder, field, oracle.ours[field])
        elif kind == "say":
            theirs[field] = dice.choice(CHOICES[field])
        elif kind == "sync":
            oracle.sync(theirs)
            n_conflicts += sync(finder, tmp_path, stated(theirs))
        elif oracle.open:
            [request] = waiting(finder)
            accepted = {field for field in oracle.open if dice.random() < 0.5}
            values = {
                row.field_name: row.proposed_value
                for row in request.fields
                if any(re.fullmatch(unit_of(field), row.field_name) for field in accepted)
            }
            decide(finder, request.reference, Decision(request.version, values), STAFF)
            oracle.decide(accepted)
            n_decided += 1
        assert (held(finder), proposed(finder)) == (oracle.ours, oracle.open), (step, kind)
    assert n_conflicts >= 3
    assert n_decided >= 3


def test_a_conflict_is_reported_once_and_ends_when_the_source_comes_round(
    finder: Finder, tmp_path: Path
) -> None:
    sync(finder, tmp_path, PRAXIS, OTHER)
    edit_text(finder, "Von Hand")
    new = {**PRAXIS, "description": "Von der Quelle"}
    assert sync(finder, tmp_path, new, OTHER) == 1
    before = records(finder.database)["change_request"]
    assert sync(finder, tmp_path, new, OTHER) == 0
    assert sync(finder, tmp_path, {**new, "street": "Markt 5"}, OTHER) == 0
    assert records(finder.database)["change_request"] == before
    with finder.database.read() as connection:
        assert connection.execute(sa.select(ImportRun.conflicts).order_by(ImportRun.id)).scalars().all() == [
            0, 1, 0, 0,
        ]  # fmt: skip
    assert sync(finder, tmp_path, {**new, "description": "Von Hand"}, OTHER) == 0
    assert waiting(finder) == []


def test_accepted_is_the_sources_from_then_on_and_refused_ours_until_it_changes(
    finder: Finder, tmp_path: Path
) -> None:
    def say(text: str) -> int:
        return sync(finder, tmp_path, {**ONE, "description": text})

    say("1")
    edit_text(finder, "hier")
    assert say("2") == 1
    [request] = waiting(finder)
    assert request.target_name == PRAXIS["name"]
    wanted = {"service/description": "2"}
    assert decide(finder, request.reference, Decision(request.version, wanted), STAFF) == "accepted"
    assert (say("3"), held(finder)["description"]) == (0, "3")
    edit_text(finder, "wieder hier")
    assert say("4") == 1
    [request] = waiting(finder)
    refused = Decision(request.version, {}, is_rejected=True)
    assert decide(finder, request.reference, refused, STAFF) == ChangeStatus.REJECTED
    assert (say("4"), held(finder)["description"], waiting(finder)) == (0, "wieder hier", [])
    assert (say("5"), held(finder)["description"]) == (1, "wieder hier")


def edit_text(finder: Finder, text: str) -> None:
    with finder.database.change(STAFF) as session:
        service = session.scalars(sa.select(Service).where(Service.name == PRAXIS["name"])).one()
        service.description = text


def test_rows_are_settled_one_by_one(finder: Finder, tmp_path: Path) -> None:
    def numbers() -> list[str]:
        with finder.database.read() as connection:
            return sorted(connection.execute(sa.select(Phone.number)).scalars())

    sync(finder, tmp_path, {**PRAXIS, "phones": "02723 1000;02723 2000"})
    with finder.database.change(STAFF) as session:
        offer_id = session.scalars(sa.select(ServiceAtLocation.id)).one()
        owner = session.scalars(sa.select(Phone)).first()
        assert owner is not None
        session.add(Phone(service_id=owner.service_id, organization_id=owner.organization_id,
                          location_id=owner.location_id, number="+4927239999"))  # fmt: skip
        session.scalars(sa.select(Phone).where(Phone.number == "+4927231000")).one().number = "+4927231111"
    assert sync(finder, tmp_path, {**PRAXIS, "phones": "02723 1000;02723 3000"}) == 0
    assert numbers() == ["+4927231111", "+4927233000", "+4927239999"]
    assert sync(finder, tmp_path, {**PRAXIS, "phones": "02723 3000"}) == 1
    assert numbers() == ["+4927231111", "+4927233000", "+4927239999"]
    [request] = waiting(finder)
    assert request.offer_id == offer_id
    [field] = request.fields
    assert (field.previous_value, field.proposed_value) == ("+4927231111", "")
    decide(finder, request.reference, Decision(request.version, {field.field_name: ""}), STAFF)
    assert numbers() == ["+4927233000", "+4927239999"]


def test_a_correction_outlives_another_name_of_service_and_organization(
    finder: Finder, tmp_path: Path
) -> None:
    """Their keys are made of these names; all who share a record move together, or it is another one."""
    colleague = {**PRAXIS, "id": "2", "person_family": "Weiß"}
    sync(finder, tmp_path, PRAXIS, colleague)
    edit_text(finder, "Von Hand")
    renamed = {"organization": "Praxis am Bahnhof", "name": "Hausärzte"}
    assert sync(finder, tmp_path, {**PRAXIS, **renamed}, {**colleague, **renamed}) == 0
    with finder.database.read() as connection:
        found = connection.execute(sa.select(Service.name, Service.description)).all()
        assert [tuple(row) for row in found] == [("Hausärzte", "Von Hand")]
        assert connection.execute(sa.select(Organization.name)).scalars().all() == ["Praxis am Bahnhof"]
    sync(finder, tmp_path, {**PRAXIS, **renamed, "name": "Allein"}, {**colleague, **renamed})
    with finder.database.read() as connection:
        found = connection.execute(sa.select(Service.name, Service.description).order_by(Service.id)).all()
        assert [tuple(row) for row in found] == [("Hausärzte", "Von Hand"), ("Allein", PRAXIS["description"])]


def test_a_move_is_a_conflict_where_the_address_was_put_right(finder: Finder, tmp_path: Path) -> None:
    def addresses() -> list[str]:
        with finder.database.read() as connection:
            used = sa.select(ServiceAtLocation.location_id)
            rows = connection.execute(sa.select(Address.address_1).where(Address.location_id.in_(used)))
            return list(rows.scalars())

    sync(finder, tmp_path, PRAXIS)
    assert sync(finder, tmp_path, {**PRAXIS, "street": "Markt 2"}) == 0
    assert addresses() == ["Markt 2"]
    with finder.database.change(STAFF) as session:
        session.scalars(sa.select(Address).where(Address.address_1 == "Markt 2")).one().address_1 = "Markt 2a"
    assert sync(finder, tmp_path, {**PRAXIS, "street": "Markt 3"}) == 1
    assert addresses() == ["Markt 2a"]
    [request] = waiting(finder)
    assert [(row.field_name, row.proposed_value) for row in request.fields] == [
        ("address/address_1", "Markt 3")
    ]
    decide(finder, request.reference, Decision(request.version, {"address/address_1": "Markt 3"}), STAFF)
    assert sync(finder, tmp_path, {**PRAXIS, "street": "Markt 3"}) == 0
    assert addresses() == ["Markt 3"]


@pytest.mark.parametrize("is_corrected", [True, False])
def test_what_was_imported_before_statements_were_kept_is_no_worse_off(
    finder: Finder, tmp_path: Path, is_corrected: bool
) -> None:
    sync(finder, tmp_path, ONE)
    if is_corrected:
        edit(finder, "description", "Von Hand")
        edit(finder, "facts", "4")
    with finder.database.change("test") as session:
        session.execute(sa.update(ExternalId).values(statement=""))
    new = {**ONE, "description": "Neu", "facts": f"{FACT}=1"}
    assert sync(finder, tmp_path, new) == is_corrected
    found = held(finder)
    assert (found["description"], found["facts"]) == (("Von Hand", "4") if is_corrected else ("Neu", "1"))
    sync(finder, tmp_path, new)
    with finder.database.read() as connection:
        assert "" not in connection.execute(sa.select(ExternalId.statement)).scalars().all()


VALUES = st.sampled_from([None, "a", "b", "c"])


@given(VALUES, VALUES, VALUES)
def test_the_rule_never_loses_a_correction_and_never_misses_a_change(
    base: str | None, ours: str | None, theirs: str | None
) -> None:
    found = verdict(base, ours, theirs)
    assert (found is Verdict.UNCHANGED) == (theirs == base)
    assert (found is Verdict.TAKEN) == (theirs != base and theirs != ours == base)
    assert (found is Verdict.CONFLICT) == (len({base, ours, theirs}) == 3)
    assert verdicts({1: base}, {1: ours}, {1: theirs}) == ({} if theirs == base else {1: found})


ROWS = st.lists(
    st.fixed_dictionaries({"number": st.sampled_from("123"), "note": st.sampled_from("xy")}), max_size=4
)


@given(ROWS, ROWS)
def test_every_row_is_one_and_equal_rows_are_the_same_one(
    base: list[dict[str, str]], rows: list[dict[str, str]]
) -> None:
    found = places(base, rows, ("number",))
    assert len(set(found)) == len(rows)
    used = [place.index for place in found if place.index >= 0]
    assert len(used) == min(len(base), len(rows))
    assert places(base, base) == [Place(number) for number in range(len(base))] or len(base) != len(
        {tuple(row.items()) for row in base}
    )
    for row in base:
        shared = min(base.count(row), rows.count(row))
        same = sum(place.index >= 0 and base[place.index] == rows[n] == row for n, place in enumerate(found))
        assert same == shared


def test_a_place_that_became_secret_here_gets_no_point_of_its_source(finder: Finder, tmp_path: Path) -> None:
    sync(finder, tmp_path, PRAXIS)
    with finder.database.change(STAFF) as session:
        location = session.scalars(sa.select(Location)).one()
        location.is_address_secret = True
        location.place_at(None)
    sync(finder, tmp_path, {**PRAXIS, "lat": "51.2"})
    with finder.database.read() as connection:
        row = connection.execute(sa.select(Location.latitude, Location.is_address_secret)).one()
        assert tuple(row) == (None, True)


def test_costs_and_closures_are_settled_like_everything_else(finder: Finder) -> None:
    """They are of sources that state more than tables do."""

    def say(*costs: float, closed_until: dt.date | None = None) -> int:
        with finder.database.change("import test") as session:
            run = begin_run(session, make_source(session), "file")
            service = EntryService(
                "s",
                "Kurs",
                costs=tuple(PublicCost(f"Stufe {n}", amount=amount) for n, amount in enumerate(costs)),
                closed_until=closed_until,
            )
            entry = Entry("1", "1", EntryOrganization("o", "Schule"), service, EntryLocation("l"))
            return write_entries(session, run, [entry]).conflicts

    def held() -> tuple[list[float | None], dt.date | None]:
        with finder.database.read() as connection:
            amounts = connection.execute(sa.select(CostOption.amount).order_by(CostOption.option))
            return list(amounts.scalars()), connection.execute(sa.select(Service.closed_until)).scalar()

    say(10.0, 20.0)
    with finder.database.change(STAFF) as session:
        session.scalars(sa.select(CostOption).where(CostOption.amount == 10.0)).one().amount = 12.0
        session.scalars(sa.select(Service)).one().closed_until = dt.date(2027, 1, 1)
    assert (say(10.0, 25.0), held()) == (0, ([12.0, 25.0], dt.date(2027, 1, 1)))
    assert (say(11.0, 25.0, closed_until=dt.date(2027, 2, 1)), held()) == (
        1,
        ([12.0, 25.0], dt.date(2027, 1, 1)),
    )
    [request] = waiting(finder)
    fields = {row.field_name: row.proposed_value for row in request.fields}
    assert sorted(fields.values()) == ["11", "2027-02-01"]
    decide(finder, request.reference, Decision(request.version, fields), STAFF)
    assert held() == ([11.0, 25.0], dt.date(2027, 2, 1))
