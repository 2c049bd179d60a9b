"""Searches that found nothing: what of them is kept, and what of that is shown.

Kept are keys alone: topics, languages and needs out of closed lists, a class of radius, the official key of
the municipality (or a village of the home Kreis), and the week. Nothing that somebody typed, no point, no
sender, no time of day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from itertools import product
from typing import Final, NamedTuple

from finder.domain.needs import LIMITS
from finder.domain.query import SearchQuery

K: Final = 5
"""Fewer searches than this are not shown, and more only as a multiple of it, rounded down: the difference
of two numbers that are shown never tells how often something rare was searched."""

MAX_KEYS: Final = 4
SEVERAL: Final = "several"
"""In the place of more keys than MAX_KEYS, whose combination might be somebody's own."""

OTHER_LANGUAGE: Final = "other"
"""In the place of a language that the finder has no name for: a tag can hold any text."""

RADII_KM: Final = (2, 5, 10, 20, 50, 200)


class Outcome(StrEnum):
    """What the page had to offer instead: nothing, or offers of which something needed is not known."""

    NOTHING = "nothing"
    UNKNOWN = "unknown"


class Miss(NamedTuple):
    """A search that found nothing: keys of one kind joined by blanks, in alphabetical order, "" for none.
    `radius` is the class in km, and "" as `place` is without a place.
    """

    topics: str
    languages: str
    needs: str
    radius: str
    place: str
    outcome: Outcome


def miss_of(
    query: SearchQuery, place: str, outcome: Outcome, known_languages: Collection[str]
) -> Miss | None:
    """What is kept of a search; None where words were left that the finder did not understand, because
    then it was for a name, and the words are why nothing was found.
    """
    if query.q:
        return None
    limits = (name for name in LIMITS if getattr(query.limits, name) is not None)
    moments = (name for name in ("open", "phone_open") if getattr(query, name))
    languages = (code if code in known_languages else OTHER_LANGUAGE for code in query.languages)
    return Miss(
        topics=_joined(query.categories),
        languages=_joined(languages),
        needs=_joined((*query.profiles, *query.needs, *query.access, *limits, *moments)),
        radius=_radius_class(query.radius_km) if place else "",
        place=place,
        outcome=outcome,
    )


def _joined(keys: Iterable[str]) -> str:
    distinct = sorted(set(keys))
    return " ".join(distinct) if len(distinct) <= MAX_KEYS else SEVERAL


def _radius_class(radius_km: float) -> str:
    return str(next((km for km in RADII_KM if radius_km <= km), RADII_KM[-1]))


def week_of(day: dt.date) -> dt.date:
    """The Monday of the week."""
    return day - dt.timedelta(days=day.weekday())


class Trait(StrEnum):
    """By what the searches are counted."""

    FIELD = "field"
    TOPIC = "topic"
    LANGUAGE = "language"
    NEED = "need"
    PLACE = "place"
    RADIUS = "radius"
    OUTCOME = "outcome"


PAIRS: Final = ((Trait.FIELD, Trait.LANGUAGE), (Trait.FIELD, Trait.PLACE), (Trait.FIELD, Trait.NEED))
"""The traits that are counted together."""

Key = tuple[str, ...]
Shown = Mapping[tuple[Trait, ...], Mapping[Key, int]]


def shown(counts: Mapping[Miss, int], fields_of: Callable[[str], Iterable[str]]) -> Shown:
    """By trait, and by the pairs of PAIRS, what may be shown: numbers of at least K, rounded down to a
    multiple of K, the most first. `fields_of` gives the field of action of a topic, or nothing.

    A search for two languages counts for either, so that numbers are not to be added up.
    """
    wanted: list[tuple[Trait, ...]] = [*((trait,) for trait in Trait), *PAIRS]
    return {traits: _rounded(_counted(counts, traits, fields_of)) for traits in wanted}


def rounded(number: int) -> int:
    """The number as it may be shown: a multiple of K, 0 where it is less than K."""
    return number - number % K


def _counted(
    counts: Mapping[Miss, int], traits: tuple[Trait, ...], fields_of: Callable[[str], Iterable[str]]
) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for miss, number in counts.items():
        keys = (_keys(miss, trait, fields_of) for trait in traits)
        for key in product(*keys):
            found[key] += number
    return found


def _keys(miss: Miss, trait: Trait, fields_of: Callable[[str], Iterable[str]]) -> Collection[str]:
    """The keys that a search has of a trait, each once."""
    topics = miss.topics.split()
    values: dict[Trait, Collection[str]] = {
        Trait.FIELD: {field for topic in topics for field in fields_of(topic)},
        Trait.TOPIC: topics,
        Trait.LANGUAGE: miss.languages.split(),
        Trait.NEED: miss.needs.split(),
        Trait.PLACE: [miss.place] if miss.place else [],
        Trait.RADIUS: [miss.radius] if miss.radius else [],
        Trait.OUTCOME: [miss.outcome.value],
    }
    return values[trait]


def _rounded(found: Counter[Key]) -> dict[Key, int]:
    in_order = sorted(found.items(), key=lambda item: (-rounded(item[1]), item[0]))
    return {key: rounded(number) for key, number in in_order if number >= K}
