"""Publishes, hides and retires entries, some of them at once, and brings retired ones back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.accounts.scopes import may_edit
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.entry_list import MAX_TICKED
from finder.domain.roles import Account
from finder.errors import BadInput
from finder.store.joined import bring_back_offer, retire_offer
from finder.store.records import Publication, ServiceAtLocation


class Deed(StrEnum):
    """What is done to entries. Who is brought back is hidden, so that somebody looks before it is public."""

    PUBLISH = "publish"
    HIDE = "hide"
    RETIRE = "retire"
    BRING_BACK = "bring_back"


FITS: Final[Mapping[Deed, tuple[Publication, ...]]] = {
    Deed.PUBLISH: (Publication.DRAFT, Publication.HIDDEN),
    Deed.HIDE: (Publication.DRAFT, Publication.PUBLIC),
    Deed.RETIRE: (Publication.DRAFT, Publication.PUBLIC, Publication.HIDDEN),
    Deed.BRING_BACK: (Publication.ARCHIVED,),
}
"""Of which entries each deed can be done; others stay as they are."""


@dataclass(frozen=True, slots=True)
class Done:
    """The numbers of the entries that were changed, that stayed as they are, and that are another's."""

    changed: tuple[int, ...] = ()
    unfit: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


def do_to_entries(
    finder: Finder, numbers: Iterable[int], deed: Deed, account: Account, reason: str, request_id: str
) -> Done:
    """Do the same to some entries in one transaction. An entry that was merged into another one is brought
    back by undoing that, and stays here; one outside the account's scope stays, too.

    Raises BadInput for more than a page of them and for retiring without a reason, StoreDown.
    """
    asked = tuple(dict.fromkeys(numbers))
    if len(asked) > MAX_TICKED:
        raise BadInput("nummer", str(len(asked)), f"at most {MAX_TICKED} entries")
    if deed is Deed.RETIRE and not reason:
        raise BadInput("reason", "", "a reason")
    allowed = [number for number in asked if may_edit(finder, account, number)]
    with finder.database.change(account.email, reason, request_id) as session:
        changed = tuple(_do(session, allowed, deed, reason))
    return Done(
        changed,
        tuple(number for number in allowed if number not in changed),
        tuple(number for number in asked if number not in allowed),
    )


def _do(session: Session, numbers: list[int], deed: Deed, reason: str) -> Iterable[int]:
    wanted = sa.select(ServiceAtLocation).where(ServiceAtLocation.id.in_(numbers))
    for offer in session.scalars(wanted.order_by(ServiceAtLocation.id).with_for_update()):
        if offer.publication in FITS[deed] and offer.replaced_by_id is None:
            _do_one(offer, deed, reason)
            yield offer.id


def _do_one(offer: ServiceAtLocation, deed: Deed, reason: str) -> None:
    if deed is Deed.RETIRE:
        retire_offer(offer, reason, utc_now())
    elif deed is Deed.BRING_BACK:
        bring_back_offer(offer, Publication.HIDDEN)
    else:
        offer.publication = Publication.PUBLIC if deed is Deed.PUBLISH else Publication.HIDDEN
