import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from finder.domain.edition import (
    FIELDS,
    NAMES,
    PLACE,
    SECRET,
    Said,
    canonical,
    compare,
    digest_of,
    said_of,
    tells_place,
)

VALUES = st.sampled_from(["", "a", "b"])
SAID = st.fixed_dictionaries({"name": st.sampled_from(["A", "B"])}).flatmap(
    lambda base: st.dictionaries(st.sampled_from([*FIELDS[1:], SECRET]), VALUES).map(
        lambda more: {**base, **{key: value for key, value in more.items() if value}}
    )
)
STATES = st.dictionaries(st.integers(1, 5), SAID)


@given(STATES, STATES)
def test_changes_are_those_of_a_comparison_field_by_field(old: dict[int, Said], new: dict[int, Said]) -> None:
    found = compare(old, new)
    expected: dict[int, set[str]] = {}
    for number, field in itertools.product(range(1, 6), FIELDS):
        if number in old and number in new:
            before = old[number].get(field)
            if new[number].get(SECRET) and field in PLACE:
                before = None
            if before != new[number].get(field):
                expected.setdefault(number, set()).add(field)
    assert {change.offer_id: set(change.fields) for change in found.changed} == expected
    assert set(found.new) == set(new) - set(old)
    assert {number for number, _said in found.gone} == set(old) - set(new)
    assert bool(found) == bool(expected or set(old) ^ set(new))


@given(STATES, STATES)
def test_nothing_is_told_of_what_is_gone_but_its_name_and_of_a_secret_place_nothing(
    old: dict[int, Said], new: dict[int, Said]
) -> None:
    found = compare(old, new)
    assert all(set(said) <= set(NAMES) for _number, said in found.gone)
    for change in found.changed:
        assert not change.new.get(SECRET) or not tells_place(change.old)


def test_equal_entries_have_equal_texts_whatever_the_order_of_their_keys() -> None:
    assert canonical({"b": 1, "a": [{"d": 1, "c": 2}]}) == canonical({"a": [{"c": 2, "d": 1}], "b": 1})
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])


def test_a_confirmation_alone_is_no_change() -> None:
    summary: dict[str, Any] = dict.fromkeys(("organization", "person", "website", "address"), None)
    summary |= {"name": "A", "categories": [], "status": "active", "access": {"lift": "unknown"}}
    detail: dict[str, Any] = dict.fromkeys(("alert", "location_name", "email"), "")
    detail |= {"areas": [], "phones": [], "schedules": [], "languages": [], SECRET: False, "texts": {}}
    assert said_of({**summary, "assured_date": "2026-01-01"}, detail) == said_of(summary, detail)
    assert said_of(summary, detail) == {"name": "A"}
