"""Providers are asked whether their entry is still right: by mail in three steps, or by a letter, with a
link that needs no account and belongs to one entry and one round.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.outbox import queue_mail
from finder.actions.review_entries import EntryReview, read_review
from finder.clock import today, utc_now
from finder.domain.change import Proposal, reference_of
from finder.domain.mail import usable_address
from finder.domain.review import Channel, Method, Part, RoundAnswer, next_reminder, review_intervals
from finder.errors import NotFound
from finder.store import rounds as store
from finder.store.changes import Sent, add_request
from finder.store.records import ServiceAtLocation
from finder.store.review_rows import ReviewRound
from finder.store.reviews import Confirmed, confirm_parts

AT_A_TIME: Final = 40
_ACTOR: Final = "reminders"
_SALT: Final = "provider"
PATH: Final = "/anbieter"

_SUBJECTS: Final = (
    "Stimmt Ihr Eintrag noch?",
    "Erinnerung: Stimmt Ihr Eintrag noch?",
    "Letzte Erinnerung: Stimmt Ihr Eintrag noch?",
)
_TEXT: Final = """Guten Tag,

im Finder {home} stehen Angaben zu Ihrem Angebot. Bitte sagen Sie uns mit einem Klick, ob sie noch stimmen, \
oder ändern Sie, was falsch ist. Sie brauchen dafür kein Konto.

{links}

Jeder Link gilt bis zum {expires}. Nach drei Erinnerungen rufen wir Sie an.

Vielen Dank
{home}

---

Hello, our directory lists your service. Please tell us with one click whether it is still right, or correct \
it. No account is needed. The page is available in English: add ?lang=en to the link.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a provider is asked about: the round and its entry."""

    round: ReviewRound
    entry: EntryReview


@dataclass(frozen=True, slots=True)
class Begun:
    """How many rounds were begun, and for how many entries none could be: no address, or one is open."""

    begun: int
    left_out: int


def link_of(finder: Finder, one: ReviewRound) -> str:
    """The whole address of a provider's page; below `FINDER_URL`, or without host where that is not set."""
    token = _serializer(finder).dumps([one.id, one.service_at_location_id, one.key])
    return f"{finder.settings.url}{PATH}/{token}"


def _serializer(finder: Finder) -> URLSafeSerializer:
    return URLSafeSerializer(finder.settings.secret_key, salt=_SALT)


def begin_rounds(finder: Finder, offer_ids: Collection[int], channel: Channel, actor: str) -> Begun:
    """Begin to ask the providers of these entries; the first mails leave with the next reminders. Raises
    StoreDown.
    """
    begun = 0
    with finder.database.change(actor) as session:
        for offer_id in sorted(offer_ids):
            entry = _entry(session, offer_id)
            can_reach = entry is not None and (channel is Channel.LETTER or bool(_address(entry)))
            if can_reach and store.begin_round(session, offer_id, channel, today(), actor):
                begun += 1
    return Begun(begun, len(offer_ids) - begun)


def _entry(session: Session, offer_id: int) -> EntryReview | None:
    try:
        entry = read_review(session, offer_id)
    except NotFound:
        return None
    return None if entry.is_example else entry


def _address(entry: EntryReview) -> str:
    return usable_address(entry.detail["email"])


def send_reminders(finder: Finder) -> int:
    """Queue the reminders that are due, one mail for all entries of an address; gives how many mails. With
    FINDER_REMINDERS rounds are begun by themselves, too. Without FINDER_URL there is no link to send, and
    nothing is sent. Raises StoreDown.
    """
    if not finder.settings.url:
        return 0
    with finder.database.change(_ACTOR) as session:
        if finder.settings.reminders:
            for offer_id in store.offers_to_remind(session, today(), AT_A_TIME):
                store.begin_round(session, offer_id, Channel.MAIL, today(), _ACTOR)
        by_address: dict[tuple[str, int], list[tuple[ReviewRound, EntryReview]]] = defaultdict(list)
        for one in store.due_rounds(session, today(), AT_A_TIME):
            entry = _entry(session, one.service_at_location_id)
            reminder = next_reminder(one.step, today())
            address = _address(entry) if entry else ""
            if entry is None or reminder is None or not address:
                one.next_on = None
            elif store.take_step(session, one, reminder.step, reminder.next_on):
                by_address[address, reminder.step].append((one, entry))
        for (address, step), asked in by_address.items():
            _mail(finder, session, address, step, asked)
    return len(by_address)


def _mail(
    finder: Finder,
    session: Session,
    address: str,
    step: int,
    asked: list[tuple[ReviewRound, EntryReview]],
) -> None:
    links = "\n\n".join(f"{entry.summary['name']}:\n{link_of(finder, one)}" for one, entry in asked)
    last = min(one.expires_on for one, _entry in asked)
    text = _TEXT.format(home=finder.settings.home, links=links, expires=f"{last:%d.%m.%Y}")
    about = ",".join(f"review_round:{one.id}" for one, _entry in asked[:5])
    queue_mail(session, address, _SUBJECTS[step - 1], text, about=about)


def get_asked(finder: Finder, token: str) -> Asked:
    """What a link asks about. Raises NotFound for a link that is not ours, has run out, or whose entry is no
    longer public; StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        return _asked(finder, session, token)


def _asked(finder: Finder, session: Session, token: str) -> Asked:
    try:
        round_id, offer_id, key = _serializer(finder).loads(token)
    except (BadData, ValueError, TypeError):
        raise NotFound("There is no such link.") from None
    one = store.find_round(session, round_id, key)
    if one is None or one.service_at_location_id != offer_id or one.expires_on < today():
        raise NotFound("The link has run out.")
    return Asked(one, read_review(session, offer_id))


def confirm_as_provider(finder: Finder, token: str) -> bool:
    """The provider says that everything is right: the entry counts as confirmed today. Gives whether the
    round was open; answering twice changes nothing. Raises as `get_asked`.
    """
    with finder.database.change("provider") as session:
        asked = _asked(finder, session, token)
        if not store.answer_round(session, asked.round, RoundAnswer.CONFIRMED, utc_now()):
            return False
        offer = session.get_one(ServiceAtLocation, asked.entry.id)
        by = _address(asked.entry) or "provider"
        confirmed = Confirmed(today(), by, Method.PROVIDER_LINK)
        confirm_parts(session, offer, tuple(Part), confirmed, review_intervals())
    return True


def propose_as_provider(finder: Finder, token: str, proposal: Proposal, answer: RoundAnswer) -> bool:
    """The provider proposes changes, or wants the entry removed: a request for staff, which knows who sent
    it. Gives whether the round was open. Raises as `get_asked`.
    """
    now = utc_now()
    reference = reference_of(secrets.randbits(50))
    with finder.database.change("provider") as session:
        asked = _asked(finder, session, token)
        if not store.answer_round(session, asked.round, answer, now, reference):
            return False
        add_request(
            session,
            proposal,
            Sent(reference, digest=""),
            f"review_round:{asked.round.id}",
            now,
            now.date(),
            is_provider=True,
        )
    return True
