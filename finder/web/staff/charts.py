"""Bar charts as the templates draw them: SVG in which colour is never alone, with a table behind each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap
from typing import Final, NamedTuple

from finder.web.i18n import format_number

PATTERNS: Final = ("solid", "dots", "lines", "cross", "empty")
"""The fillings that a chart has, told apart by colour and by shape."""

_LINE_PX: Final = 19
_BAR_PX: Final = 15
_GAP_PX: Final = 12
_LINE: Final = 33
"""So many letters fit in a line beside each other on a telephone."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its filling, where it begins and how long it is, both in per cent of the width."""

    pattern: str
    begin: float
    length: float


class Line(NamedTuple):
    """A line of text, and how far down it stands, in px."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name, in lines, and its number in words; `numbers` are those of its parts, as the table
    has them. It is `height` px high and begins `y` px from the top; the next one has room from `end` on.
    """

    label: str
    lines: tuple[Line, ...]
    value: Line
    numbers: tuple[str, ...]
    segments: tuple[Segment, ...]
    y: int
    end: int
    height: int = _BAR_PX


@dataclass(frozen=True, slots=True)
class Kind:
    """What a filling means."""

    pattern: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `key` names it in the page, `title` says what it shows and `summary` what is to be seen in it.
    `subject` heads the first column of its table.
    """

    key: str
    title: str
    summary: str
    subject: str
    kinds: tuple[Kind, ...]
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """In px; 0 without bars."""
        return self.bars[-1].end if self.bars else 0


@dataclass(frozen=True, slots=True)
class Data:
    """What a bar is made of: its name, a number for each kind, and what stands at its end (by default the
    sum).
    """

    label: str
    numbers: Sequence[int]
    value: str = ""


def bar_chart(
    key: str, title: str, subject: str, kinds: Mapping[str, str], rows: Iterable[Data], summary: str = ""
) -> Chart:
    """A chart of bars, as long as the sum of their numbers in proportion to the longest. `kinds` are the
    labels by filling (of PATTERNS), in the order of the numbers.
    """
    data = list(rows)
    longest = max((sum(row.numbers) for row in data), default=0) or 1
    bars: list[Bar] = []
    for row in data:
        bars.append(_bar(row, tuple(kinds), longest, bars[-1].end if bars else 0))
    named = tuple(Kind(pattern, label) for pattern, label in kinds.items())
    return Chart(key, title, summary, subject, named, tuple(bars))


def _bar(row: Data, patterns: Sequence[str], longest: int, top: int) -> Bar:
    """The bar below what ends at `top`."""
    value = row.value or format_number(sum(row.numbers))
    lines = tuple(Line(text, top + _LINE_PX * n) for n, text in enumerate(wrap(row.label, _LINE) or [""], 1))
    has_room = len(lines[-1].text) + len(value) < _LINE
    value_y = lines[-1].y + (0 if has_room else _LINE_PX)
    return Bar(
        label=row.label,
        lines=lines,
        value=Line(value, value_y),
        numbers=tuple(map(format_number, row.numbers)),
        segments=tuple(_segments(row.numbers, patterns, longest)),
        y=value_y + 6,
        end=value_y + 6 + _BAR_PX + _GAP_PX,
    )


def _segments(numbers: Sequence[int], patterns: Sequence[str], longest: int) -> Iterator[Segment]:
    for pattern, length, end in zip(patterns, numbers, accumulate(numbers), strict=True):
        if length:
            yield Segment(pattern, round(100 * (end - length) / longest, 2), round(100 * length / longest, 2))
