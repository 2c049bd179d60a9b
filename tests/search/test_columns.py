"""Columns are small, do not depend on the order of rows, and forget nothing that is searched."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from search.offers import every_way, offer_at
from search.test_match import crowd

from finder.domain.access import CRITERIA
from finder.domain.fit import Fit
from finder.domain.point import Point
from finder.domain.query import Sort
from finder.domain.searchrow import SearchRow
from finder.search import Matched, Request, View, build_columns, match
from finder.search.texts import Texts, pack_texts


def search(rows: list[SearchRow], request: Request) -> list[int]:
    return match(View.of(build_columns(rows, 1)), request).ids


def test_the_order_of_rows_does_not_matter() -> None:
    rows = crowd(500, seed=5)
    mixed = random.Random(2).sample(rows, len(rows))
    ours, theirs = build_columns(rows, 1), build_columns(iter(mixed), 1)
    for request in (Request(limit=100), Request(point=Point(51.1, 8.07), radius_m=9_000, limit=100)):
        assert match(View.of(ours), request) == match(View.of(theirs), request)


def test_an_offer_takes_at_most_200_bytes() -> None:
    rows = [
        row._replace(sort_name=f"{row.sort_name} in der musterstrasse", text=row.text * 2)
        for row in crowd(20_000, 9)
    ]
    columns = build_columns(rows, 1)
    assert sum(values.nbytes for values in columns.arrays.values()) <= 200 * len(columns)


def test_languages_keep_their_roles() -> None:
    row = offer_at(1, 51, 8)._replace(languages="de/team fa-AF/professional")
    assert build_columns([row], 1).languages.texts.decoded() == ["de/team", "fa-AF/professional"]


def test_every_criterion_has_its_bits_even_when_no_row_has_it() -> None:
    row = offer_at(1, 51, 8)._replace(access="brand_new=no")
    assert build_columns([row], 1).criteria == [*CRITERIA, "brand_new"]


def test_more_keys_than_a_word_has_bits_are_told_apart() -> None:
    rows = [
        offer_at(key, 51, 8)._replace(topics=f"t{key}", languages=f"a{key:03}x/team") for key in range(300)
    ]
    assert search(rows, Request(topics=("t299",))) == [299]
    assert search(rows, Request(languages=("a063x", "a200x"))) == [63, 200]


def test_ids_beyond_32_bits_are_kept() -> None:
    rows = [offer_at(2**62, 51, 8, "b"), offer_at(-5, 51, 8, "a")]
    assert search(rows, Request()) == [-5, 2**62]
    view = View.of(build_columns(rows, 1)).with_changes([rows[0]._replace(is_public=False)], 2)
    assert match(view, Request()).ids == [-5]


def test_a_change_to_an_id_that_no_column_could_hold_is_no_trouble() -> None:
    view = View.of(build_columns([offer_at(1, 51, 8)], 1)).with_changes([offer_at(2**40, 51, 8, "z")], 2)
    assert match(view, Request()).ids == [1, 2**40]


@pytest.mark.parametrize("name", ["\ud800", "ä" * 10_000, "\U0010ffff", "‮abc", "</script>"])
def test_hostile_names_are_only_names(name: str) -> None:
    rows = [offer_at(1, 51, 8, name), offer_at(2, 51, 8, "b")]
    expected = [row.id for row in sorted(rows, key=lambda row: row.sort_name)]
    assert search(rows, Request()) == expected
    assert search(rows, Request(words=((name, frozenset()),))) == [1]


def test_overlaid_names_come_between_those_of_the_base() -> None:
    view = View.of(build_columns([offer_at(key, 51, 8, name) for key, name in enumerate("bdf")], 1))
    changed = view.with_changes([offer_at(10 + key, 51, 8, name) for key, name in enumerate("gaebc")], 2)
    assert match(changed, Request(sort=Sort.NAME)).ids == [11, 0, 13, 14, 1, 12, 2, 10]
    assert match(changed, Request(point=Point(51, 8), radius_m=10)).ids == [11, 0, 13, 14, 1, 12, 2, 10]


def test_a_view_is_never_changed_by_later_changes() -> None:
    rows = crowd(300, seed=4)
    view = View.of(build_columns(rows, 1)).with_changes(crowd(20, seed=8), 2)
    request = Request(limit=100)
    before = match(view, request)
    after = view.with_changes([row._replace(is_public=False) for row in rows], 3)
    assert match(view, request) == before
    assert (view.row_version, after.row_version) == (2, 3)
    assert match(after, request).total == 0


def test_the_size_of_an_overlay_counts_every_changed_offer_once() -> None:
    view = View.of(build_columns([offer_at(1, 51, 8)], 1))
    assert view.overlay_size == 0
    view = view.with_changes([offer_at(2, 51, 8), offer_at(2, 52, 8)], 2)
    view = view.with_changes([offer_at(1, 51, 8)._replace(is_public=False)], 3)
    assert view.overlay_size == 2
    assert match(view, Request()).ids == [2]


def test_offers_retired_one_after_the_other_stay_away() -> None:
    view = View.of(build_columns([offer_at(key, 51, 8, "a") for key in range(6)], 1))
    for key in range(6):
        view = view.with_changes([offer_at(key, None, None)._replace(is_public=False)], 2 + key)
        assert match(view, Request()).ids == list(range(key + 1, 6))
        assert match(view, Request(point=Point(51, 8))).ids == list(range(key + 1, 6))


def test_keys_that_came_with_a_change_are_found() -> None:
    view = View.of(build_columns([offer_at(1, 51, 8)], 1))
    row = offer_at(2, 51, 8)._replace(topics="new", languages="ti/phone", access="quite_new=yes")
    changed = view.with_changes([row], 2).with_changes([offer_at(3, 51, 8)._replace(topics="newer")], 3)
    for request in (Request(topics=("new",)), Request(languages=("ti",)), Request(access=("quite_new",))):
        assert match(changed, request).ids == [2]
        assert match(view, request).ids == []
    assert match(changed, replace(Request(), topics=("new", "newer"))).ids == [2, 3]


def test_old_and_new_keys_can_be_asked_for_together() -> None:
    rows = [offer_at(key, 51, 8)._replace(topics=" ".join(f"t{i}" for i in range(8))) for key in range(5)]
    row = offer_at(9, 51, 8)._replace(topics="new", access=" ".join(f"n{i}=yes" for i in range(9)))
    view = View.of(build_columns(rows, 1)).with_changes([row], 2)
    with every_way():
        assert match(view, Request(topics=("t0", "new"))).ids == [0, 1, 2, 3, 4, 9]
        assert match(view, Request(access=("n8",))) == Matched([9], [None], [Fit.FITS], 1, 1, 5, 0)


def test_texts_find_themselves_and_their_beginnings() -> None:
    words = sorted({"", "a", "ab", "abc", "abd", "b", "ä", "äb", "\U0010ffff"})
    texts = Texts(*pack_texts(words))
    assert texts.decoded() == words
    assert [texts.find(word) for word in words] == [(place, True) for place in range(len(words))]
    assert texts.find("aa") == (2, False)
    for prefix in ("", "a", "ab", "z", "ä"):
        first, last = texts.starting_with(prefix)
        assert words[first:last] == [word for word in words if word.startswith(prefix)]
