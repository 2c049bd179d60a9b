"""What is published, record by record as HSDS has it: who offers what, where, with the details of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

SERVICE, OFFER, LOCATION, ORGANIZATION, PERSON = (
    "service",
    "service_at_location",
    "location",
    "organization",
    "person",
)
"""The kinds of records that have a public id, as their tables are called."""

Uids = Mapping[tuple[str, int], str]
"""The public ids (UUID) of records by kind and number."""


class PublishedOffer(NamedTuple):
    """A public offer with its records, each with the columns of its table as attributes; the place of a
    secret one (`location.is_address_secret`) has neither name nor words, point or address, and its offer
    no page of the source.
    """

    offer: Any
    service: Any
    location: Any
    organization: Any
    person: Any | None
    source: Any


@dataclass(frozen=True, slots=True)
class Published:
    """Public offers in a given order with all details that belong to their records.

    `details` are by table, then by the column and number of the record they belong to; `topics` are the codes
    of a service's topics, in alphabetical order.
    """

    offers: Sequence[PublishedOffer]
    details: Mapping[str, Mapping[tuple[str, int], Sequence[Any]]]
    topics: Mapping[int, Sequence[str]]

    def of(self, table: str, kind: str, number: int) -> Sequence[Any]:
        """The details of one record; none is an empty sequence."""
        return self.details[table].get((f"{kind}_id", number), ())

    def grouped(self, record: str) -> Iterator[list[PublishedOffer]]:
        """The offers of one record after another (`service`, `offer`, `organization`), in the order of their
        first offers.
        """
        found: dict[int, list[PublishedOffer]] = {}
        for item in self.offers:
            found.setdefault(getattr(item, record).id, []).append(item)
        yield from found.values()
