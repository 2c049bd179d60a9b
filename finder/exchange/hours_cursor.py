"""Walks through the tokens of a text about hours, segment by segment: a line, or what semicolons divide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from finder.exchange.hours_clauses import Clause, Reading
from finder.exchange.hours_times import Span
from finder.exchange.hours_tokens import Token

TIMES: Final = ("SPAN", "START", "ALWAYS")
MUTE: Final = frozenset(
    (
        "FILLER", "AND", "TO", "OR", "BREAK", "HARD", "LEFT", "RIGHT", "COLON", "DOT", "FROM", "BETWEEN",
        "MORNING", "AFTERNOON", "OF_MONTH",
    )
)  # fmt: skip
PASSED: Final = frozenset(("FILLER", "TO", "COLON", "BREAK", "MORNING", "AFTERNOON", "LEFT", "PH"))
_DOUBTFUL: Final = frozenset(
    (
        "nicht", "nur", "kein", "keine", "keinen", "statt", "verschoben", "only", "not", "no", "solo",
        "seulement", "только", "samo",
    )
)  # fmt: skip

# A telephone number may look so as well; then what is closed is unknown, which does no harm.
_LIKE_HOURS: Final = re.compile(r"(?<!\d)\d{1,2}(?:[:.]\d\d)? ?[-–—] ?\d{1,2}(?:[:.]\d\d)?(?!\d)")

_LIKE_DAYS: Final = re.compile(r"\b(?:Mo|Di|Mi|Do|Sa|[A-Za-z]*(?:tag|woch|day))\b")


class Cursor:
    """A place in the tokens, and what is remembered of the text before it."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._end = 0
        self.reading = Reading()
        self._clause: Clause | None = None
        self._pending: list[Span | tuple[int, bool]] = []
        self._touched: list[Clause] = []
        self._marks: list[str] = []
        self._kind = "visit"
        self._segment_kind = ""
        self._kind_said = ""
        self._prefix = ""
        self._heading: list[str] = []
        self._is_times_first = False
        self._is_except = False
        self._is_leave = False
        self._coming = ""
        self._said: list[str] = []
        self._rest: list[Token] = []

    def _segment(self, start: int, end: int) -> None:
        self._at, self._end = max(start, self._at), end
        self._is_except = self._is_leave = False
        self._touched, self._marks, self._segment_kind, self._kind_said = [], [], "", ""
        self._is_times_first = self._has_times_first(start, end)
        while self._at < end:
            token = self._tokens[self._at]
            self._at += 1
            handler = getattr(self, f"_on_{token.kind.lower()}", None)
            if handler:
                handler(token)
            elif token.kind not in MUTE:
                self._rest.append(token)
        self._close_segment()

    def _close_segment(self) -> None:
        for clause in self._touched:
            clause.marks = list(dict.fromkeys((*clause.marks, *self._heading, *self._marks)))
        if self._marks and not self._touched:
            self._mark_others()
        self._flush_rest()

    def _mark_others(self) -> None:
        """What a line without hours says counts for those above, or, above all, for those below."""
        if self._kind_said == "counselling":
            self.reading.otherwise += self._marks
            return
        timed = [clause for clause in self.reading.clauses if clause.has_times]
        for clause in timed:
            clause.marks += [mark for mark in self._marks if mark not in clause.marks]
        if not timed:
            self._heading = self._marks

    def _after_blank_line(self) -> None:
        self._heading, self._prefix = [], ""
        if self._clause and self._clause.has_times:
            self._clause = None

    def _flush_rest(self) -> None:
        runs: list[list[Token]] = []
        for token in self._rest:
            between = self._text[runs[-1][-1].end : token.start] if runs else ""
            if runs and len(between) < 12 and not any(c.isdigit() or c in "\n;" for c in between):
                runs[-1].append(token)
            else:
                runs.append([token])
        texts = [self._whole(run[0].start, run[-1].end) for run in runs]
        self.reading.rest += texts
        doubts = [text for text in texts if _LIKE_HOURS.search(text) or _LIKE_DAYS.search(text)]
        self.reading.doubts += doubts
        if doubts or any(
            token.kind == "NUMBER" or self._slice(token).lower() in _DOUBTFUL for token in self._rest
        ):
            self.reading.is_certain = False
        self._rest = []

    def _whole(self, start: int, end: int) -> str:
        """A piece of the text with the bracket that closes it."""
        text = self._text[start:end]
        is_open = text.count("(") > text.count(")") and self._text[end : end + 1] == ")"
        return text + ")" if is_open else text

    def _has_times_first(self, start: int, end: int) -> bool:
        """Whether the days of this segment come after their times."""
        letters = "".join(self._letters(start, end))
        waits = self._clause is not None and not self._clause.has_times
        return letters.startswith("T") and letters.endswith("D") and not waits

    def _letters(self, start: int, end: int) -> Iterator[str]:
        for number in range(start, end):
            kind = self._tokens[number].kind
            if kind in TIMES:
                yield "T"
            elif kind == "DAYS" and self._next_kind(number + 1) not in ("OFF", "APPT"):
                yield "D"

    def _next_kind(self, at: int, skip: frozenset[str] = PASSED) -> str:
        """The kind of the next token that says something."""
        while at < len(self._tokens) and self._tokens[at].kind in skip:
            at += 1
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _ahead(self, *skipped: str) -> str:
        """The kind of the next token but for these."""
        return self._next_kind(self._at, frozenset(skipped))

    def _take(self, kind: str) -> Token:
        """The next token of this kind, which is there; goes on behind it."""
        self._at = next(
            number for number in range(self._at, len(self._tokens)) if self._tokens[number].kind == kind
        )
        self._at += 1
        return self._tokens[self._at - 1]

    def _has_ahead(self, kind: str) -> bool:
        return any(token.kind == kind for token in self._tokens[self._at : self._end])

    def _skip_to(self, kind: str) -> None:
        """Leave the tokens up to this kind, or to the end of the segment, to the rest."""
        while self._at < self._end:
            token = self._tokens[self._at]
            self._at += 1
            if token.kind == kind:
                return
            if token.kind not in MUTE:
                self._rest.append(token)

    def _slice(self, token: Token) -> str:
        return self._text[token.start : token.end].strip()


def segments(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The ranges of tokens (first, past the last) between line ends, semicolons and full stops."""
    start = 0
    for number, token in enumerate(tokens):
        if token.kind in ("BREAK", "HARD"):
            yield start, number
            start = number + 1
    yield start, len(tokens)
