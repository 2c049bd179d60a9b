"""A typed text about hours cut into what its words mean: days, times, connecting words, phrases."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz, process

from finder.exchange import hours_words as words

DAY_KEYS: Final = tuple(words.DAYS)
_LAST_MINUTE: Final = 24 * 60
_DASHES: Final = "‐‑‒–—―−~"
_CHARACTERS: Final = {ord(dash): "-" for dash in _DASHES} | {0xA0: " ", 0x200C: " ", 0x2019: "'", 0x060C: ","}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `start` to before `end`, what it is, and its value where it has one."""

    kind: str
    start: int
    end: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Time:
    """Minutes since midnight; `half` is `am`, `pm` or ""; bare is a number that nothing makes a time."""

    minute: int
    half: str = ""
    is_bare: bool = False
    is_noon: bool = False


def cleaned(text: str) -> str:
    """The text in composed letters, line ends as one character; every later position refers to it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def _plain(text: str) -> str:
    """Small letters, European digits and one kind of dash, character by character."""
    return "".join(_plain_character(character) for character in text.translate(_CHARACTERS))


def _plain_character(character: str) -> str:
    digit = unicodedata.digit(character, None) if not character.isascii() else None
    if digit is not None and unicodedata.category(character) == "Nd":
        return str(digit)
    small = character.lower()
    return small if len(small) == 1 else character


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


_MONTH: Final = "|".join(words.MONTHS)
_DATE: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\.?(?:(?:st|nd|rd|th)(?!\w))?\s?(?:(?P<name>{_MONTH})(?!\w)|(?<=\.)\s?(?P<month>\d{{1,2}})\."
    r"(?!\d{1,2}(?!\d)\s*(?:uhr|h)))\s?(?P<year>(?:19|20)\d\d)?(?!\d)"
)
_DATES_FIRST: Final = re.compile(
    rf"(?<!\d)(?P<days>\d{{1,2}}\.?\s*(?:,|und|u\.|&|and)\s*\d{{1,2}})\.?\s*(?P<name>{_MONTH})(?!\w)\s?(?P<year>(?:19|20)\d\d)?|"
    rf"(?<!\w)(?P<name2>{_MONTH})\s+(?P<days2>\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|and)\s*\d{{1,2}}(?:st|nd|rd|th)?)*)"
    r"(?!\d)(?:,?\s*(?P<year2>(?:19|20)\d\d))?(?!\s*[:.]\d\d|\s*(?:uhr|am|pm))"
)
_FEASTS: Final = re.compile(rf"(?<!\w)({'|'.join(words.FEASTS)})(?!\w)")
_MONTHS: Final = re.compile(
    rf"(?<!\w)(?:(?P<easter>ostern|easter)|(?P<first>{_MONTH}))\s*(?:-|bis|to)\s*(?:ende\s+)?(?P<last>{_MONTH})(?!\w)"
)
_TIME: Final = re.compile(
    r"(?<![\d:])(?<!\d\.)(?P<hour>\d{1,2})"
    r"(?:(?: ?: ?|\.)(?P<minute>\d{2})|,(?P<minute_c>00|30|45)| ?h ?(?P<minute_h>\d{2}))?(?!\d|[:.]\d)"
    rf"(?: *(?P<unit>{words.HOUR}))?"
    rf"(?: *(?:(?P<noon>{words.NOON})|(?(unit)(?!)|(?P<am>{words.AM}))|(?P<pm>{words.PM})))?"
)
_NUMBER_WORDS: Final = {"یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6}
_NUMBER: Final = re.compile(
    rf"(?<!\w)(?P<number>{'|'.join(_NUMBER_WORDS)})(?=\s+(?:تا|{words.PM}))(?:\s*(?P<pm>{words.PM}))?"
    rf"|(?<=تا )(?P<number2>{'|'.join(_NUMBER_WORDS)})(?:\s*(?P<pm2>{words.PM}))?"
)
_FULL_NAMES_OF: Final = {name: key for key, names in words.FULL_NAMES.items() for name in names}
_FULL_NAMES: Final = tuple(_FULL_NAMES_OF)
_SHORTEST_FUZZY: Final = 6
_SURELY: Final = 85
_MAYBE: Final = 67
_SHORT_DAY: Final = re.compile(r"(?:mo|di|mi|do|fr|sa|so|lu|die|mar|mon|sam|son|don|mit)\.?")
_AFTER_SHORT_DAY: Final = re.compile(
    r"\.?\s*(?:$|[-/,:+&();\n]|\d|(?:u\.|und|e|y|i|bis|von|ab|um|et|and|sowie|nach|im|geschl\w*|ruhetag|"
    r"vormittags?|nachmittags?|(?:mo|di|mi|do|fr|sa|so)\.?)(?!\w))",
    re.MULTILINE,
)
_PHRASES: Final = tuple((kind, _whole(pattern)) for kind, pattern in words.PHRASES)
_JOINTS: Final = tuple(
    # A dash or a comma needs no blanks around it, a word none beside digits: `8bis12`, `12u.14`.
    (kind, re.compile(rf"(?:(?<![^\W\d])|(?=[-,/&+]))(?:{pattern})(?:(?![^\W\d])|(?<=[-,/&+]))"))
    for kind, pattern in words.JOINTS
)
_KINDS: Final = tuple((kind, _whole(pattern)) for kind, pattern in words.KINDS.items())
_DAYS: Final = tuple(
    (key, re.compile(rf"(?<!\w)(?:{pattern})(?![^\W\d])")) for key, pattern in words.DAYS.items()
)
_DAY_WITH_PART: Final = re.compile(
    r"(?<!\w)(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(vormittag|nachmittag|abend)s?(?!\w)"
)
_ORDINALS: Final = tuple(
    (number, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for number, pattern in words.ORDINALS.items()
)
_MARKS: Final = {
    "\n": "BREAK",
    ";": "HARD",
    "|": "HARD",
    "(": "LEFT",
    ")": "RIGHT",
    ":": "COLON",
    ".": "DOT",
    "!": "DOT",
}
_WORD: Final = re.compile(r"[\w'’-]+|\S")


def tokens_of(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order; blanks are left out."""
    plain = _plain(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if plain[at] in " \t":
            at += 1
            continue
        token = _token(text, plain, at, found[-1] if found else None)
        found.append(token)
        at = token.end
    return found


def _token(text: str, plain: str, at: int, last: Token | None) -> Token:
    for reader in _READERS:
        token = reader(text, plain, at, last)
        if token:
            return token
    if plain[at] in _MARKS:
        return Token(_MARKS[plain[at]], at, at + 1)
    word = _WORD.match(plain, at)
    end = word.end() if word else at + 1
    kind, day = _misspelt(plain[at:end])
    return Token(kind, at, end, day)


def _misspelt(word: str) -> tuple[str, str | None]:
    """A word that can only be one day, with its day; one that may be some day; or any word."""
    if len(word) < _SHORTEST_FUZZY:
        return "WORD", None
    near = process.extractOne(word, _FULL_NAMES, scorer=fuzz.ratio, score_cutoff=_MAYBE)
    if near is None:
        return "WORD", None
    return ("MISSPELT", _FULL_NAMES_OF[near[0]]) if near[1] >= _SURELY else ("MAYBE_DAY", None)


def _feast(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    """A day of the year that has a name, without the year."""
    found = _FEASTS.match(plain, at)
    return Token("DATE", at, found.end(), ((0, *words.FEASTS[found[1]]),)) if found else None


def _date(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    several = _DATES_FIRST.match(plain, at)
    if several:
        name, year = several["name"] or several["name2"], several["year"] or several["year2"]
        days = [int(day) for day in re.findall(r"\d+", several["days"] or several["days2"])]
        value = tuple((int(year) if year else 0, _month(name), day) for day in days)
        return Token("DATE", at, several.end(), value)
    found = _DATE.match(plain, at)
    month = found and (int(found["month"]) if found["month"] else _month(found["name"]))
    if not found or not month or month > 12 or not 1 <= int(found["day"]) <= 31:
        return None
    return Token("DATE", at, found.end(), ((int(found["year"] or 0), month, int(found["day"])),))


def _months(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    found = _MONTHS.match(plain, at)
    if not found:
        return None
    return Token(
        "SEASON", at, found.end(), (0 if found["easter"] else _month(found["first"]), _month(found["last"]))
    )


def _month(name: str) -> int:
    return next(number for number, pattern in enumerate(words.MONTHS, start=1) if re.fullmatch(pattern, name))


def _simple(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    for kind, pattern in _PHRASES:
        found = pattern.match(plain, at)
        if found and not (kind == "WEEKEND" and found[0] == "we" and text[at : found.end()] != "WE"):
            if kind == "ALWAYS" and last and last.kind == "TO":
                continue
            return Token(kind, at, found.end())
    return None


def _kind(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    for kind, pattern in _KINDS:
        found = pattern.match(plain, at)
        if found:
            return Token("KIND", at, found.end(), kind)
    return None


def _day(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    part = _DAY_WITH_PART.match(plain, at)
    if part:
        return Token("DAY", at, part.start(2), _day_key(part[1]))
    found = [(match.end(), key) for key, pattern in _DAYS if (match := pattern.match(plain, at))]
    if not found:
        return None
    end, key = max(found)
    is_short = _SHORT_DAY.fullmatch(plain[at:end])
    if (
        is_short
        and not _AFTER_SHORT_DAY.match(plain, end)
        and not (last and last.kind in ("TO", "AND", "DAY", "NTH"))
    ):
        return None
    if (
        is_short
        and text[at].islower()
        and (plain[at:end] in ("do", "so", "die", "di", "mit") and last and last.kind == "TIME")
    ):
        return None
    if (
        re.fullmatch(r"fr\.", plain[at:end])
        and re.match(r"\s*[A-ZÄÖÜ][a-zäöüß]{2,}", text[end:])
        and not re.match(r"\s*(?:Nach|Von|Und|Geschlossen)\b", text[end:])
    ):
        return None
    return Token("DAY", at, end, key)


def _day_key(name: str) -> str:
    return next(key for key, pattern in _DAYS if pattern.match(name))


def _part(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    """The second half of `mittwochnachmittag`."""
    found = re.compile(r"(vormittag|nachmittag|abend)s?(?!\w)").match(plain, at)
    if not found or not last or last.kind != "DAY" or last.end != at:
        return None
    return Token("MORNING" if found[1] == "vormittag" else "AFTERNOON", at, found.end())


def _ordinal(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    for number, pattern in _ORDINALS:
        found = pattern.match(plain, at)
        if found:
            return Token("NTH", at, found.end(), number)
    return None


def _time(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    found = _TIME.match(plain, at)
    if not found:
        return None
    minute = found["minute"] or found["minute_c"] or found["minute_h"]
    half = "am" if found["am"] else "pm" if found["pm"] else ""
    is_bare = not (minute or found["unit"] or half or found["noon"])
    at_minute = int(found["hour"]) * 60 + int(minute or 0)
    if (
        int(minute or 0) > 59
        or at_minute > _LAST_MINUTE
        or (half and int(found["hour"]) > 12 and half == "am")
    ):
        return None
    return Token("TIME", at, found.end(), Time(at_minute, half, is_bare, bool(found["noon"])))


def _number_word(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    found = _NUMBER.match(plain, at)
    if not found:
        return None
    number = _NUMBER_WORDS[found["number"] or found["number2"]]
    half = "pm" if found["pm"] or found["pm2"] else ""
    return Token("TIME", at, found.end(), Time(number * 60, half, is_bare=not half))


def _late(text: str, plain: str, at: int, last: Token | None) -> Token | None:
    for kind, pattern in _JOINTS:
        found = pattern.match(plain, at)
        if found and found.end() > at:
            return Token(kind, at, found.end())
    return None


_READERS: Final = (_part, _feast, _date, _months, _simple, _day, _kind, _ordinal, _time, _number_word, _late)
