"""The public records as FHIR resources: Location, Organization, HealthcareService, PractitionerRole.

A HealthcareService is an offer: a service by a professional or a team at a location, so that what it says
of languages is true of whoever gives it. The professional stands inside the PractitionerRole alone, and no
Practitioner is served by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from finder.domain.access import Reading
from finder.domain.access_labels import KbvLevel
from finder.domain.language import LanguageRole
from finder.domain.offer import PublicPhone
from finder.domain.open_records import OWN_NUMBERS, LocationRecord, OfferRecord, OrganizationRecord
from finder.exchange.fhir.hours import availability
from finder.exchange.fhir.parts import (
    FEATURES,
    GERMAN,
    LANGUAGES,
    CodeBook,
    Resource,
    address_of,
    area,
    characteristic,
    contact,
    is_specialty,
    known,
    meta,
    phone,
    position,
    reference,
    source_of,
    topic,
)

SPOKEN: Final = (LanguageRole.PROFESSIONAL, LanguageRole.TEAM, LanguageRole.PHONE, LanguageRole.VOLUNTEER)
"""The roles in which a language is the service's own; an interpreter has to be asked for."""

_GENDERS: Final = {"f": "female", "m": "male", "d": "other", "unknown": "unknown"}
_DETAILS: Final = {
    "application_process": "So kommen Sie an einen Termin",
    "wait_time": "Wartezeit",
    "fees_description": "Kosten",
    "interpretation_services": "Dolmetschen",
    "transportation": "Anfahrt",
}


def location(book: CodeBook, record: LocationRecord) -> Resource:
    """A location; a secret one has no record, and so no resource."""
    return {
        "resourceType": "Location",
        **known(
            id=str(record.id),
            meta=meta(book, record.last_modified.isoformat(), record.sources),
            language=GERMAN,
            identifier=[{"system": book.naming("location"), "value": f"location-{record.id}"}],
            status="active",
            name=record.name or record.organization,
            alias=[record.alternate_name] if record.alternate_name else [],
            description=record.description,
            mode="instance",
            telecom=[phone(number) for number in record.phones],
            address=address_of(record.address) if record.address else None,
            position=position(record.point),
            managingOrganization=reference("Organization", record.organization_id, record.organization),
        ),
    }


def organization(book: CodeBook, record: OrganizationRecord) -> Resource:
    """An organization with a public offer. It has no address: its locations have, where they are public."""
    parent = None if record.parent_id is None else reference("Organization", record.parent_id)
    return {
        "resourceType": "Organization",
        **known(
            id=str(record.id),
            meta=meta(book, record.last_modified.isoformat(), record.sources),
            language=GERMAN,
            identifier=[{"system": book.naming("organization"), "value": f"organization-{record.id}"}],
            active=True,
            name=record.name,
            alias=[record.alternate_name] if record.alternate_name else [],
            telecom=[
                *(phone(number) for number in record.phones),
                *contact("email", record.email),
                *contact("url", record.website),
            ],
            partOf=parent,
        ),
    }


def healthcare_service(book: CodeBook, record: OfferRecord) -> Resource:
    """An offer. Where its address is secret it names no location."""
    summary, detail = record.summary, record.detail
    texts = detail["texts"]
    return {
        "resourceType": "HealthcareService",
        **known(
            id=str(record.id),
            meta=meta(book, detail["last_modified"], [source_of(detail["source"])]),
            language=GERMAN,
            extension=[*_languages(book, detail), *_new_patients(book, summary)],
            identifier=_identifiers(book, record),
            active=True,
            providedBy=reference("Organization", record.organization_id, summary["organization"]),
            category=[topic(book, key) for key in _fields_of_action(book, summary)],
            type=[topic(book, key) for key in summary["categories"]],
            specialty=_specialties(book, summary),
            location=_locations(record),
            name=summary["name"],
            comment=_joined(detail["alert"], texts.get("description"), texts.get("offer_description")),
            extraDetails=_joined(*(f"{w}: {texts[n]}" for n, w in _DETAILS.items() if texts.get(n))),
            telecom=_telecom(summary, detail),
            coverageArea=[area(key) for key in detail["areas"]],
            eligibility=_eligibility(texts),
            characteristic=list(_characteristics(book, summary, detail)),
            communication=list(_communication(book, detail)),
            **availability(summary, detail),
        ),
    }


def practitioner_role(book: CodeBook, record: OfferRecord) -> Resource:
    """The named professional of an offer in this role; the record has a person."""
    summary, detail = record.summary, record.detail
    return {
        "resourceType": "PractitionerRole",
        **known(
            id=str(record.id),
            meta=meta(book, detail["last_modified"], [source_of(detail["source"])]),
            language=GERMAN,
            contained=[_practitioner(book, record)],
            identifier=_identifiers(book, record),
            active=True,
            practitioner=known(reference="#person", display=summary["person"]),
            organization=reference("Organization", record.organization_id, summary["organization"]),
            specialty=_specialties(book, summary),
            location=_locations(record),
            healthcareService=[reference("HealthcareService", record.id, summary["name"])],
            telecom=_telecom(summary, detail),
            **availability(summary, detail),
        ),
    }


