"""An import is shown before it is written, written as it was shown, and can be taken back as a whole."""

from __future__ import annotations

from pathlib import Path

from importing import OTHER, PRAXIS, exported, many_rows, records, write_table
from uploading import applied, checked, outcomes, receive, rows, states, undone

from finder.actions.context import Finder
from finder.actions.imports.staged import changes_of
from finder.domain.upload import RowState, UploadState

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


def test_import_and_taking_it_back_give_equal_records(finder: Finder, tmp_path: Path) -> None:
    first = many_rows(60, seed=3)
    applied(finder, checked(finder, receive(finder, write_table(tmp_path / "a.csv", first))))
    before = exported(finder), {name: records(finder.database)[name] for name in ENTRIES}
    second = [
        {**row, "description": "Neu", "languages": "fa", "facts": "lift=no", "lat": "51.2"}
        for row in first[::2]
    ]
    second += many_rows(100, seed=3)[60:]
    upload = applied(finder, checked(finder, receive(finder, write_table(tmp_path / "b.csv", second))))
    assert exported(finder) != before[0]
    upload = undone(finder, upload)
    assert upload.state is UploadState.UNDONE
    after = exported(finder), {name: records(finder.database)[name] for name in ENTRIES}
    assert after[0] == before[0]
    assert after == before
