"""Makes one entry of two: shows them side by side, and joins them as somebody chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import orjson
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor
from finder.clock import utc_now
from finder.domain.duplicates import Resemblance, compare
from finder.domain.entry_fields import Values
from finder.domain.entry_join import Choice, Joined, join
from finder.errors import BadInput, FinderError
from finder.store.entry_save import apply_values
from finder.store.entry_values import Aggregate, load_aggregate, values_of
from finder.store.joined import replace_offer, take_point
from finder.store.offers import load_offers
from finder.store.runs import take_turn
from finder.store.staff_rows import traits_of

POINT: Final = "location/point"
"""The point beside the values of the form."""
SAME_PLACE_M: Final = 75.0


@dataclass(frozen=True, slots=True)
class Side:
    """One of two entries as it is now; of a secret place without its point."""

    offer_id: int
    name: str
    publication: str
    source: str
    values: Values


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two entries, how much they resemble each other, what becomes of them with the choices made so far, and
    the digest of both, by which a later save knows that nobody changed them meanwhile.
    """

    mine: Side
    theirs: Side
    resemblance: Resemblance
    joined: Joined
    seen: str


class NotJoined(FinderError):
    """Two entries are not joined: contradictions are open, or one has changed meanwhile (`is_stale`). What
    they say now is in `side_by_side`.
    """

    def __init__(self, side_by_side: SideBySide, *, is_stale: bool = False) -> None:
        self.side_by_side = side_by_side
        self.is_stale = is_stale
        super().__init__("The entries are not joined.")


def side_by_side(finder: Finder, offer_id: int, other_id: int, choices: Mapping[str, Choice]) -> SideBySide:
    """Two entries side by side; `offer_id` stays. Raises BadInput for one and the same, NotFound,
    StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        return _look(session, *_both(session, offer_id, other_id, lock=False), choices)


def join_entries(
    finder: Finder, offer_id: int, other_id: int, choices: Mapping[str, Choice], seen: str, editor: Editor
) -> None:
    """Join two entries: `offer_id` stays, the other one is retired and leads to it. Raises NotJoined, and
    then nothing is written, BadInput for one and the same entry, NotFound, StoreDown.
    """
    with finder.database.change(editor.email, editor.reason, editor.request_id) as session:
        take_turn(session)
        mine, theirs = _both(session, offer_id, other_id, lock=True)
        looked = _look(session, mine, theirs, choices)
        if looked.seen != seen:
            raise NotJoined(looked, is_stale=True)
        if looked.joined.open:
            raise NotJoined(looked)
        _write(session, mine, theirs, looked.joined)
        replace_offer(session, mine, theirs, editor.reason, utc_now())


def _both(session: Session, offer_id: int, other_id: int, *, lock: bool) -> tuple[Aggregate, Aggregate]:
    if offer_id == other_id:
        raise BadInput("mit", other_id, "the number of another entry")
    return load_aggregate(session, offer_id, lock=lock), load_aggregate(session, other_id, lock=lock)


def _look(session: Session, mine: Aggregate, theirs: Aggregate, choices: Mapping[str, Choice]) -> SideBySide:
    sides = [_side(found) for found in (mine, theirs)]
    offers = load_offers(session, [mine.offer.id, theirs.offer.id])
    resemblance = compare(*(traits_of(offers[found.offer.id]) for found in (mine, theirs)))
    my, their = dict(sides[0].values), dict(sides[1].values)
    if resemblance.metres is not None and resemblance.metres <= SAME_PLACE_M:
        their.pop(POINT, None)
    return SideBySide(sides[0], sides[1], resemblance, join(my, their, choices), _digest(my, their))


def _side(found: Aggregate) -> Side:
    """One side; of a secret place without its point, which so goes nowhere."""
    values = values_of(found)
    location = found.location
    has_point = location.latitude is not None and location.longitude is not None
    if has_point and not location.is_address_secret:
        values[POINT] = f"{location.latitude:.6f}, {location.longitude:.6f}"
    offer = found.offer
    return Side(offer.id, found.service.name, offer.publication.value, found.source.name, values)


def _digest(*values: Values) -> str:
    return blake2b(orjson.dumps(values, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _write(session: Session, mine: Aggregate, theirs: Aggregate, joined: Joined) -> None:
    values = joined.values
    for unit in joined.changed:
        if unit.startswith("translation/"):
            _mind_the_german(unit, values, values_of(theirs))
        if values.get(f"{unit}/at") == "person" and not values.get("person/family"):
            values[f"{unit}/at"] = "offer"
    apply_values(session, mine, values, (unit for unit in joined.changed if unit != POINT))
    if POINT in joined.changed and not mine.location.is_address_secret:
        take_point(mine.location, theirs.location)


def _mind_the_german(unit: str, values: dict[str, str], theirs: Values) -> None:
    """A translation of words that are not kept is outdated."""
    _table, record, column, _lang = unit.split("/")
    if theirs.get(f"{record}/{column}", "") != values.get(f"{record}/{column}", ""):
        values[f"{unit}/status"] = "outdated"
