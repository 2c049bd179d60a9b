"""The parts of HSDS records that occur at several of them: telephones, languages, access, addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from finder.domain.access import Fact
from finder.domain.costs import Insurance
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicCost, PublicDocument, PublicPhone
from finder.exchange.access_text import read_access_text
from finder.exchange.context import Notes, ReadContext
from finder.exchange.hsds.read_hours import read_schedules
from finder.exchange.hsds.read_own import (
    is_own_schedule,
    own_values,
    read_choice,
    read_day,
    read_own_facts,
    read_own_hours,
    read_own_language,
)
from finder.exchange.hsds.read_record import Record, records_of, text_of
from finder.exchange.language_text import DOUBTFUL, read_languages
from finder.exchange.values import PHONE_TYPES, read_email, read_number, read_one_phone, read_website

_PHONE_TYPES = {"textphone": "tty", "text": "sms", "cell": "voice", "mobile": "voice", "": "voice"}
_INTERPRETED = re.compile(r"interpret|translat|dolmetsch|übersetz|sprachmittl", re.IGNORECASE)


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
    """The address of a record; None for an empty one. For whose attention it is, is left out, as are the
    region and the state, which no German address needs. The further lines of 1.1 are one.
    """
    if not record:
        return None
    return PublicAddress(
        street=text_of(record, "address_1"),
        extra=", ".join(filter(None, (text_of(record, f"address_{line}") for line in (2, 3, 4)))),
        postal_code=text_of(record, "postal_code"),
        city=text_of(record, "city"),
        locality=own_values(record).get("locality", ""),
        country=country_of(record),
    )


class PartReader:
    """Reads the parts of one entry, noting what cannot be read; `region` is where its telephone
    numbers without a country code are dialled. What `is_ours` was written by a finder: its numbers are
    taken as they stand.
    """

    def __init__(self, notes: Notes, context: ReadContext, region: str, *, is_ours: bool) -> None:
        self.notes, self.context, self.region, self.is_ours = notes, context, region, is_ours

    def hours(self, owner: Record) -> tuple[Hours, ...]:
        """The hours of a record: those of the kinds that our schedules state, and visiting hours."""
        schedules = records_of(owner, "schedules")
        own = (read_own_hours(record, self.notes) for record in schedules if is_own_schedule(record))
        others = [record for record in schedules if not is_own_schedule(record)]
        return (*filter(None, own), *read_schedules(others, self.notes))

    def access(self, location: Record) -> tuple[tuple[Fact, ...], str]:
        """The facts of the place, and in words what states none."""
        facts: dict[str, Fact] = {}
        words: list[str] = []
        for record in records_of(location, "accessibility"):
            own = list(read_own_facts(record, self.notes))
            for fact in own:
                facts.setdefault(fact.key, fact)
            if own:
                continue
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
            if "person" in own_values(contact):
                continue
            place = text_of(contact, "department", "title")
            found += [self._phone(record, place) for record in records_of(contact, "phones")]
        phones = [phone for phone in found if phone is not None]
        return tuple(phones if self.is_ours else {(item.number, item.type): item for item in phones}.values())

    def _phone(self, record: Record, department: str = "") -> PublicPhone | None:
        kind = text_of(record, "type").lower()
        kind = _PHONE_TYPES.get(kind, kind)
        if kind not in PHONE_TYPES:
            self.notes.add("phones.type", kind, "read as voice")
            kind = "voice"
        number = text_of(record, "number").strip('" ')
        words = text_of(record, "description", "department") or department
        extension = own_values(record).get("extension") or text_of(record, "extension")
        if self.is_ours and any(char.isdigit() for char in number):
            return PublicPhone(number, kind, extension, words)
        read = partial(read_one_phone, number, kind, words, self.region)
        phone = self.notes.attempt("phones.number", read, None)
        return replace(phone, extension=extension) if phone and extension else phone

    def languages(self, *owners: Record) -> tuple[SpokenLanguage, ...]:
        """The languages of the first record itself, and those of the telephones of all in that role."""
        found = [self._spoken(record, LanguageRole.TEAM) for record in self._own_languages(owners[0])]
        for phone in (phone for owner in owners for phone in records_of(owner, "phones")):
            found += [self._spoken(record, LanguageRole.PHONE) for record in records_of(phone, "languages")]
            found.append(self._spoken({"name": text_of(phone, "language")}, LanguageRole.PHONE))
        return tuple(dict.fromkeys(language for languages in found for language in languages))

    def _own_languages(self, owner: Record) -> list[Record]:
        records = records_of(owner, "languages")
        return [record for record in records if "spoken_by" not in own_values(record)]

    def spoken_by(self, speaker: str, service: Record) -> tuple[SpokenLanguage, ...]:
        """The languages of a service that the service at a location, or the person, of this id offers."""
        found = (
            read_own_language(record, self.notes)
            for record in records_of(service, "languages")
            if speaker and own_values(record).get("spoken_by") == speaker
        )
        return tuple(filter(None, found))

    def _spoken(self, record: Record, role: LanguageRole) -> tuple[SpokenLanguage, ...]:
        """The languages of one record, by its code or else its name; a list in one field is read."""
        own = read_own_language(record, self.notes)
        if own is not None:
            return (own,)
        note = text_of(record, "note")
        if role is LanguageRole.TEAM and _INTERPRETED.search(note):
            role = LanguageRole.INTERPRETER
        texts = [text for name in ("code", "name", "language") if (text := text_of(record, name))]
        for text in texts:
            if text.lower() in self.context.names.codes:  # alone in its field, `en` is no Dutch "and"
                return (SpokenLanguage(text.lower(), role, note=note),)
        readings = [read_languages(text, self.context.names, role) for text in texts]
        if not readings:
            return ()
        best = max(readings, key=lambda reading: len(reading.languages))
        for text in best.unread:
            self.notes.add("languages", text, "no language known by this name")
        for spoken in best.doubtful:
            self.notes.add("languages", f"{spoken.code} {spoken.note}", DOUBTFUL)
        return tuple(replace(spoken, note=spoken.note or note) for spoken in best.languages)

    def costs(self, service: Record) -> tuple[PublicCost, ...]:
        """What a service costs; payments that are taken are no costs."""
        return tuple(filter(None, map(self._cost, records_of(service, "cost_options"))))

    def _cost(self, record: Record) -> PublicCost | None:
        stated = text_of(record, "amount")
        read = partial(read_number, stated, "amount")
        amount = self.notes.attempt("cost_options", read, None) if stated else None
        words = text_of(record, "amount_description")
        if stated and amount is None:
            words = " ".join(filter(None, (stated, text_of(record, "currency"), words)))
        insurance = own_values(record).get("insurance", "")
        cost = PublicCost(
            text_of(record, "option"),
            amount,
            "" if amount is None else text_of(record, "currency").upper(),
            words,
            read_choice("insurance", insurance, tuple(Insurance), Insurance.ANY, self.notes),
            *(
                read_day(name, {name: text_of(record, name)}, self.notes)
                for name in ("valid_from", "valid_to")
            ),
        )
        return None if cost == PublicCost() else cost

    def documents(self, service: Record) -> tuple[PublicDocument, ...]:
        """What somebody has to bring."""
        return tuple(
            PublicDocument(text, self.website(record, "uri"))
            for record in records_of(service, "required_documents")
            if (text := text_of(record, "document"))
        )

    def website(self, record: Record, *names: str) -> str:
        """The web address in the first of the named fields that says something; or ""."""
        name = next((name for name in names if text_of(record, name)), names[0])
        return self.address_of(name, text_of(record, name))

    def address_of(self, column: str, text: str) -> str:
        """A web address; "" for none, or where it is none, which is noted under the column."""
        return self.notes.attempt(column, partial(read_website, text, column), "")

    def email(self, record: Record) -> str:
        """The e-mail address of a record; or ""."""
        return self.notes.attempt("email", partial(read_email, text_of(record, "email")), "")