def _practitioner(book: CodeBook, record: OfferRecord) -> Resource:
    """Name, gender and languages of the professional; whatever is public of the person and no more."""
    title, given, family = record.person or ("", "", "")
    name = known(
        text=record.summary["person"],
        family=family,
        given=[given] if given else [],
        prefix=[title] if title else [],
    )
    own = [each for each in record.detail["languages"] if each["role"] == LanguageRole.PROFESSIONAL]
    return {
        "resourceType": "Practitioner",
        **known(
            id="person",
            name=[name] if name else [],
            gender=_GENDERS.get(record.detail["gender"]),
            communication=[_language(book, code) for code in dict.fromkeys(each["code"] for each in own)],
        ),
    }


def _identifiers(book: CodeBook, record: OfferRecord) -> list[Resource]:
    """Our number, and that of the source where it gives one."""
    own = {"system": book.naming(OWN_NUMBERS), "value": f"offer-{record.id}"}
    source = {"system": book.naming(record.detail["source"]["key"]), "value": record.external_id}
    return [own, source] if record.external_id else [own]


def _fields_of_action(book: CodeBook, summary: Mapping[str, Any]) -> list[str]:
    known_keys = [key for key in summary["categories"] if key in book.taxonomy]
    return list(dict.fromkeys((key, *book.taxonomy.ancestors(key))[-1] for key in known_keys))


def _specialties(book: CodeBook, summary: Mapping[str, Any]) -> list[Resource]:
    return [topic(book, key) for key in summary["categories"] if is_specialty(book, key)]


def _locations(record: OfferRecord) -> list[Resource]:
    return [] if record.location_id is None else [reference("Location", record.location_id)]


def _joined(*texts: str | None) -> str:
    """The texts that say something, as paragraphs."""
    return "\n\n".join(text for text in texts if text and text.strip())


def _telecom(summary: Mapping[str, Any], detail: Mapping[str, Any]) -> list[Resource]:
    return [
        *(phone(PublicPhone(**stored)) for stored in detail["phones"]),
        *contact("email", detail["email"]),
        *contact("url", summary["website"] or ""),
    ]


def _eligibility(texts: Mapping[str, str]) -> list[Resource]:
    text = texts.get("eligibility_description", "")
    return [{"comment": text}] if text.strip() else []


def _characteristics(
    book: CodeBook, summary: Mapping[str, Any], detail: Mapping[str, Any]
) -> Iterator[Resource]:
    """Access as far as it is known; gematik's words only where facts prove them."""
    if detail["labels"]["kbv_level"] == KbvLevel.FULL:
        yield {"coding": [{"system": FEATURES, "code": "barrierefrei", "display": "Barrierefrei"}]}
    if summary["access"].get("parking") == Reading.YES:
        yield {"coding": [{"system": FEATURES, "code": "parkmoeglichkeit", "display": "Parkmöglichkeit"}]}
    for criterion, reading in summary["access"].items():
        if reading != Reading.UNKNOWN:
            yield characteristic(book, criterion, reading)


def _communication(book: CodeBook, detail: Mapping[str, Any]) -> Iterator[Resource]:
    """The languages that are spoken there, each once, with the times at which they are."""
    times: dict[str, list[str]] = {}
    for each in detail["languages"]:
        if each["role"] in SPOKEN:
            times.setdefault(each["code"], []).append(each.get("opening_hours", ""))
    for code, hours in times.items():
        yield _language(book, code, "" if "" in hours else ", ".join(hours))


def _language(book: CodeBook, code: str, hours: str = "") -> Resource:
    name = book.languages.name(code, GERMAN)
    coding = {"system": LANGUAGES, "code": code, "display": name}
    return {"coding": [coding], "text": f"{name} ({hours})" if hours else name}


def _languages(book: CodeBook, detail: Mapping[str, Any]) -> Iterator[Resource]:
    """Every language with its role, level, time and condition, also those of interpreters."""
    for each in detail["languages"]:
        parts = [
            {"url": "code", "valueCode": each["code"]},
            {"url": "role", "valueCode": each["role"]},
            {"url": "level", "valueCode": each["level"]},
            *({"url": url, "valueString": each[url]} for url in ("opening_hours", "note") if each.get(url)),
        ]
        yield book.extension("language", {"extension": parts})


def _new_patients(book: CodeBook, summary: Mapping[str, Any]) -> Iterator[Resource]:
    """Whether new patients are taken, and until when that is known."""
    if summary["new_patients"] != "unknown":
        yield book.extension("new-patients", {"valueCode": summary["new_patients"]})
