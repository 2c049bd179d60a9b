"""Two people change the same entry: what each changed since both opened it is brought together.

What only one of them changed is taken; where both changed the same unit, and not to the same, somebody
has to choose.
"""

from __future__ import annotations

from dataclasses import dataclass

from finder.domain.entry_fields import Values, units_of


@dataclass(frozen=True, slots=True)
class Merged:
    """The values together. `changed` are the units in which they differ from theirs, `conflicts` those
    to choose in, where `values` has mine.
    """

    values: dict[str, str]
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    """What `base` became by mine and theirs; units keep their order, theirs first, and what I added
    exactly as they did is there once.
    """
    was, my, their = units_of(base), units_of(mine), units_of(theirs)
    values: dict[str, str] = {}
    changed, conflicts = [], []
    for unit in dict.fromkeys((*their, *my, *was)):
        mine_now, theirs_now, before = my.get(unit, {}), their.get(unit, {}), was.get(unit, {})
        if mine_now in (before, theirs_now) or _is_there(unit, mine_now, their):
            values |= theirs_now
            continue
        values |= mine_now
        changed.append(unit)
        if theirs_now != before:
            conflicts.append(unit)
    return Merged(values, tuple(changed), tuple(conflicts))


def _is_there(unit: str, mine: Values, theirs: dict[str, dict[str, str]]) -> bool:
    """Whether a new row says what one of theirs says already."""
    table, _slash, key = unit.partition("/")
    if not key.startswith("new"):
        return False
    wanted = _content(unit, mine)
    return any(
        other.partition("/")[0] == table and _content(other, values) == wanted
        for other, values in theirs.items()
    )


def _content(unit: str, values: Values) -> dict[str, str]:
    return {name.removeprefix(f"{unit}/"): text for name, text in values.items()}
