"""One row of the finder's own table (`finder.exchange.own_csv`) as an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from finder.domain.access import Fact
from finder.domain.entry import (
    LOCATION_TYPES,
    STATUSES,
    Entry,
    EntryLocation,
    EntryOrganization,
    EntryPerson,
    EntryService,
)
from finder.domain.language import LanguageRole, SpokenLanguage, normalize_language
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.language_text import language_code
from finder.exchange.own_columns import MAX_ID, split_list
from finder.exchange.own_translations import read_translations
from finder.exchange.values import (
    is_opening_hours,
    read_area,
    read_date,
    read_email,
    read_fact,
    read_hours,
    read_one_phone,
    read_point,
    read_website,
    read_yes,
)

_IDENTIFYING = ("name", "person_title", "person_given", "person_family", "street")
_TYPED_PHONE = re.compile(r"([^\W\d_]+)\s*([:=])(.*)")
_Cells = Mapping[str, str]


def entry_of_cells(row: str, cell: _Cells, context: ReadContext) -> Entry:
    """The entry of a row, given by the line on which it begins and its cells by column, "" where the file
    lacks it. Raises BadInput naming the column that cannot be used.
    """
    if not cell["name"]:
        raise BadInput("name", "", "a name")
    organization = cell["organization"] or cell["name"]
    external_id = cell["id"] or _key(organization, *map(cell.__getitem__, _IDENTIFYING))
    if len(external_id) > MAX_ID:
        raise BadInput("id", external_id, f"at most {MAX_ID} characters")
    owner = EntryOrganization(_key(organization), organization)
    return Entry(
        external_id=external_id,
        row=row,
        organization=owner,
        service=_service(owner, cell, context),
        location=_location(owner, external_id, cell),
        person=_person(owner, cell),
        phones=_phones(cell["phones"]),
        hours=_hours(cell),
        languages=_languages(cell["languages"], context),
        facts=_facts(cell["facts"]),
        source_note=cell["source_note"],
        source_url=read_website(cell["source_url"], "source_url"),
    )


def _key(*parts: str) -> str:
    """A short key, the same for the same parts."""
    return blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _service(owner: EntryOrganization, cell: _Cells, context: ReadContext) -> EntryService:
    return EntryService(
        key=_key(owner.name, cell["name"]),
        name=cell["name"],
        description=cell["description"],
        url=read_website(cell["website"]),
        email=read_email(cell["email"]),
        status=_choice("status", cell["status"] or "active", STATUSES),
        application_process=cell["application_process"],
        fees_description=cell["fees"],
        wait_time=cell["wait_time"],
        eligibility_description=cell["eligibility"],
        assured_date=read_date(cell["assured_date"], "assured_date"),
        assurer_email=cell["assured_by"],
        topics=_topics(cell["categories"], context),
        areas=tuple(read_area(item) for item in split_list(cell["areas"])),
        translations=read_translations(cell),
    )


def _location(owner: EntryOrganization, external_id: str, cell: _Cells) -> EntryLocation:
    address = PublicAddress(
        street=cell["street"],
        postal_code=cell["postcode"],
        city=cell["city"],
        locality=cell["village"],
        country=cell["country"].upper() or "DE",
    )
    point = read_point(cell["lat"], cell["lon"])
    written = (address.street, address.postal_code, address.city)
    has_address = any((*written, address.locality))
    is_secret = read_yes(cell["address_secret"], "address_secret")
    usual = "physical" if has_address or point or is_secret else "virtual"
    return EntryLocation(
        key=_location_key(owner, external_id, written, point),
        location_type=_choice("location_type", cell["location_type"] or usual, LOCATION_TYPES),
        point=point,
        is_address_secret=is_secret,
        address=address if has_address else None,
    )


def _location_key(
    owner: EntryOrganization, external_id: str, written: Sequence[str], point: Point | None
) -> str:
    if any(written):
        return _key(owner.name, *written)
    if point is not None:
        return _key(owner.name, repr(point.lat), repr(point.lon))
    return _key("", external_id)


def _person(owner: EntryOrganization, cell: _Cells) -> EntryPerson | None:
    title, given, family = cell["person_title"], cell["person_given"], cell["person_family"]
    if not (title or given or family):
        return None
    return EntryPerson(_key(owner.name, title, given, family), title, given, family)


def _choice(column: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise BadInput(column, value, "one of " + ", ".join(allowed))
    return value


def _hours(cell: _Cells) -> tuple[Hours, ...]:
    hours = (read_hours(cell["opening_hours"], "visit"), read_hours(cell["phone_hours"], "phone"))
    return tuple(item for item in hours if item is not None)


@lru_cache(maxsize=4096)
def _topics(text: str, context: ReadContext) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_topic(item, context) for item in split_list(text)))


def _topic(text: str, context: ReadContext) -> str:
    key = context.taxonomy.key_for_text(text)
    if key is None:
        raise BadInput("categories", text, "the key or label of a topic")
    return key


@lru_cache(maxsize=4096)
def _phones(text: str) -> tuple[PublicPhone, ...]:
    return tuple(_phone(item) for item in split_list(text))


def _phone(text: str) -> PublicPhone:
    typed = _TYPED_PHONE.fullmatch(text)
    if typed is None:
        return read_one_phone(text)
    kind, sign, number = typed[1].lower(), typed[2], typed[3].strip()
    phone = read_one_phone(number, kind)
    return PublicPhone(number, kind) if sign == "=" else phone


@lru_cache(maxsize=4096)
def _languages(text: str, context: ReadContext) -> tuple[SpokenLanguage, ...]:
    return tuple(dict.fromkeys(_language(item, context) for item in split_list(text)))


def _language(text: str, context: ReadContext) -> SpokenLanguage:
    spoken, _at, hours = text.partition("@")
    name, slash, role = spoken.partition("/")
    if slash and role.strip() not in list(LanguageRole):
        raise BadInput("languages", text, "code/role with a role of " + ", ".join(LanguageRole))
    if hours.strip() and not is_opening_hours(hours.strip()):
        raise BadInput("languages", text, "OSM opening_hours after the @")
    return SpokenLanguage(
        _code(name.strip(), context),
        LanguageRole(role.strip()) if slash else LanguageRole.TEAM,
        opening_hours=hours.strip(),
    )


def _code(name: str, context: ReadContext) -> str:
    code = language_code(name, context.names)
    try:
        return code or normalize_language(name)
    except BadInput:
        raise BadInput("languages", name, "a language code (BCP 47) or name") from None


@lru_cache(maxsize=4096)
def _facts(text: str) -> tuple[Fact, ...]:
    return tuple(_fact(item) for item in split_list(text))


def _fact(text: str) -> Fact:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadInput("facts", text, "key=value")
    return read_fact(key, value)
