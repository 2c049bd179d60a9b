"""Mails are queued in the transaction of what they tell, and sent afterwards by a worker.

A mail is sent at most once. Whoever sends it claims it first, in a transaction of its own, so that no
second worker has it; when the server has taken the recipient and only the text is missing, it is noted
that the text goes out now. A process that dies before leaves a mail that is tried again after the claim
has run out; one that dies after leaves a mail of which nobody can know whether it was delivered, and
which therefore fails as unclear, for a person to decide on. Every attempt has the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.mail import LONGEST_SUBJECT, MailProblem, MailState, usable_address, wait_after
from finder.errors import BadInput, NotFound
from finder.outside.mail import Mail, MailServer, MailServerDown, NotTaken, Unclear, deliver
from finder.store import outbox as store
from finder.store.outbox_rows import OutboxMail

AT_A_TIME = 50
_ACTOR = "outbox"


class _TooSlow(Exception):
    """The claim ran out while the server took its time; another worker may have the mail."""


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the mails of one round: sent, to be tried later, failed for good."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def queue_mail(
    session: Session, to: str, subject: str, text: str, *, about: str = "", lang: str = "de"
) -> None:
    """Put a mail into the outbox, in the caller's transaction: it is sent if that is committed.

    `about` names what it belongs to, such as `change_request:7K3F9-Q2M4X`; `lang` is the language of the
    text (BCP 47). Raises BadInput for what is not one mail address.
    """
    address = usable_address(to)
    if not address:
        raise BadInput("to", to, "one mail address")
    line = " ".join(subject.split())[:LONGEST_SUBJECT]
    key, now = secrets.token_hex(16), utc_now()
    session.add(
        OutboxMail(
            key=key,
            to=address,
            subject=line,
            text=text,
            lang=lang,
            about=about,
            created_at=now,
            next_try_at=now,
        )
    )


def send_waiting(finder: Finder, at_most: int = AT_A_TIME) -> Round:
    """Send the mails that are due, one after the other; without FINDER_MAIL none, and they wait.

    Ends early when the mail server is down. Network calls. Raises StoreDown.
    """
    done: Counter[MailState] = Counter()
    if finder.settings.mail:
        for _ in range(at_most):
            with finder.database.change(_ACTOR) as session:
                mail = store.claim_next(session, utc_now())
            if mail is None:
                break
            values = _attempt(finder, mail)
            with finder.database.change(_ACTOR) as session:
                store.finish(session, mail, values)
            done[values["state"]] += 1
            if values["problem"] == MailProblem.DOWN:
                break
    return Round(done[MailState.SENT], done[MailState.WAITING], done[MailState.FAILED])


def _attempt(finder: Finder, mail: OutboxMail) -> dict[str, Any]:
    """Try once; gives what is to be kept of it."""
    server = MailServer.of(finder.settings.mail)
    content = Mail(mail.key, finder.settings.mail_from, mail.to, mail.subject, mail.text, mail.lang)

    def before_text() -> None:
        with finder.database.change(_ACTOR) as session:
            if not store.hand_over(session, mail, utc_now()):
                raise _TooSlow

    try:
        answer = deliver(server, content, before_text)
    except (MailServerDown, _TooSlow):
        return _not_sent(mail, MailProblem.DOWN, wait_after(mail.attempts))
    except NotTaken as error:
        if error.is_final:
            return _not_sent(mail, MailProblem.REFUSED, None, error.answer)
        return _not_sent(mail, MailProblem.BUSY, wait_after(mail.attempts), error.answer)
    except Unclear:
        return _not_sent(mail, MailProblem.UNCLEAR, None)
    return {"state": MailState.SENT, "problem": None, "answer": answer, "sent_at": utc_now()}


def _not_sent(
    mail: OutboxMail, problem: MailProblem, wait: dt.timedelta | None, answer: str = ""
) -> dict[str, Any]:
    """The values of a mail that was not sent: tried again after a wait, or failed without one."""
    values: dict[str, Any] = {"problem": problem, "answer": answer, "state": MailState.FAILED}
    if wait is not None:
        values |= {"state": MailState.WAITING, "next_try_at": utc_now() + wait, "handed_over_at": None}
    return values


def is_of_account(finder: Finder, mail_id: int) -> bool:
    """Whether a mail has a link by which somebody gets into an account. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        return store.is_of_account(session, mail_id)


def send_again(finder: Finder, mail_id: int, actor: str) -> None:
    """Let a failed mail wait once more. Raises NotFound when it has not failed, or its text is removed."""
    with finder.database.change(actor) as session:
        if not store.send_again(session, mail_id, utc_now()):
            raise NotFound("There is no failed mail with this number that could be sent again.")


def mark_sent(finder: Finder, mail_id: int, actor: str) -> None:
    """Note that staff sent a mail by other means (printed, or from their own program). Raises NotFound
    when it was sent already, or is being sent.
    """
    with finder.database.change(actor) as session:
        if not store.mark_sent(session, mail_id, utc_now()):
            raise NotFound("There is no mail with this number that is still to be sent.")


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many mails are in each state, and those to show: for staff alone, they name people."""

    counts: dict[MailState, int]
    mails: tuple[OutboxMail, ...]


def read_outbox(
    finder: Finder,
    states: tuple[MailState, ...] = tuple(MailState),
    limit: int = 200,
    *,
    with_accounts: bool = True,
) -> Outbox:
    """The outbox, the newest mails of these states first; `with_accounts` those, too, by whose link somebody
    gets into an account. Raises StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        found = store.mails_by_state(session)
        counts = {state: found.get(state, 0) for state in MailState}
        return Outbox(counts, tuple(store.list_mails(session, states, limit, with_accounts=with_accounts)))
