"""What has to be done every so often, whoever does it: called by every worker, done by one of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from finder.actions.check_contacts import begin_regular_check
from finder.actions.context import Finder
from finder.actions.follow_validity import follow_validity
from finder.actions.geocoding.service import forget_answers
from finder.actions.imports.keep import drop_old_uploads
from finder.actions.outbox import send_waiting
from finder.actions.remind import send_reminders
from finder.actions.sync.pull import sync_due
from finder.actions.tidy import tidy
from finder.store.throttle import claim_slot, taken_slots

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so many seconds; when `run` fails, it is called again the next time."""

    name: str
    every_s: float
    run: Callable[[Finder], object]


DUTIES: Final[Sequence[Duty]] = (
    Duty("tidy", 3_600.0, tidy),
    Duty("validity", 600.0, follow_validity),
    Duty("outbox", 20.0, send_waiting),
    Duty("reminders", 3_600.0, send_reminders),
    Duty("links and numbers", 30 * 86_400.0, begin_regular_check),
    Duty("old answers of the geocoder", 86_400.0, forget_answers),
    Duty("old uploads", 86_400.0, drop_old_uploads),
    Duty("sources", 60.0, sync_due),
)
"""All duties; a new one is a line here."""


def run_due(finder: Finder, duties: Sequence[Duty] = DUTIES, now: float | None = None) -> None:
    """Do what is due at a moment (seconds since 1970, now by default) and nobody else has begun.

    A duty that fails is logged, and the others are done all the same. Raises StoreDown.
    """
    moment = time.time() if now is None else now
    taken = finder.database.newest(lambda connection: taken_slots(connection, moment))
    for duty in duties:
        if _slot(duty) not in taken and _is_mine(finder, duty, moment):
            _run(finder, duty)


def _is_mine(finder: Finder, duty: Duty, now: float) -> bool:
    with finder.database.change("duties") as session:
        return claim_slot(session, _slot(duty), now, duty.every_s)


def _slot(duty: Duty) -> str:
    return f"duty {duty.name}"


def _run(finder: Finder, duty: Duty) -> None:
    try:
        duty.run(finder)
    except Exception:  # whatever a duty raises, the others must be done
        _log.exception("duty failed", extra={"reason": duty.name})
