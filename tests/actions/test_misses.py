"""Searches that found nothing are counted once a sender, without making any search wait or fail."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from pathlib import Path
from unittest import mock

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from make import make_offer, make_term

from finder.actions import miss_counter
from finder.actions.context import Finder
from finder.actions.miss_counter import MAX_PER_SENDER, MAX_WAITING, REMEMBERED_S, MissCounter
from finder.actions.misses import miss_report, note_miss
from finder.actions.search import search
from finder.actions.tidy import tidy
from finder.cli.gaps import gaps, misses
from finder.clock import utc_now
from finder.domain.miss import Miss, Outcome, Trait, week_of
from finder.domain.query import SearchQuery
from finder.errors import StoreDown
from finder.store.miss_rows import SearchMiss
from finder.store.misses import add_misses

MISS = Miss("dentist", "ar", "", "5", "05966020", Outcome.NOTHING)


def stored(finder: Finder) -> dict[Miss, int]:
    """Everything in the table, after what waits was written."""
    assert finder.misses.write()
    with finder.database.read() as connection:
        rows = connection.execute(
            sa.select(*(getattr(SearchMiss, name) for name in Miss._fields), SearchMiss.times)
        )
        return {Miss._make(key): times for *key, times in rows}


def test_a_reload_or_another_try_is_no_further_search_but_another_sender_or_topic_is(finder: Finder) -> None:
    for sender in ("a", "a", "b", "a"):
        finder.misses.note(MISS, sender)
    finder.misses.note(MISS._replace(languages="tr", radius="20"), "a")
    finder.misses.note(MISS._replace(topics="debt"), "a")
    assert stored(finder) == {MISS: 2, MISS._replace(topics="debt"): 1}
    with mock.patch.object(time, "monotonic", return_value=time.monotonic() + REMEMBERED_S):
        finder.misses.note(MISS, "a")
    assert stored(finder)[MISS] == 3


def test_one_sender_counts_so_often_in_an_hour_and_no_more(finder: Finder) -> None:
    for number in range(2 * MAX_PER_SENDER):
        finder.misses.note(MISS._replace(topics=f"t{number}"), "a")
    assert sum(stored(finder).values()) == MAX_PER_SENDER


def test_what_cannot_be_written_waits_and_no_more_than_fits(finder: Finder) -> None:
    finder.misses.note(MISS, "a")
    with mock.patch.object(finder.database, "change", side_effect=StoreDown("down")):
        assert not finder.misses.write()
        for number in range(2 * MAX_WAITING):
            finder.misses.note(MISS._replace(topics=f"t{number}"), f"sender {number}")
    assert len(stored(finder)) == MAX_WAITING


def test_a_read_only_database_keeps_nobody_from_searching(finder: Finder) -> None:
    def read_only(*_args: object) -> None:
        raise sa.exc.InternalError(
            "INSERT", {}, Exception("cannot execute INSERT in a read-only transaction")
        )

    finder.misses.note(MISS, "a")
    with mock.patch.object(miss_counter, "add_misses", read_only):
        assert not finder.misses.write()
    assert stored(finder) == {MISS: 1}


def test_the_thread_writes_by_itself_and_the_end_writes_what_waits(finder: Finder) -> None:
    with mock.patch.object(miss_counter, "WRITE_AFTER_S", 0.01):
        finder.misses.note(MISS, "a")
        writer = finder.misses._writer
        assert writer is not None
        writer.join(30)
    with finder.database.read() as connection:
        assert connection.scalar(sa.select(SearchMiss.times)) == 1
    other = MissCounter(finder.database)
    other.note(MISS, "b")
    other.close()
    assert stored(finder) == {MISS: 2}


@pytest.fixture
def town(finder: Finder) -> Finder:
    """A finder with one dentist who speaks Turkish, with nothing known of the way in."""
    with finder.database.change("test") as session:
        make_term(session, "dentist", "health")
        make_offer(session, topics=("dentist",))
    return finder


def test_what_found_nothing_is_counted_with_its_place_and_what_was_there_instead(town: Finder) -> None:
    for params in (
        {"near": ["Saalhausen"], "radius_km": ["2"], "category": ["midwife"]},
        {"near": ["57368"], "category": ["dentist"], "access": ["step_free"]},
        {"lat": ["51.1"], "lon": ["8.07"], "category": ["dentist"], "language": ["ar"]},
        {"near": ["Saalhausen"], "category": ["violence_against_women"]},
        {"near": ["Köln"], "category": ["dentist"], "q": ["zahnarzt"]},
        {"near": ["Altenhundem"], "category": ["dentist"]},  # found
        {"near": ["Altenhundem"], "category": ["dentist"], "offset": ["20"]},  # found, on another page
        {"near": ["Saalhausen"], "q": ["mustermann"]},  # a name
    ):
        note_miss(town, search(town, SearchQuery.from_params(params)), sender=str(params))
    nothing = Outcome.NOTHING
    assert set(stored(town)) == {
        Miss("midwife", "", "", "2", "05966020 Saalhausen", nothing),
        Miss("dentist", "", "step_free", "10", "05966020", Outcome.UNKNOWN),
        Miss("dentist", "ar", "", "10", "05966020", nothing),
        Miss("violence_against_women", "", "", "10", "05966020", nothing),
        Miss("dentist", "", "", "10", "05315000", nothing),
    }


def test_the_report_shows_whole_weeks_and_nothing_rare(finder: Finder) -> None:
    this = week_of(utc_now().date())
    last, old = this - dt.timedelta(weeks=1), this - dt.timedelta(weeks=110)
    rare = MISS._replace(topics="midwife")
    with finder.database.change("misses") as session:
        add_misses(session, {(this, MISS): 50, (last, MISS): 8, (last, rare): 4, (old, MISS): 70})
    report = miss_report(finder)
    assert (report.weeks, report.last, report.total) == (4, last, 10)
    assert report.shown[Trait.TOPIC,] == {("dentist",): 5}
    assert report.shown[Trait.FIELD, Trait.LANGUAGE] == {("health", "ar"): 10}
    assert tidy(finder).misses == 1
    assert miss_report(finder, weeks=52).total == 10


def test_the_report_of_an_empty_database_is_empty(finder: Finder) -> None:
    report = miss_report(finder)
    assert report.total == 0
    assert not any(report.shown.values())


def test_commands_write_what_is_missing_and_what_was_searched_in_vain(
    town: Finder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FINDER_DATABASE_URL", town.settings.database_url)
    monkeypatch.setenv("FINDER_VAR", str(town.settings.var))
    last = week_of(utc_now().date()) - dt.timedelta(weeks=1)
    with town.database.change("misses") as session:
        add_misses(session, {(last, MISS._replace(place="05966020 Elspe", needs="toilet")): 7})
    path = tmp_path / "gaps.csv"
    done = CliRunner().invoke(
        gaps, [str(path), "--category", "health", "--radius-km", "10"], catch_exceptions=False
    )
    assert done.exit_code == 0
    lines = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert {line["radius_km"] for line in lines} == {"10"}
    assert sum(int(line["step_free_unknown"]) for line in lines if line["topic"] == "dentist") > 20
    printed = CliRunner().invoke(misses, ["-"], catch_exceptions=False).stdout.removeprefix("\ufeff")
    found = {
        (line["trait"], line["name"], line["name_2"], line["times_at_least"])
        for line in csv.DictReader(io.StringIO(printed))
    }
    assert found >= {
        ("place", "Elspe, Lennestadt", "", "5"),
        ("need", "toilet", "", "5"),
        ("field", "Gesundheit", "Arabisch", "5"),
    }
