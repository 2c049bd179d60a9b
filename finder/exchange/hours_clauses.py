"""What a text says of hours, clause by clause: which days, which times, what kind, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from finder.exchange.hours_times import NOON, Days, Span

IN_PERSON: Final = ("visit", "open_consultation", "counselling")


@dataclass(slots=True)
class Clause:
    """Hours of some days. `marks` are the words that make them unknown, `prefix` limits them to dates;
    `is_instead` hours count instead of those that other clauses give the days.
    """

    days: Days
    kind: str
    prefix: str = ""
    spans: list[Span] = field(default_factory=list)
    starts: list[tuple[int, bool]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    is_instead: bool = False
    text: str = ""

    @property
    def has_times(self) -> bool:
        """Whether any time was given."""
        return bool(self.spans or self.starts)


@dataclass(slots=True)
class Reading:
    """All that a text says: clauses, days closed (with the half of the day), words of what else is
    possible, doubts that may add hours or take them away, dates that hours are limited to, what happens
    in school holidays (`off`, or words), and what was not understood.
    """

    clauses: list[Clause] = field(default_factory=list)
    closed: list[tuple[str, str, str]] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)
    school: str = ""
    is_certain: bool = True
    rest: list[str] = field(default_factory=list)


def without(whole: Span, gap: Span) -> Iterator[Span]:
    """What is left of hours without a gap in them."""
    if gap.end <= whole.start or whole.end <= gap.start:
        yield whole
        return
    if whole.start < gap.start:
        yield Span(whole.start, gap.start)
    if gap.end < whole.end:
        yield Span(gap.end, whole.end)


def until(spans: Sequence[Span], minute: int) -> tuple[list[Span], Span | None]:
    """What is sure of hours that are said to end at another time, and what is not: up to then or up
    to their own end.
    """
    sure = [Span(span.start, min(span.end, minute)) for span in spans if span.start < minute]
    ends = sorted((minute, max(span.end for span in spans)))
    return sure, Span(ends[0], ends[1]) if ends[0] < ends[1] else None


def halved(spans: Sequence[Span], half: str) -> list[Span] | None:
    """Hours without the half of the day that is closed, None where noon cuts through them."""
    if any(span.start < NOON < span.end for span in spans):
        return None
    return [span for span in spans if (span.start >= NOON) == (half == "MORNING")]
