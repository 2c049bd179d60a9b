"""Numbers of searches that found nothing add up, and go after their time."""

from __future__ import annotations

import datetime as dt

from finder.domain.miss import Miss, Outcome
from finder.store.database import Database
from finder.store.misses import add_misses, drop_old_misses, read_misses

FIRST, SECOND = dt.date(2026, 11, 9), dt.date(2026, 11, 16)
DENTIST = Miss("dentist", "ar", "step_free", "5", "05966020 Elspe", Outcome.NOTHING)
DEBT = Miss("debt", "", "", "", "", Outcome.UNKNOWN)


def test_numbers_add_up_over_weeks_and_go_when_they_are_old(database: Database) -> None:
    with database.change("misses") as session:
        add_misses(session, {})
        add_misses(session, {(FIRST, DENTIST): 2, (FIRST, DEBT): 1})
    with database.change("misses") as session:
        add_misses(session, {(FIRST, DENTIST): 3, (SECOND, DENTIST): 4})
    with database.read() as connection:
        assert read_misses(connection, FIRST, SECOND) == {DENTIST: 9, DEBT: 1}
        assert read_misses(connection, SECOND, SECOND) == {DENTIST: 4}
    with database.change("tidy") as session:
        assert drop_old_misses(session, SECOND) == 2
    with database.read() as connection:
        assert read_misses(connection, FIRST, SECOND) == {DENTIST: 4}
