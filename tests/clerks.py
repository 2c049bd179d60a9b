"""People of the staff with a real browser, each signed in as far as a test needs it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa
from playwright.sync_api import Browser
from staff_entries import write_traits
from uploading import receive_bytes
from visitors import Guest

from finder.actions.accounts import people
from finder.actions.accounts.people import By, Wanted
from finder.actions.accounts.secrets import seal
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.actions.entry_history import entry_history
from finder.actions.imports import check
from finder.actions.jobs import get_job
from finder.actions.remind import begin_rounds, link_of
from finder.actions.work import Worker
from finder.domain.duplicates import Traits
from finder.domain.job import JobState
from finder.domain.review import Channel
from finder.domain.roles import Role
from finder.settings import Settings
from finder.store.account_rows import AccountRow, AccountSession
from finder.store.details import Phone
from finder.store.records import Service, ServiceAtLocation
from finder.store.review_rows import ReviewRound
from finder.web.staff.session import COOKIE

TOTP: Final = "JBSWY3DPEHPK3PXP" * 2
_NOTES: Final = {
    "codes": "k3m9x-7qpwd " * 10,
    "link": "https://stadt.example/staff/einladung/x",
    "key": "finder_x",
}
_TABLE: Final = "Name;Straße;PLZ;Ort;Telefon\nTestpraxis;Hundemstraße 1;57368;Lennestadt;02723 1\nLeer;;;;\n"
_NAMES: Final = {"key": "api_key"}


@dataclass(frozen=True, slots=True)
class Clerks:
    """The accounts of a running finder: `account` is the number of one, `link` leads to an invitation,
    `upload` is a file that was checked by `job`. `entry` and `twin` are entries that resemble each other, and
    `moment` is a change of the first.
    """

    finder: Finder
    account: int
    link: str
    upload: int
    job: int
    entry: int
    twin: int
    moment: int
    provider: str

    @classmethod
    def hire(cls, var: Path) -> Clerks:
        """Add the accounts to the finder of a var directory."""
        finder = Finder.open(Settings.from_env({"FINDER_VAR": str(var)}))
        link = ""
        for name, role in (("Anna Berger", Role.ADMIN), ("Jan Öztürk-von der Brüggen", Role.EDITOR)):
            email = f"{name.split()[0].lower()}@stadt.example"
            link = people.invite(finder, Wanted(email, name, frozenset({role})), By("test", ""))
        upload = receive_bytes(finder, _TABLE.encode()).id
        job = check.start_check(finder, upload, "anna@stadt.example") or 0
        while get_job(finder, job).state in (JobState.WAITING, JobState.RUNNING):
            if not Worker(finder, duties=()).run_next():
                time.sleep(0.1)  # the worker of the server has it
        account = people.find_number(finder, "anna@stadt.example")
        twins = _twins(finder)
        begin_rounds(finder, [twins[0]], Channel.LETTER, "anna@stadt.example")
        with finder.database.change("test") as session:
            asked = session.scalars(sa.select(ReviewRound)).one()
        return cls(finder, account, link, upload, job, *twins, link_of(finder, asked))

    @property
    def places(self) -> dict[str, str]:
        """What stands in addresses of the table of states."""
        return {
            "link": self.link,
            "account": f"{self.account}",
            "upload": f"{self.upload}",
            "job": f"{self.job}",
            "entry": f"{self.entry}",
            "twin": f"{self.twin}",
            "moment": f"{self.moment}",
            "provider": self.provider,
        }

    def token(self, who: str) -> str:
        """The token of a new session: of the admin, or `half` (without the second step), `newcomer` (who
        has none), and of the admin with something to show once: `codes`, `link`, `key`.
        """
        secret = self.finder.settings.secret_key
        number = people.find_number(self.finder, "jan@stadt.example") if who == "newcomer" else self.account
        with self.finder.database.change("test") as session:
            row = session.get_one(AccountRow, number)
            if who != "newcomer":
                row.totp_secret = row.totp_secret or seal(secret, TOTP)
            token = begin_session(self.finder, session, row, is_whole=who not in ("half", "newcomer"))
            session.flush()
            newest = session.query(AccountSession).order_by(AccountSession.id.desc()).first()
            if who in _NOTES and newest is not None:
                note = {_NAMES.get(who, who): seal(secret, _NOTES[who])}
                newest.note = orjson.dumps(note).decode()
        return token

    @contextmanager
    def browser_of(self, who: str, browser: Browser, base: str, **options: Any) -> Iterator[Guest]:
        """The browser of somebody; whoever is no guest leaves with the one cookie there is."""
        context = browser.new_context(locale="de-DE", reduced_motion="reduce", **options)
        clerk = Guest(context, base)
        context.on("request", lambda request: clerk.requests.append(request.url))
        if who != "guest":
            host = urlsplit(base).hostname or ""
            cookie = {"name": COOKIE, "value": self.token(who), "domain": host, "path": "/staff"}
            context.add_cookies([{**cookie, "httpOnly": True}])  # type: ignore[typeddict-item]  # it is one
        yield clerk
        assert {(cookie["name"], cookie["path"]) for cookie in context.cookies()} <= {(COOKIE, "/staff")}
        context.clear_cookies()
        clerk.leave()


def _twins(finder: Finder) -> tuple[int, int, int]:
    """Two entries of a pharmacy, and a change of the first: a telephone number for another one."""
    phones = ("+492723959000",)
    one = Traits("Zwillings-Apotheke", "Zwillings-Apotheke", phones=phones, street="Markt 1",
                 postal_code="57368", city="Lennestadt", topics=("pharmacy",))  # fmt: skip
    first, second = write_traits(
        finder.database, [one, one._replace(name="Zwillings Apotheke Markt")], "twins"
    )
    with finder.database.change("anna@stadt.example", "Anruf") as session:
        service = session.get_one(Service, session.get_one(ServiceAtLocation, first).service_id)
        service.alert = "Im August geschlossen"
        session.add(Phone(service_id=service.id, number="+492723959001"))
    return first, second, entry_history(finder, first).moments[0].id
