"""The fields of an entry as one flat form: every value is a text under a name, "" is nothing.

A name is a path. `service/name` is a field of a record; `phone/17/number` one of a row, whose key is its
number or, before it is saved, `new` with a number; `fact/entrance.step_count/value` one of an access fact;
`translation/service/name/tr/text` one of a translation; `topic/general` and `area/DE` are `yes` where the
service has them. What changes together is one unit: a field of a record, or a whole row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.domain.access import FACT_KEYS, FACT_UNITS
from finder.domain.costs import Insurance
from finder.domain.language import LanguageLevel, LanguageRole
from finder.domain.lapse import NewPatients
from finder.domain.translation import TranslationOrigin, TranslationStatus

Values = Mapping[str, str]
"""The values of an entry by the names of their fields; those that are "" may be left out."""


class Kind(StrEnum):
    """What a text must be."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    MAIL = "mail"
    WEB = "web"
    DATE = "date"
    NUMBER = "number"
    POSTCODE = "postcode"
    PHONE = "phone"
    HOURS = "hours"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Field:
    """What a field takes: its kind, how long it may be, its choices, and what an empty text stands for."""

    kind: Kind = Kind.LINE
    longest: int = 300
    choices: tuple[str, ...] = ()
    default: str = ""
    is_required: bool = False


def _choice(values: Iterable[str], default: str) -> Field:
    return Field(Kind.CHOICE, choices=tuple(str(value) for value in values), default=default)


_LINE, _TEXT = Field(), Field(Kind.TEXT, 5_000)
_NAME = Field(is_required=True)
_DATE, _WEB, _MAIL = Field(Kind.DATE, 10), Field(Kind.WEB, 2_000), Field(Kind.MAIL, 254)
_NUMBER, _HOURS = Field(Kind.NUMBER, 12), Field(Kind.HOURS, 2_000)
_STATUS = ("active", "temporarily closed", "inactive", "defunct")

RECORD_FIELDS: Final[Mapping[str, Field]] = {
    "service/name": _NAME,
    "service/alternate_name": _LINE,
    "service/description": _TEXT,
    "service/alert": _TEXT,
    "service/url": _WEB,
    "service/email": _MAIL,
    "service/application_process": _TEXT,
    "service/eligibility_description": _TEXT,
    "service/wait_time": _TEXT,
    "service/interpretation_services": _TEXT,
    "service/fees_description": _TEXT,
    "service/minimum_age": _NUMBER,
    "service/maximum_age": _NUMBER,
    "service/accreditations": _TEXT,
    "service/licenses": _TEXT,
    "service/status": _choice(_STATUS, "active"),
    "service/closed_until": _DATE,
    "organization/name": _NAME,
    "organization/alternate_name": _LINE,
    "organization/description": _TEXT,
    "organization/email": _MAIL,
    "organization/website": _WEB,
    "organization/legal_status": _LINE,
    "person/title": _LINE,
    "person/given": _LINE,
    "person/family": _LINE,
    "person/gender": _choice(("", "f", "m", "d"), ""),
    "location/location_type": _choice(("physical", "postal", "virtual"), "physical"),
    "location/is_address_secret": Field(Kind.FLAG),
    "location/name": _LINE,
    "location/alternate_name": _LINE,
    "address/address_1": _LINE,
    "address/address_2": _LINE,
    "address/postal_code": Field(Kind.POSTCODE, 12),
    "address/city": _LINE,
    "address/locality": _LINE,
    "address/country": Field(longest=2, default="DE"),
    "location/description": _TEXT,
    "location/transportation": _TEXT,
    "offer/description": _TEXT,
    "offer/new_patients": _choice(NewPatients, NewPatients.UNKNOWN),
    "offer/new_patients_until": _DATE,
    "offer/publication": _choice(("public", "draft", "hidden", "archived"), "public"),
    "offer/valid_from": _DATE,
    "offer/valid_to": _DATE,
    "offer/source_note": _TEXT,
    "offer/source_url": _WEB,
}
"""The fields of records, named as in HSDS."""

_FACT = {
    "value": Field(longest=12),
    "note": _LINE,
    "observed_on": _DATE,
    "checked_by": _LINE,
    "source": _LINE,
    "evidence_url": _WEB,
}

