import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.shortlist import MAX_ID, MOST, Shortlist
from finder.errors import BadInput

ids = st.lists(st.integers(1, 60), max_size=3 * MOST)


@given(ids)
def test_a_list_has_each_entry_once_in_order_and_loses_none(given_ids: list[int]) -> None:
    shortlist = Shortlist.from_texts([str(each) for each in given_ids])
    assert [*shortlist.ids, *shortlist.rest] == sorted(set(given_ids), key=given_ids.index)
    assert len(shortlist.ids) <= MOST
    assert not shortlist.rest or len(shortlist.ids) == MOST


@given(ids, st.integers(1, 60))
def test_taking_an_entry_away_keeps_the_others(given_ids: list[int], offer_id: int) -> None:
    shortlist = Shortlist.of(given_ids)
    shorter, every = shortlist.without(offer_id), [*shortlist.ids, *shortlist.rest]
    assert [*shorter.ids, *shorter.rest] == [each for each in every if each != offer_id]


@given(st.lists(st.integers(1, 99), min_size=1, max_size=MOST, unique=True), st.data())
def test_moving_an_entry_keeps_the_order_of_the_others(given_ids: list[int], data: st.DataObject) -> None:
    place, by = data.draw(st.integers(0, len(given_ids) - 1)), data.draw(st.integers(-30, 30))
    moved = Shortlist.of(given_ids).moved(given_ids[place], by).ids
    assert [each for each in moved if each != given_ids[place]] == given_ids[:place] + given_ids[place + 1 :]
    assert moved.index(given_ids[place]) == min(max(place + by, 0), len(given_ids) - 1)


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.5", "²", str(MAX_ID + 1), "9" * 300])
def test_what_is_no_number_of_an_entry_is_named(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Shortlist.from_texts(["7", text])
    assert refused.value.param == "offer"


def test_a_number_left_empty_is_none() -> None:
    assert Shortlist.from_texts(["", " 7 ", ""]) == Shortlist((7,))
