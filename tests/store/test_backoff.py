"""The growing wait after failures."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import TooMany
from finder.store.database import Database
from finder.store.limits import Backoff, forget_failures, try_once

WAIT = Backoff("test", n_free=3, first_s=10.0, longest_s=60.0)
NOW = 1_800_000_000.0


@contextmanager
def refused() -> Iterator[list[int]]:
    waits: list[int] = []
    with pytest.raises(TooMany) as caught:
        yield waits
    waits.append(caught.value.retry_after_s)


def attempt(database: Database, now: float, key: str = "a") -> None:
    with database.change("test") as session:
        try_once(session, WAIT, key, now)


def test_some_tries_are_free_and_then_the_wait_doubles_up_to_the_longest(database: Database) -> None:
    now = NOW
    for _free in range(3):
        attempt(database, now)
    for expected in (10, 20, 40, 60, 60):
        with refused() as waits:
            attempt(database, now)
        assert waits == [expected]
        now += expected
        attempt(database, now)
    attempt(database, now, "b")


def test_a_refused_try_makes_nobody_wait_longer_and_a_success_begins_anew(database: Database) -> None:
    for _free in range(3):
        attempt(database, NOW)
    for _again in range(3):
        with refused() as waits:
            attempt(database, NOW + 4)
        assert waits == [6]
    with database.change("test") as session:
        forget_failures(session, WAIT, "a")
    for _free in range(3):
        attempt(database, NOW + 4)


def test_tries_at_the_same_time_do_not_slip_through(database: Database) -> None:
    def one(_number: int) -> bool:
        try:
            attempt(database, NOW)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 3


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_never_exceeds_the_longest(n: int) -> None:
    assert 0.0 <= WAIT.wait_s(n) <= WAIT.wait_s(n + 1) <= 60.0
