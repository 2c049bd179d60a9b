"""Proposals are kept once, within limits, and changed nothing; what may not stay goes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from make import make_offer

from finder.actions import propose_change as module
from finder.actions.context import Finder
from finder.actions.follow_changes import get_progress, list_open
from finder.actions.propose_change import PER_SENDER, SentBefore, propose_change
from finder.actions.tidy import tidy
from finder.cli.changes import suggestions, tidy_command
from finder.domain.change import ChangeKind, ChangeStatus, FieldChange, Proposal, Target
from finder.errors import NotFound, StoreDown, TooMany
from finder.settings import Settings
from finder.store.aids import RateLimit
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.limits import Limit
from finder.store.provenance import Source
from finder.store.removal import remove_source

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
CONTACT = "leser@example.org"
BARRIER = Target(ChangeKind.BARRIER, {})


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("propose_change", "tidy", "follow_changes"):
        monkeypatch.setattr(f"finder.actions.{name}.utc_now", clock)
    return clock


@pytest.fixture
def other(settings: Settings) -> Iterator[Finder]:
    """Another process's finder on the same database."""
    finder = Finder.open(settings)
    yield finder
    finder.close()


def proposal(message: str = "Stufe vor der Tür", **more: Any) -> Proposal:
    return Proposal(BARRIER, "de", message=message, **more)


def send(finder: Finder, key: str, address: str = "192.0.2.1", **more: Any) -> str:
    return propose_change(finder, proposal(**more), form_key=key, address=address)


def everything(finder: Finder) -> str:
    """All that the database holds, as text."""
    with finder.database.read() as connection:
        rows = [connection.execute(sa.select(table)).all() for table in Base.metadata.sorted_tables]
    return repr(rows)


def count(finder: Finder, model: type[Base] = ChangeRequest) -> int:
    with finder.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_a_form_that_is_sent_again_makes_one_request(finder: Finder) -> None:
    first = send(finder, "form")
    assert [send(finder, "form") for _ in range(9)] == [first] * 9
    assert count(finder) == 1
    assert send(finder, "other form") != first


def test_a_form_that_two_send_at_once_makes_one_request(finder: Finder, other: Finder) -> None:
    with ThreadPoolExecutor(8) as pool:
        finders = [finder, other] * 8
        references = set(pool.map(lambda each: send(each, "form", changes=CHANGES), finders))
    assert len(references) == 1
    assert (count(finder), count(finder, ChangeRequestField)) == (1, len(CHANGES))
    assert tokens(finder) == PER_SENDER.per_hour - 1


CHANGES = (FieldChange("where", "", "place"), FieldChange("place", "", "Rathaus"))


def tokens(finder: Finder) -> float:
    with finder.database.read() as connection:
        return connection.scalars(
            sa.select(RateLimit.tokens).where(RateLimit.purpose == PER_SENDER.purpose)
        ).one()


def test_a_form_that_says_something_else_the_second_time_is_not_lost_silently(finder: Finder) -> None:
    first = send(finder, "form")
    with pytest.raises(SentBefore) as again:
        send(finder, "form", message="Doch anders")
    assert again.value.reference == first
    assert count(finder) == 1


def test_one_more_than_the_limit_must_wait_in_whatever_process(
    finder: Finder, other: Finder, clock: Clock
) -> None:
    for number in range(PER_SENDER.per_hour):
        send((finder, other)[number % 2], f"form {number}")
    for each in (finder, other):
        with pytest.raises(TooMany) as refused:
            send(each, "one more")
        assert refused.value.retry_after_s == 3600 / PER_SENDER.per_hour
    send(finder, "elsewhere", address="192.0.2.2")
    assert send(finder, "form 0")
    clock.now += dt.timedelta(seconds=refused.value.retry_after_s - 1)
    with pytest.raises(TooMany):
        send(finder, "one more")
    clock.now += dt.timedelta(seconds=1)
    send(finder, "one more")
    assert count(finder) == PER_SENDER.per_hour + 2


def test_many_at_once_do_not_pass_the_limit(finder: Finder, other: Finder) -> None:
    def attempt(number: int) -> bool:
        try:
            send((finder, other)[number % 2], f"form {number}")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(20))) == PER_SENDER.per_hour
    assert count(finder) == PER_SENDER.per_hour


def test_a_clock_that_goes_back_gives_nothing(finder: Finder, clock: Clock) -> None:
    for number in range(PER_SENDER.per_hour):
        send(finder, f"form {number}")
    clock.now -= dt.timedelta(hours=2)
    with pytest.raises(TooMany):
        send(finder, "one more")


