"""Duplicates: how often the score is right on pairs that were labelled by hand, and what it promises."""

from __future__ import annotations

import pytest
from labelled import Pair, pairs

from finder.domain.duplicates import Agreement, Band, Traits, compare

ALL = [*pairs("tuning"), *pairs("judging")]
_PRACTICE = Traits(
    name="Gemeinschaftspraxis Dr. Hüsken & Dr. Wollmer",
    phones=("+49279822200",),
    street="Domplatz 3",
    postal_code="99911",
)


def _bands(name: str) -> list[tuple[Pair, Band]]:
    return [(pair, compare(pair.first, pair.second).band) for pair in pairs(name)]


def test_there_are_enough_pairs_and_most_of_them_are_hard() -> None:
    plain = {"typo", "umlaut", "title", "spelling", "neighbour"}
    assert len(ALL) >= 250
    assert sum(pair.kind not in plain for pair in ALL) >= len(ALL) / 2
    assert sum(pair.is_same for pair in ALL) >= 80


@pytest.mark.parametrize("name", ["tuning", "judging"])
def test_same_is_nearly_always_right_and_hardly_a_duplicate_is_missed(name: str) -> None:
    judged = _bands(name)
    said_same = [pair for pair, band in judged if band is Band.SAME]
    duplicates = [(pair, band) for pair, band in judged if pair.is_same]
    precision = sum(pair.is_same for pair in said_same) / len(said_same)
    recall = sum(band is not Band.DIFFERENT for _pair, band in duplicates) / len(duplicates)
    assert precision >= 0.97
    assert recall >= 0.9
    assert len(said_same) >= 0.75 * len(duplicates)


def test_the_order_of_the_two_does_not_matter() -> None:
    for pair in ALL:
        one, other = compare(pair.first, pair.second), compare(pair.second, pair.first)
        assert (one.score, one.fields) == (other.score, other.fields)


def test_an_entry_is_itself() -> None:
    for pair in ALL:
        assert compare(pair.first, pair.first).band is Band.SAME


def test_a_doctor_is_not_the_joint_practice_nor_the_colleague() -> None:
    one, other = (
        _PRACTICE._replace(name=f"Dr. {person}", person=person)
        for person in ("Anke Hüsken", "Frieder Wollmer")
    )
    for first, second in ((_PRACTICE, one), (_PRACTICE, other), (one, other)):
        found = compare(first, second)
        assert found.band is Band.DIFFERENT
        assert found.fields["person"] is Agreement.DIFFERS
        assert found.fields["phone"] is found.fields["address"] is Agreement.AGREES


def test_what_is_not_known_says_nothing() -> None:
    found = compare(Traits(name="Hirsch-Apotheke"), Traits(name="Hirsch Apotheke"))
    assert found.fields.pop("name") is Agreement.AGREES
    assert set(found.fields.values()) == {Agreement.UNKNOWN}
    assert found.metres is None
    assert found.band is Band.MAYBE
