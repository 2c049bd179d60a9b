"""One row of another's table as an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from finder.domain.access import Fact
from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryPerson, EntryService
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.domain.text import fold
from finder.errors import BadInput
from finder.exchange.access_text import STATED, read_access_text
from finder.exchange.address_text import likely_country, split_address, split_postcode_city, whole_postcode
from finder.exchange.context import Notes, ReadContext, short_key, stable_key
from finder.exchange.hours_text import typed_hours
from finder.exchange.language_text import DOUBTFUL, read_languages
from finder.exchange.table_file import TableFile
from finder.exchange.table_headings import NAME_TOPICS, TOPIC_CODES
from finder.exchange.values import (
    read_email,
    read_hours,
    read_phone,
    read_point,
    read_text,
    read_website,
    read_yes,
)

_GENDERS = {
    **dict.fromkeys(("m", "mannlich", "herr", "male"), "m"),
    **dict.fromkeys(("f", "w", "weiblich", "frau", "female"), "f"),
    **dict.fromkeys(("d", "divers", "diverse"), "d"),
}
_COUNTRIES = {"deutschland": "DE", "germany": "DE", "osterreich": "AT", "austria": "AT", "schweiz": "CH"}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEBSITE = re.compile(r"(?:https?://|www\.)[^\s,;]+")
_FAX = re.compile(r"\(?\b(?:tele)?fax\b[.:]?", re.IGNORECASE)
_NOT_A_NUMBER = re.compile(
    r"\b(?:telefon|tel|fon|phone|mobil|e-?mail|web|internet)\b[.:]?|[()]\s*$", re.IGNORECASE
)
_SEVERAL = re.compile(r"[,;/\n\r]+")
_NO_PHONES: tuple[PublicPhone, ...] = ()


class TableRow:
    """A row, its cells by field."""

    def __init__(self, table: TableFile, cells: Sequence[str], notes: Notes, context: ReadContext) -> None:
        self.notes, self.context, self.fields = notes, context, frozenset(table.fields)
        self._cells: dict[str, list[tuple[str, str]]] = {}
        for heading, field, cell in zip(table.headings, table.fields, cells, strict=False):
            text = notes.name(heading, cell) if field == "name" else read_text(cell)
            if text:
                self._cells.setdefault(field, []).append((heading, text))

    def heading(self, field: str) -> str:
        """The heading under which a field stands in this file."""
        return next((heading for heading, _ in self._cells.get(field, ())), field)

    def entry(self) -> Entry:
        """The entry of the row. Raises BadInput naming the field that makes the row useless."""
        point = read_point(self._text("lat"), self._text("lon"))
        before_street, address = self._address(point)
        self.notes.external_id = short_key(self._text("id"))
        name = self._name() or before_street
        if not name:
            raise BadInput("name", "", "a name")
        # A doctor's number is the same in each of his places.
        person_key = short_key(self._text("person_id"))
        key = self.notes.external_id or stable_key(person_key or name, *self._place(address))
        self.notes.external_id = key
        person = self._person(person_key or key)
        return Entry(
            external_id=key,
            row=self.notes.row,
            organization=self._organization(key, name),
            service=self._service(key, name),
            location=self._location(key, point, address),
            person=person,
            phones=self._phones("" if address and not address.country else "DE"),
            hours=self._hours(),
            languages=self._languages(LanguageRole.TEAM if person is None else LanguageRole.PROFESSIONAL),
            source_note=self._text("source_note"),
            notes=self.notes.all(),
        )

    def _texts(self, field: str) -> list[str]:
        return [text for _, text in self._cells.get(field, ())]

    def _text(self, field: str) -> str:
        return next(iter(self._texts(field)), "")

    def _joined(self, field: str) -> str:
        return read_text("\n".join(self._texts(field)))

    def _name(self) -> str:
        """The professional's full name, or the name of the place, or the row's headline."""
        named = " ".join(filter(None, map(self._text, ("given", "family")))) or self._text("name")
        title = self._text("title")
        return f"{title} {named}".strip() if named else self._text("heading") or self._text("organization")

    def _person(self, key: str) -> EntryPerson | None:
        """The professional, where the table is one of persons."""
        title, given, family = map(self._text, ("title", "given", "family"))
        gender = self._gender()
        if not (given or family):
            family = self._text("name") if title or gender or self._text("person_id") else ""
        return EntryPerson(key, title, given, family, gender) if given or family else None

    def _gender(self) -> str:
        genders = (_GENDERS.get(fold(text), "") for text in self._texts("gender"))
        return next(filter(None, genders), "")

    def _organization(self, key: str, name: str) -> EntryOrganization:
        organization = self._text("organization")
        if organization:
            return EntryOrganization(stable_key("organization", organization), organization)
        return EntryOrganization(key, self._text("heading") or name)

    def _service(self, key: str, name: str) -> EntryService:
        archived = self.notes.attempt(
            "archived", partial(read_yes, self._text("archived"), "archived"), False
        )
        return EntryService(
            key=key,
            name=name,
            description=self._joined("description"),
            url=self._website(),
            email=self._email(),
            status="inactive" if archived else "active",
            topics=self._topics(name),
        )

    def _location(self, key: str, point: Point | None, address: PublicAddress | None) -> EntryLocation:
        """The place; professionals of one practice at one address share it."""
        organization = self._text("organization")
        shared = stable_key("location", organization, *self._place(address)) if organization else key
        facts, words = self._access()
        return EntryLocation(
            key=shared if address else key,
            location_type="physical" if point or address else "virtual",
            name=self._text("location_name"),
            description=words,
            transportation=self._joined("transportation"),
            point=point,
            address=address,
            facts=facts,
        )

    def _place(self, address: PublicAddress | None) -> tuple[str, ...]:
        return (address.street, address.postal_code, address.city) if address else ()

    def _address(self, point: Point | None) -> tuple[str, PublicAddress | None]:
        """What stands before the street in a column of whole addresses, and the address."""
        place = split_postcode_city(self._text("postal_city"))
        country = self._country()
        postal_code = whole_postcode(self._text("postal_code") or place.postal_code, point, country)
        city = self._text("city") or place.city
        street = " ".join(filter(None, map(self._text, ("street", "housenumber"))))
        before, whole = "", PublicAddress()
        if not (postal_code or city):
            before, whole = split_address(self._text("address"))
            postal_code, city = whole_postcode(whole.postal_code, point, country), whole.city
        address = PublicAddress(
            street=street or whole.street or ("" if before else self._text("address")),
            extra=whole.extra,
            postal_code=postal_code,
            city=city,
            locality=self._text("locality"),
            country=country or likely_country(postal_code, point),
        )
        return before, address if any((address.street, postal_code, city, address.locality)) else None

    def _country(self) -> str:
        country = self._text("country")
        is_code = re.fullmatch("[A-Za-z]{2}", country) is not None
        return country.upper() if is_code else _COUNTRIES.get(fold(country), "")

    def _topics(self, name: str) -> tuple[str, ...]:
        """The topics of the special column, else of the general one; where the table of places has
        no such column, what their names say.
        """
        special = self._topics_of("topic")
        found = special or self._topics_of("general_topic")
        if not found and not self.fields & {"topic", "general_topic", "family", "person_id"}:
            found = [topic for pattern, topic in NAME_TOPICS if pattern.search(fold(name))]
        return tuple(dict.fromkeys(topic for topic in found if topic in self.context.taxonomy))

    def _topics_of(self, field: str) -> list[str]:
        found: list[str] = []
        for heading, text in self._cells.get(field, ()):
            topic = self._topic(text)
            for part in [text] if topic else filter(None, map(str.strip, _SEVERAL.split(text))):
                topic = self._topic(part)
                if topic:
                    found.append(topic)
                else:
                    self.notes.add(heading, part, "no topic of ours has this name")
        return found

    def _topic(self, text: str) -> str | None:
        return TOPIC_CODES.get(text) or self.context.taxonomy.key_for_text(text)

    def _access(self) -> tuple[tuple[Fact, ...], str]:
        """The facts, and in words what states none."""
        facts: dict[str, Fact] = {}
        words: list[str] = []
        for field, about in (("access", STATED), ("parking", "")):
            found = read_access_text("; ".join(self._texts(field)), about)
            for fact in found.facts:
                facts.setdefault(fact.key, fact)
            for text in found.unread:
                self.notes.add(self.heading(field), text, "states no fact: kept as text")
                words.append(text)
        return tuple(facts.values()), read_text("\n".join(words))

    def _languages(self, role: LanguageRole) -> tuple[SpokenLanguage, ...]:
        found = read_languages("; ".join(self._texts("languages")), self.context.names, role)
        for text in found.unread:
            self.notes.add(self.heading("languages"), text, "no language known by this name")
        for spoken in found.doubtful:
            self.notes.add(self.heading("languages"), f"{spoken.code} {spoken.note}", DOUBTFUL)
        return found.languages

    def _hours(self) -> tuple[Hours, ...]:
        """Hours for visits and on the telephone; days with a date are kept as text."""
        days = [f"{heading}: {text}" for heading, text in self._cells.get("weekday", ())]
        typed = [(text, "visit") for text in self._texts("hours")]
        typed += [(text, "phone") for text in self._texts("phone_hours")]
        dated = [Hours("visit", "", read_text("\n".join(days)))] if days else []
        return (*(hours for text, kind in typed for hours in _read_hours(text, kind)), *dated)

    def _phones(self, region: str) -> tuple[PublicPhone, ...]:
        """All numbers, each once: "02761 81 0 (Fax 02761 81 343)" are two."""
        found: dict[str, PublicPhone] = {}
        for field, heading, text in self._numbers():
            kinds = ("fax" if field == "fax" else "voice", "fax")
            for number, kind in zip(_FAX.split(text, maxsplit=1), kinds, strict=False):
                number = _NOT_A_NUMBER.sub("", number).strip(" ,;/")
                phones = self.notes.attempt(
                    heading, partial(read_phone, number, kind, "", region), _NO_PHONES
                )
                for phone in phones:
                    found.setdefault(phone.number, phone)
        return tuple(found.values())

    def _numbers(self) -> Iterator[tuple[str, str, str]]:
        """Field, heading and text of every cell with numbers."""
        for field in ("voice", "fax"):
            yield from ((field, heading, text) for heading, text in self._cells.get(field, ()))
        for heading, text in self._cells.get("contact", ()):
            rest = _WEBSITE.sub(" ", _EMAIL.sub(" ", text))
            if any(char.isdigit() for char in rest):
                yield "voice", heading, rest

    def _website(self) -> str:
        written = self._text("website").split()
        found = _WEBSITE.search(_EMAIL.sub(" ", self._text("contact")))
        text = written[0].rstrip(",;") if written else found[0] if found else ""
        return self.notes.attempt(self.heading("website"), partial(read_website, text), "")

    def _email(self) -> str:
        found = _EMAIL.search(self._text("contact"))
        text = self._text("email") or (found[0] if found else "")
        return self.notes.attempt(self.heading("email"), partial(read_email, text), "")


def _read_hours(text: str, kind: str) -> tuple[Hours, ...]:
    """An expression as it is, else what can be read of the text for certain."""
    hours = read_hours(text, kind)
    if hours is None:
        return ()
    return (hours,) if hours.opening_hours else typed_hours(hours.description, kind)
