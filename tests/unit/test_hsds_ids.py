"""Public ids are UUIDs that stay, that others' UUIDs survive, and that tell nothing."""

from __future__ import annotations

from uuid import UUID, uuid4

from finder.exchange.hsds.ids import part_uid, uids_of

ROOT = str(uuid4())
THEIRS = "AC148810-d857-441c-9679-408f346de14b"


def test_a_uuid_of_the_source_is_kept_in_small_letters() -> None:
    assert uids_of(ROOT, [("service", 1)], [("service", 1, "a", THEIRS)]) == {("service", 1): THEIRS.lower()}


def test_only_one_of_two_records_of_a_kind_has_the_same_uuid() -> None:
    known = [("service", 1, "a", THEIRS), ("service", 2, "b", THEIRS), ("location", 1, "a", THEIRS)]
    found = uids_of(ROOT, [("service", 2), ("service", 1), ("location", 1)], known)
    assert found["service", 2] == found["location", 1] == THEIRS.lower()
    assert found["service", 1] != THEIRS.lower()
    assert UUID(found["service", 1])


def test_the_first_name_of_a_record_counts() -> None:
    records = [("service", 1)]
    first = uids_of(ROOT, records, [("service", 1, "a", "x")])
    assert uids_of(ROOT, records, [("service", 1, "a", "x"), ("service", 1, "b", THEIRS)]) == first
    assert uids_of(ROOT, records, [("service", 1, "b", "x")]) != first


def test_ids_follow_from_the_root_that_nobody_knows() -> None:
    records, known = [("location", 1)], [("location", 1, "a", "location/musterstr 5/57368")]
    assert uids_of(ROOT, records, known) == uids_of(ROOT, records, known)
    assert uids_of(ROOT, records, known) != uids_of(str(uuid4()), records, known)


def test_records_without_a_name_are_told_apart_by_kind_and_number() -> None:
    found = uids_of(ROOT, [("service", 1), ("service", 2), ("location", 1)], [])
    assert len(set(found.values())) == 3


def test_parts_of_different_records_have_different_ids() -> None:
    mine, yours = str(uuid4()), str(uuid4())
    assert part_uid(mine, "phone", 0) == part_uid(mine, "phone", 0)
    assert len({part_uid(mine, "phone", 0), part_uid(mine, "phone", 1), part_uid(yours, "phone", 0)}) == 3
