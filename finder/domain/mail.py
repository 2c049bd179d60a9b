"""Mails that wait to be sent: their states, how long to wait between attempts, usable addresses."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Final

LONGEST_SUBJECT: Final = 200
_LONGEST_ADDRESS: Final = 254
# What RFC 5321 calls a dot-string, before a host name of letters, digits and hyphens.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


class MailState(StrEnum):
    """How far a mail has come; the last two are final until somebody sends it once more."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailProblem(StrEnum):
    """Why a mail was not sent: the last attempt, or for good."""

    DOWN = "down"
    BUSY = "busy"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    TOO_OLD = "too_old"


WAITS: Final = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440, 1440, 1440, 1440))
"""How long to wait after each attempt that may succeed later; after the last one a mail has failed. In
all four and a half days, as mail servers do.
"""


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many attempts (from 1); None when these were enough."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def usable_address(text: str) -> str:
    """A mail address as servers take it, its host name in ASCII; "" for what is none, or is several."""
    local, at, host = text.strip().rpartition("@")
    try:
        plain = f"{local}{at}{host.encode('idna').decode().lower()}"
    except UnicodeError:
        return ""
    return plain if len(plain) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(plain) else ""
