"""Links and numbers are checked politely, never inside the own network, and again after a crash."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from make import make_offer
from outside_server import WebServer
from sqlalchemy.orm import Session

from finder.actions import check_contacts as module
from finder.actions.check_contacts import (
    KIND,
    begin_check,
    begin_regular_check,
    check_contacts,
    is_number,
    list_broken,
)
from finder.actions.context import Finder
from finder.actions.jobs import list_jobs
from finder.actions.work import Worker
from finder.outside import links
from finder.outside.http import is_public_address
from finder.outside.links import LinkProblem, LinkState, check_link
from finder.store import contact_checks as store
from finder.store.contact_checks import COUNTED_AFTER, keep_checks
from finder.store.details import Phone
from finder.store.job_rows import Job
from finder.store.records import Service
from finder.store.throttle import postpone_slots

AGENT = "finder link check (+https://finder.example)"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server on loopback, which is let through for once."""
    monkeypatch.setattr(links, "is_public_address", lambda address: address == "127.0.0.1")
    with WebServer() as server:
        yield server


def check(url: str, timeout_s: float = 5) -> LinkState:
    return check_link(url, AGENT, lambda _host: None, timeout_s)


def test_what_a_server_answers_is_what_is_told(server: WebServer) -> None:
    server.answers = {
        "/gone": (410, ""), "/missing": (404, ""), "/broken": (503, ""), "/secret": (401, ""),
        "/moved": (301, "/new"), "/short": (302, "/new"), "/circle": (302, "/circle"),
        "/away": (301, "http://127.0.0.2/"), "/into": (302, "ftp://example.org/"),
    }  # fmt: skip
    found = {path: check(server.url + path).problem for path in (*server.answers, "/", "/ä?q=ü")}
    assert found == {
        "/gone": LinkProblem.GONE,
        "/missing": LinkProblem.GONE,
        "/broken": LinkProblem.ERROR,
        "/secret": None,
        "/moved": None,
        "/short": None,
        "/circle": LinkProblem.CIRCLE,
        "/away": LinkProblem.ADDRESS,
        "/into": LinkProblem.ADDRESS,
        "/": None,
        "/ä?q=ü": None,
    }
    assert {agent for _method, _path, agent in server.asked} == {
        "finder link check (+https://finder.example)"
    }
    assert [method for method, path, _agent in server.asked if path == "/"] == ["HEAD"]


def test_a_page_that_moved_to_another_host_for_good_is_named(server: WebServer) -> None:
    target = server.url.replace("127.0.0.1", "127.1")  # another name of the same machine
    server.answers = {"/": (301, f"{target}/x"), "/for-now": (302, f"{target}/x")}
    assert check(server.url) == LinkState(LinkProblem.MOVED, f"{target}/x")
    assert check(f"{server.url}/for-now") == LinkState()


def test_a_server_that_knows_no_head_is_asked_once_more(server: WebServer) -> None:
    server.without_head = True
    assert check(server.url).problem is None
    assert [method for method, _path, _agent in server.asked] == ["HEAD", "GET"]


def test_slow_and_dead_servers_are_told_apart(server: WebServer) -> None:
    server.delay_s = 1
    assert check(server.url, timeout_s=0.2).problem == LinkProblem.SLOW
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert check(f"http://127.0.0.1:{unused.getsockname()[1]}").problem == LinkProblem.DOWN


def test_a_server_that_never_comes_to_an_end_is_slow(server: WebServer) -> None:
    server.drips = True
    begun = time.monotonic()
    assert check(server.url, timeout_s=0.3).problem == LinkProblem.SLOW
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/",
        "http://169.254.169.254/latest", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://user:pw@127.0.0.1/",
        "http:///x", "http://127.0.0.1:99999/",
    ],
)  # fmt: skip
def test_nothing_inside_the_own_network_is_ever_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: object, **_more: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", never)
    assert check(url).problem in (LinkProblem.ADDRESS, LinkProblem.HOST)


def test_a_redirect_into_the_own_network_is_not_followed(server: WebServer) -> None:
    server.answers = {"/": (302, "http://127.0.0.2/admin")}
    assert check(server.url).problem == LinkProblem.ADDRESS


