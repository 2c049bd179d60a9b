"""Of several candidates one is taken only when nothing speaks against it and nobody can mean another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.distance import metres_between
from finder.domain.geocoding import (
    FAR_M,
    TOGETHER_M,
    Candidate,
    GeocodePrecision,
    is_far,
    one_line,
    only_place,
    question_of,
)
from finder.domain.offer import PublicAddress
from finder.domain.point import Point

NEAR = st.builds(Point, st.floats(51.0, 51.03), st.floats(8.0, 8.03))
JUDGED = st.sampled_from([None, True, False])


def _candidate(
    point: Point, precision: GeocodePrecision, is_inside: bool | None = None, is_near: bool | None = None
) -> Candidate:
    return Candidate(point, precision, "", "test", "", is_inside=is_inside, is_near_postcode=is_near)


CANDIDATES = st.lists(
    st.builds(_candidate, NEAR, st.sampled_from(GeocodePrecision), JUDGED, JUDGED), max_size=6
)


@given(CANDIDATES)
def test_only_what_fits_and_leaves_no_doubt_is_taken(found: list[Candidate]) -> None:
    best = only_place(found)
    fitting = [each for each in found if False not in (each.is_inside, each.is_near_postcode)]
    if not fitting:
        assert best is None
        return
    alike = [each for each in fitting if each.precision == fitting[0].precision]
    is_one = all(metres_between(fitting[0].point, each.point) <= TOGETHER_M for each in alike)
    assert best is (fitting[0] if is_one else None)


@given(CANDIDATES)
def test_an_answer_that_does_not_fit_changes_nothing(found: list[Candidate]) -> None:
    wrong = _candidate(Point(48.0, 11.0), GeocodePrecision.BUILDING, is_inside=False)
    for at in range(len(found) + 1):
        assert only_place([*found[:at], wrong, *found[at:]]) is only_place(found)


@pytest.mark.parametrize("precision", list(GeocodePrecision))
def test_what_is_far_depends_on_how_exact_the_address_is(precision: GeocodePrecision) -> None:
    found = _candidate(Point(51.0, 8.0), precision)
    degrees = FAR_M[precision] / 111_250
    assert not is_far(Point(51.0 + 0.98 * degrees, 8.0), found)
    assert is_far(Point(51.0 + 1.02 * degrees, 8.0), found)


def test_the_question_leaves_out_what_services_take_for_a_name() -> None:
    address = PublicAddress("Markt 1", "2. Stock", "57368", "Lennestadt", "Altenhundem")
    assert question_of(address) == "Markt 1, Altenhundem, 57368 Lennestadt"
    assert one_line(address) == "Markt 1, 2. Stock, Altenhundem, 57368 Lennestadt"
    assert one_line(PublicAddress("Ring 1", "", "5020", "Salzburg", "", "AT")) == "Ring 1, 5020 Salzburg, AT"
    assert question_of(PublicAddress(country="")) == ""
