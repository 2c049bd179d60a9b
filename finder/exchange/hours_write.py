"""What a text says of hours, written as OSM `opening_hours`.

Rules add to one another by commas wherever a semicolon could take hours away; what is doubtful is
`unknown` with the words that make it so, and stands first, so that what is sure counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from finder.exchange.hours_clauses import Clause, Reading, halved
from finder.exchange.hours_times import Span
from finder.exchange.hours_tokens import DAY_KEYS

_LONGEST_COMMENT: Final = 80
_NO_DAY: Final = ""

Day = tuple[str, str]
"""Dates ("" for always) and the key of a day ("" for these dates themselves)."""


def write(reading: Reading, kinds: Sequence[str], *, has_fallback: bool) -> str:
    """The expression of the hours of these kinds, "" when there are none. With `has_fallback` what
    the text offers besides, and what makes it doubtful, leaves the other hours unknown.
    """
    closed = {(prefix, key): half for prefix, key, half in reading.closed}
    unknown: dict[tuple[Day, str], list[str]] = {}
    known: dict[Day, list[Span]] = {}
    starts: dict[Day, list[str]] = {}
    instead = {day for clause in reading.clauses if clause.is_instead for day in _days_of(clause)}
    for clause in reading.clauses:
        if clause.kind in kinds:
            days = [day for day in _days_of(clause) if clause.is_instead or day not in instead]
            _sort(clause, days, closed, unknown, known, starts)
    times = {day: _texts(known.get(day, []), starts.get(day, [])) for day in (*known, *starts)}
    weekly = {day: texts for day, texts in times.items() if not _overrides(day)}
    doubtful = {day: texts for day, texts in unknown.items() if not _overrides(day[0])}
    rules = [*_unknown_rules(doubtful), *_rules(weekly)]
    special = [
        *_unknown_rules({day: texts for day, texts in unknown.items() if _overrides(day[0])}),
        *_rules({day: texts for day, texts in times.items() if _overrides(day)}),
    ]
    words = dict.fromkeys((*reading.otherwise, *reading.doubts)) if has_fallback else {}
    if reading.school and (rules or special):
        special.append("SH off" if reading.school == "off" else f'SH unknown "{_comment(reading.school)}"')
    has_hours = bool(rules or special) or has_fallback
    offs = [f"{_place(prefix, keys)}off" for prefix, keys in _by_prefix(closed)] if has_hours else []
    joint = ", " if _must_add(weekly, doubtful) else "; "
    texts = [part for part in (joint.join(rules), *special, *offs) if part]
    if not words:
        return "; ".join(texts)
    fallback = f'unknown "{_comment(" / ".join(words))}"'
    return f"{'; '.join(texts)} || {fallback}" if texts else fallback


def _overrides(day: Day) -> bool:
    """Whether hours of a day are given instead of those of its weekday: holidays, dates."""
    return day[1] in (_NO_DAY, "PH")


def _days_of(clause: Clause) -> list[Day]:
    return [(clause.prefix, key) for key in clause.days.keys]


def _sort(
    clause: Clause,
    days: Sequence[Day],
    closed: Mapping[Day, str],
    unknown: dict[tuple[Day, str], list[str]],
    known: dict[Day, list[Span]],
    starts: dict[Day, list[str]],
) -> None:
    """Put the hours of a clause, day by day, where they belong."""
    late = [_start_text(minute) for minute, _is_from in clause.starts]
    for day in days:
        half = closed.get(day)
        if half == "":
            continue
        spans = halved(clause.spans, half) if half else clause.spans
        marks = clause.marks if spans is not None else [*clause.marks, clause.text]
        if marks or not clause.has_times:
            is_odd = any(span.is_odd for span in clause.spans)
            times = [] if is_odd or not clause.has_times else _texts(clause.spans, late)
            unknown.setdefault((day, _comment(" / ".join(marks) or clause.text)), []).extend(times)
        else:
            known.setdefault(day, []).extend(spans or [])
            starts.setdefault(day, []).extend(late)


def _start_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}+"


def _texts(spans: Iterable[Span], starts: Sequence[str]) -> list[str]:
    """Spans in order, those that touch as one, and open ends that no span covers."""
    merged: list[list[int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if merged and start <= merged[-1][1] and merged[-1][0] < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    texts = [f"{_clock(start)}-{_clock(end)}" for start, end in merged]
    return [*texts, *dict.fromkeys(start for start in starts)]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _unknown_rules(unknown: Mapping[tuple[Day, str], list[str]]) -> Iterator[str]:
    words = dict.fromkeys(comment for _day, comment in unknown)
    for comment in words:
        times = {day: texts for (day, some), texts in unknown.items() if some == comment}
        for rule in _rules({day: list(dict.fromkeys(texts)) for day, texts in times.items()}):
            yield f'{rule} unknown "{comment}"'


def _rules(times: Mapping[Day, Sequence[str]]) -> list[str]:
    """One rule for all days with equal times, in the order of the week."""
    groups: dict[tuple[str, str], list[str]] = {}
    for (prefix, key), texts in sorted(times.items(), key=lambda item: (item[0][0], _order(item[0][1]))):
        groups.setdefault((prefix, ",".join(texts)), []).append(key)
    rules = [f"{_place(prefix, keys)}{texts}".strip() for (prefix, texts), keys in groups.items()]
    return ["24/7" if rule == "Mo-Su 00:00-24:00" else rule for rule in rules]


def _order(key: str) -> tuple[int, str]:
    return (DAY_KEYS.index(key[:2]) if key[:2] in DAY_KEYS else len(DAY_KEYS), key)


def _by_prefix(closed: Mapping[Day, str]) -> Iterator[tuple[str, list[str]]]:
    """The days that are closed all day are given together, those of dates apart."""
    groups: dict[str, list[str]] = {}
    for (prefix, key), half in closed.items():
        if not half:
            groups.setdefault(prefix, []).append(key)
    for prefix, keys in groups.items():
        yield prefix, sorted(keys, key=_order)


def _place(prefix: str, keys: Sequence[str]) -> str:
    days = _days(keys)
    return "".join(f"{part} " for part in (prefix, days) if part)


def _days(keys: Sequence[str]) -> str:
    """`Mo-We,Fr,PH` of keys in the order of the week."""
    runs: list[list[str]] = []
    for key in keys:
        follows = runs and key in DAY_KEYS and runs[-1][-1] in DAY_KEYS[: DAY_KEYS.index(key)][-1:]
        if follows:
            runs[-1].append(key)
        elif key != _NO_DAY:
            runs.append([key])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)


def _must_add(times: Mapping[Day, Sequence[str]], unknown: Mapping[tuple[Day, str], list[str]]) -> bool:
    """Whether rules touch the same days, or a night goes on into the next."""
    is_plain = all(not prefix and (key in DAY_KEYS) for prefix, key in times)
    has_night = any(text[6:11] and text[6:11] < text[:5] for texts in times.values() for text in texts)
    return not is_plain or has_night or bool(unknown)


def _comment(words: str) -> str:
    """Words fit for a comment: one line, no quotes."""
    text = " ".join(re.sub(r'["\\]', "'", words).split())
    return text if len(text) <= _LONGEST_COMMENT else text[: _LONGEST_COMMENT - 1] + "…"
