"""The finder's own table of entries (CSV): one row is one offer.

UTF-8 with or without a byte order mark, separated by comma, semicolon or tab, a header line in any
order. A cell that holds a list separates its items by `;`, and an item that has a `;` itself stands in
double quotes. Rows with an equal organization share it; with an equal address of one organization they
share the location, with an equal name of one organization the service.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TextIO

from finder.domain.access import Fact
from finder.domain.entry import (
    Entry,
    EntryLocation,
    EntryOrganization,
    EntryPerson,
    EntryService,
    Rejected,
)
from finder.domain.language import LanguageRole, SpokenLanguage, normalize_language
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.language_text import language_code
from finder.exchange.own_columns import COLUMNS, MAX_ID, split_list
from finder.exchange.values import (
    is_opening_hours,
    read_area,
    read_date,
    read_email,
    read_fact,
    read_hours,
    read_one_phone,
    read_point,
    read_text,
    read_website,
    read_yes,
)

NAME = "csv"
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPES = ("physical", "postal", "virtual")
_IDENTIFYING = ("name", "person_title", "person_given", "person_family", "street")
_DISTINCTIVE = frozenset({"categories", "person_family", "phones", "languages", "facts", "address_secret"})
"""Columns that no other table has by chance."""
_TYPED_PHONE = re.compile(r"([^\W\d_]+)\s*([:=])(.*)")
_Cells = Mapping[str, str]


def detect(path: Path) -> bool:
    """Whether the file's first line is a header of this format; never raises."""
    try:
        with _opened(path) as file:
            _delimiter, names = _header(file)
    except (OSError, csv.Error):
        return False
    ours = COLUMNS.keys() & set(names)
    return "name" in ours and (len(ours) == len(names) or len(_DISTINCTIVE & ours) >= 2)


def count(path: Path) -> int:
    """About how many rows the file has: its lines without the header, for a progress bar."""
    with path.open("rb") as file:
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 0)


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """The entries of a file in their order, one at a time; a row that cannot be used is rejected.

    Columns that are not ours are noted at the first entry.
    Raises BadInput when there is no column `name` or a column occurs twice.
    """
    with _opened(path) as file:
        delimiter, names = _header(file)
        strange = _check_header(path.name, names)
        for row, cells in _rows(file, delimiter):
            result = _read_row(path.name, row, names, cells, context)
            if strange and isinstance(result, Entry):
                result, strange = replace(result, notes=strange), ()
            yield result


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _header(file: TextIO) -> tuple[str, list[str]]:
    """The delimiter and the names of the columns, in lower case."""
    line = file.readline(100_000)
    delimiter = max(";,\t", key=line.count)
    return delimiter, [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]


def _check_header(file: str, names: Sequence[str]) -> tuple[Rejected, ...]:
    if "name" not in names:
        raise BadInput("header", ", ".join(names), "a header line with the column name")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise BadInput("header", twice, "each column only once")
    return tuple(
        Rejected(file, "1", name, "", "unknown column; it is not read")
        for name in names
        if name and name not in COLUMNS
    )


def _rows(file: TextIO, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """The line on which each row begins, and its cells; rows of empty cells are left out.

    A row that is no CSV gives no cells at all.
    """
    reader = csv.reader(file, delimiter=delimiter)
    while True:
        line = str(reader.line_num + 2)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, []
            continue
        if any(map(str.strip, cells)):
            yield line, cells


def _read_row(
    file: str, row: str, names: Sequence[str], cells: Sequence[str], context: ReadContext
) -> Entry | Rejected:
    if len(cells) != len(names):
        return Rejected(file, row, "", "", f"{len(cells)} cells instead of the {len(names)} of the header")
    values = dict.fromkeys(COLUMNS, "")
    values.update(zip(names, map(read_text, cells), strict=True))
    try:
        _check_text(names, cells)
        return _entry(row, values, context)
    except BadInput as error:
        value = read_text(str(error.value))[:300]
        return Rejected(file, row, error.param, value, f"expected {error.expected}", values["id"])


def _check_text(names: Sequence[str], cells: Sequence[str]) -> None:
    """Raises BadInput for a cell with bytes that are no UTF-8 (they were read as surrogates)."""
    for name, cell in zip(names, cells, strict=True):
        if not cell.isascii() and re.search(r"[\ud800-\udfff]", cell):
            raise BadInput(name, ascii(cell), "text in UTF-8")


def _entry(row: str, cell: _Cells, context: ReadContext) -> Entry:
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
