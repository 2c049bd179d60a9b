"""What visitors may propose: which fields of which kind of form, what makes them usable, and the states
that a request goes through. A proposal is never more than a proposal: people decide on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import phonenumbers

from finder.domain.text import clean
from finder.errors import FinderError

HOME_REGION: Final = "DE"


class ChangeKind(StrEnum):
    """What a request is about: an entry, one that is missing, or a barrier on the site or at a place."""

    CHANGE = "change"
    NEW_ENTRY = "new_entry"
    BARRIER = "barrier"


class ChangeStatus(StrEnum):
    """How far a request has come; the last three are final."""

    NEW = "new"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


_DECIDED = frozenset({ChangeStatus.ACCEPTED, ChangeStatus.PARTLY, ChangeStatus.REJECTED})
MOVES: Final[Mapping[ChangeStatus, frozenset[ChangeStatus]]] = {
    ChangeStatus.NEW: _DECIDED | {ChangeStatus.IN_REVIEW},
    ChangeStatus.IN_REVIEW: _DECIDED | {ChangeStatus.NEW},
    **dict.fromkeys(_DECIDED, frozenset()),
}
"""The states that may follow each state."""

OPEN: Final = tuple(status for status in ChangeStatus if MOVES[status])
"""The states in which somebody still has to decide."""


class Problem(StrEnum):
    """Why the text of a field cannot be used."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    PHONE = "phone"
    MAIL = "mail"
    WEB = "web"
    POSTCODE = "postcode"
    NUMBER = "number"
    CHOICE = "choice"
    CONTACT = "contact"
    NOTHING = "nothing"


class Unusable(FinderError):
    """A proposal that cannot be taken as it is: the problem of each field, `NOTHING` of the message where
    nothing at all is proposed.
    """

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = problems
        super().__init__(f"The proposal cannot be used: {', '.join(problems)}.")


_MAIL = re.compile(r"[^@\s<>;,\"]+@[^@\s<>;,\"]+\.[^@\s<>;,\".]{2,}")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"]")
_DIGITS_OF_A_NUMBER = 5
_KIND_OF_NUMBER = re.compile(r"^[^\d+(]*")


def _is_mail(text: str) -> bool:
    return _MAIL.fullmatch(text) is not None


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text if "//" in text else f"https://{text}")
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not _NOT_IN_ADDRESS.search(text)


def _are_phones(text: str) -> bool:
    """Whether each line has one number; words may stand before it ("Fax: 02723 608-0")."""
    return all(_is_phone(_KIND_OF_NUMBER.sub("", line)) for line in text.splitlines() if line.strip())


def _is_phone(text: str) -> bool:
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _is_contact(text: str) -> bool:
    """Whether a person could be reached by it: there is an address or a number in it."""
    return bool(_MAIL.search(text)) or sum(map(str.isdigit, text)) >= _DIGITS_OF_A_NUMBER


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text, re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """What the text of a field must be; an empty one is always right, unless the field is required."""

    longest: int
    is_right: Callable[[str], bool] = bool
    problem: Problem = Problem.CHOICE


def _one_of(*values: str) -> Rule:
    return Rule(20, values.__contains__)


LINE, TEXT = Rule(200), Rule(2_000)
FLAGS: Final = ("closed", "moved", "doubled")
WITHDRAWN: Final = "withdrawn"
"""The provider does not want to be listed; no form for visitors has it."""
FACT_VALUES: Final[Mapping[str, tuple[str, ...]]] = dict.fromkeys(
    ("lift", "toilet.accessible", "parking.disabled"), ("yes", "limited", "no")
)
MESSAGE, CONTACT = "message", "contact"

FIELDS: Final[Mapping[str, Rule]] = {
    **dict.fromkeys((*FLAGS, WITHDRAWN), _one_of("yes")),
    "name": LINE,
    "organization": LINE,
    "person": LINE,
    "categories": LINE,
    "street": LINE,
    "postcode": Rule(5, _matches("[0-9]{5}"), Problem.POSTCODE),
    "city": LINE,
    "phones": Rule(500, _are_phones, Problem.PHONE),
    "email": Rule(254, _is_mail, Problem.MAIL),
    "website": Rule(500, _is_web, Problem.WEB),
    "opening_hours": TEXT,
    "languages": Rule(500),
    "access": TEXT,
    "entrance.step_count": Rule(2, _matches("[0-9]+"), Problem.NUMBER),
    "entrance.door_width_cm": Rule(5, _matches("[0-9]{1,3}([.,][0-9])?"), Problem.NUMBER),
    **{name: _one_of(*values) for name, values in FACT_VALUES.items()},
    "description": TEXT,
    "where": _one_of("site", "place"),
    "place": LINE,
}
"""Every field that may be proposed. A fact about access is proposed under its own key: people report what
they saw, and the rules read it.
"""