ROW_FIELDS: Final[Mapping[str, Mapping[str, Field]]] = {
    "phone": {
        "number": Field(Kind.PHONE, 60),
        "type": _choice(("voice", "fax", "sms", "tty", "hotline"), "voice"),
        "extension": Field(longest=20),
        "description": _LINE,
        "at": _choice(("offer", "person", "service", "location", "organization"), "offer"),
    },
    "schedule": {
        "kind": _choice(("visit", "phone", "open_consultation", "counselling", "on_call"), "visit"),
        "opening_hours": _HOURS,
        "description": _LINE,
        "valid_from": _DATE,
        "valid_to": _DATE,
        "at": _choice(("offer", "service", "location"), "offer"),
    },
    "language": {
        "code": Field(Kind.LANGUAGE, 35),
        "role": _choice(LanguageRole, LanguageRole.TEAM),
        "level": _choice(LanguageLevel, LanguageLevel.UNKNOWN),
        "opening_hours": _HOURS,
        "note": _LINE,
        "at": _choice(("offer", "person", "service", "location"), "offer"),
    },
    "cost_option": {
        "option": _LINE,
        "amount": _NUMBER,
        "currency": Field(longest=3, default="EUR"),
        "amount_description": _LINE,
        "insurance": _choice(Insurance, ""),
        "valid_from": _DATE,
        "valid_to": _DATE,
    },
    "required_document": {"document": _LINE, "uri": _WEB},
    "offer_fact": {"key": _choice(("", *FACT_KEYS), ""), **_FACT},
    "fact": _FACT,
    "translation": {
        "text": _TEXT,
        "origin": _choice(TranslationOrigin, TranslationOrigin.HUMAN),
        "status": _choice(TranslationStatus, TranslationStatus.REVIEWED),
    },
}
"""The fields of rows by table; `at` is the record that a row belongs to. Of `offer_fact` are the facts that
hold for this offer alone (another door), of `fact` those of the place; both have the same fields."""

CONTENT: Final[Mapping[str, tuple[str, ...]]] = {
    "phone": ("number",),
    "schedule": ("opening_hours", "description"),
    "language": ("code",),
    "cost_option": ("option", "amount", "amount_description", "insurance"),
    "required_document": ("document",),
    "offer_fact": ("value",),
    "fact": ("value",),
    "translation": ("text",),
}
"""Of each table the fields of which one must say something for the row to be one."""

MARKS: Final = ("topic", "area")
"""What is `yes` or nothing."""

_FLAG = Field(Kind.FLAG)


def field_of(name: str) -> Field | None:
    """What the field of a name takes; None for a name that is none."""
    parts = name.split("/")
    if parts[0] in ROW_FIELDS and len(parts) == (5 if parts[0] == "translation" else 3):
        field = ROW_FIELDS[parts[0]].get(parts[-1])
        is_measure = field is not None and parts[-1] == "value" and parts[1] in FACT_UNITS
        return _NUMBER if is_measure else field
    if parts[0] in MARKS and len(parts) == 2:
        return _FLAG
    return RECORD_FIELDS.get(name)


def unit_of(name: str) -> str:
    """The unit that a field belongs to: its row, or itself."""
    return name.rpartition("/")[0] if name.partition("/")[0] in ROW_FIELDS else name


def units_of(values: Values) -> dict[str, dict[str, str]]:
    """The values by unit, without those that say nothing; a row without content is none."""
    units: dict[str, dict[str, str]] = {}
    for name, text in values.items():
        if text:
            units.setdefault(unit_of(name), {})[name] = text
    return {unit: found for unit, found in units.items() if _says_something(unit, found)}


def _says_something(unit: str, values: Values) -> bool:
    content = CONTENT.get(unit.partition("/")[0])
    return content is None or any(values.get(f"{unit}/{name}") for name in content)


def rows_of(values: Values, table: str) -> list[str]:
    """The units of the rows of a table, in the order in which they stand; other names are passed over."""
    names = (name for name in values if name.startswith(f"{table}/") and field_of(name) is not None)
    return list(dict.fromkeys(map(unit_of, names)))
