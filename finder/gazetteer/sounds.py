"""Names of German places in Arabic letters, which leave out vowels: compared by their consonants."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from finder.domain.text import fold

MIN_CONSONANTS, MIN_CONSONANTS_ALONE = 2, 4
"""So many consonants tell a name from others after a word that announces a place, and without one."""

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_GROUPS = (("شت", "ست"), ("شب", "سب"), ("تس", "ز"), ("نغ", "ن"), ("نج", "ن"))
_ARABIC_LETTERS = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "g", "چ": "x", "خ": "x", "د": "d", "ض": "d",
        "ذ": "d", "ر": "r", "ز": "s", "ژ": "x", "س": "s", "ش": "x", "ص": "s", "ظ": "s", "غ": "g", "ف": "f",
        "ڤ": "f", "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n",
    }
)  # fmt: skip
_LATIN_GROUPS = (
    ("tsch", "x"), ("sch", "x"), ("ch", "x"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("tz", "s"), ("dt", "t"),
)  # fmt: skip
_LATIN_LETTERS = str.maketrans({"p": "b", "v": "f", "z": "s", "c": "k", "q": "k", "w": "", "j": "", "y": ""})
_UNWRITTEN = re.compile(r"[^bdfgklmnrstx]")


class Sounds:
    """The numbers of places by the consonants of their names."""

    def __init__(self, named: Iterable[tuple[str, int]]) -> None:
        self._numbers: dict[str, set[int]] = defaultdict(set)
        for name, number in named:
            self._numbers[latin_consonants(name)].add(number)

    def named(self, text: str, least: int) -> set[int]:
        """The places whose names sound as a text in Arabic letters of at least so many consonants."""
        consonants = arabic_consonants(text)
        return self._numbers.get(consonants, set()) if len(consonants) >= least else set()


def is_arabic(text: str) -> bool:
    """Whether a text has letters of the Arabic script."""
    return bool(_ARABIC.search(text))


def arabic_consonants(text: str) -> str:
    """The consonants of a text in Arabic or Persian letters: `اولبه` gives `lb`."""
    written = fold(text)
    for group, other in _ARABIC_GROUPS:
        written = written.replace(group, other)
    return _UNWRITTEN.sub("", written.translate(_ARABIC_LETTERS))


def latin_consonants(name: str) -> str:
    """The consonants of a German name as Arabic letters would write them: `Olpe` gives `lb`.

    P is B, W and J are vowels, H is often left out, and doubled letters are one.
    """
    written = fold(name)
    for group, other in _LATIN_GROUPS:
        written = written.replace(group, other)
    written = re.sub(r"(.)\1", r"\1", written).replace("ng", "n")
    return _UNWRITTEN.sub("", written.translate(_LATIN_LETTERS))
