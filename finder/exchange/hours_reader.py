"""Reads a whole text about hours: what it states, which kind it is, and what makes it doubtful."""

from __future__ import annotations

from typing import Final

from finder.exchange.hours_clauses import Clause, Reading
from finder.exchange.hours_cursor import TIMES, segments
from finder.exchange.hours_stated import Stated
from finder.exchange.hours_times import Days
from finder.exchange.hours_tokens import Token

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Reader(Stated):
    """Reads the tokens of one text."""

    def read(self) -> Reading:
        """The whole text."""
        blank = False
        for start, end in segments(self._tokens):
            if start == end:
                blank = True
                continue
            if blank:
                self._after_blank_line()
            blank = False
            self._segment(start, end)
        self._settle_pending()
        if not self.reading.clauses:
            self.reading.otherwise += self._said
        return self.reading

    def _on_required(self, token: Token) -> None:
        self._marks.append(self._slice(token))
        self._said.append(self._slice(token))

    def _on_fortnightly(self, token: Token) -> None:
        self.reading.is_certain = False
        if self._clause is not None and self._clause in self._touched and not self._has_ahead("DAYS"):
            self._clause.marks.append(self._slice(token))
        else:
            self._marks.append(self._slice(token))

    def _on_school(self, token: Token) -> None:
        """School holidays: closed then, or other hours that nobody can tell apart."""
        self.reading.is_certain = False
        is_closed = self._next_kind(self._at) == "OFF" or self._is_except
        if is_closed or not self._has_ahead("ALSO"):
            self.reading.school = "off" if is_closed else self._slice(token)
            self._skip_to("OFF" if is_closed and self._has_ahead("OFF") else "")
        else:
            self.reading.doubts.append(self._slice(token))
        self._rest.append(token)

    def _on_ferien(self, token: Token) -> None:
        self._rest.append(token)
        self._is_leave = True
        self.reading.is_certain = False
        if not self._has_ahead("DATE"):
            self.reading.doubts.append(self._slice(token))

    def _on_or(self, token: Token) -> None:
        before = self._tokens[self._at - 2].kind if self._at > 1 else ""
        if before in TIMES and self._next_kind(self._at) in (*TIMES, "DAYS"):
            self._on_vague(token)

    def _on_also(self, token: Token) -> None:
        self._rest.append(token)

    def _on_of_month(self, token: Token) -> None:
        line = [token for token in self._tokens[: self._end] if token.kind == "DAYS"]
        if not any("[" in key for days in line for key in days.value.keys):
            self._on_vague(token)

    def _on_appt(self, token: Token) -> None:
        words = self._slice(token)
        if self._clause is not None and not self._clause.has_times and self._clause in self._touched:
            self._clause.marks.append(words)
        elif self._touched and self._ahead("FILLER", "COLON") == "DAYS":
            self._coming = words
        elif not self._touched and (self._has_ahead("DAYS") or self._next_kind(self._at) == "COLON"):
            self._heading = [words]
            self._marks.append(words)
        elif self._is_alternative() or not self._touched:
            self.reading.otherwise.append(words)
        else:
            self._marks.append(words)

    def _is_alternative(self) -> bool:
        """Whether the word before says `and` or `or`, so that what follows is possible besides."""
        before = [some.kind for some in self._tokens[max(self._at - 4, 0) : self._at - 1]]
        first = self._slice(self._tokens[self._at - 1]).lower()
        joined = {"AND", "OR", "ALSO", "DOT"} & set(before) and not {"SPAN", "DAYS"} & set(before[-1:])
        return bool(joined) or first.startswith(
            ("termine", "auch", "und", "individuelle", "persönliche", "+")
        )

    def _on_kind(self, token: Token) -> None:
        self._kind_said = token.value
        has_times_ahead = any(self._has_ahead(kind) for kind in (*TIMES, "DAYS"))
        if token.value == "phone" and not has_times_ahead and self._is_number_next(token):
            self._rest.append(token)
        elif has_times_ahead and not self._is_label():
            self._segment_kind = token.value
            if not self._touched and self._ahead("FILLER", "WORD") == "COLON":
                self._kind = token.value
        elif self._touched:
            self._label(token)
        else:
            self._kind = token.value
            self._clause = None

    def _is_number_next(self, token: Token) -> bool:
        return self._text[token.end : token.end + 12].strip(" .:/()+-")[:3].isdigit()

    def _is_label(self) -> bool:
        """Whether a kind stands right behind hours, and no colon makes it a heading."""
        behind = self._at > 1 and self._tokens[self._at - 2].kind in (*TIMES, "LEFT")
        return behind and bool(self._touched) and self._ahead() != "COLON"

    def _label(self, token: Token) -> None:
        """A word after the hours says of which kind they are; a course or a room says nothing."""
        if token.value in ("visit", "counselling"):
            for clause in self._touched[-1:]:
                clause.kind = token.value if clause.kind == "visit" else clause.kind
            return
        is_last = token.value != "phone" or any(self._has_ahead(kind) for kind in TIMES)
        for clause in self._touched[-1:] if is_last else self._touched:
            if clause.kind == "visit":
                clause.kind = token.value

    def _on_season(self, token: Token) -> None:
        first, last = token.value
        prefix = (
            f"easter-{_MONTHS[last - 1]} {_LAST_DAYS[last - 1]}"
            if not first
            else f"{_MONTHS[first - 1]}-{_MONTHS[last - 1]}"
        )
        self.reading.is_certain = False
        self.reading.doubts.append(self._slice(token))
        if self._touched and not any(self._has_ahead(kind) for kind in TIMES):
            for clause in self._touched:
                clause.prefix = prefix
            return
        self._prefix, self._clause = prefix, None

    def _on_date(self, token: Token) -> None:
        dates = list(token.value)
        is_range = self._ahead("FILLER") == "TO" and self._has_ahead("DATE")
        if is_range:
            dates.append(self._take("DATE").value[0])
        dates = self._more_dates(dates)
        texts = [_date_text(date, dates[-1][0]) for date in dates]
        prefix = "-".join(texts) if is_range else ",".join(texts)
        self._dated(prefix, token, has_year=bool(dates[-1][0]))

    def _more_dates(self, dates: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """With the dates that `and` adds."""
        while self._ahead("AND", "FILLER") == "DATE":
            dates += self._take("DATE").value
        return dates

    def _dated(self, prefix: str, token: Token, *, has_year: bool) -> None:
        before = {some.kind for some in self._tokens[: self._at - 1]}
        ahead = self._ahead("FILLER", "COLON", "AND", "BREAK", "RIGHT", "WORD", "FROM")
        if ahead == "OFF" or self._is_leave or ("EXCEPT" in before and ahead not in TIMES):
            self._closed_on(prefix, token, is_sure=has_year or "-" not in prefix)
            self._skip_off(ahead)
        elif ahead in TIMES or ahead == "DAYS":
            if self._clause is not None and not self._clause.has_times:
                self.reading.clauses.remove(self._clause)
            self._prefix = prefix
            if ahead in TIMES:
                self._open(Days(("",)), token)
            self._prefix = prefix if ahead == "DAYS" or "-" in prefix else ""
            self._doubt_date(token, has_year)
        else:
            self._rest.append(token)
            self.reading.is_certain = False

    def _closed_on(self, prefix: str, token: Token, *, is_sure: bool) -> None:
        """A period without a year may be that of any year."""
        if is_sure:
            self.reading.closed.append((prefix, "", ""))
            return
        self.reading.is_certain = False
        self.reading.clauses.append(Clause(Days(("",)), "visit", prefix, marks=[self._slice(token)]))

    def _skip_off(self, ahead: str) -> None:
        while ahead == "OFF" and self._at < self._end and self._tokens[self._at - 1].kind != "OFF":
            if self._tokens[self._at].kind == "WORD":
                self._rest.append(self._tokens[self._at])
            self._at += 1

    def _doubt_date(self, token: Token, has_year: bool) -> None:
        self.reading.is_certain = False
        self.reading.dated.append(self._slice(token))
        if not has_year and self._clause is not None:
            self._clause.marks.append(self._slice(token))


def _date_text(date: tuple[int, int, int], year: int) -> str:
    own = date[0] or year
    return f"{own} {_MONTHS[date[1] - 1]} {date[2]:02}" if own else f"{_MONTHS[date[1] - 1]} {date[2]:02}"
