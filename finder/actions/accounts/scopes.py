"""What an editor is bound to, and so may edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.domain.point import Point
from finder.domain.roles import Account, Permission
from finder.gazetteer.labels import Place
from finder.store import scopes as store

NEAR_KM = 30.0
"""How far from the home place an area is offered."""

_NUMBERED = re.compile(r"#(\d{1,9})$")


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality that an editor can be bound to."""

    ags: str
    name: str


def may_edit(finder: Finder, account: Account, offer_id: int) -> bool:
    """Whether an account may edit an offer: it needs the permission, and, where it is bound to organizations
    or areas, one of these must be that of the offer. False for no offer. Raises StoreDown.

    An offer is where its point lies or, without one, where its address is; a part of an organization belongs
    to that, too.
    """
    if not account.may(Permission.EDIT):
        return False
    if not account.is_bound:
        return True
    belonging = finder.database.newest(lambda connection: store.find_belonging(connection, offer_id))
    if belonging is None:
        return False
    if belonging.organizations & account.scope.organizations:
        return True
    ags = _municipality(finder, belonging)
    return any(ags.startswith(area) for area in account.scope.areas)


def is_within(finder: Finder, account: Account, offer_id: int | None) -> bool:
    """Whether an account may decide on what belongs to an offer (None: to none), and confirm it: what it is
    bound to must be that of the offer. Raises StoreDown.
    """
    return not account.is_bound or (offer_id is not None and may_edit(finder, account, offer_id))


def _municipality(finder: Finder, belonging: store.Belonging) -> str:
    """The key of the municipality (AGS), "" when that is not certain."""
    if belonging.lat is not None and belonging.lon is not None:
        return finder.gazetteer.municipality_at(Point(belonging.lat, belonging.lon))
    text = f"{belonging.postal_code} {belonging.city}".strip()
    place = finder.gazetteer.resolve(text) if text else None
    return place.ags if isinstance(place, Place) else ""


def near_areas(finder: Finder) -> list[Area]:
    """The municipalities around the home place, by name."""
    places = finder.gazetteer.near_home(NEAR_KM)
    areas = {place.ags: place.municipality for place in places if place.ags}
    return sorted((Area(ags, name) for ags, name in areas.items()), key=lambda area: area.name)


def organizations_named(finder: Finder, names: Iterable[str]) -> tuple[frozenset[int], list[str]]:
    """The numbers of organizations by their names, and the names that none or several have. A name may be
    followed by its number, `Verein #12`, which then decides.
    """
    numbers, unclear = set(), []
    with finder.database.read() as connection, Session(connection) as session:
        for name in names:
            found = _found(session, name)
            if len(found) == 1:
                numbers.add(found[0])
            else:
                unclear.append(name)
    return frozenset(numbers), unclear


def _found(session: Session, name: str) -> list[int]:
    numbered = _NUMBERED.search(name)
    if numbered is None:
        return store.organizations_named(session, name)
    number = int(numbered[1])
    return [number] if store.has_organization(session, number) else []


def organization_names(finder: Finder, numbers: Iterable[int]) -> list[str]:
    """The names of organizations, with the number of one that shares its name with another."""
    with finder.database.read() as connection, Session(connection) as session:
        return [
            name if len(store.organizations_named(session, name)) == 1 else f"{name} #{number}"
            for name, number in store.names_of(session, numbers)
        ]
