"""Finds the entries that may be the same offer as one that is typed, imported or looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.domain.duplicates import MAYBE_FROM, Resemblance, Traits, compare, host_of
from finder.domain.entry import Entry
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.values import read_phone
from finder.store.look_alikes import look_alikes
from finder.store.offers import load_offers
from finder.store.staff_rows import traits_of

LIMIT: Final = 5
_ORDER: Final = ("public", "draft", "hidden", "archived")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that is or may be the same offer, with its score and what each field says."""

    offer_id: int
    publication: str
    traits: Traits
    resemblance: Resemblance


def find_duplicates(
    finder: Finder, traits: Traits, *, without: Collection[int] = (), limit: int = LIMIT
) -> list[Duplicate]:
    """The entries that are or may be the same offer, the most probable first, of equals a public one;
    none for traits that say nothing. A few statements, whatever the number of entries; raises StoreDown.
    """
    with finder.database.read() as connection:
        candidates = look_alikes(connection, traits, frozenset(without))
    found = [
        Duplicate(candidate.offer_id, candidate.publication, candidate.traits, resemblance)
        for candidate in candidates
        if (resemblance := compare(traits, candidate.traits)).score >= MAYBE_FROM
    ]
    found.sort(key=lambda item: (-item.resemblance.score, _ORDER.index(item.publication), item.offer_id))
    return found[:limit]


def duplicates_of(finder: Finder, offer_id: int, limit: int = LIMIT) -> list[Duplicate]:
    """The other entries that may be the same offer as one; none for an unknown one. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        offer = load_offers(session, [offer_id]).get(offer_id)
    return [] if offer is None else find_duplicates(finder, traits_of(offer), without=[offer_id], limit=limit)


def traits_of_entry(entry: Entry) -> Traits:
    """What tells an entry of a source from others."""
    person, location, service = entry.person, entry.location, entry.service
    address = location.address
    phones = (*entry.phones, *service.phones, *location.phones) or entry.organization.phones
    return Traits(
        name=service.name,
        organization=entry.organization.name,
        person="" if person is None else " ".join(filter(None, (person.title, person.given, person.family))),
        phones=tuple(phone.number for phone in phones if phone.type != "fax"),
        contacts=_contacts(
            service.email or entry.organization.email, service.url or entry.organization.website
        ),
        street="" if address is None else address.street,
        postal_code="" if address is None else address.postal_code,
        city="" if address is None else address.city,
        point=None if location.is_address_secret else location.point,
        topics=service.topics,
    )


def traits_of_values(values: Mapping[str, str]) -> Traits:
    """What is known so far of an entry that is typed, by the names of Traits in the singular (`phone`,
    `email`, `website`, `lat`, `lon`, `topic`); what cannot be read yet says nothing.
    """
    return Traits(
        name=values.get("name", ""),
        organization=values.get("organization", ""),
        person=values.get("person", ""),
        phones=_phones(values.get("phone", "")),
        contacts=_contacts(values.get("email", ""), values.get("website", "")),
        street=values.get("street", ""),
        postal_code=values.get("postal_code", ""),
        city=values.get("city", ""),
        point=_point(values.get("lat", ""), values.get("lon", "")),
        topics=tuple(filter(None, values.get("topic", "").split(","))),
    )


def _phones(text: str) -> tuple[str, ...]:
    try:
        return tuple(phone.number for phone in read_phone(text))
    except BadInput:
        return ()


def _contacts(email: str, website: str) -> tuple[str, ...]:
    return tuple(filter(None, (email.casefold(), host_of(website))))


def _point(lat: str, lon: str) -> Point | None:
    try:
        return Point(float(lat.replace(",", ".")), float(lon.replace(",", ".")))
    except (ValueError, BadInput):
        return None
