"""Why an offer fits or not: the verdict on each need, with the facts that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from finder.domain.access import CRITERIA, CRITERION_FACTS, FACT_UNITS, Facts, Reading, is_recorded
from finder.domain.fit import RULES, Fit, Rule
from finder.domain.measures import BEST, measure
from finder.domain.needs import Limits


class FailedFact(NamedTuple):
    """A recorded fact that stands against a need, with its value as recorded."""

    key: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the facts say to one need: `missing` are the facts to ask about where it is unknown,
    `failing` those that stand against it.
    """

    need: str
    fit: Fit
    missing: tuple[str, ...] = ()
    failing: tuple[FailedFact, ...] = ()


def verdicts(facts: Facts, limits: Limits, criteria: Iterable[str]) -> list[Verdict]:
    """The verdict on each stated limit, then on each criterion, such as `step_free` or `toilet`."""
    found = [
        _verdict(name, facts, rule.facts, _limit_test(rule, limits))
        for name, rule in RULES.items()
        if getattr(limits, name) is not None
    ]
    return found + [_verdict(key, facts, CRITERION_FACTS[key], _criterion_test(key)) for key in criteria]


class Reasons(NamedTuple):
    """Why an offer is not known to fit: the facts to ask about, and those that stand against it."""

    missing: tuple[str, ...] = ()
    failing: tuple[FailedFact, ...] = ()


NO_REASONS: Final = Reasons()
"""An offer that fits."""


def reasons(facts: Facts, limits: Limits, criteria: Iterable[str]) -> Reasons:
    """The facts behind the verdicts on all needs, each once; none where all are met."""
    found = verdicts(facts, limits, criteria)
    return Reasons(
        tuple(dict.fromkeys(key for verdict in found for key in verdict.missing)),
        tuple(dict.fromkeys(fact for verdict in found for fact in verdict.failing)),
    )


# No need fails by more facts together: a floor, a lift, its cabin, and an entrance without steps.
_LARGEST: Final = 4
_Test = Callable[[Facts], Fit]


def _limit_test(rule: Rule, limits: Limits) -> _Test:
    def test(facts: Facts) -> Fit:
        met, failed = rule.answer(limits, lambda name: measure(facts, name))
        return Fit.FITS if met else Fit.FAILS if failed else Fit.UNKNOWN

    return test


def _criterion_test(key: str) -> _Test:
    def test(facts: Facts) -> Fit:
        reading = CRITERIA[key](facts)
        if reading is Reading.YES:
            return Fit.FITS
        return Fit.UNKNOWN if reading is Reading.UNKNOWN else Fit.FAILS

    return test


def _verdict(need: str, facts: Facts, keys: Sequence[str], test: _Test) -> Verdict:
    own = {key: facts[key] for key in keys if is_recorded(facts, key)}
    fit = test(own)
    if fit is Fit.UNKNOWN:
        return Verdict(need, fit, missing=_missing(own, keys, test))
    if fit is Fit.FAILS:
        failed = [FailedFact(key, own[key], FACT_UNITS.get(key, "")) for key in _failing(own, test)]
        return Verdict(need, fit, failing=tuple(failed))
    return Verdict(need, fit)


def _missing(own: Facts, keys: Sequence[str], test: _Test) -> tuple[str, ...]:
    """The first facts that would together settle the need at their best, or the first one of all
    where none would.
    """
    best = {key: BEST.get(key, "yes") for key in keys if key not in own}

    def settle(names: Iterable[str]) -> bool:
        return test({**own, **{name: best[name] for name in names}}) is Fit.FITS

    names = tuple(best)
    n_asked = next((n for n in range(1, len(names)) if settle(names[:n])), len(names))
    asked = names[:n_asked]
    if not settle(asked):
        return names[:1]
    for key in reversed(asked):
        fewer = tuple(name for name in asked if name != key)
        asked = fewer if settle(fewer) else asked
    return asked


def _failing(own: Facts, test: _Test) -> list[str]:
    """The facts of every smallest set that fails the need on its own, but for those at their best."""
    smallest: list[frozenset[str]] = []
    for size in range(1, min(len(own), _LARGEST) + 1):
        for names in map(frozenset, combinations(own, size)):
            is_new = not any(found <= names for found in smallest)
            if is_new and test({key: own[key] for key in own if key in names}) is Fit.FAILS:
                smallest.append(names)
    failing = frozenset().union(*smallest)
    return [key for key in own if key in failing and own[key] != BEST.get(key, "yes")]
