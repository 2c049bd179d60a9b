"""Texts about languages cut into clauses: what stands between commas, colons and brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from finder.domain.text import clean, fold

_HARD: Final = frozenset(";؛፤\n\r•|·●▪■–—።")
_SOFT: Final = frozenset(",،、/&+…፣፧")
_COLON: Final = frozenset(":፡፥：")
_OPEN: Final = frozenset("([{（")
_CLOSE: Final = frozenset(")]}）")
_ASKING: Final = frozenset("?؟")
_MAX_DEPTH: Final = 4
_ENDING: Final = frozenset(",;:(")
_SENTENCE: Final = re.compile(r"(?<=\w{5})\.(?=\s+\w)")
_GENDER: Final = re.compile(r"(?<=\w):(?=in(?:nen)?\b)")
_DASH: Final = re.compile(r"(?<=\s)-(?=\s)|^\s*[-*]\s", re.MULTILINE)


class Word(NamedTuple):
    """A word folded, and where it stands in the text."""

    folded: str
    start: int
    end: int


@dataclass(slots=True)
class Clause:
    """Words between two separators; `ended_by` is `,`, `;`, `:`, `(`, `)` or "" at the end.

    `inside` are the clauses of the brackets that follow directly. `is_asking`: a question mark
    stands in it.
    """

    words: list[Word] = field(default_factory=list)
    ended_by: str = ""
    inside: list[Clause] = field(default_factory=list)
    is_asking: bool = False
    start: int = 0
    end: int = 0


class _Mark(NamedTuple):
    kind: str
    start: int
    end: int
    folded: str = ""


def tidy(text: str) -> str:
    """The text as it is cut up: composed, with dashes and full stops between sentences as `;`."""
    return _DASH.sub(";", _SENTENCE.sub(";", clean(text)))


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a tidy text in order; empty ones are kept only where they own brackets."""
    marks = list(_marks(text))
    found, rest = _clauses(marks, 0, 0)
    while rest < len(marks):  # a bracket that was never opened
        more, rest = _clauses(marks, rest, 0)
        found += more
    return found


def _clauses(marks: Sequence[_Mark], at: int, depth: int) -> tuple[list[Clause], int]:
    """The clauses from a mark on, to the closing bracket when inside of one, and the mark after it;
    brackets in many brackets only separate.
    """
    found: list[Clause] = []
    current = Clause()
    while at < len(marks):
        mark = marks[at]
        at += 1
        if mark.kind == ")" and depth:
            break
        if mark.kind == "(" and depth < _MAX_DEPTH:
            current.inside, at = _clauses(marks, at, depth + 1)
            current.end = marks[at - 1].end
        if mark.kind in _ENDING:
            _finish(found, current, mark.kind)
            current = Clause()
        elif mark.kind != ")":
            _add(current, mark)
    _finish(found, current, "")
    return found, at


def _finish(found: list[Clause], clause: Clause, kind: str) -> None:
    if clause.words or clause.inside or clause.is_asking:
        clause.ended_by = kind
        found.append(clause)
    elif found and kind == ";":
        found[-1].ended_by = kind


def _add(clause: Clause, mark: _Mark) -> None:
    if not clause.words and not clause.is_asking:
        clause.start = mark.start
    clause.end = mark.end
    if mark.kind == "?":
        clause.is_asking = True
    else:
        clause.words.append(Word(mark.folded, mark.start, mark.end))


def _marks(text: str) -> Iterator[_Mark]:
    inner = {found.start() for found in _GENDER.finditer(text)}  # "Dolmetscher:in"
    for kind, chars in groupby(enumerate(text), key=lambda pair: _kind(pair[1])):
        places = [place for place, _ in chars]
        start, end = places[0], places[-1] + 1
        if kind == "word":
            folded = fold(text[start:end])
            if folded:
                yield _Mark(kind, start, end, folded)
        elif kind:
            yield from (_Mark(kind, place, place + 1) for place in places if place not in inner)


_KINDS: Final = {
    **dict.fromkeys(_HARD, ";"),
    **dict.fromkeys(_SOFT, ","),
    **dict.fromkeys(_COLON, ":"),
    **dict.fromkeys(_OPEN, "("),
    **dict.fromkeys(_CLOSE, ")"),
    **dict.fromkeys(_ASKING, "?"),
}


def _kind(char: str) -> str:
    if char.isalnum() or char in "'’ʼ" or unicodedata.category(char)[0] == "M" or char == "\u200c":
        return "word"
    return _KINDS.get(char, "")
