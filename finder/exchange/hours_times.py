"""Times and days out of the tokens of a text: what belongs together becomes one token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from finder.exchange.hours_tokens import DAY_KEYS, Time, Token

NOON: Final = 12 * 60
DAY_END: Final = 24 * 60
_DAY_LIKE: Final = frozenset(("DAY", "MISSPELT", "PH", "WEEKEND", "WORKDAYS", "WERKTAGS", "DAILY"))
_AT_WORDS: Final = ("um", "at", "alle", "à", "в", "u", "الساعه", "الساعة", "ore", "beginn")
_EARLIEST: Final = 6 * 60
_NIGHT_FROM: Final = 17 * 60
_NIGHT_TO: Final = 8 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Hours in minutes since midnight; `is_odd` when they can hardly be meant as they stand."""

    start: int
    end: int
    is_odd: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Days by their OSM keys (`We[2,4]`, `PH` among them); `is_unsure` when not every week is meant,
    or only one of them; `maybe` are days that may be meant as well; `is_misspelt` when a name was guessed.
    """

    keys: tuple[str, ...]
    is_unsure: bool = False
    maybe: tuple[str, ...] = ()
    is_misspelt: bool = False


def with_times(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens with SPAN (a Span) and START (minute, whether nothing but the start is meant) in
    the place of times; numbers that are no times become words.
    """
    has_days = any(token.kind in _DAY_LIKE for token in tokens)
    is_ethiopian = any("\u1200" <= character <= "\u137f" for character in text)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "TIME":
            found.append(token)
            at += 1
            continue
        end = _end_of_span(tokens, at, bool(found) and found[-1].kind == "BETWEEN")
        if end is None or (not has_days and token.value.is_bare and tokens[end].value.is_bare):
            found.append(_start(token, found, text))
            at += 1
            continue
        span = _span(token.value, tokens[end].value, bool(found) and found[-1].kind == "AFTERNOON")
        if is_ethiopian and span.end == DAY_END:
            span = Span(span.start, span.end, is_odd=True)
        found.append(Token("SPAN", token.start, tokens[end].end, span))
        at = end + 1
    return found


def _end_of_span(tokens: Sequence[Token], at: int, is_between: bool) -> int | None:
    """The token of the second time, None when there is none."""
    follows = [token.kind for token in tokens[at + 1 : at + 4]]
    is_joined = follows[:1] == ["TO"] or (is_between and follows[:1] == ["AND"])
    if is_joined and follows[1:2] == ["TIME"]:
        return at + 2
    if is_joined and follows[1:3] == ["FILLER", "TIME"]:
        return at + 3
    return None


def _start(token: Token, before: Sequence[Token], text: str) -> Token:
    last = before[-1] if before else None
    is_from = bool(last and last.kind == "FROM")
    is_at = bool(last and last.kind in ("FILLER", "TO") and text[last.start : last.end].lower() in _AT_WORDS)
    if (
        last
        and last.kind == "TO"
        and text[last.start : last.end].lower().startswith(("bis", "until", "till", "до"))
    ):
        return Token("UNTIL", last.start, token.end, _minute(token.value))
    if token.value.is_bare and not is_from and not is_at:
        return Token("NUMBER", token.start, token.end)
    minute = _minute(token.value)
    return Token("START", token.start, token.end, (minute, is_from))


def _minute(time: Time) -> int:
    if time.is_noon:
        return NOON
    twelve = time.minute % NOON if time.half and time.minute < NOON + 60 else time.minute
    return twelve + NOON if time.half == "pm" and twelve < NOON else twelve


def _span(first: Time, second: Time, is_afternoon: bool) -> Span:
    start, end = _minute(first), _minute(second)
    has_half = bool(first.half or second.half or second.is_noon)
    if second.half == "pm" and not first.half and start + NOON < end:
        start += NOON
    if is_afternoon and end <= _NIGHT_TO and not has_half:
        start, end, has_half = start + NOON if start < NOON else start, end + NOON, True
    is_night = start >= _NIGHT_FROM and end <= _NIGHT_TO
    is_odd = (end <= start and not is_night) or (second.half == "am" and end == 0)
    if not has_half and start < _EARLIEST and end <= NOON and start < end:
        is_odd = True
    return Span(start, end, is_odd)


