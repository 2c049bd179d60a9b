"""What was read word by word, looked at again beside its neighbours.

The name of a language is no wish for somebody who speaks it beside a noun that belongs to a nation
("Türkisches Konsulat", "polski sklep"), and is the subject beside a word for learning ("Englisch lernen").
A word that any practice has in its name says nothing before a proper name ("Praxis Mustermann").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finder.domain.lexicon import Kind
from finder.domain.taxonomy import CONSULATE, LANGUAGE
from finder.domain.typed import Span


@dataclass(slots=True)
class Claim:
    """Words that were read, as the keys of one kind; `langs` are the languages in which they mean it."""

    span: Span
    kind: Kind
    keys: tuple[str, ...]
    langs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """For each word whether it names something of a nation, is about learning, belongs to the names of
    practices, only joins others, stands before a name, and whether it is not read but tells something.
    """

    things: Sequence[bool]
    learning: Sequence[bool]
    houses: Sequence[bool]
    joining: Sequence[bool]
    titles: Sequence[bool]
    plain: Sequence[bool]


def looked_again(claims: Iterable[Claim], marks: Marks) -> list[Claim]:
    """The claims that stand beside their neighbours."""
    kept = [claim for claim in claims if not _is_house_of_a_name(claim, marks)]
    consulates = {claim.span.start for claim in kept if CONSULATE in claim.keys}
    kept = [
        claim
        for claim in kept
        if claim.kind is not Kind.LANGUAGE
        or not any(marks.things[at] or at in consulates for at in _neighbours(claim.span, marks.joining))
    ]
    return [*_learnt(kept, marks)]


def _is_house_of_a_name(claim: Claim, marks: Marks) -> bool:
    """Whether a claim is a word like `Praxis` before a proper name, with or without a title."""
    if claim.kind is not Kind.TOPIC or not all(marks.houses[slice(*claim.span)]):
        return False
    after = claim.span.end
    while after < len(marks.titles) and marks.titles[after]:
        after += 1
    return after < len(marks.plain) and marks.plain[after]


def _learnt(claims: Sequence[Claim], marks: Marks) -> Iterator[Claim]:
    """The claims, with a language beside words for learning as the subject of a course, and without what
    those words were read as.
    """
    courses = [
        _with_learning(claim.span, marks)
        for claim in claims
        if claim.kind is Kind.LANGUAGE
        and any(marks.learning[at] for at in _neighbours(claim.span, marks.joining))
    ]
    yield from (Claim(span, Kind.TOPIC, (LANGUAGE,)) for span in courses)
    yield from (claim for claim in claims if not any(_overlap(claim.span, span) for span in courses))


def _with_learning(span: Span, marks: Marks) -> Span:
    """A span and the words for learning around it, with those between that only join."""
    start, end = span
    while before := [at for at in _neighbours(Span(start, end), marks.joining) if marks.learning[at]]:
        start, end = min(start, *before), max(end, *(at + 1 for at in before))
    return Span(start, end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _neighbours(span: Span, joining: Sequence[bool]) -> Iterator[int]:
    """The words directly before and after a span, and beyond one that only joins ("consulat de France")."""
    for at, step in ((span.start - 1, -1), (span.end, 1)):
        if 0 <= at < len(joining):
            yield at
            if joining[at] and 0 <= at + step < len(joining):
                yield at + step
