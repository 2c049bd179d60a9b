"""Which offers are open at a moment: the week of all distinct hours as bitmaps, exact to the minute.

Hours that are the same every week are laid out once, when the snapshot is built: for each quarter of
an hour one bit says whether they are open at its beginning, and the few changes within a quarter stand
beside. A moment is answered by unpacking the bits of one quarter. Holidays change what the bits say by
one rule for each Bundesland, and nothing of it ages. All other hours (weeks of the month, dates,
comments) are laid out for one day at a time, in the background once that day is asked for; until then
they are asked one by one, only those of rows that may be hits. What was found for a moment is kept.

Measured with a million offers, 210,000 distinct hours, 12,400 of them irregular (two shared cores, p50):
5 km around a town 0.2 ms, open at a moment that was asked before 0.3 ms, at another minute 1.8 ms; all
of Germany 7 ms. Laying out a day takes 0.6 s (the first 4.7 s); without it another minute costs 24 ms,
and all of Germany 360 ms. The bits take 310 bytes for each distinct hours. A bitmap of single minutes
would take 15 times that; evaluating all distinct hours anew each minute takes seconds.
"""

from __future__ import annotations

import datetime as dt
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from finder.clock import ZONE
from finder.domain.holiday import LANDS, WITHOUT_SCHOOL, Calendar, Calendars
from finder.domain.hours import State
from finder.domain.offer_hours import (
    WEEK_MIN,
    Channel,
    Rule,
    day_states,
    has_hours,
    land_in,
    state_of,
    week_of,
)
from finder.search.picks import Pick
from finder.search.table import Table
from finder.search.texts import Texts

QUARTER_MIN: Final = 15
_N_QUARTERS: Final = WEEK_MIN // QUARTER_MIN
_CHUNK: Final = 4096
_KEPT_MOMENTS: Final = 16
_KEPT_DAYS: Final = 16
_DAY_STEP: Final = 2048

CLOSED: Final = 0
OPEN: Final = 1
UNKNOWN: Final = 2
_ASK: Final = 3
_NUMBERS: Final = {State.CLOSED: CLOSED, State.OPEN: OPEN, State.UNKNOWN: UNKNOWN}

# What is known of hours without asking: nothing was said, the week, or that they must be asked.
_SILENT: Final = 0
_RULES: Final = {Rule.NOTHING: 1, Rule.UNSAID: 2, Rule.CLOSED: 3}
_IRREGULAR: Final = 4
_LANDS: Final = ("", *LANDS.values(), "Augsburg")

States = NDArray[np.uint8]
Arrays = Mapping[str, NDArray[Any]]


