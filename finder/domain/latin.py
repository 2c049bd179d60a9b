"""Names of German places written in Cyrillic, back in Latin letters."""

from __future__ import annotations

from itertools import product

_PAIRS = (("шт", "st"), ("шп", "sp"), ("тц", "tz"), ("кс", "x"), ("ай", "ei"), ("ей", "ei"), ("ой", "eu"))
_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "w", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "ö", "є": "je", "ж": "sch",
        "з": "s", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "z", "ч": "tsch",
        "ш": "sch", "щ": "schtsch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "ü", "я": "ja",
    }
)  # fmt: skip
_OTHERWISE = ((("w", "v"), ("w", "w")), (("h", "ch"), ("h", "h")))
"""Letters that Cyrillic does not tell apart: V and W, H and CH."""


def in_latin(text: str) -> list[str]:
    """The spellings that a German name in Cyrillic letters may have, none for a text without such:
    `Олпе` gives `olpe`, `Гревенбрюк` among others `grevenbrük`.
    """
    lower = text.casefold()
    if not any("\u0400" <= char <= "\u052f" for char in lower):
        return []
    for cyrillic, latin in _PAIRS:
        lower = lower.replace(cyrillic, latin)
    plain = lower.translate(_LETTERS)
    spellings = []
    for changes in product(*_OTHERWISE):
        spelled = plain
        for letter, other in changes:
            spelled = spelled.replace(letter, other)
        spellings.append(spelled)
    return list(dict.fromkeys(spellings))
