"""Keeps programs from sending forms, without a cookie and without a riddle for people.

Every form carries a signed token that says which form it is, when it was made, and what its fields said
then; and one field that people do not see and leave empty. Whatever is wrong with them, the same form
comes back with all that was typed and a new token: a person sends it once more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from flask import abort, request
from itsdangerous import BadData, URLSafeSerializer

from finder.clock import utc_now
from finder.web.current import current_finder

TOKEN, TRAP = "form_token", "betreff"
LEAST_TIME: Final = dt.timedelta(seconds=2)
"""Nobody reads and sends a form in less."""

MOST_TIME: Final = dt.timedelta(hours=12)
_MARK_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class FormToken:
    """Which form it is, when it was made, its own key, and marks of what its fields said."""

    form: str
    made_at: dt.datetime
    key: str
    marks: Mapping[str, str] = field(default_factory=dict)

    def again(self) -> FormToken:
        """The token of the same form, shown once more: with the same key, so that what was kept after all
        is not kept twice.
        """
        return FormToken(self.form, utc_now(), self.key, self.marks)

    def untouched(self, sent: Mapping[str, str]) -> frozenset[str]:
        """The fields that still say what they said when the form was made."""
        return frozenset(name for name, text in sent.items() if self.marks.get(name) == _mark(text))

    def signed(self) -> str:
        """The token as the form carries it."""
        body = [self.form, int(self.made_at.timestamp() * 1000), self.key, dict(self.marks)]
        return str(_serializer().dumps(body))


def new_token(form: str, current: Mapping[str, str]) -> FormToken:
    """A token for a new form whose fields say this."""
    marks = {name: _mark(text) for name, text in current.items()}
    return FormToken(form, utc_now(), secrets.token_urlsafe(16), marks)


def sent_token(form: str, text: str) -> FormToken | None:
    """The token that came with a form; None for one that is not ours or belongs to another form."""
    try:
        sent_form, made_ms, key, marks = _serializer().loads(text)
    except (BadData, ValueError):
        return None
    made_at = dt.datetime.fromtimestamp(made_ms / 1000, dt.UTC)
    return FormToken(form, made_at, key, marks) if sent_form == form else None


def is_trusted(token: FormToken | None, sent: Mapping[str, str]) -> bool:
    """Whether a person with a form that is neither brand-new nor too old has sent this."""
    if token is None or sent.get(TRAP, "").strip():
        return False
    return LEAST_TIME <= utc_now() - token.made_at <= MOST_TIME


def refuse_other_sites() -> None:
    """End the request with 403 when the page of another site sends the form.

    Browsers say so in Sec-Fetch-Site, older ones in Origin, which is "null" under our own
    Referrer-Policy (Fetch Standard, 3.1); what says neither is no browser, and needs a token anyway.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_own = site == "same-origin"
    else:
        origin = request.headers.get("Origin", "null")
        is_own = origin == "null" or urlsplit(origin).netloc == request.host
    if not is_own:
        abort(403)


def _mark(text: str) -> str:
    """A short digest of a text, in which blanks do not count."""
    plain = " ".join(text.split()).encode()
    return hashlib.blake2b(plain, digest_size=_MARK_BYTES).hexdigest()


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_finder().settings.secret_key, salt="form")
