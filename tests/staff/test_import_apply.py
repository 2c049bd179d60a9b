"""An import is shown before it is written, written as it was shown, and can be taken back as a whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from importing import OTHER, PRAXIS, exported, many_rows, records, write_table
from uploading import (
    CLERK,
    applied,
    checked,
    outcomes,
    receive,
    rows,
    states,
    undone,
    uploaded,
    work,
    work_all,
)

from finder.actions.context import Finder
from finder.actions.decide_changes import list_queue
from finder.actions.imports import apply, look, undo
from finder.actions.imports.decide import decide_row, decide_sure
from finder.actions.imports.keep import KEPT, drop_old_uploads
from finder.actions.imports.staged import changes_of
from finder.actions.jobs import get_job
from finder.clock import utc_now
from finder.domain.history import HIDDEN, POINT
from finder.domain.point import Point
from finder.domain.roles import Account, Role
from finder.domain.upload import Decision, RowOutcome, RowState, UploadState
from finder.errors import NotFound
from finder.store import uploads as store
from finder.store.change_queue import QueueFilter
from finder.store.records import Location, Service
from finder.store.uploads import RowFilter, RowView

REVIEWER = Account(1, "x@example.org", "X", frozenset({Role.ADMIN}))
ENTRIES = (
    "organization",
    "location",
    "address",
    "service",
    "person",
    "service_at_location",
    "phone",
    "language",
    "schedule",
    "accessibility_fact",
    "attribute",
    "external_id",
)


def test_a_dry_run_writes_no_entry_and_applying_writes_what_was_shown(finder: Finder, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [PRAXIS, OTHER, {**OTHER, "id": "3", "name": ""}])
    upload = checked(finder, receive(finder, path))
    assert upload.state is UploadState.CHECKED
    assert outcomes(finder, upload) == {"new": 2, "rejected": 1}
    assert not any(records(finder.database)[table] for table in ENTRIES)
    upload = applied(finder, upload)
    assert upload.state is UploadState.APPLIED
    assert states(finder, upload) == {RowState.APPLIED: 2, RowState.OPEN: 1}
    assert "Schuldnerberatung" in exported(finder)
    again = checked(finder, receive(finder, path))
    assert outcomes(finder, again) == {"unchanged": 2, "rejected": 1}


def test_a_changed_row_is_shown_field_by_field(finder: Finder, tmp_path: Path) -> None:
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS, OTHER]))))
    changed = {**PRAXIS, "description": "Neu", "phones": "02723 608-0", "facts": "entrance.step_count=2"}
    upload = checked(finder, receive(finder, write_table(tmp_path / "b.csv", [changed, OTHER])))
    assert outcomes(finder, upload) == {"changed": 1, "unchanged": 1}
    found = {(c.record, c.field, c.old, c.new) for c in changes_of(rows(finder, upload)[0].changes)}
    assert found == {
        ("service", "description", "Sprechstunde", "Neu"),
        ("phone", "", "fax +4927236081", ""),
        ("accessibility_fact", "", "entrance.step_count 0", "entrance.step_count 2"),
    }
    applied(finder, upload)
    upload = checked(finder, receive(finder, write_table(tmp_path / "b.csv", [changed, OTHER])))
    assert outcomes(finder, upload) == {"unchanged": 2}


@pytest.mark.parametrize("engine_name", ["spatialite"])
def test_a_move_is_shown_with_both_addresses(finder: Finder, tmp_path: Path) -> None:
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS]))))
    path = write_table(tmp_path / "b.csv", [{**PRAXIS, "street": "Markt 99", "person_given": "Ayşe"}])
    upload = checked(finder, receive(finder, path))
    assert told(rows(finder, upload)[0]) == {
        ("service_at_location", "location_id", "Markt 1 57368 Lennestadt", "Markt 99 57368 Lennestadt"),
        ("service_at_location", "person_id", "Dr. Öztürk", "Dr. Ayşe Öztürk"),
    }
    upload = applied(finder, upload)
    assert states(finder, upload) == {RowState.APPLIED: 1}, "what was shown still holds"


def test_import_and_taking_it_back_give_equal_records(finder: Finder, tmp_path: Path) -> None:
    """Whatever a file changes, adds and leaves out: two files at random, each taken back at once."""
    dice = random.Random(7)
    first = many_rows(20, seed=3)
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", first))))
    before = exported(finder), {name: records(finder.database)[name] for name in ENTRIES}
    for _ in range(2):
        path = write_table(tmp_path / "b.csv", changed_at_random(first, dice))
        upload = applied(finder, checked(finder, receive(finder, path)))
        assert exported(finder) != before[0]
        assert undone(finder, upload).state is UploadState.UNDONE
        assert exported(finder) == before[0]
        found = records(finder.database)
        assert [name for name in ENTRIES if found[name] != before[1][name]] == []


def changed_at_random(rows: list[dict[str, str]], dice: random.Random) -> list[dict[str, str]]:
    """Some of the rows, most of them changed in some columns, and new ones that share their records."""
    values = {
        "description": ["", "Neu"],
        "languages": ["fa", "de;tr/professional", ""],
        "facts": ["lift=no", ""],
        "phones": ["02761 81-0;fax:02761 81-1", ""],
        "lat": ["51.2"],
        "opening_hours": ["Mo 09:00-10:00", ""],
        "categories": ["dentist;general"],
        "street": ["Markt 99"],
        "website": ["https://neu.example"],
        "person_title": ["", "Prof."],
        "address_secret": ["yes"],
    }
    changed = []
    for row in rows:
        columns = dice.sample(sorted(values), dice.randrange(4))
        changed.append({**row, **{name: dice.choice(values[name]) for name in columns}})
    added = [{**row, "id": f"new-{row['id']}"} for row in dice.sample(changed, 5)]
    return [*dice.sample(changed, 15), *added]


def test_a_new_row_that_exists_already_is_decided_on(finder: Finder, tmp_path: Path) -> None:
    first = checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS, OTHER]), "Kreis"))
    applied(finder, first)
    other = {**PRAXIS, "id": "x", "description": "Vom Verband", "person_title": "Dr. med."}
    path = write_table(
        tmp_path / "b.csv", [other, {**OTHER, "id": "y", "name": "Chor", "organization": "Chor"}]
    )
    upload = checked(finder, receive(finder, path, "Verband"))
    [(row, [twin, *_rest])], total = look.list_matched(finder, upload.id, undecided=True, limit=9, offset=0)
    assert (row.number, total) == (1, 1)
    assert twin.candidate.score > 0.5
    assert twin.candidate.fields["phone"] == "agrees"
    applied(finder, upload)
    assert states(finder, upload) == {RowState.OPEN: 1, RowState.APPLIED: 1}, "what is open is not written"
    decide_row(finder, uploaded(finder, upload.id), 1, Decision.SAME, twin.candidate.id, CLERK)
    changed = rows(finder, upload)[0]
    assert (changed.outcome, changed.state) == (RowOutcome.CHANGED, RowState.OPEN)
    assert ("service", "description", "Sprechstunde", "Vom Verband") in told(changed)
    before = records(finder.database)["service_at_location"]
    applied(finder, uploaded(finder, upload.id))
    assert records(finder.database)["service_at_location"] == before, "the offer that was there is changed"
    assert "Vom Verband" in exported(finder)
    undone(finder, uploaded(finder, upload.id))
    assert "Vom Verband" not in exported(finder)
    assert "Chor" not in exported(finder)
    again = checked(finder, receive(finder, path, "Verband"))
    assert outcomes(finder, again) == {"new": 2}, "the source knows nothing of it any more"


@pytest.mark.parametrize("engine_name", ["spatialite"])
def test_what_is_surely_the_same_is_decided_at_once_and_old_files_go(finder: Finder, tmp_path: Path) -> None:
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS, OTHER]))))
    path = write_table(tmp_path / "b.csv", [{**PRAXIS, "id": "x"}, {**OTHER, "id": "y", "name": "Chor"}])
    upload = checked(finder, receive(finder, path, "Verband"))
    assert decide_sure(finder, upload, CLERK) == 1
    assert decide_sure(finder, upload, CLERK) == 0
    assert rows(finder, upload)[0].outcome is not RowOutcome.NEW
    with finder.database.change("test") as session:
        store.change_upload(session, upload.id, created_at=utc_now() - 2 * KEPT)
    assert drop_old_uploads(finder) == 1
    assert len(list((finder.settings.var / "imports").iterdir())) == 1
    with pytest.raises(NotFound):
        uploaded(finder, upload.id)


def test_what_changed_between_dry_run_and_apply_is_shown_again(finder: Finder, tmp_path: Path) -> None:
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS, OTHER]))))
    new = [{**PRAXIS, "description": "Neu"}, {**OTHER, "description": "Neu"}]
    upload = checked(finder, receive(finder, write_table(tmp_path / "b.csv", new)))
    with finder.database.change("other@example.org") as session:
        service = session.scalars(sa.select(Service).where(Service.description == "Sprechstunde")).one()
        service.description = "Von Hand"
    upload = applied(finder, upload)
    assert states(finder, upload) == {RowState.STALE: 1, RowState.APPLIED: 1}
    assert apply.start_apply(finder, upload.id, CLERK) is not None
    assert apply.start_apply(finder, upload.id, CLERK) is None, "one job at a time"
    assert undo.start_undo(finder, upload.id, CLERK) is None
    work_all(finder)
    [stale] = rows(finder, upload, RowFilter(state=RowState.STALE))
    assert told(stale) == {("service", "description", "Von Hand", "Neu")}
    assert "Von Hand" in exported(finder)
    work(finder, apply.start_apply(finder, upload.id, CLERK, with_stale=True))
    assert states(finder, upload) == {RowState.APPLIED: 2}
    assert "Von Hand" in exported(finder), "what a person put right stays"
    found = list_queue(finder, QueueFilter(by_source=True), REVIEWER)
    assert [(row.field_name, row.proposed_value) for row in found.requests[0].fields] == [
        ("service/description", "Neu")
    ]
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "c.csv", new))))
    late = apply.start_apply(finder, upload.id, CLERK)
    work_all(finder)
    assert late is not None
    assert get_job(finder, late).error == apply.LATER


def test_a_point_that_was_found_comes_back(finder: Finder, tmp_path: Path) -> None:
    where = {**OTHER, "lat": "", "lon": "", "street": "Markt 1", "postcode": "57368", "city": "Lennestadt"}
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [where]))))
    with finder.database.change("geocode") as session:
        location = session.scalars(sa.select(Location)).one()
        location.place_at(Point(51.1, 8.07))
        location.geocode_source, location.geocoded_at = "gazetteer", utc_now()
    before = exported(finder), records(finder.database)["location"]
    path = write_table(tmp_path / "b.csv", [{**where, "street": "Markt 2"}])
    upload = applied(finder, checked(finder, receive(finder, path)))
    assert exported(finder) != before[0]
    undone(finder, upload)
    assert (exported(finder), records(finder.database)["location"]) == before


def test_what_somebody_changed_since_stays_and_is_listed(finder: Finder, tmp_path: Path) -> None:
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [PRAXIS]))))
    new = [
        {**PRAXIS, "description": "Neu", "website": "https://neu.example"},
        OTHER,
        {**OTHER, "id": "3", "name": "Dritte"},
    ]
    upload = applied(finder, checked(finder, receive(finder, write_table(tmp_path / "b.csv", new))))
    with finder.database.change("other@example.org") as session:
        for service in session.scalars(sa.select(Service)):
            service.description = {"Hausarztpraxis": "Von Hand", "Dritte": "Auch"}.get(
                service.name, service.description
            )
    upload = undone(finder, upload)
    kept, total = look.list_kept(finder, upload.run_id or 0, 9)
    assert {(item.reason, name) for item, name in kept} >= {
        ("changed: description", "Hausarztpraxis"),
        ("changed", "Dritte"),
    }
    assert total >= len(kept)
    text = exported(finder)
    assert "Von Hand" in text
    assert "neu.example" not in text
    assert "Schuldnerberatung" not in text
    assert "Dritte" not in text, "an added entry that must stay is not public"


def told(row: RowView) -> set[tuple[str, str, str, str]]:
    return {(c.record, c.field, c.old, c.new) for c in changes_of(row.changes)}


def test_a_dry_run_does_not_tell_the_point_of_a_secret_place(finder: Finder, tmp_path: Path) -> None:
    at = {"lat": "51.123457", "lon": "8.098763"}
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", [{**PRAXIS, **at}]))))
    with finder.database.change("test") as session:
        session.scalars(sa.select(Location)).one().is_address_secret = True
    path = write_table(tmp_path / "b.csv", [{**PRAXIS, "lat": "", "lon": ""}])
    upload = checked(finder, receive(finder, path))
    [row] = rows(finder, upload)
    points = [change.old for change in changes_of(row.changes) if change.field in at.keys() | set(POINT)]
    assert points == [HIDDEN, HIDDEN]
    assert "098763" not in row.changes