def hours_arrays(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The arrays that `Openings` needs, for distinct texts of hours by their numbers."""
    lands = {land: number for number, land in enumerate(_LANDS)}
    out: dict[str, NDArray[Any]] = {
        "hours.land": np.array([lands.get(land_in(text), 0) for text in texts], np.uint8)
    }
    for channel in Channel:
        spans: list[tuple[int, int, int]] = []
        rules = np.zeros(len(texts), np.uint8)
        for number, text in enumerate(texts):
            week = week_of(text, channel) if has_hours(text, channel) else None
            if week is not None:
                rules[number] = _RULES[week.holidays]
                spans += [(number, start, end) for start, end in week.spans]
            elif has_hours(text, channel):
                rules[number] = _IRREGULAR
        out[f"hours.{channel}.rules"] = rules
        _put_week(out, f"hours.{channel}", np.array(spans, np.int64).reshape(-1, 3), len(texts))
    return out


def _put_week(out: dict[str, NDArray[Any]], name: str, spans: NDArray[np.int64], n_texts: int) -> None:
    """The bits of all quarters and the changes within them; `spans` are number, start, end."""
    numbers, starts, ends = spans.T
    bits = np.zeros((_N_QUARTERS, -(-n_texts // 8)), np.uint8)
    for begin in range(0, n_texts, _CHUNK):
        here = (numbers >= begin) & (numbers < begin + _CHUNK)
        steps = np.zeros((_N_QUARTERS + 1, min(_CHUNK, n_texts - begin)), np.int8)
        np.add.at(steps, (-(-starts[here] // QUARTER_MIN), numbers[here] - begin), 1)
        np.add.at(steps, (-(-ends[here] // QUARTER_MIN), numbers[here] - begin), -1)
        is_open = np.cumsum(steps[:-1], axis=0, dtype=np.int8) > 0
        packed = np.packbits(is_open, axis=1, bitorder="little")
        bits[:, begin // 8 : begin // 8 + packed.shape[1]] = packed
    minutes = np.concatenate((starts, ends))
    within = (minutes % QUARTER_MIN != 0).nonzero()[0]
    order = within[np.argsort(minutes[within], kind="stable")]
    out[f"{name}.bits"] = bits
    out[f"{name}.change_minutes"] = minutes[order].astype(np.int16)
    out[f"{name}.change_numbers"] = np.concatenate((numbers, numbers))[order].astype(np.int32)
    out[f"{name}.change_opens"] = order < len(starts)


class _Day(NamedTuple):
    """The irregular hours of one day: `keys` are their place among `numbers` and a minute."""

    numbers: NDArray[np.int64]
    keys: NDArray[np.int64]
    states: States

    def states_at(self, minute: int) -> States:
        wanted = np.arange(len(self.numbers)) * _DAY_STEP + minute
        found: States = self.states[self.keys.searchsorted(wanted, "right") - 1]
        return found


class Openings:
    """The hours of a base by their numbers, and their states at moments by one set of calendars."""

    def __init__(self, texts: Texts, arrays: Arrays, calendars: Calendars = WITHOUT_SCHOOL) -> None:
        self.texts = texts
        self.calendars = calendars
        self._arrays = arrays
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Channel, dt.datetime], States] = OrderedDict()
        self._days: OrderedDict[tuple[Channel, dt.date], _Day | None] = OrderedDict()

    def states(self, channel: Channel, moment: dt.datetime) -> States:
        """The state of every number at a moment; what was not asked yet is filled in by who asks."""
        key = (channel, moment)
        with self._lock:
            states = self._kept.get(key)
        if states is None:
            states = self._laid_out(channel, moment)
            with self._lock:
                self._kept[key] = states
                while len(self._kept) > _KEPT_MOMENTS:
                    self._kept.popitem(last=False)
        return states

    def _laid_out(self, channel: Channel, moment: dt.datetime) -> States:
        rules = self._arrays[f"hours.{channel}.rules"]
        local = moment.astimezone(ZONE)
        states = self._week_states(channel, (local.weekday() * 24 + local.hour) * 60 + local.minute)
        self._keep_holidays(states, rules, local.date())
        states[rules == _SILENT] = UNKNOWN
        day = self._days.get((channel, local.date()))
        if day is None:
            states[rules == _IRREGULAR] = _ASK
        else:
            states[day.numbers] = day.states_at(local.hour * 60 + local.minute)
        return states

    def prepare_soon(self, channel: Channel, day: dt.date) -> threading.Thread | None:
        """Lay out the irregular hours of a day in the background, once; the thread that does it."""
        with self._lock:
            if (channel, day) in self._days:
                return None
            self._days[channel, day] = None
            while len(self._days) > _KEPT_DAYS:
                self._days.popitem(last=False)
        thread = threading.Thread(target=self._prepare, args=(channel, day), daemon=True)
        thread.start()
        return thread

    def _prepare(self, channel: Channel, day: dt.date) -> None:
        numbers = (self._arrays[f"hours.{channel}.rules"] == _IRREGULAR).nonzero()[0]
        keys, states = array("q"), array("B")
        for place, number in enumerate(numbers.tolist()):
            for minute, state in day_states(self.text_of(number), channel, day, self.calendars):
                keys.append(place * _DAY_STEP + minute)
                states.append(_NUMBERS[state])
        laid_out = _Day(numbers, np.array(keys, np.int64), np.array(states, np.uint8))
        with self._lock:
            self._days[channel, day] = laid_out

    def text_of(self, number: int) -> str:
        """The hours with a number."""
        return self.texts[number].decode()

    def _week_states(self, channel: Channel, minute: int) -> States:
        name = f"hours.{channel}"
        quarter = minute // QUARTER_MIN
        n_texts = len(self._arrays["hours.land"])
        states = np.unpackbits(self._arrays[f"{name}.bits"][quarter], count=n_texts, bitorder="little")
        minutes = self._arrays[f"{name}.change_minutes"]
        first, last = np.searchsorted(minutes, (quarter * QUARTER_MIN, minute), "right")
        numbers = self._arrays[f"{name}.change_numbers"][first:last]
        states[numbers] = self._arrays[f"{name}.change_opens"][first:last]  # of several the last counts
        return states

    def _keep_holidays(self, states: States, rules: NDArray[Any], day: dt.date) -> None:
        """Open becomes closed or unknown where the day is, or may be, a holiday."""
        for number, land in enumerate(_LANDS):
            found = Calendar(land).holidays(range(day.year, day.year + 1))
            if day not in found.certain and day not in found.possible:
                continue
            here = (self._arrays["hours.land"] == number) & (states == OPEN)
            states[here & (rules == _RULES[Rule.UNSAID])] = UNKNOWN
            states[here & (rules == _RULES[Rule.CLOSED])] = CLOSED if day in found.certain else UNKNOWN


class Asked(NamedTuple):
    """A channel and a moment asked for, and the states of all hours of a view then."""

    channel: Channel
    moment: dt.datetime
    states: States
    text_of: Callable[[int], str]
    calendars: Calendars

    def of(self, table: Table, pick: Pick) -> States:
        """The states of the picked rows."""
        numbers = pick.take(table.hours)
        states: States = self.states.take(numbers)
        open_questions = (states == _ASK).nonzero()[0]
        if len(open_questions):
            for number in np.unique(numbers[open_questions]).tolist():
                state = state_of(self.text_of(number), self.channel, self.moment, self.calendars)
                self.states[number] = _NUMBERS[state]
            states = self.states.take(numbers)
        return states


@dataclass(frozen=True, slots=True)
class HoursIndex:
    """The hours of a base with their numbers, and further ones numbered after them."""

    base: Openings
    further: Mapping[str, int] = field(default_factory=dict)

    def with_texts(self, texts: Iterable[str]) -> Self:
        """This index with those of the texts that are new; itself when none is."""
        new = [text for text in dict.fromkeys(texts) if text not in self.further and not self._find(text)[1]]
        first = len(self.base.texts) + len(self.further)
        return (
            type(self)(self.base, {**self.further, **{t: first + n for n, t in enumerate(new)}})
            if new
            else self
        )

    def _find(self, text: str) -> tuple[int, bool]:
        return self.base.texts.find(text)

    def number_of(self, text: str) -> int:
        """The number of hours that are here."""
        number = self.further.get(text)
        return self._find(text)[0] if number is None else number

    def text_of(self, number: int) -> str:
        """The hours with a number."""
        n_base = len(self.base.texts)
        return self.base.text_of(number) if number < n_base else list(self.further)[number - n_base]

    def asked(self, channel: Channel, moment: dt.datetime) -> Asked:
        """The states of all hours at a moment."""
        states = self.base.states(channel, moment)
        if self.further:
            states = np.concatenate((states, np.full(len(self.further), _ASK, np.uint8)))
        return Asked(channel, moment, states, self.text_of, self.base.calendars)