_RULES: Final[Mapping[str, Rule]] = {
    **FIELDS,
    MESSAGE: TEXT,
    CONTACT: Rule(200, _is_contact, Problem.CONTACT),
}
REQUIRED: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.CHANGE: "name",
    ChangeKind.NEW_ENTRY: "name",
    ChangeKind.BARRIER: MESSAGE,
}
"""The one field of each form that must say something."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a field says and what it should say, as the visitor read and wrote them; "" is nothing."""

    field_name: str
    previous_value: str
    proposed_value: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about: its kind, the entry (None for none) with its name, and what the fields that
    it offers say now.
    """

    kind: ChangeKind
    current: Mapping[str, str]
    offer_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal that can be kept; at least one change or a message."""

    target: Target
    lang: str
    changes: tuple[FieldChange, ...] = ()
    message: str = ""
    contact: str = field(default="", repr=False)


def read_proposal(
    target: Target, sent: Mapping[str, str], lang: str, untouched: Collection[str] = ()
) -> Proposal:
    """The proposal of a form that was sent, in the language of its page.

    Fields that the form does not offer are ignored, and so are those that say what they said before or
    that are known to be `untouched`. Raises Unusable with every problem at once.
    """
    texts = {name: clean(text.replace("\r\n", "\n")) for name, text in sent.items()}
    changes = tuple(_changes(target, texts, untouched))
    message, contact = texts.get(MESSAGE, ""), texts.get(CONTACT, "")
    problems = dict(
        _problems((*changes, FieldChange(MESSAGE, "", message), FieldChange(CONTACT, "", contact)))
    )
    required = REQUIRED[target.kind]
    if not texts.get(required, target.current.get(required, "")):
        problems[required] = Problem.MISSING
    elif not changes and not message:
        problems[MESSAGE] = Problem.NOTHING
    if problems:
        raise Unusable(problems)
    return Proposal(target, lang, changes, message, contact)


def _changes(target: Target, texts: Mapping[str, str], untouched: Collection[str]) -> Iterable[FieldChange]:
    for name, before in target.current.items():
        after = texts.get(name)
        if name in FIELDS and after is not None and name not in untouched and not _is_same(before, after):
            yield FieldChange(name, before, after)


def longest(name: str) -> int:
    """How many characters a field may have."""
    return _RULES[name].longest


def _is_same(before: str, after: str) -> bool:
    """Whether two texts differ in blanks at most."""
    return before.split() == after.split()


def _problems(changes: Iterable[FieldChange]) -> Iterable[tuple[str, Problem]]:
    for change in changes:
        name, text, rule = change.field_name, change.proposed_value, _RULES[change.field_name]
        if len(text) > rule.longest:
            yield name, Problem.TOO_LONG
        elif (added := _added_lines(change)) and not rule.is_right(added):
            yield name, rule.problem


def _added_lines(change: FieldChange) -> str:
    """What the visitor wrote: a line that stood there before is not theirs to put right."""
    before = change.previous_value.splitlines()
    return "\n".join(line for line in change.proposed_value.splitlines() if line not in before)


_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("OIL", "011", "- ")
REFERENCE_LENGTH: Final = 10
_GROUP: Final = 5


def reference_of(number: int) -> str:
    """A reference in Crockford's base 32 for a random number of 50 bits: `7K3F9-Q2M4X`."""
    digits = [_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(REFERENCE_LENGTH))]
    return "".join(digits[:_GROUP]) + "-" + "".join(digits[_GROUP:])


def read_reference(text: str) -> str:
    """The reference that somebody wrote down: in any case, with or without hyphens and blanks, `O` for 0,
    `I` or `L` for 1; "" for what cannot be one.
    """
    plain = text.upper().translate(_LOOKALIKES)
    if len(plain) != REFERENCE_LENGTH or not set(plain) <= set(_CROCKFORD):
        return ""
    return f"{plain[:_GROUP]}-{plain[_GROUP:]}"
