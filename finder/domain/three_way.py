"""The one rule by which what a source says anew meets what we hold: field by field, and row by row.

Of each field three things are known: what the source said last (`base`), what we hold (`ours`) and what the
source says now (`theirs`). What the source does not change stays ours; what it changes is taken as long as
ours is still what it said; where both have moved apart, ours stays and a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Row = Mapping[str, Any]


class Verdict(StrEnum):
    """What becomes of a field: `AGREED` where the source has come to say what we hold."""

    UNCHANGED = "unchanged"
    AGREED = "agreed"
    TAKEN = "taken"
    CONFLICT = "conflict"


def verdict(base: object, ours: object, theirs: object) -> Verdict:
    """What becomes of one field."""
    if theirs == base:
        return Verdict.UNCHANGED
    if theirs == ours:
        return Verdict.AGREED
    return Verdict.TAKEN if ours == base else Verdict.CONFLICT


Key = TypeVar("Key", bound=Hashable)


def verdicts(
    base: Mapping[Key, object], ours: Mapping[Key, object], theirs: Mapping[Key, object]
) -> dict[Key, Verdict]:
    """What becomes of each field that the source changes; one that is not there is None."""
    found: dict[Key, Verdict] = {}
    for key in dict.fromkeys((*theirs, *base)):
        which = verdict(base.get(key), ours.get(key), theirs.get(key))
        if which is not Verdict.UNCHANGED:
            found[key] = which
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A row without a number of its own: the one of the base at `index`, or, with -1, the `nth` that says
    `content`.
    """

    index: int
    content: str = ""
    nth: int = 0


def places(base: Sequence[Row], rows: Sequence[Row], alike: Sequence[str] = ()) -> list[Place]:
    """Which row of the base each row is, in their order: the one that says the same, else one that is the
    same in the columns `alike`, else the next that is left.
    """
    left = list(range(len(base)))
    found: dict[int, int] = {}
    for is_it in (_same, *((_by(alike),) if alike else ()), _any):
        for number, row in enumerate(rows):
            index = next((place for place in left if number not in found and is_it(base[place], row)), None)
            if index is not None:
                found[number] = index
                left.remove(index)
    counted: Counter[str] = Counter()
    given = []
    for number, row in enumerate(rows):
        content = "" if number in found else repr(sorted(row.items()))
        counted[content] += 1
        given.append(Place(found[number]) if number in found else Place(-1, content, counted[content]))
    return given


def _same(old: Row, new: Row) -> bool:
    return old == new


def _any(_old: Row, _new: Row) -> bool:
    return True


def _by(names: Sequence[str]) -> Callable[[Row, Row], bool]:
    return lambda old, new: all(old.get(name) == new.get(name) for name in names)
