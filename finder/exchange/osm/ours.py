"""An offer of ours in the form in which the files of others are read, to compare and to write it alike."""

from __future__ import annotations

from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService
from finder.domain.offer import Offer


def entry_of_offer(offer: Offer) -> Entry:
    """The offer as an entry with what tags can say of it; of a secret address there is nothing in it."""
    key = str(offer.id)
    return Entry(
        external_id=key,
        row=key,
        organization=EntryOrganization(key, offer.organization),
        service=EntryService(
            key=key,
            name=offer.name,
            alternate_name="; ".join(offer.alternate_names),
            description=offer.texts.get("description", ""),
            url=offer.website,
            email=offer.email,
            status=offer.status,
            eligibility_description=offer.texts.get("eligibility_description", ""),
            assured_date=offer.assured_date,
            topics=offer.topics,
            phones=offer.phones,
            hours=offer.hours,
            languages=offer.languages,
        ),
        location=EntryLocation(
            key=key,
            location_type=offer.location_type,
            point=offer.point,
            is_address_secret=offer.is_address_secret,
            address=offer.address,
            facts=offer.facts,
        ),
    )
