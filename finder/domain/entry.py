"""What a file says of one offer, in our words, before it is written: the form every reader gives.

Readers turn rows or features into `Entry` or `Rejected`; the writer makes records of entries. Records
that several entries share (an organization with two services, two doctors at one address) carry equal
keys; a key is stable over runs of the same source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from finder.domain.access import Fact
from finder.domain.language import SpokenLanguage
from finder.domain.lapse import NewPatients
from finder.domain.offer import Hours, PublicAddress, PublicCost, PublicDocument, PublicPhone
from finder.domain.point import Point
from finder.domain.translation import Translated

SOURCE_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
"""What the key of a source looks like."""

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
"""What a service may be (HSDS 3)."""

LOCATION_TYPES: Final = ("physical", "postal", "virtual")
"""What a location may be (HSDS 3)."""


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
class EntrySource:
    """The source that a file names for an entry, with its terms: for files that hold entries of several."""

    key: str
    name: str
    url: str = ""
    licence: str = ""
    attribution: str = ""
    note: str = ""
    is_example: bool = False

    @property
    def credit(self) -> str:
        """Who is to be named, and the licence."""
        return ", ".join(filter(None, (self.attribution or self.name, self.licence)))


@dataclass(frozen=True, slots=True)
class EntryOrganization:
    """HSDS `organization`; `key` is the source's number of it, or made of its name. `uri` is its address in a
    register.
    """

    key: str
    name: str
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    legal_status: str = ""
    uri: str = ""
    phones: tuple[PublicPhone, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryLocation:
    """HSDS `location` with its address; without a point it waits to be geocoded, unless secret. How exact
    a point is (`GeocodePrecision`) is "" where the source does not say it.
    """

    key: str
    location_type: str = "physical"
    name: str = ""
    alternate_name: str = ""
    description: str = ""
    transportation: str = ""
    point: Point | None = None
    point_precision: str = ""
    is_address_secret: bool = False
    address: PublicAddress | None = None
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    facts: tuple[Fact, ...] = ()
    translations: tuple[Translated, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryService:
    """HSDS `service` with its topics (keys of our taxonomy) and areas (AGS keys, or `DE`), and its texts in
    other languages. `closed_until` is the last day of being temporarily closed, where the source states it;
    `assured_method` how it was confirmed on `assured_date`: `import` where only the source says that it was.
    """

    key: str
    name: str
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    status: str = "active"
    closed_until: date | None = None
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
    assured_method: str = "import"
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    phones: tuple[PublicPhone, ...] = ()
    hours: tuple[Hours, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    costs: tuple[PublicCost, ...] = ()
    documents: tuple[PublicDocument, ...] = ()
    translations: tuple[Translated, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryPerson:
    """The professional of the offer."""

    key: str
    title: str = ""
    given: str = ""
    family: str = ""
    gender: str = ""
    phones: tuple[PublicPhone, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One offer as a source states it: `external_id` is the source's own stable number for it.

    `row` says where in the file it stands. `notes` are values that could not be read and were left
    out, each as a Rejected of its field; the entry itself is good. `translations` are of the `description`.
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
    new_patients: str = NewPatients.UNKNOWN
    new_patients_until: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    translations: tuple[Translated, ...] = ()
    source: EntrySource | None = field(default=None, compare=False)
    notes: tuple[Rejected, ...] = field(default=(), compare=False)

    def credited_in(self, source_key: str) -> Entry:
        """The entry as one of this source; where the file names another one, that is credited in it."""
        stated = self.source
        if stated is None or stated.key == source_key:
            return self
        note = "\n".join(filter(None, (self.source_note, stated.credit)))
        return replace(self, source_note=note, source_url=self.source_url or stated.url)
