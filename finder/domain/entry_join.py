"""Two entries become one: what both say is there once, what only one says is taken, and where they
contradict each other somebody chooses. Nothing that was stated is lost without being chosen away.

It works on the flat values of `finder.domain.entry_fields`. Rows are told to be the same by what they are
about: a telephone by its number, a language by its role and time, hours by their kind and validity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from finder.domain.entry_fields import RECORD_FIELDS, Kind, Values, units_of


class Choice(StrEnum):
    """Whose words are kept where two entries contradict each other; `both` for texts."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Question:
    """A unit in which the surviving entry says something else than the other one, by column."""

    unit: str
    mine: Mapping[str, str]
    theirs: Mapping[str, str]
    may_be_both: bool = False


@dataclass(slots=True)
class Joined:
    """The values of the entry that stays, the units in which they differ from what it says now, the units
    that came from the other entry alone, and every contradiction with those that nobody has settled.
    """

    values: dict[str, str]
    changed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "phone": ("number", "extension"),
    "schedule": ("kind", "valid_from", "valid_to"),
    "language": ("code", "role", "opening_hours"),
    "cost_option": ("option", "insurance", "valid_from", "valid_to"),
    "required_document": ("document",),
    "offer_fact": ("key",),
}
"""By which columns two rows are about the same; facts of a place and translations are so by their unit."""
PERSON: Final = "person/"
"""The unit of the question whose entry it is, where only the other one has a professional."""
_NOT_JOINED: Final = ("offer/publication",)
_SAFE: Final = ("location/is_address_secret",)
"""What one of two entries says is enough, so that nothing secret becomes public."""


def join(mine: Values, theirs: Values, choices: Mapping[str, Choice]) -> Joined:
    """The entry that stays (mine) with what the other one says; `choices` settle contradictions by unit."""
    my, their = units_of(mine), units_of(theirs)
    joined = Joined({name: text for values in my.values() for name, text in values.items()})
    _ask_who(joined, my, their, choices)
    n_new, free = 0, dict(my)
    for their_unit, values in their.items():
        if their_unit in _NOT_JOINED:
            continue
        my_unit = _same_unit(their_unit, values, free)
        if my_unit is None:
            n_new += 1
            _take(joined, their_unit, values, n_new)
            continue
        mine_now = free.pop(my_unit)
        _bring_together(joined, my_unit, mine_now, _renamed(values, their_unit, my_unit), choices)
    return joined


def _ask_who(
    joined: Joined, my: Mapping[str, Values], their: dict[str, dict[str, str]], choices: Mapping[str, Choice]
) -> None:
    """Ask whether the entry of a team becomes that of a professional (rule 3); no other entry does so."""
    who = {unit: values for unit, values in their.items() if unit.startswith(PERSON)}
    if not who or any(unit.startswith(PERSON) for unit in my):
        return
    said = {name: text for values in who.values() for name, text in values.items()}
    joined.questions.append(Question(PERSON, dict.fromkeys(said, ""), said))
    if choices.get(PERSON) not in (Choice.MINE, Choice.THEIRS):
        joined.open.append(PERSON)
    if choices.get(PERSON) is not Choice.THEIRS:
        for unit in who:
            del their[unit]


def _same_unit(unit: str, values: Values, my: Mapping[str, Values]) -> str | None:
    """The unit of mine that is about the same as one of theirs: one that says just the same, if there is."""
    table = unit.partition("/")[0]
    columns = IDENTITY.get(table)
    if columns is None:
        return unit if unit in my else None
    wanted = _identity(unit, values, columns)
    same = [u for u, v in my.items() if u.startswith(f"{table}/") and _identity(u, v, columns) == wanted]
    exact = (u for u in same if _renamed(my[u], u, unit) == dict(values))
    return next(exact, None) or next(iter(same), None)


def _identity(unit: str, values: Values, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(values.get(f"{unit}/{column}", "") for column in columns)


def _renamed(values: Values, old: str, new: str) -> dict[str, str]:
    return {new + name[len(old) :]: text for name, text in values.items()}


def _take(joined: Joined, unit: str, values: Values, number: int) -> None:
    """What only they say, a row as a new one of mine."""
    table = unit.partition("/")[0]
    new = f"{table}/new{number}" if table in IDENTITY else unit
    joined.values |= _renamed(values, unit, new)
    joined.changed.append(new)
    joined.taken.append(new)


def _bring_together(
    joined: Joined, unit: str, mine: Values, theirs: Values, choices: Mapping[str, Choice]
) -> None:
    """One unit of which both say something: blanks are filled, contradictions are questions."""
    disputed = [name for name in theirs if _contradicts(unit, name, mine, theirs)]
    blank = {name: text for name, text in theirs.items() if _is_unsaid(name, mine.get(name, ""))}
    result = {**mine, **{name: text for name, text in blank.items() if not _is_unsaid(name, text)}}
    if disputed:
        question = _question(unit, mine, theirs)
        joined.questions.append(question)
        choice = choices.get(unit)
        if choice is None or (choice is Choice.BOTH and not question.may_be_both):
            joined.open.append(unit)
        else:
            result |= {name: _chosen(choice, mine[name], theirs[name]) for name in disputed}
    if result != dict(mine):
        joined.values |= result
        joined.changed.append(unit)


def _chosen(choice: Choice, mine: str, theirs: str) -> str:
    if choice is Choice.BOTH:
        return f"{mine}\n\n{theirs}"
    return theirs if choice is Choice.THEIRS else mine


def _question(unit: str, mine: Values, theirs: Values) -> Question:
    spec = RECORD_FIELDS.get(unit)
    names = [n for n in {**mine, **theirs} if not n.endswith("/at")]
    return Question(
        unit,
        {name: mine.get(name, "") for name in names},
        {name: theirs.get(name, "") for name in names},
        may_be_both=spec is not None and spec.kind is Kind.TEXT,
    )


def _contradicts(unit: str, name: str, mine: Values, theirs: Values) -> bool:
    """Whether both say something else. To which record a row belongs is no statement."""
    if unit in _SAFE or (name != unit and name.endswith("/at")):
        return False
    said, other = mine.get(name, ""), theirs[name]
    return said != other and not _is_unsaid(name, said) and not _is_unsaid(name, other)


def _is_unsaid(name: str, text: str) -> bool:
    """Whether a text states nothing: an empty one, and what stands for not knowing."""
    return not text or text in _UNKNOWN.get(name.rpartition("/")[2], ())


_UNKNOWN: Final[Mapping[str, tuple[str, ...]]] = {"level": ("unknown",), "new_patients": ("unknown",)}
