"""What a page says to the browser about passkeys, and what it answers."""

from __future__ import annotations

from typing import Any, Final

from flask import request, session

from finder.actions.accounts.passkeys import Question, Site
from finder.web.current import current_finder
from finder.web.i18n import gettext as _

ANSWER: Final = "passkey"
_CHALLENGE: Final = "challenge"


def site() -> Site:
    """The host of the request, to which its passkeys belong."""
    name = _("Finder %(home)s, Arbeitsplatz", home=current_finder().gazetteer.home.name)
    return Site(request.host.partition(":")[0], name, request.host_url.rstrip("/"))


def asked(question: Question) -> dict[str, Any]:
    """The question for the browser; its challenge is kept until the answer."""
    session[_CHALLENGE] = question.challenge
    return question.options


def challenge() -> str:
    """The challenge of the question that was asked last, which is answered once; "" for none."""
    return str(session.pop(_CHALLENGE, ""))
