"""Entries are seen for the days for which they hold, though nobody saves them again."""

from __future__ import annotations

import datetime as dt

import pytest
from make import make_offer

from finder.actions.context import Finder
from finder.actions.follow_validity import follow_validity
from finder.actions.offer import get_offer
from finder.errors import NotFound
from finder.store.records import Publication

NOON = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
DAY = NOON.date()


def is_seen(finder: Finder, number: int) -> bool:
    try:
        get_offer(finder, number)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [
        (None, None, [True, True, True]),
        (None, 0, [True, True, False]),
        (0, None, [False, True, True]),
        (0, 0, [False, True, False]),
        (2, None, [False, False, False]),
        (None, -2, [False, False, False]),
    ],
)
def test_an_entry_is_seen_from_its_first_day_to_its_last(
    finder: Finder,
    monkeypatch: pytest.MonkeyPatch,
    first: int | None,
    last: int | None,
    seen: list[bool],
) -> None:
    def is_day(offset: int) -> None:
        monkeypatch.setattr("finder.clock.utc_now", lambda: NOON + dt.timedelta(days=offset))

    def day(offset: int | None) -> dt.date | None:
        return None if offset is None else DAY + dt.timedelta(days=offset)

    is_day(-1)
    with finder.database.change("test") as session:
        offer = make_offer(session)
        offer.valid_from, offer.valid_to = day(first), day(last)
    found = [is_seen(finder, offer.id)]
    for offset in (0, 1):
        is_day(offset)
        changed = follow_validity(finder)
        found.append(is_seen(finder, offer.id))
        assert changed == (found[-1] != found[-2])
        assert follow_validity(finder) == 0
    assert found == seen


def test_an_entry_that_staff_hide_stays_hidden_on_its_first_day(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finder.clock.utc_now", lambda: NOON)
    with finder.database.change("test") as session:
        offer = make_offer(session)
        offer.valid_from, offer.publication = DAY + dt.timedelta(days=1), Publication.HIDDEN
    monkeypatch.setattr("finder.clock.utc_now", lambda: NOON + dt.timedelta(days=1))
    assert follow_validity(finder) == 0
    assert not is_seen(finder, offer.id)
