"""HSDS 3.0 records built from what is published: plain ones, with their own fields, and whole ones, with
everything that belongs to them nested. The reader of this package takes all of it back.

Source: Open Referral HSDS 3.0, docs.openreferral.org. Beside its fields:

- Ids are those of `finder.exchange.hsds.ids`. A reader keeps the `id` of a service, organization, location
  and service at a location as its source's number of it, and of a person the value of `person`; ids of parts
  follow from them.
- Everything that HSDS has no field for is an attribute whose `taxonomy_term` is of one of the taxonomies of
  `finder.exchange.hsds.terms`, which says what each code means and carries.
- `schedules`: a schedule with the attribute `hours_kind` is one statement of hours, with the expression in
  `opening_hours` (and `notes`), and in `description` what could not be read; the fields of the recurrence
  are only made from it. One with `part_of` is a further recurrence of another schedule: it is passed over.
- `languages` of a service also hold those of its services at locations and of their persons: `spoken_by`
  names the one that offers it (of a person, its `person`). Without it the service itself does.
- `accessibility` of a location has one record for each fact, whose attributes are the fact; those of a
  service at a location (another door) are among its own attributes.
- `contacts` of a service at a location: the person, whose parts of the name are attributes.
- `service_areas`: the official key stands in `uri`. `address.region` is the region as recorded, the village
  is the attribute `locality`; `state_province` follows from the postcode where it is not recorded.
- A place whose address is secret has the attribute `address_secret` and no name, words, point or address.
- The source of an entry, with its licence and credit, is among the attributes of the service at a location.
- `last_modified` is told by the API only: it says when our record was changed, not what it says.
- Never written: who confirmed (`assurer_email`), metadata, programs and funding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from finder.domain.lapse import NewPatients, has_lapsed, patients_now, status_now
from finder.domain.published import (
    LOCATION,
    OFFER,
    ORGANIZATION,
    PERSON,
    SERVICE,
    Published,
    PublishedOffer,
    Uids,
)
from finder.exchange.hsds import build_parts as parts
from finder.exchange.hsds.ids import part_uid
from finder.exchange.hsds.terms import ACCESS, Record, Value, Words, attributes, topic_attributes

_ORGANIZATION: Final = ("alternate_name", "email", "website", "legal_status", "uri")
_SERVICE: Final = (
    "alternate_name",
    "description",
    "url",
    "email",
    "status",
    "interpretation_services",
    "application_process",
    "wait_time",
    "fees_description",
    "accreditations",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "licenses",
    "alert",
)
_LOCATION: Final = ("name", "alternate_name", "description", "transportation", "latitude", "longitude")
_SOURCE: Final = {
    "source_key": "key",
    "source_name": "name",
    "source_address": "url",
    "source_licence": "licence",
    "source_attribution": "attribution",
    "source_remark": "note",
}


class Builder:
    """Builds records from a batch of what is published, as it holds on a day."""

    def __init__(self, published: Published, uids: Uids, words: Words, today: date) -> None:
        self._published, self._uids, self._words, self._today = published, uids, words, today

    def organization(self, row: Any) -> Record:
        """An organization with its own fields."""
        parent = self._uids.get((ORGANIZATION, row.parent_organization_id))
        return {
            "id": self._uids[ORGANIZATION, row.id],
            "name": row.name,
            "description": row.description,
            **parts.said({name: getattr(row, name) for name in _ORGANIZATION}),
            **({"parent_organization_id": parent} if parent else {}),
        }

    def whole_organization(self, row: Any) -> Record:
        """An organization with its telephone numbers."""
        record = self.organization(row)
        phones = self._published.of("phone", ORGANIZATION, row.id)
        return record | parts.said({"phones": parts.phones(record["id"], phones, self._words)})

    def location(self, row: Any) -> Record:
        """A location with its own fields."""
        fields = parts.said({name: getattr(row, name) for name in _LOCATION})
        return {"id": self._uids[LOCATION, row.id], "location_type": row.location_type.value, **fields}

    def whole_location(self, row: Any) -> Record:
        """A location with everything that belongs to it."""
        record, words = self.location(row), self._words
        uid = record["id"]
        has_point = row.latitude is not None
        about = {
            "address_secret": "yes" if row.is_address_secret else "",
            "point_precision": row.geocode_precision if has_point else "",
        }
        return record | parts.said(
            {
                "languages": parts.languages(uid, self._of("language", LOCATION, row), words),
                "addresses": parts.addresses(uid, self._of("address", LOCATION, row), words),
                "accessibility": parts.accessibility(
                    uid, self._of("accessibility_fact", LOCATION, row), words
                ),
                "phones": parts.phones(uid, self._of("phone", LOCATION, row), words),
                "schedules": parts.schedules(uid, self._of("schedule", LOCATION, row), words),
                "attributes": [
                    *parts.fields(uid, words, about),
                    *parts.translations(uid, self._of("translation", LOCATION, row), words),
                ],
            }
        )

    def offer(self, item: PublishedOffer) -> Record:
        """A service at a location with its own fields."""
        uid = self._uids[OFFER, item.offer.id]
        return {"id": uid, **parts.said({"description": item.offer.description})}

    def whole_offer(self, item: PublishedOffer) -> Record:
        """A service at a location with all that belongs to it, its location too, without its service."""
        record, words = self.offer(item), self._words
        uid = record["id"]
        return record | parts.said(
            {
                "contacts": self._contacts(uid, item.person),
                "phones": parts.phones(uid, self._of("phone", OFFER, item.offer), words),
                "schedules": parts.schedules(uid, self._of("schedule", OFFER, item.offer), words),
                "location": self.whole_location(item.location),
                "attributes": [
                    *parts.fields(uid, words, _about(item, self._today)),
                    *attributes(uid, ACCESS, self._facts(item), words),
                    *parts.translations(uid, self._of("translation", OFFER, item.offer), words),
                ],
            }
        )

    def service(self, row: Any, modified: datetime | None = None) -> Record:
        """A service with its own fields; `modified` is told where it is given."""
        fields = parts.said({name: getattr(row, name) for name in _SERVICE})
        fields["status"] = status_now(row.status.value, row.closed_until, self._today)
        moment = {} if modified is None else {"last_modified": modified.isoformat()}
        return {"id": self._uids[SERVICE, row.id], "name": row.name, **fields, **moment}

    def whole_service(self, items: Sequence[PublishedOffer], modified: datetime | None = None) -> Record:
        """A service with its organization and all of `items`, its services at locations, by their ids."""
        row, words = items[0].service, self._words
        record = self.service(row, modified)
        uid = record["id"]
        ordered = sorted(items, key=lambda item: self._uids[OFFER, item.offer.id])
        is_over = has_lapsed(row.closed_until, self._today)
        about = {
            "closed_until": None if is_over else row.closed_until,
            "assured_method": row.assured_method,
        }
        return record | parts.said(
            {
                "phones": parts.phones(uid, self._of("phone", SERVICE, row), words),
                "schedules": parts.schedules(uid, self._of("schedule", SERVICE, row), words),
                "service_areas": parts.service_areas(uid, self._of("service_area", SERVICE, row)),
                "service_at_locations": [self.whole_offer(item) for item in ordered],
                "languages": self._languages(uid, ordered),
                "organization": self.whole_organization(items[0].organization),
                "cost_options": parts.cost_options(uid, self._of("cost_option", SERVICE, row), words),
                "required_documents": parts.required_documents(
                    uid, self._of("required_document", SERVICE, row)
                ),
                "attributes": [
                    *topic_attributes(uid, self._published.topics.get(row.id, ()), words),
                    *parts.fields(uid, words, about),
                    *parts.translations(uid, self._of("translation", SERVICE, row), words),
                ],
            }
        )

    def sources(self, uid: str, items: Iterable[PublishedOffer]) -> list[Record]:
        """The sources of offers as attributes of the record with the id `uid`, shown without them."""
        found = {item.source.key: item.source for item in items}
        return [
            attribute
            for key in sorted(found)
            for attribute in parts.fields(part_uid(uid, "source", key), self._words, _source(found[key]))
        ]

    def _of(self, table: str, kind: str, row: Any) -> Sequence[Any]:
        return self._published.of(table, kind, row.id)

    def _contacts(self, offer: str, person: Any | None) -> list[Record]:
        """The person of an offer; one person has a contact of its own at each."""
        if person is None:
            return []
        words, uid = self._words, self._uids[PERSON, person.id]
        contact = part_uid(uid, "contact", offer)
        about = {
            "person": uid,
            "person_title": person.title,
            "person_given": person.given,
            "person_family": person.family,
            "gender": person.gender,
        }
        return [
            parts.said(
                {
                    "id": contact,
                    "name": " ".join(filter(None, (person.title, person.given, person.family))),
                    "phones": parts.phones(contact, self._of("phone", PERSON, person), words),
                    "attributes": parts.fields(contact, words, about),
                }
            )
        ]

    def _languages(self, service: str, items: Sequence[PublishedOffer]) -> list[Record]:
        """The languages of a service, then those of each offer and of its person."""
        row = items[0].service
        found = parts.languages(service, self._of("language", SERVICE, row), self._words)
        for kind, owner in _speakers(items):
            uid = self._uids[kind, owner.id]
            found += parts.languages(service, self._of("language", kind, owner), self._words, uid)
        return found

    def _facts(self, item: PublishedOffer) -> list[Value]:
        facts = self._of("accessibility_fact", OFFER, item.offer)
        return [
            value for fact in sorted(facts, key=lambda fact: fact.key) for value in parts.fact_values(fact)
        ]


def _speakers(items: Iterable[PublishedOffer]) -> Iterable[tuple[str, Any]]:
    """The offers and persons of a service, each once."""
    met: dict[tuple[str, int], tuple[str, Any]] = {}
    for item in items:
        met[OFFER, item.offer.id] = (OFFER, item.offer)
        if item.person is not None:
            met.setdefault((PERSON, item.person.id), (PERSON, item.person))
    return met.values()


def _about(item: PublishedOffer, today: date) -> dict[str, Any]:
    """What is known of an offer beside the fields of HSDS: how it stands, and where it comes from."""
    offer = item.offer
    patients = patients_now(offer.new_patients, offer.new_patients_until, today)
    is_known = patients is not NewPatients.UNKNOWN
    return {
        "new_patients": patients.value if is_known else "",
        "new_patients_until": offer.new_patients_until if is_known else None,
        "valid_from": offer.valid_from,
        "valid_to": offer.valid_to,
        "source_note": offer.source_note,
        "source_url": offer.source_url,
        **_source(item.source),
    }


def _source(source: Any) -> dict[str, Any]:
    """Where an offer comes from, on what terms, and whether it is invented."""
    about = {code: getattr(source, name) for code, name in _SOURCE.items()}
    return {**about, "source_is_example": "yes" if source.is_example else ""}
