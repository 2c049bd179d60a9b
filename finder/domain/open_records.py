"""What the public may know, record by record: offers, locations and organizations with their numbers, and
the criteria by which they are looked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from finder.domain.offer import PublicAddress, PublicPhone, PublicSource
from finder.domain.point import Point
from finder.domain.text import fold


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A public offer: its texts as they are served. `location_id` is None where the address is secret,
    `person` (title, given and family name) where it is the team's; `external_id` is the number that its
    source gives it, or "".
    """

    id: int
    organization_id: int
    location_id: int | None
    person: tuple[str, str, str] | None
    external_id: str
    summary: Mapping[str, Any]
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """A location that is not secret, with what the organization at it is called."""

    id: int
    organization_id: int
    organization: str
    location_type: str
    name: str
    alternate_name: str
    description: str
    point: Point | None
    address: PublicAddress | None
    phones: tuple[PublicPhone, ...]
    sources: tuple[PublicSource, ...]
    last_modified: dt.datetime


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An organization with a public offer; `parent_id` is another one, if it has one, too."""

    id: int
    name: str
    alternate_name: str
    website: str
    email: str
    parent_id: int | None
    phones: tuple[PublicPhone, ...]
    sources: tuple[PublicSource, ...]
    last_modified: dt.datetime


class RecordKind(StrEnum):
    """What is looked for; a role is an offer by a named professional."""

    OFFER = "offer"
    ROLE = "role"
    LOCATION = "location"
    ORGANIZATION = "organization"


class Field(StrEnum):
    """By what a record is found: numbers of records, identifiers (pairs of source and number), topics by
    key, languages with their role (`tr/team`), access (`lift=yes`, `kbv_level=weitgehend`), or texts.
    """

    ID = "id"
    OFFER = "offer"
    LOCATION = "location"
    ORGANIZATION = "organization"
    IDENTIFIER = "identifier"
    TOPIC = "topic"
    LANGUAGE = "language"
    ACCESS = "access"
    NAME = "name"
    CITY = "city"
    POSTAL_CODE = "postal_code"


OWN_NUMBERS: Final = "offer"
"""Stands for the source of our own numbers; no source has this key."""

KBV_LEVEL: Final = "kbv_level="


class Way(StrEnum):
    """How a text answers one that is looked for, both folded; exactly means as it is written."""

    STARTS = "starts"
    CONTAINS = "contains"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that is looked for; nothing answers one without letters and digits, unless exactly."""

    text: str
    way: Way = Way.STARTS

    def is_answered_by(self, texts: Sequence[str]) -> bool:
        """Whether any of the texts answers it."""
        if self.way is Way.EXACT:
            return self.text in texts
        wanted = fold(self.text)
        if not wanted:
            return False
        if self.way is Way.CONTAINS:
            return any(wanted in fold(text) for text in texts)
        return any(fold(text).startswith(wanted) for text in texts)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Any of the values must apply; `values` are `Wanted` for a text field, else numbers or words. Without
    values nothing is found.
    """

    field: Field
    values: tuple[Any, ...]
