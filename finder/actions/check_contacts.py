"""Checks the websites and telephone numbers of all public entries; a job, gone on with after a crash."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import phonenumbers
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.jobs import RunningJob, start_job
from finder.clock import utc_now
from finder.outside.links import LinkState, check_link
from finder.store import contact_checks as store
from finder.store.contact_checks import Broken
from finder.store.throttle import take_slot

KIND: Final = "contact-check"
EVERY_S: Final = 1.0
"""At most one request in so many seconds to a host, over all processes."""

NO_NUMBER: Final = "phone"
_BATCH: Final = 10
_LONGEST_WAIT_S: Final = 60.0
_HOME: Final = "DE"
_SHORT_DIGITS: Final = 6


def begin_check(finder: Finder, actor: str) -> int:
    """Put a check of everything into the queue; gives the number of the job. Raises StoreDown."""
    return start_job(finder, KIND, {}, actor)


def begin_regular_check(finder: Finder) -> None:
    """The same without staff, where FINDER_LINK_CHECK is on: nobody else's server is asked unasked."""
    if finder.settings.link_check:
        begin_check(finder, "links")


def check_contacts(finder: Finder, job: RunningJob) -> None:
    """Check the contacts of all public entries, from where the job was saved. Network calls."""
    after, done = int(job.state.get("after", 0)), int(job.state.get("done", 0))
    while True:
        with finder.database.read() as connection, Session(connection) as session:
            total = store.count_offers(session)
            batch = store.next_offers(session, after, _BATCH)
        if not batch:
            return
        for offer in batch:
            job.raise_if_cancelled()
            found = dict(_check(finder, orjson.loads(offer.summary)))
            after, done = offer.id, done + 1
            job.progress(done, total)
            with finder.database.change(job.actor) as session:
                store.keep_checks(session, offer.id, found, utc_now())
                job.save(session, {"after": after, "done": done})


def _check(finder: Finder, summary: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each website and number of an entry with its problem ("" for none) and detail."""
    if summary["website"]:
        state = _link_state(finder, summary["website"])
        yield summary["website"], (state.problem or "", state.detail)
    for phone in summary["phones"]:
        yield phone["number"], ("" if is_number(phone["number"]) else NO_NUMBER, "")


def _link_state(finder: Finder, url: str) -> LinkState:
    contact = finder.settings.url or finder.settings.contact
    agent = f"finder link check (+{contact})" if contact else "finder link check"
    address = url if "//" in url else f"https://{url}"
    return check_link(address, agent.encode("ascii", "ignore").decode(), lambda host: _wait(finder, host))


def _wait(finder: Finder, host: str) -> None:
    """Wait for this host's turn, however far away it is."""
    at = None
    while at is None:
        now = time.time()
        with finder.database.change("links") as session:
            at = take_slot(session, f"link {host}", now, EVERY_S, _LONGEST_WAIT_S)
        time.sleep(_LONGEST_WAIT_S if at is None else max(0.0, at - now))


def is_number(text: str) -> bool:
    """Whether a stored number is one that can be dialled: valid as phonenumbers knows it, or a short one
    such as 112 or 116117.
    """
    digits = "".join(char for char in text if char.isdigit())
    if digits and len(digits) <= _SHORT_DIGITS and not text.startswith(("0", "+")):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, _HOME))
    except phonenumbers.NumberParseException:
        return False


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page of contacts that do not work, how many there are, and when something was last checked."""

    broken: tuple[Broken, ...]
    total: int
    checked_at: dt.datetime | None


def list_broken(finder: Finder, text: str, problem: str, limit: int, offset: int = 0) -> BrokenPage:
    """The contacts that do not work, those that failed most often first. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        rows, total = store.find_broken(session, text, problem, limit, offset)
        return BrokenPage(tuple(rows), total, store.last_checked(session))
