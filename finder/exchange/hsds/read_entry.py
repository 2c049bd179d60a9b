"""A service as HSDS 3 nests it, with its organization and places, as entries: one for each place.

HSDS 1.1 and Ohana are first put into this form. Source: Open Referral HSDS 3.0, docs.openreferral.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from finder.domain.entry import (
    LOCATION_TYPES,
    STATUSES,
    Entry,
    EntryLocation,
    EntryOrganization,
    EntryPerson,
    EntryService,
    Rejected,
)
from finder.domain.geocoding import GeocodePrecision
from finder.domain.text import fold
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext, short_key, stable_key
from finder.exchange.hsds.read_own import (
    own_values,
    read_choice,
    read_day,
    read_new_patients,
    read_own_facts,
    read_own_source,
    read_own_translations,
)
from finder.exchange.hsds.read_parts import PartReader, country_of, physical_address, read_address
from finder.exchange.hsds.read_record import Record, record_of, records_of, text_of
from finder.exchange.hsds.terms import TAXONOMIES, TOPICS
from finder.exchange.values import read_date, read_email, read_number, read_point, read_text

_AREA_KEY = re.compile(r"(?:.*\D)?(\d{12}|\d{8}|\d{5}|\d{2})")
"""Official German keys (ARS, AGS, district, state) at the end of a URI."""
_OWN_AREA = re.compile(r"\d{2,12}")


def read_service(
    service: Record, file: str, row: str, context: ReadContext, region: str = ""
) -> Iterator[Entry | Rejected]:
    """One entry for each `service_at_locations` of a service, one without a place when it has none.

    `region` is the country (ISO 3166) in which numbers without a country code are dialled, where
    the place does not say it. An entry is Rejected when it has no id, no name, or a position
    outside of the earth. Never raises.
    """
    for place in records_of(service, "service_at_locations") or [{}]:
        yield _Reader(service, place, Notes(file, row), context, region).read()


class _Reader:
    """Reads one service at one place."""

    def __init__(
        self, service: Record, place: Record, notes: Notes, context: ReadContext, region: str
    ) -> None:
        self.service, self.place, self.notes, self.context = service, place, notes, context
        self.location = record_of(place, "location")
        self.service_id = short_key(text_of(service, "id"))
        country = country_of(physical_address(self.location)) or region or "DE"
        self.source = read_own_source(place, notes)
        self.parts = PartReader(notes, context, country, is_ours=self.source is not None)

    def read(self) -> Entry | Rejected:
        location_id = text_of(self.location, "id")
        pair = f"{self.service_id}/{location_id}" if location_id else self.service_id
        self.notes.external_id = short_key(text_of(self.place, "id") or pair)
        name = self.notes.name("name", text_of(self.service, "name"))
        if not self.service_id or not name:
            return self.notes.rejected("name" if self.service_id else "id", "", "no name or no id")
        try:
            location = self._location()
        except BadInput as error:
            column = {"lat": "latitude", "lon": "longitude"}.get(error.param, error.param)
            return self.notes.rejected(column, error.value, f"expected {error.expected}")
        place, said = self.place, own_values(self.place)
        return Entry(
            external_id=self.notes.external_id,
            row=self.notes.row,
            organization=self._organization(name),
            service=self._service(name),
            location=location,
            person=self._person(),
            description=text_of(place, "description"),
            phones=self.parts.phones(place),
            hours=self.parts.hours(place),
            languages=(
                *self.parts.languages(place),
                *self.parts.spoken_by(text_of(place, "id"), self.service),
            ),
            facts=tuple(read_own_facts(place, self.notes)),
            source_note=said.get("source_note", ""),
            source_url=self.parts.address_of("source_url", said.get("source_url", "")),
            new_patients=read_new_patients(said, self.notes),
            new_patients_until=read_day("new_patients_until", said, self.notes),
            valid_from=read_day("valid_from", said, self.notes),
            valid_to=read_day("valid_to", said, self.notes),
            translations=read_own_translations(place, "service_at_location", self.notes),
            source=self.source,
            notes=self.notes.all(),
        )

    def _person(self) -> EntryPerson | None:
        """The professional, whom only our own contacts name as one; other contacts are not published."""
        for contact in records_of(self.place, "contacts"):
            said = own_values(contact)
            if "person" in said:
                return EntryPerson(
                    key=short_key(said["person"]),
                    title=said.get("person_title", ""),
                    given=said.get("person_given", ""),
                    family=said.get("person_family", ""),
                    gender=read_choice("gender", said.get("gender", ""), ("f", "m", "d"), "", self.notes),
                    phones=self.parts.phones(contact),
                    languages=self.parts.spoken_by(said["person"], self.service),
                )
        return None

    def _organization(self, service_name: str) -> EntryOrganization:
        record = record_of(self.service, "organization")
        name = self.notes.name("organization.name", text_of(record, "name")) or service_name
        key = text_of(record, "id") or text_of(self.service, "organization_id")
        return EntryOrganization(
            key=short_key(key) or stable_key("name", name),
            name=name,
            alternate_name=text_of(record, "alternate_name"),
            description=text_of(record, "description"),
            email=self.parts.email(record),
            website=self.parts.website(record, "website", "url"),
            uri=self.parts.website(record, "uri"),
            legal_status=text_of(record, "legal_status"),
            phones=self.parts.phones(record),
        )

    def _service(self, name: str) -> EntryService:
        record = self.service
        return EntryService(
            key=self.service_id,
            name=name,
            alternate_name=text_of(record, "alternate_name"),
            description=text_of(record, "description"),
            url=self.parts.website(record, "url") or self.parts.website(self.location, "url"),
            email=self.parts.email(record) or self.parts.email(self.location),
            status=self._status(),
            closed_until=read_day("closed_until", own_values(record), self.notes),
            interpretation_services=text_of(record, "interpretation_services"),
            application_process=text_of(record, "application_process"),
            fees_description=self._fees(),
            wait_time=text_of(record, "wait_time"),
            eligibility_description=self._eligibility(),
            minimum_age=self._age("minimum_age"),
            maximum_age=self._age("maximum_age"),
            alert=text_of(record, "alert"),
            accreditations=text_of(record, "accreditations"),
            licenses=text_of(record, "licenses"),
            assured_date=self.notes.attempt(
                "assured_date", partial(read_date, text_of(record, "assured_date"), "assured_date"), None
            ),
            assured_method=own_values(record).get("assured_method", "" if self.source else "import"),
            assurer_email=self.notes.attempt(
                "assurer_email", partial(read_email, text_of(record, "assurer_email")), ""
            ),
            topics=self._topics(),
            areas=self._areas(),
            costs=self.parts.costs(record),
            documents=self.parts.documents(record),
            phones=self.parts.phones(record),
            hours=self.parts.hours(record),
            languages=self.parts.languages(record, record_of(record, "organization")),
            translations=read_own_translations(record, "service", self.notes),
        )

    def _location(self) -> EntryLocation:
        """Raises BadInput naming `lat` or `lon` for a position outside of the earth."""
        record = self.location
        if not record:
            return EntryLocation(key=short_key(f"{self.service_id}/virtual"), location_type="virtual")
        point = read_point(text_of(record, "latitude"), text_of(record, "longitude"))
        facts, words = self.parts.access(record)
        said = own_values(record)
        is_secret = said.get("address_secret") == "yes"
        return EntryLocation(
            key=short_key(text_of(record, "id") or f"{self.service_id}/location"),
            location_type=self._location_type(),
            name=self.notes.name("location.name", text_of(record, "name")),
            alternate_name=text_of(record, "alternate_name"),
            description=read_text("\n".join(filter(None, (text_of(record, "description"), words)))),
            is_address_secret=is_secret,
            transportation=text_of(record, "transportation"),
            point=None if is_secret else point,
            point_precision=read_choice(
                "point_precision", said.get("point_precision", ""), tuple(GeocodePrecision), "", self.notes
            ),
            address=read_address(physical_address(record)),
            phones=self.parts.phones(record),
            hours=self.parts.hours(record),
            languages=self.parts.languages(record),
            facts=facts,
            translations=read_own_translations(record, "location", self.notes),
        )

    def _location_type(self) -> str:
        kind = text_of(self.location, "location_type").lower() or "physical"
        if kind not in LOCATION_TYPES:
            self.notes.add("location_type", kind, "expected one of " + ", ".join(LOCATION_TYPES))
            return "physical"
        return kind

    def _topics(self) -> tuple[str, ...]:
        """The topics that terms name; where none does, the one that the service's name is."""
        found: list[str | None] = list(self._own_topics())
        for attribute in (*records_of(self.service, "attributes"), *records_of(self.place, "attributes")):
            term = record_of(attribute, "taxonomy_term")
            if text_of(term, "taxonomy") in TAXONOMIES:
                continue
            name = text_of(term, "name") or text_of(attribute, "label")
            key = self._topic(name) or self._topic(text_of(term, "code"))
            found.append(key)
            if key is None:
                self.notes.add("attributes", name, "no topic of ours has this name")
        found += [self._labelled(text_of(record, "name")) for record in records_of(self.service, "keywords")]
        keys = tuple(dict.fromkeys(filter(None, found)))
        if keys or self.source is not None:
            return keys
        return tuple(filter(None, [self._topic(text_of(self.service, "name"))]))

    def _own_topics(self) -> Iterator[str]:
        for code in own_values(self.service, TOPICS):
            if code in self.context.taxonomy:
                yield code
            else:
                self.notes.add("attributes", code, "no topic of ours has this key")

    def _topic(self, text: str) -> str | None:
        return self.context.taxonomy.key_for_text(text) if text else None

    def _labelled(self, word: str) -> str | None:
        """The topic that a keyword is the label of; other words for a topic are too vague for it."""
        key = self._topic(word)
        term = self.context.taxonomy.get(key) if key else None
        return key if term and fold(word) in map(fold, term.labels.values()) else None

    def _areas(self) -> tuple[str, ...]:
        """The official keys that the areas' URIs end with."""
        keys = map(self._area_key, records_of(self.service, "service_areas"))
        return tuple(dict.fromkeys(filter(None, keys)))

    def _area_key(self, record: Record) -> str:
        uri = text_of(record, "uri")
        if uri == "DE" or (self.source and _OWN_AREA.fullmatch(uri)):
            return uri
        match = _AREA_KEY.fullmatch(uri)
        return match[1] if match else ""

    def _areas_in_words(self) -> str:
        """The areas without an official key, as one line, which is noted."""
        records = records_of(self.service, "service_areas")
        words = [text_of(record, "name", "service_area") for record in records if not self._area_key(record)]
        for name in words:
            self.notes.add("service_areas", name, "no official key of an area in Germany: kept as text")
        listed = ", ".join(filter(None, words))
        return f"Gebiet: {listed}" if listed else ""

    def _status(self) -> str:
        status = text_of(self.service, "status").lower() or "active"
        if status in STATUSES:
            return status
        self.notes.add("status", status, "read as active; expected one of " + ", ".join(STATUSES))
        return "active"

    def _fees(self) -> str:
        payments = ", ".join(text_of(record, "payment") for record in records_of(self.service, "payments"))
        return read_text(
            "\n".join(filter(None, (text_of(self.service, "fees_description", "fees"), payments)))
        )

    def _eligibility(self) -> str:
        rows = (text_of(record, "eligibility") for record in records_of(self.service, "eligibility"))
        own = text_of(self.service, "eligibility_description")
        return read_text("\n".join(filter(None, (own, *rows, self._areas_in_words()))))

    def _age(self, name: str) -> float | None:
        text = text_of(self.service, name)
        return self.notes.attempt(name, partial(read_number, text, name), None) if text else None