def with_days(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with DAYS (a Days) in the place of names of days and what joins them."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        group = _group(tokens, at)
        if group is None:
            found.append(tokens[at])
            at += 1
            continue
        end, days = group
        found.append(Token("DAYS", tokens[at].start, tokens[end - 1].end, days))
        at = end
    return found


def _group(tokens: Sequence[Token], at: int) -> tuple[int, Days] | None:
    """Past the last token of the days that begin here, and the days."""
    element = _element(tokens, at)
    if element is None:
        return None
    end, days = element
    keys, maybe, is_unsure, is_misspelt = list(days.keys), list(days.maybe), days.is_unsure, days.is_misspelt
    while True:
        joint, place = _joint(tokens, end)
        following = _element(tokens, place)
        if following is None or joint is None:
            break
        end, more = following
        if joint == "TO":
            keys += _between(keys[-1], more.keys[0])
        keys += more.keys
        maybe += more.maybe
        is_unsure = is_unsure or more.is_unsure or joint == "OR"
        is_misspelt = is_misspelt or more.is_misspelt
    return end, Days(tuple(dict.fromkeys(keys)), is_unsure, tuple(maybe), is_misspelt)


def _joint(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """What joins the days before to the next ones, and where these would begin."""
    joint: str | None = None
    while at < len(tokens) and tokens[at].kind in ("TO", "AND", "OR", "FILLER", "BREAK", "DOT"):
        kind = tokens[at].kind
        if kind in ("TO", "AND", "OR"):
            joint = kind if joint in (None, "AND") else joint
        elif kind == "BREAK":
            joint = joint or "AND"
        at += 1
    if joint is None and [token.kind for token in tokens[at - 1 : at + 1]] in (
        ["DAY", "DAY"],
        ["DAY", "MISSPELT"],
    ):
        joint = "AND"
    return joint, at


def _between(first: str, last: str) -> list[str]:
    if first not in DAY_KEYS or last not in DAY_KEYS:
        return []
    start, length = DAY_KEYS.index(first), (DAY_KEYS.index(last) - DAY_KEYS.index(first)) % 7
    return [DAY_KEYS[(start + step) % 7] for step in range(1, length)]


_SETS: Final = {
    "PH": Days(("PH",)),
    "WEEKEND": Days(("Sa", "Su")),
    "WORKDAYS": Days(DAY_KEYS[:5]),
    "WERKTAGS": Days(DAY_KEYS[:5], maybe=("Sa",)),
    "DAILY": Days(DAY_KEYS),
}


def _element(tokens: Sequence[Token], at: int) -> tuple[int, Days] | None:
    """Past the end of one name of days, and the days."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "DAILY" and [later.kind for later in tokens[at + 1 : at + 2]] == ["DAY"]:
        return _element(tokens, at + 1)  # "every day Tuesday" is Tuesday
    if token.kind in _SETS:
        return at + 1, _SETS[token.kind]
    if token.kind == "MISSPELT":
        return at + 1, Days((token.value,), is_misspelt=True)
    if token.kind == "DAY":
        return _day(tokens, at)
    if token.kind == "NTH":
        return _nth(tokens, at)
    return None


def _day(tokens: Sequence[Token], at: int) -> tuple[int, Days]:
    """A day, with what comes after it where that counts the weeks of a month."""
    numbers, end = _numbers(tokens, at + 1)
    if numbers and end < len(tokens) and tokens[end].kind == "OF_MONTH":
        return end + 1, Days((_key(tokens[at].value, numbers),))
    return at + 1, Days((tokens[at].value,))


def _numbers(tokens: Sequence[Token], at: int) -> tuple[list[int], int]:
    """The ordinal numbers from here on, and past their end."""
    numbers = []
    while at < len(tokens) and tokens[at].kind in ("NTH", "AND", "FILLER"):
        if tokens[at].kind == "NTH":
            numbers.append(tokens[at].value)
        at += 1
    return numbers, at


def _key(day: str, numbers: Sequence[int]) -> str:
    return f"{day}[{','.join(str(number) for number in dict.fromkeys(numbers))}]"


def _nth(tokens: Sequence[Token], at: int) -> tuple[int, Days] | None:
    """`2. u. 4. Mi. im Monat`; the second without a month may be every other."""
    numbers, at = _numbers(tokens, at)
    if at >= len(tokens) or tokens[at].kind != "DAY":
        return None
    is_monthly = any(token.kind == "OF_MONTH" for token in _same_line(tokens, at))
    if numbers == [2] and not is_monthly:
        return at + 1, Days((tokens[at].value,), is_unsure=True)
    return at + 1, Days((_key(tokens[at].value, numbers),))


def _same_line(tokens: Sequence[Token], at: int) -> Iterator[Token]:
    for token in tokens[at:]:
        if token.kind in ("BREAK", "HARD"):
            return
        yield token
