"""The rules of an OSM `opening_hours` expression, rewritten so that the evaluating library can say
what it cannot know by itself: the holidays of a Bundesland, school holidays, open ends.

Grammar: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from opening_hours import validate

from finder.domain.holiday import Period

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
_ITEM: Final = rf"{_DAY}(?:\s*-\s*{_DAY})?(?:\[[^\]]*\])?"
_DAYS: Final = re.compile(
    rf'(?P<before>[^"]*?)(?P<list>\b{_ITEM}(?:\s*,\s*{_ITEM})*)'
    r"(?P<shift>\s+[+-]\d+\s+days?)?(?P<after>(?![A-Za-z]).*)",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r'"[^"]*"')
# A comma adds a rule where a rule may end and no further time follows; elsewhere it is in a list.
_SEPARATOR: Final = re.compile(
    r"\s*(;|\|\||(?<=[\d\"+)fdnk]),(?!\s*(?:\d{1,2}:\d|\(|sunrise|sunset|dawn|dusk)))\s*"
)
_ENDED: Final = re.compile(r'(?:\d:\d\d|\+|off|closed|open|unknown|"|24/7|\))$')
_COMMENT: Final = re.compile(r'(?:open\s*|unknown\s*)?"(?P<words>[^"]*)"')
_OFF: Final = re.compile(r'\b(?:off|closed)\b(?:\s*"[^"]*")?\s*$')
_SAYS_WHEN: Final = re.compile(r"\d:\d\d|24/7|\b(?:off|closed|open|unknown)\b")
_OPEN_SPAN: Final = re.compile(r"(\d{1,2}:\d\d\s*-\s*(\d{1,2}:\d\d))\+")
_OPEN_END: Final = re.compile(r"(\d{1,2}):(\d\d)\+")


Dates = Sequence[str]
"""Days or periods as they are written: `2026 Jun 04`, `2026 Jul 20-2026 Sep 01`."""


class Rule(NamedTuple):
    """One rule and the separator before it: `;` overrides, `,` adds, `||` is a fallback."""

    separator: str
    text: str

    @property
    def words(self) -> str | None:
        """The words of a rule that is nothing but a comment, else None."""
        comment = _COMMENT.fullmatch(self.text)
        return comment["words"] if comment else None

    @property
    def is_off(self) -> bool:
        """Whether it says closed."""
        return bool(_OFF.search(self.text))

    def names(self, name: str) -> bool:
        """Whether it speaks of PH (public holidays) or SH (school holidays)."""
        return name in self.text and name in re.findall(r"\b[PS]H\b", _QUOTED.sub("", self.text))


def split_rules(expression: str) -> list[Rule]:
    """The rules of a valid expression, in order; comments are not looked into."""
    masked = _QUOTED.sub(lambda quoted: '"' + "_" * (len(quoted[0]) - 2) + '"', expression)
    rules, start, separator = [], 0, ";"
    for found in _SEPARATOR.finditer(masked):
        if found[1] == "," and not _ENDED.search(masked[start : found.start()].rstrip()):
            continue
        rules.append(Rule(separator, expression[start : found.start()].strip()))
        start, separator = found.end(), found[1]
    rules.append(Rule(separator, expression[start:].strip()))
    return [rule for rule in rules if rule.text]


def join_rules(rules: Iterable[Rule]) -> str:
    """The expression of rules; `off` of none."""
    text = ""
    for rule in rules:
        text += f"{' ' if rule.separator == '||' else ''}{rule.separator} {rule.text}" if text else rule.text
    return text or "off"


def as_unknown(rule: Rule) -> Rule:
    """The rule as unknown where it gives days their comment and nothing else: `Fr "nach Vereinbarung"`."""
    quoted = _QUOTED.search(rule.text)
    if not quoted or _SAYS_WHEN.search(_QUOTED.sub("", rule.text)):
        return rule
    return Rule(rule.separator, f"{rule.text[: quoted.start()].strip()} unknown {quoted[0]}")


def dates_text(days: Iterable[dt.date | Period]) -> Dates:
    """Days and periods as rules name them."""
    return tuple(_date_text(day) for day in days)


def without_holidays(expression: str) -> tuple[list[str], list[str]]:
    """An expression, as a list of at most one, without its rules that close on holidays; and those,
    which must stay last when other hours are added.
    """
    if not validate(expression):
        return [expression], []
    rules = split_rules(expression)
    closing = [rule for rule in rules if rule.is_off and rule.names("PH")]
    others = [rule for rule in rules if rule not in closing]
    return ([join_rules(others)] if others else []), [rule.text for rule in closing]


def closure_rule(first: dt.date, last: dt.date, words: str) -> str:
    """The rule for a period in which it is closed, with the words to show."""
    comment = " ".join(words.replace('"', "'").split())
    return f"{_date_text((first, last))} off" + (f' "{comment}"' if comment else "")


def with_days(rules: Sequence[Rule], name: str, dates: Dates) -> list[Rule]:
    """The rules with PH or SH (`name`) replaced by these dates.

    Raises ValueError for a rule in which it is bound to months or weeks.
    """
    return [new for rule in rules for new in (_replaced(rule, name, dates) if rule.names(name) else [rule])]


def short_ends(rules: Iterable[Rule]) -> list[Rule]:
    """The rules with every open end (`19:00+`) as early as it can be."""
    return [
        Rule(rule.separator, _OPEN_END.sub(_one_minute, _OPEN_SPAN.sub(r"\1", rule.text))) for rule in rules
    ]


def long_ends(rules: Iterable[Rule]) -> list[Rule]:
    """The rules with every open end as late as it can be; the library forgets those of `17:00-19:00+`."""
    return [Rule(rule.separator, _OPEN_SPAN.sub(r"\1,\2+", rule.text)) for rule in rules]


def _one_minute(start: re.Match[str]) -> str:
    minute = int(start[1]) * 60 + int(start[2]) + 1
    return f"{start[0][:-1]}-{minute // 60:02}:{minute % 60:02}"


def _date_text(day: dt.date | Period) -> str:
    if isinstance(day, tuple):
        return "-".join(_date_text(end) for end in day)
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def _replaced(rule: Rule, name: str, dates: Dates) -> Iterator[Rule]:
    """The rule for its other days, and the rule for these dates; together they say the same."""
    found = _DAYS.fullmatch(rule.text)
    items = re.split(r"\s*,\s*", found["list"]) if found else []
    if not found or found["before"].strip() or found["shift"] or name not in items:
        raise ValueError(f"{name} bound to something else: {rule.text}")
    others = [item for item in items if item != name]
    after = found["after"]
    if others:
        yield Rule(rule.separator, f"{','.join(others)}{after}")
    if dates:
        yield Rule(rule.separator, f"{','.join(dates)}{after}")
