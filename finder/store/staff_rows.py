"""The rows that the workplace lists: kept in step with the records beside the search rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.completeness import completeness_of
from finder.domain.duplicates import Traits, host_of, own_hosts
from finder.domain.offer import Offer
from finder.domain.text import fold, fold_keys
from finder.store.aids import StaffRow
from finder.store.records import Service, ServiceAtLocation

_TABLE = cast("sa.Table", StaffRow.__table__)
_STAMP = ("changed_at", "changed_by")
_Values = dict[str, Any]


class _Belongs(NamedTuple):
    """What only the records of an offer say, not the offer as the public sees it."""

    publication: str
    source_id: int
    organization_id: int
    last_modified: Any


def keep_in_step(
    session: Session, ids: Collection[int], offers: Mapping[int, Offer], changed: Collection[int]
) -> None:
    """Bring the rows of these offers in step with their records; those of offers that are gone go.

    `changed` are the offers of which the public reads something else than before: they, and those whose
    row says something new, were changed now by the actor of the session.
    """
    belongs = _belongs(session, ids)
    existing = {
        row["offer_id"]: dict(row)
        for row in session.execute(sa.select(_TABLE).where(_TABLE.c.offer_id.in_(ids))).mappings()
    }
    stamp = {"changed_at": utc_now(), "changed_by": session.info.get("actor", "")}
    rows, old = [], []
    for number, offer in offers.items():
        values = _row(offer, belongs[number])
        before = existing.get(number)
        if before is None and number not in changed:
            values |= {"changed_at": belongs[number].last_modified, "changed_by": ""}
        elif before is None or number in changed or any(before[name] != values[name] for name in values):
            values |= stamp
        else:
            continue
        rows.append(values)
        old.append(number)
    _write(session, rows, [*old, *(number for number in existing if number not in offers)])


def _write(session: Session, rows: list[_Values], old: Collection[int]) -> None:
    if old:
        session.execute(sa.delete(_TABLE).where(_TABLE.c.offer_id.in_(old)))
    if rows:
        session.execute(sa.insert(_TABLE), rows)


def _belongs(session: Session, ids: Collection[int]) -> dict[int, _Belongs]:
    rows = session.execute(
        sa.select(
            ServiceAtLocation.id,
            ServiceAtLocation.publication,
            ServiceAtLocation.source_id,
            Service.organization_id,
            ServiceAtLocation.last_modified,
        )
        .join(Service, ServiceAtLocation.service_id == Service.id)
        .where(ServiceAtLocation.id.in_(ids))
    )
    return {row[0]: _Belongs(*row[1:]) for row in rows}


def _row(offer: Offer, belongs: _Belongs) -> _Values:
    traits, complete = traits_of(offer), completeness_of(offer)
    return {
        "offer_id": offer.id,
        "publication": str(belongs.publication),
        "source_id": belongs.source_id,
        "organization_id": belongs.organization_id,
        "name": traits.name,
        "organization": traits.organization,
        "person": traits.person,
        "street": traits.street,
        "postal_code": traits.postal_code,
        "place": traits.city,
        "phone": next(iter(traits.phones), ""),
        "phones": padded(traits.phones),
        "host": next(iter(sorted(own_hosts(traits.contacts))), ""),
        "contacts": padded(traits.contacts),
        "topics": padded(traits.topics),
        "all_topics": padded(offer.all_topics),
        "lat": None if offer.point is None else offer.point.lat,
        "lon": None if offer.point is None else offer.point.lon,
        "assured_date": "" if offer.assured_date is None else offer.assured_date.isoformat(),
        "completeness": complete.score,
        "gaps": padded(complete.parts),
        "sort_name": fold(offer.name),
        "text": _text(offer, traits),
    }


def traits_of(offer: Offer) -> Traits:
    """What tells an offer from others; of a secret place nothing that is secret."""
    address = offer.address
    return Traits(
        name=offer.name,
        organization=offer.organization,
        person=offer.person,
        phones=tuple(phone.number for phone in offer.phones if phone.type != "fax"),
        contacts=tuple(filter(None, (offer.email.casefold(), host_of(offer.website)))),
        street="" if address is None else address.street,
        postal_code="" if address is None else address.postal_code,
        city="" if address is None else ", ".join(filter(None, (address.city, address.locality))),
        point=offer.point,
        topics=offer.topics,
    )


def padded(words: Iterable[str]) -> str:
    """The words with a blank between them and at both ends, so that LIKE finds a whole one; "" for none."""
    joined = " ".join(words)
    return f" {joined} " if joined else ""


def _text(offer: Offer, traits: Traits) -> str:
    """What the search in the list reads: the words in every spelling, and the digits of the numbers."""
    said = (traits.name, *offer.alternate_names, traits.organization, traits.person, traits.street)
    said += (traits.postal_code, traits.city)
    found = dict.fromkeys(word for name in said for key in fold_keys(name) for word in key.split())
    return padded([*found, *(re.sub(r"\D", "", number) for number in traits.phones)])
