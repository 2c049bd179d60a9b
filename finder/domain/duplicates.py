"""Whether two entries are the same offer: a score from the fields that agree and those that differ.

Each field is weighed by how much more often it agrees (or differs) in two records of one offer than in
those of two offers, as in the record linkage of Fellegi and Sunter; the weights are natural logarithms
of odds, fitted by hand to the pairs for tuning in `tests/data/duplicates`. A professional of a joint
practice is another offer than the practice, and than the colleagues.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from finder.domain.distance import geodesic_m
from finder.domain.point import Point
from finder.domain.same_words import (
    Who,
    are_alike,
    is_group,
    named_in,
    overlap,
    plain_words,
    units,
    who,
    word_set,
)


class Agreement(StrEnum):
    """What two entries say in one field; unknown where one of them says nothing."""

    AGREES = "agrees"
    SIMILAR = "similar"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """What a score means for whoever decides."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


SAME_FROM: Final = 0.9
MAYBE_FROM: Final = 0.3


class Traits(NamedTuple):
    """What tells an entry from others; empty where it is not known.

    `phones` are E.164 numbers, `contacts` mail addresses and hosts of websites, `topics` keys.
    """

    name: str = ""
    organization: str = ""
    person: str = ""
    phones: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    street: str = ""
    postal_code: str = ""
    city: str = ""
    point: Point | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How probably two entries are one offer, 0 to 1; what each field says, in the order of WEIGHTS;
    and how far apart they are in metres, None where a point is missing.
    """

    score: float
    fields: dict[str, Agreement]
    metres: float | None = None

    @property
    def band(self) -> Band:
        """`same` from SAME_FROM, `maybe` from MAYBE_FROM."""
        if self.score >= SAME_FROM:
            return Band.SAME
        return Band.MAYBE if self.score >= MAYBE_FROM else Band.DIFFERENT


WEIGHTS: Mapping[str, Mapping[Agreement, float]] = {
    "name": {Agreement.AGREES: 3.0, Agreement.SIMILAR: 1.0, Agreement.DIFFERS: -3.0},
    "person": {Agreement.AGREES: 4.0, Agreement.SIMILAR: 0.5, Agreement.DIFFERS: -8.0},
    "organization": {Agreement.AGREES: 1.0, Agreement.SIMILAR: 0.5, Agreement.DIFFERS: -1.0},
    "phone": {Agreement.AGREES: 2.5, Agreement.SIMILAR: 1.0, Agreement.DIFFERS: -1.0},
    "contact": {Agreement.AGREES: 2.0, Agreement.SIMILAR: 1.0, Agreement.DIFFERS: -0.5},
    "address": {Agreement.AGREES: 2.0, Agreement.SIMILAR: 0.0, Agreement.DIFFERS: -1.5},
    "distance": {Agreement.AGREES: 1.0, Agreement.SIMILAR: 0.0, Agreement.DIFFERS: -1.0},
    "topics": {Agreement.AGREES: 1.0, Agreement.SIMILAR: 0.5, Agreement.DIFFERS: -4.0},
}
"""The weight of each field; one that is unknown weighs nothing."""
_PRIOR: Final = -3.5
"""Candidates have something in common already; most of them are other offers nevertheless."""
_MOVED_TEAM: Final = -2.5
"""Without a professional of the same name another address is a branch rather than a move."""
_MOST_OF_ONE_SIDED: Final = 2.0
"""Of two entries of which one names a professional, the other may be that of the team: never `same`."""

_FREE_MAIL: Final = word_set(
    "t-online.de gmx.de gmx.net web.de gmail.com googlemail.com freenet.de outlook.de outlook.com"
    " hotmail.com hotmail.de yahoo.de yahoo.com icloud.com aol.com online.de arcor.de posteo.de"
)
_NEAR_M: Final = 75.0
_FAR_M: Final = 1_000.0
_NUMBER: Final = re.compile(r"\d+(?:\s*[a-z]\b)?")
_MIN_SHARED_DIGITS: Final = 9


def compare(first: Traits, second: Traits) -> Resemblance:
    """How probably two entries are the same offer; the order of the two does not matter."""
    metres = _metres(first.point, second.point)
    fields = {
        "name": _name(first, second),
        "person": _person(first, second),
        "organization": _text(first.organization, second.organization),
        "phone": _phones(first.phones, second.phones),
        "contact": _contacts(first.contacts, second.contacts),
        "address": _address(first, second),
        "distance": _distance(metres),
        "topics": _topics(first.topics, second.topics),
    }
    odds = _PRIOR + sum(WEIGHTS[name].get(agreement, 0.0) for name, agreement in fields.items())
    if _is_elsewhere(fields) and fields["person"] is not Agreement.AGREES:
        odds += _MOVED_TEAM
    if (_who(first) is None) != (_who(second) is None):
        odds = min(odds, _MOST_OF_ONE_SIDED)
    return Resemblance(1 / (1 + math.exp(-odds)), fields, metres)


def _is_elsewhere(fields: Mapping[str, Agreement]) -> bool:
    return fields["address"] is Agreement.DIFFERS or fields["distance"] is Agreement.DIFFERS


def _text(first: str, second: str) -> Agreement:
    """Two names: what both say otherwise makes them differ, what only one says does not."""
    if not first or not second:
        return Agreement.UNKNOWN
    if plain_words(first) == plain_words(second):
        return Agreement.AGREES
    if units(first) != units(second):
        return Agreement.DIFFERS
    words = overlap(first, second)
    if words.disputed >= 1 or words.share < 0.4:
        return Agreement.DIFFERS
    return Agreement.AGREES if words.share >= 0.8 and not words.disputed else Agreement.SIMILAR


def _name(first: Traits, second: Traits) -> Agreement:
    """The names of the offers; what one source calls the offer another one calls the organization."""
    direct = _text(first.name, second.name)
    if direct is not Agreement.DIFFERS:
        return direct
    crossed = [
        _text(first.name, f"{second.name} {second.organization} {second.person}"),
        _text(second.name, f"{first.name} {first.organization} {first.person}"),
    ]
    return direct if Agreement.DIFFERS in crossed else Agreement.SIMILAR


def _person(first: Traits, second: Traits) -> Agreement:
    """The professionals: one of a joint practice is not the practice."""
    mine, theirs = _who(first), _who(second)
    if mine is not None and theirs is not None:
        return _same_person(mine, theirs)
    if mine is None and theirs is None:
        return Agreement.UNKNOWN
    known, team = (theirs, first) if mine is None else (mine, second)
    told = plain_words(f"{team.name} {team.organization}")
    if is_group(team.name) or is_group(team.organization):
        return Agreement.DIFFERS
    is_named = known is not None and any(are_alike(known.family, word) for word in told)
    return Agreement.SIMILAR if is_named else Agreement.UNKNOWN


def _who(traits: Traits) -> Who | None:
    return who(traits.person) or named_in(traits.name)


def _same_person(first: Who, second: Who) -> Agreement:
    """One person, also under a double name: `Müller-Koch` once was `Müller`."""
    parts = [set(name.family.split("-")) for name in (first, second)]
    is_family = are_alike(first.family, second.family) or bool(parts[0] & parts[1])
    is_one = is_family and _can_be(first.given, second.given)
    return Agreement.AGREES if is_one else Agreement.DIFFERS


def _can_be(first: Iterable[str], second: Iterable[str]) -> bool:
    """Whether given names may be those of one person: `A.` may be `Anna`, `Anna` not `Petra`."""
    pairs = list(zip(first, second, strict=False))
    return not pairs or any(
        one.startswith(other) or other.startswith(one) or are_alike(one, other) for one, other in pairs
    )


def _phones(first: Iterable[str], second: Iterable[str]) -> Agreement:
    """Numbers of one exchange differ in their last digits."""
    mine, theirs = set(first), set(second)
    if not mine or not theirs:
        return Agreement.UNKNOWN
    if mine & theirs:
        return Agreement.AGREES
    is_near = any(_shared(one, other) >= _MIN_SHARED_DIGITS for one in mine for other in theirs)
    return Agreement.SIMILAR if is_near else Agreement.DIFFERS


def _shared(first: str, second: str) -> int:
    """How many digits two numbers begin with alike, when at most the last three differ."""
    n_alike = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    n_alike = n_alike or min(len(first), len(second))
    return n_alike if max(len(first), len(second)) - n_alike <= 3 else 0


def _contacts(first: Iterable[str], second: Iterable[str]) -> Agreement:
    """Mail and website: an equal address agrees, an equal host of one's own is similar."""
    mine, theirs = ({contact.casefold() for contact in contacts} for contacts in (first, second))
    if not mine or not theirs:
        return Agreement.UNKNOWN
    if any("@" in contact for contact in mine & theirs):
        return Agreement.AGREES
    own, other = own_hosts(mine), own_hosts(theirs)
    if own & other:
        return Agreement.SIMILAR
    return Agreement.DIFFERS if own and other else Agreement.UNKNOWN