def test_which_addresses_are_public() -> None:
    assert is_public_address("8.8.8.8")
    assert is_public_address("2a00:1450:4001:80b::200e")
    assert is_public_address("64:ff9b::8.8.8.8")
    inside = [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.9.9",
        "fc00::1",
        "fe80::1",
        "224.0.0.1",
        "100.64.0.1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "::1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::",
        "fec0::1",
    ]
    assert [address for address in inside if is_public_address(address)] == []


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("+492723608800", True), ("116117", True), ("112", True), ("110", True), ("02723 608800", True),
        ("+49272", False), ("0000", False), ("kein", False), ("", False),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_dialled_are_found(number: str, is_right: bool) -> None:
    assert is_number(number) is is_right


@dataclass
class Clock:
    """Time that passes by sleeping."""

    now: float

    def time(self) -> float:
        """The moment, in seconds since 1970."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        self.now += seconds


def add(session: Session, name: str, website: str, number: str = "+492723608800") -> int:
    offer = make_offer(session, name=name)
    session.get_one(Service, offer.service_id).url = website
    session.add(Phone(service_at_location_id=offer.id, number=number))
    return offer.id


def work(finder: Finder) -> None:
    worker = Worker(finder, handlers={KIND: check_contacts}, duties=())
    assert worker.run_next()


def test_the_job_checks_all_and_goes_on_after_a_crash(
    finder: Finder, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    server.answers = {"/alt": (404, "")}
    with finder.database.change("test") as session:
        good = add(session, "Gut", f"{server.url}/gut")
        bad = add(session, "Alt", f"{server.url}/alt")
        odd = add(session, "Nummer", "", "+49272")
        make_offer(session, name="Beispiel", source="demo")
    begin_check(finder, "staff")
    keep, calls = store.keep_checks, []

    def fail_at_second(session: Session, offer_id: int, found: Any, now: dt.datetime) -> None:
        calls.append(offer_id)
        if len(calls) == 2:
            raise RuntimeError
        keep(session, offer_id, found, now)

    monkeypatch.setattr(store, "keep_checks", fail_at_second)
    work(finder)
    asked = len(server.asked)
    with finder.database.change("test") as session:
        session.execute(sa.update(Job).values(due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    work(finder)
    assert "/gut" not in [path for _method, path, _agent in server.asked[asked:]], (
        "what was saved is not redone"
    )
    found = list_broken(finder, "", "", 50)
    assert {(one.offer_id, one.problem) for one in found.broken} == {(bad, "gone"), (odd, "phone")}
    assert found.checked_at is not None
    assert list_broken(finder, "alt", "gone", 50).total == 1
    assert list_broken(finder, "gut", "", 50).total == 0
    assert good


def test_a_host_whose_turn_is_far_away_is_not_asked_before_it(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(1000.0)
    monkeypatch.setattr(module, "time", clock)
    with finder.database.change("test") as session:
        postpone_slots(session, "link slow.example", 1150.0)
    for turn in (1150.0, 1150.0 + module.EVERY_S):
        module._wait(finder, "slow.example")
        assert clock.now == pytest.approx(turn)


def test_nobody_is_asked_unasked(finder: Finder) -> None:
    begin_regular_check(finder)
    assert list_jobs(finder, limit=9)[1] == 0
    finder.settings = replace(finder.settings, link_check=True)
    begin_regular_check(finder)
    assert list_jobs(finder, limit=9)[1] == 1


def test_a_failure_counts_again_only_after_a_day(finder: Finder) -> None:
    now = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    with finder.database.change("test") as session:
        offer_id = add(session, "Alt", "https://alt.example")
    counts = []
    for passed in (dt.timedelta(), dt.timedelta(hours=1), COUNTED_AFTER, COUNTED_AFTER * 2):
        with finder.database.change("test") as session:
            keep_checks(session, offer_id, {"https://alt.example": ("down", "")}, now + passed)
        [one] = list_broken(finder, "", "", 50).broken
        counts.append(one.failures)
        now += passed
    assert counts == [1, 1, 2, 3]
    with finder.database.change("test") as session:
        keep_checks(session, offer_id, {"https://neu.example": ("", "")}, now)
    assert list_broken(finder, "", "", 50).total == 0
