"""What is missing of an offer for somebody to find it: each gap, whom it keeps away, and what it weighs.

The gaps of access are those that the rules of `finder.domain.fit` name: a fact is missing for a profile
of needs when the offer's verdict for it is unknown and the fact would settle it. What an offer cannot
have (the door of a hotline, the point of a secret place) is not missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from finder.domain.fit import Fit
from finder.domain.lapse import NewPatients
from finder.domain.needs import PROFILES
from finder.domain.offer import Offer
from finder.domain.verdicts import Verdict, verdicts

WEIGHTS: Mapping[str, float] = {
    "access": 35.0,
    "position": 15.0,
    "topics": 10.0,
    "hours": 10.0,
    "languages": 10.0,
    "phone": 8.0,
    "translations": 5.0,
    "new_patients": 4.0,
    "confirmation": 3.0,
}
"""What each part weighs of 100. Access most, because only what is known of a place lets any of the
profiles find it, and they are many; then whether it is found near a place at all, by its topic, by the
hour, by language; how to reach it; whether it can be read; whether a practice takes new patients; last
whether somebody has confirmed it, which keeps nobody from finding it. A part that the offer cannot have
leaves its weight to the others.
"""
MAIN_LANGUAGES: Final = ("en", "ar", "tr", "uk", "ru")
"""The languages in which most people who are new in town read; each has its share of the translations."""

_GROUPS: Mapping[str, str] = {
    "position": "nearby",
    "topics": "by_topic",
    "hours": "open_now",
    "languages": "other_languages",
    "phone": "callers",
    "new_patients": "new_patients",
    "confirmation": "careful",
}
_TREATMENT: Final = frozenset({"doctors", "dentist", "psychotherapist", "therapies", "midwife"})
"""The topics of those who may take new patients or not."""


class Gap(NamedTuple):
    """Something that is not known: its part of WEIGHTS, its key (the part itself, an access fact, or a
    language), who does not find the offer for it (profiles, or groups), and its weight of 100.
    """

    part: str
    key: str
    groups: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what matters is known, 0 to 100, and the gaps, the heaviest first."""

    score: int
    gaps: tuple[Gap, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts with gaps, in the order of WEIGHTS."""
        found = {gap.part for gap in self.gaps}
        return tuple(part for part in WEIGHTS if part in found)


def completeness_of(offer: Offer) -> Completeness:
    """How complete an offer is; the points of its gaps and the whole of what is known make 100."""
    applicable = [part for part in WEIGHTS if _applies(part, offer)]
    scale = 100 / sum(WEIGHTS[part] for part in applicable)
    gaps = [
        gap._replace(points=gap.points * WEIGHTS[part] * scale)
        for part in applicable
        for gap in _gaps(part, offer)
    ]
    gaps.sort(key=lambda gap: -gap.points)
    missing = sum(gap.points for gap in gaps)
    return Completeness(int(100 - missing + 1e-9), tuple(gaps))


def _applies(part: str, offer: Offer) -> bool:
    if part == "access":
        return offer.location_type == "physical"
    if part == "position":
        return offer.location_type == "physical" and not offer.is_address_secret
    return part != "new_patients" or not _TREATMENT.isdisjoint(offer.all_topics)


def _gaps(part: str, offer: Offer) -> Iterator[Gap]:
    """The gaps of a part, their points as shares of it."""
    if part == "access":
        yield from _access_gaps(frozenset((fact.key, fact.value) for fact in offer.facts))
    elif part == "translations":
        yield from _translation_gaps(offer)
    elif not _KNOWN[part](offer):
        yield Gap(part, part, (_GROUPS[part],), 1.0)


_KNOWN: Mapping[str, Callable[[Offer], bool]] = {
    "position": lambda offer: offer.point is not None,
    "topics": lambda offer: bool(offer.topics),
    "hours": lambda offer: bool(offer.hours),
    "languages": lambda offer: bool(offer.languages),
    "phone": lambda offer: bool(offer.phones),
    "new_patients": lambda offer: offer.new_patients != NewPatients.UNKNOWN,
    "confirmation": lambda offer: offer.assured_date is not None,
}


def _translation_gaps(offer: Offer) -> Iterator[Gap]:
    """The main languages into which the description (without one, the name) is not translated."""
    field = "description" if offer.texts.get("description") else "name"
    there = {item.lang.split("-")[0] for item in offer.translations if item.field == field}
    for lang in MAIN_LANGUAGES:
        if lang not in there:
            yield Gap("translations", lang, (f"reads.{lang}",), 1 / len(MAIN_LANGUAGES))


@lru_cache(maxsize=4096)
def _access_gaps(facts: frozenset[tuple[str, str]]) -> tuple[Gap, ...]:
    """The facts that leave some profile in doubt. Every profile has an equal share of the part, every
    need of it an equal share of that, and every fact that is missing for a need one of that.
    """
    points: dict[str, float] = defaultdict(float)
    groups: dict[str, list[str]] = defaultdict(list)
    known = dict(facts)
    for key, profile in PROFILES.items():
        found = verdicts(known, profile.limits, profile.needs)
        for fact, share in _shares(found):
            points[fact] += share / len(PROFILES)
            groups[fact].append(key)
    return tuple(Gap("access", fact, tuple(dict.fromkeys(groups[fact])), points[fact]) for fact in points)


def _shares(found: list[Verdict]) -> Iterator[tuple[str, float]]:
    for verdict in found:
        if verdict.fit is Fit.UNKNOWN:
            for fact in verdict.missing:
                yield fact, 1 / len(found) / len(verdict.missing)