def host_of(website: str) -> str:
    """The host of a website without `www.`, also of one without `https://`; "" where there is none."""
    try:
        address = website if "//" in website else f"//{website}"
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def own_hosts(contacts: Iterable[str]) -> set[str]:
    """The hosts of one's own in mail addresses and hosts, without `www.`; those of free mail tell nothing."""
    hosts = {contact.rpartition("@")[2].removeprefix("www.") for contact in contacts}
    return hosts - _FREE_MAIL


def _address(first: Traits, second: Traits) -> Agreement:
    """Street and number; another number of the same street is similar."""
    if not first.street or not second.street:
        return Agreement.UNKNOWN
    if first.postal_code and second.postal_code and first.postal_code != second.postal_code:
        return Agreement.DIFFERS
    (street, numbers), (other, others) = street_parts(first.street), street_parts(second.street)
    if not are_alike(street, other):
        return Agreement.DIFFERS
    return Agreement.AGREES if numbers == others or not (numbers and others) else Agreement.SIMILAR


def street_parts(text: str) -> tuple[str, str]:
    """The street as one word (`hauptstr` for `Haupt-Straße`), and the first number in it."""
    lowered = text.casefold()
    match = _NUMBER.search(lowered)
    name = lowered[: match.start()] if match else lowered
    word = "".join(plain_words(name.replace("str.", "strasse ")))
    return word, match[0].replace(" ", "") if match else ""


def _metres(first: Point | None, second: Point | None) -> float | None:
    if first is None or second is None:
        return None
    return float(geodesic_m(first, np.array([second.lon]), np.array([second.lat]))[0])


def _distance(metres: float | None) -> Agreement:
    if metres is None:
        return Agreement.UNKNOWN
    if metres <= _NEAR_M:
        return Agreement.AGREES
    return Agreement.SIMILAR if metres <= _FAR_M else Agreement.DIFFERS


def _topics(first: Iterable[str], second: Iterable[str]) -> Agreement:
    mine, theirs = set(first), set(second)
    if not mine or not theirs:
        return Agreement.UNKNOWN
    if mine == theirs:
        return Agreement.AGREES
    return Agreement.SIMILAR if mine & theirs else Agreement.DIFFERS