def test_all_together_have_a_limit_too(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_ALL", Limit("all proposals", 3))
    for number in range(3):
        send(finder, f"form {number}", address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        send(finder, "one more", address="198.51.100.1")


def test_a_household_counts_as_one(finder: Finder) -> None:
    for number in range(PER_SENDER.per_hour):
        send(finder, f"form {number}", address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooMany):
        send(finder, "one more", address="2001:db8:1:2:ffff::1")
    send(finder, "neighbour", address="2001:db8:1:3::1")
    send(finder, "no address", address="")


def test_no_address_is_kept_and_tomorrow_it_has_another_hash(finder: Finder, clock: Clock) -> None:
    send(finder, "form", address="203.0.113.77")
    assert "203.0.113" not in everything(finder)
    today = senders(finder)
    clock.now += dt.timedelta(hours=13)
    send(finder, "form 2", address="203.0.113.77")
    assert len(senders(finder) - today) == 1


def senders(finder: Finder) -> set[str]:
    with finder.database.read() as connection:
        return set(connection.scalars(sa.select(RateLimit.sender)))


def test_a_contact_goes_when_it_is_due_and_was_nowhere_else(
    finder: Finder, settings: Settings, clock: Clock
) -> None:
    finder.settings = replace(settings, contact_kept_days=3)
    reference = send(finder, "form", contact=CONTACT)
    assert everything(finder).count(CONTACT) == 1
    clock.now += dt.timedelta(days=2, hours=11)
    assert tidy(finder).contacts == 0
    clock.now += dt.timedelta(hours=1)
    assert tidy(finder).contacts == 1
    assert CONTACT not in everything(finder)
    assert tidy(finder).contacts == 0
    assert get_progress(finder, reference).status is ChangeStatus.NEW
    assert send(finder, "form", contact=CONTACT) == reference


def test_the_next_proposal_removes_what_is_due(finder: Finder, clock: Clock) -> None:
    send(finder, "form", contact=CONTACT)
    clock.now += dt.timedelta(days=90)
    send(finder, "form 2")
    assert CONTACT not in everything(finder)
    assert len(senders(finder)) == 2


def test_a_request_outlives_its_entry(finder: Finder) -> None:
    with finder.database.change("test") as session:
        offer_id = make_offer(session).id
    target = Target(ChangeKind.CHANGE, {}, offer_id, "Hausarztpraxis")
    propose_change(finder, Proposal(target, "de", message="x"), form_key="form", address="")
    with finder.database.change("test") as session:
        remove_source(session, session.scalars(sa.select(Source)).one())
    [request] = list_open(finder)
    assert (request["offer_id"], request["target_name"]) == (None, "Hausarztpraxis")


def test_an_unknown_reference_is_not_found(finder: Finder) -> None:
    for reference in ("00000-00000", "", "'; DROP TABLE change_request; --"):
        with pytest.raises(NotFound):
            get_progress(finder, reference)


def test_without_the_database_nothing_is_taken(tmp_path: Path) -> None:
    down = Finder.open(Settings(tmp_path, "postgresql://nobody@127.0.0.1:9/nothing", "s" * 40))
    with pytest.raises(StoreDown):
        send(down, "form")
    down.close()


def test_staff_see_what_is_open_with_its_age(
    finder: Finder, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FINDER_DATABASE_URL", database_url)
    monkeypatch.setenv("FINDER_VAR", str(tmp_path))
    run: Callable[..., Any] = CliRunner().invoke
    assert run(suggestions).stdout == ""
    first = send(finder, "form", changes=CHANGES, contact=CONTACT)
    done = send(finder, "form 2")
    with finder.database.change("test") as session:
        request = session.scalars(sa.select(ChangeRequest).where(ChangeRequest.reference == done)).one()
        request.status = ChangeStatus.REJECTED
    clock.now += dt.timedelta(days=2, hours=1)
    result = run(suggestions)
    assert result.stdout.split() == ["1", first, "2", "d", "barrier:", "-:", "where,", "place"]
    assert result.stderr == "1 open\n"
    [found] = json.loads(run(suggestions, ["--json"]).stdout)
    assert found["fields"]["place"] == {"previous": "", "proposed": "Rathaus"}
    assert (found["message"], found["contact"], found["lang"]) == ("Stufe vor der Tür", CONTACT, "de")
    clock.now += dt.timedelta(days=90)
    removed = "1 contacts, 2 counts, 0 mails, 0 sessions, 0 links and 0 drafts removed\n"
    assert run(tidy_command).stdout == removed
