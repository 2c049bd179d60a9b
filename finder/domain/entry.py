"""What a file says of one offer, in our words, before it is written: the form every reader gives.

Readers turn rows or features into `Entry` or `Rejected`; the writer makes records of entries. Records
that several entries share (an organization with two services, two doctors at one address) carry equal
keys; a key is stable over runs of the same source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from finder.domain.access import Fact
from finder.domain.language import SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.domain.translation import Translated


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used: where, which value, and why; it costs no other row.

    `external_id` is the source's number of the entry where it could still be read, else "".
    """

    file: str
    row: str
    column: str
    value: str
    reason: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class EntryOrganization:
    """HSDS `organization`; `key` is the source's number of it, or made of its name."""

    key: str
    name: str
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    legal_status: str = ""
    phones: tuple[PublicPhone, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryLocation:
    """HSDS `location` with its address; without a point it waits to be geocoded, unless secret."""

    key: str
    location_type: str = "physical"
    name: str = ""
    alternate_name: str = ""
    description: str = ""
    transportation: str = ""
    point: Point | None = None
    is_address_secret: bool = False
    address: PublicAddress | None = None
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryService:
    """HSDS `service` with its topics (keys of our taxonomy) and areas (AGS keys, or `DE`), and its texts in
    other languages.
    """

    key: str
    name: str
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    status: str = "active"
    interpretation_services: str = ""
    application_process: str = ""
    fees_description: str = ""
    wait_time: str = ""
    eligibility_description: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    alert: str = ""
    accreditations: str = ""
    licenses: str = ""
    assured_date: date | None = None
    assurer_email: str = ""
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    translations: tuple[Translated, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryPerson:
    """The professional of the offer."""

    key: str
    title: str = ""
    given: str = ""
    family: str = ""
    gender: str = ""
    languages: tuple[SpokenLanguage, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One offer as a source states it: `external_id` is the source's own stable number for it.

    `row` says where in the file it stands. `notes` are values that could not be read and were left
    out, each as a Rejected of its field; the entry itself is good.
    """

    external_id: str
    row: str
    organization: EntryOrganization
    service: EntryService
    location: EntryLocation
    person: EntryPerson | None = None
    description: str = ""
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    facts: tuple[Fact, ...] = ()
    source_note: str = ""
    source_url: str = ""
    notes: tuple[Rejected, ...] = field(default=(), compare=False)
