"""The days, times and closures that a text about hours states."""

from __future__ import annotations

from dataclasses import replace

from finder.exchange.hours_clauses import Clause, until, without
from finder.exchange.hours_cursor import PASSED, Cursor
from finder.exchange.hours_times import DAY_END, Days, Span
from finder.exchange.hours_tokens import DAY_KEYS, Token


class Stated(Cursor):
    """Turns days, times and closures into clauses."""

    def _on_days(self, token: Token) -> None:
        days: Days = token.value
        if days.is_misspelt:
            self.reading.is_certain = False
        if self._is_except:
            self._except(days)
        elif self._is_followed_by_off():
            self._close(days, token)
        elif self._is_times_first and self._pending:
            clause = self._open(days, token)
            for time in self._pending:
                self._add(clause, time)
            self._pending = []
        else:
            self._open(days, token)

    def _except(self, days: Days) -> None:
        self.reading.closed += [(self._prefix, key, "") for key in days.keys]

    def _is_followed_by_off(self) -> bool:
        return self._next_kind(self._at) == "OFF"

    def _close(self, days: Days, token: Token) -> None:
        half = ""
        for some in self._tokens[self._at : self._at + 2]:
            half = some.kind if some.kind in ("MORNING", "AFTERNOON") else half
        for key in days.keys:
            self.reading.closed.append((self._prefix, key, half))
        self._clause = None
        if self._next_kind(self._at, PASSED | {"OFF"}) != self._next_kind(self._at):
            self._take("OFF")
        if self._ahead("FILLER", "TO", "AND", "LEFT") == "OR" and self._has_ahead("APPT"):
            self.reading.closed = [some for some in self.reading.closed if some[1] not in days.keys]
            self._open(days, token)

    def _open(self, days: Days, token: Token) -> Clause:
        kind = self._segment_kind or self._kind
        self._clause = Clause(days, kind, self._prefix, text=self._slice(token))
        self.reading.clauses.append(self._clause)
        self._touched.append(self._clause)
        if self._coming:
            self._clause.marks.append(self._coming)
            self._coming = ""
        if days.is_unsure:
            self._clause.marks.append(self._slice(token))
            self.reading.is_certain = False
        if days.maybe:
            self.reading.doubts.append(self._slice(token))
        return self._clause

    def _on_span(self, token: Token) -> None:
        if self._is_followed_by_off():
            self._pause(token.value)
            self._take("OFF")
            return
        self._time(token.value, token)

    def _on_start(self, token: Token) -> None:
        self._time(token.value, token)
        if not token.value[1]:
            self.reading.is_certain = False

    def _on_until(self, token: Token) -> None:
        """`Do bis 18 Uhr`: from when is what was said before of that day, or nothing."""
        self.reading.is_certain = False
        clause = self._clause
        if clause is None or clause.has_times:
            self._on_vague(token)
            return
        before = [some for some in self.reading.clauses if set(clause.days.keys) <= set(some.days.keys)]
        if not any(some.spans for some in before):
            self._add(clause, Span(0, 0, is_odd=True))
            return
        spans = [span for some in before for span in some.spans]
        clause.spans, doubtful = until(spans, token.value)
        clause.is_instead = True
        if doubtful:
            doubt = replace(clause, spans=[doubtful], marks=[self._slice(token)])
            self.reading.clauses.append(doubt)

    def _on_always(self, token: Token) -> None:
        span = Span(0, DAY_END)
        if self._ahead("TO", "FILLER") == "KIND":
            self._segment_kind = "phone"
        if self._clause is None and not self._has_ahead("DAYS"):
            self._open(Days(DAY_KEYS), token)
        self._time(span, token)

    def _time(self, time: Span | tuple[int, bool], token: Token) -> None:
        self._is_except = False
        if self._at > 1 and self._tokens[self._at - 2].kind == "MAYBE_DAY":
            self._rest.append(token)
            self.reading.doubts.append(self._text[self._tokens[self._at - 2].start : token.end])
            self.reading.is_certain = False
            return
        if self._clause is None or self._is_times_first:
            self._pending.append(time)
            return
        if self._clause.has_times and self._clause.kind != (self._segment_kind or self._kind):
            self._open(self._clause.days, token)
        if self._clause not in self._touched:
            self._touched.append(self._clause)
        self._add(self._clause, time)

    def _add(self, clause: Clause, time: Span | tuple[int, bool]) -> None:
        if isinstance(time, Span):
            clause.spans.append(time)
            if time.is_odd:
                clause.marks.append(clause.text)
                self.reading.is_certain = False
        else:
            clause.starts.append(time)

    def _pause(self, span: Span) -> None:
        """Closed in between: taken out of the hours before."""
        for clause in self._touched or self.reading.clauses:
            clause.spans = [part for whole in clause.spans for part in without(whole, span)]

    def _on_pause(self, token: Token) -> None:
        if any(some.kind == "SPAN" for some in self._tokens[self._at : self._at + 4]):
            self._pause(self._take("SPAN").value)
        else:
            self._rest.append(token)

    def _settle_pending(self) -> None:
        """Times without days: every day where the text names those on which it is closed."""
        if not self._pending:
            return
        clause = Clause(Days(DAY_KEYS), self._segment_kind or self._kind, self._prefix)
        for time in self._pending:
            self._add(clause, time)
        if self.reading.clauses and self._is_within(clause):
            return
        self.reading.clauses.append(clause)
        if not self.reading.closed or len(self.reading.clauses) > 1:
            clause.marks.append("Tage nicht genannt")
            self.reading.is_certain = False

    def _is_within(self, clause: Clause) -> bool:
        """Whether the times only divide hours that were given before, as the meals of a day."""
        wholes = [span for some in self.reading.clauses for span in some.spans]
        return bool(clause.spans) and all(
            any(whole.start <= span.start and span.end <= whole.end for whole in wholes)
            for span in clause.spans
        )

    def _on_off(self, token: Token) -> None:
        if self._ahead("FILLER", "COLON") == "DAYS":
            following = self._take("DAYS")
            self._close(following.value, following)
        elif self._clause is not None and not self._clause.has_times:
            self.reading.clauses.remove(self._clause)
            self._close(self._clause.days, token)
        else:
            self._rest.append(token)
            self.reading.doubts.append(self._slice(token))
            self.reading.is_certain = False

    def _on_except(self, token: Token) -> None:
        self._is_except = True
        if not any(self._has_ahead(kind) for kind in ("DAYS", "DATE", "SCHOOL")):
            self._on_vague(token)

    def _on_vague(self, token: Token) -> None:
        self._marks.append(self._slice(token))
        self.reading.is_certain = False
