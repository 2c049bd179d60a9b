"""The parts of HSDS records that occur at several of them: telephones, languages, access, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from finder.domain.access import Fact
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.exchange.access_text import read_access_text
from finder.exchange.context import Notes, ReadContext
from finder.exchange.hsds.read_hours import read_schedules
from finder.exchange.language_text import DOUBTFUL, read_languages
from finder.exchange.values import PHONE_TYPES, read_email, read_one_phone, read_text, read_website

Record = Mapping[str, Any]

_PHONE_TYPES = {"textphone": "tty", "text": "sms", "cell": "voice", "mobile": "voice", "": "voice"}
_INTERPRETED = re.compile(r"interpret|translat|dolmetsch|übersetz|sprachmittl", re.IGNORECASE)


def text_of(record: Record, *names: str) -> str:
    """The first of the named fields that says something, as text; numbers are written out."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return read_text(str(value))
    return ""


def records_of(record: Record, name: str) -> list[Record]:
    """The records nested under a name: of a list those that are records, of a single one itself."""
    value = record.get(name)
    candidates = value if isinstance(value, list) else [value]
    return [item for item in candidates if isinstance(item, Mapping)]


def record_of(record: Record, name: str) -> Record:
    """The one record nested under a name; an empty one where there is none."""
    found = records_of(record, name)
    return found[0] if found else {}


def physical_address(location: Record) -> Record:
    """The address of the place itself, where one is marked so; else its first; {} without any."""
    addresses = records_of(location, "addresses")
    physical = [record for record in addresses if text_of(record, "address_type") == "physical"]
    return next(iter(physical or addresses), {})


def country_of(address: Record) -> str:
    """The country of an address as ISO 3166 has it; "" when it is not stated so."""
    country = text_of(address, "country").upper()
    return country if re.fullmatch("[A-Z]{2}", country) else ""


def read_address(record: Record) -> PublicAddress | None:
    """The address of a record; None for an empty one. For whose attention it is, is left out."""
    if not record:
        return None
    return PublicAddress(
        street=text_of(record, "address_1"),
        extra=text_of(record, "address_2"),
        postal_code=text_of(record, "postal_code"),
        city=text_of(record, "city"),
        locality=text_of(record, "region"),
        country=country_of(record),
    )


class PartReader:
    """Reads the parts of one entry, noting what cannot be read; `region` is where its telephone
    numbers without a country code are dialled.
    """

    def __init__(self, notes: Notes, context: ReadContext, region: str) -> None:
        self.notes, self.context, self.region = notes, context, region

    def hours(self, owner: Record) -> tuple[Hours, ...]:
        """The visiting hours of a record."""
        return read_schedules(records_of(owner, "schedules"), self.notes)

    def access(self, location: Record) -> tuple[tuple[Fact, ...], str]:
        """The facts of the place, and in words what states none."""
        facts: dict[str, Fact] = {}
        words: list[str] = []
        for record in records_of(location, "accessibility"):
            found = read_access_text(text_of(record, "description", "accessibility"))
            details = text_of(record, "details")
            for fact in found.facts:
                note = ". ".join(filter(None, (fact.note, details)))
                url = self.website(record, "url")
                facts.setdefault(fact.key, replace(fact, note=note, evidence_url=url))
            for text in found.unread:
                self.notes.add("accessibility", text, "states no fact: kept as text")
                words.append(text)
        return tuple(facts.values()), "\n".join(words)

    def phones(self, owner: Record) -> tuple[PublicPhone, ...]:
        """The numbers of a record and of its contacts, whose persons are left out."""
        found = [self._phone(record) for record in records_of(owner, "phones")]
        for contact in records_of(owner, "contacts"):
            place = text_of(contact, "department", "title")
            found += [self._phone(record, place) for record in records_of(contact, "phones")]
        return tuple({(phone.number, phone.type): phone for phone in found if phone is not None}.values())

    def _phone(self, record: Record, department: str = "") -> PublicPhone | None:
        kind = text_of(record, "type").lower()
        kind = _PHONE_TYPES.get(kind, kind)
        if kind not in PHONE_TYPES:
            self.notes.add("phones.type", kind, "read as voice")
            kind = "voice"
        number = text_of(record, "number").strip('" ')
        words = text_of(record, "description", "department") or department
        read = partial(read_one_phone, number, kind, words, self.region)
        phone = self.notes.attempt("phones.number", read, None)
        extension = text_of(record, "extension")
        return replace(phone, extension=extension) if phone and extension else phone

    def languages(self, *owners: Record) -> tuple[SpokenLanguage, ...]:
        """The languages of the first record, and those of the telephones of all in that role."""
        found = [self._spoken(record, LanguageRole.TEAM) for record in records_of(owners[0], "languages")]
        for phone in (phone for owner in owners for phone in records_of(owner, "phones")):
            found += [self._spoken(record, LanguageRole.PHONE) for record in records_of(phone, "languages")]
            found.append(self._spoken({"name": text_of(phone, "language")}, LanguageRole.PHONE))
        return tuple(dict.fromkeys(language for languages in found for language in languages))

    def _spoken(self, record: Record, role: LanguageRole) -> tuple[SpokenLanguage, ...]:
        """The languages of one record, by its code or else its name; a list in one field is read."""
        if role is LanguageRole.TEAM and _INTERPRETED.search(text_of(record, "note")):
            role = LanguageRole.INTERPRETER
        texts = (text_of(record, name) for name in ("code", "name", "language"))
        readings = [read_languages(text, self.context.names, role) for text in texts if text]
        if not readings:
            return ()
        best = max(readings, key=lambda reading: len(reading.languages))
        for text in best.unread:
            self.notes.add("languages", text, "no language known by this name")
        for spoken in best.doubtful:
            self.notes.add("languages", f"{spoken.code} {spoken.note}", DOUBTFUL)
        return best.languages

    def website(self, record: Record, *names: str) -> str:
        """The web address in the first of the named fields that says something; or ""."""
        name = next((name for name in names if text_of(record, name)), names[0])
        return self.notes.attempt(name, partial(read_website, text_of(record, name), name), "")

    def email(self, record: Record) -> str:
        """The e-mail address of a record; or ""."""
        return self.notes.attempt("email", partial(read_email, text_of(record, "email")), "")
