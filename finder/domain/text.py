"""Folding of text, so that people find what they mean however they type it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ə": "e",
        "ĸ": "k",
        "ŋ": "n",
        "’": "",
        "'": "",
        "ʼ": "",
        # Arabic and Persian: one letter for each that keyboards and writers exchange.
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ك": "ك",
        "ک": "ك",
        "ـ": "",
    }
)
_SPLIT = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The text in lower case without accents, with `ß` as `ss`, Arabic letter variants made one
    and every decimal digit as 0-9; words separated by single spaces.

    Folding twice changes nothing. An empty or purely punctuating text gives "".
    German umlauts lose their dots (`ü` to `u`); `fold_keys` adds the spelling with `e`.
    """
    decomposed = unicodedata.normalize("NFKD", _letters(text))
    kept = []
    for char in decomposed:
        if unicodedata.combining(char):
            continue
        kept.append(_digit(char))
    plain = unicodedata.normalize("NFC", _letters("".join(kept)))
    return " ".join(word for word in _SPLIT.split(plain) if word)


def _letters(text: str) -> str:
    return text.casefold().translate(_LETTERS)


def _digit(char: str) -> str:
    if char.isascii():
        return char
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def words(text: str) -> list[str]:
    """The folded words of a text in their order; an empty text has none."""
    return fold(text).split()


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def fold_keys(text: str) -> tuple[str, ...]:
    """The folded spellings under which a German text is looked up: `Brück` gives `bruck` and
    `brueck`; a text without umlauts gives one.
    """
    plain = fold(text)
    written = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    if written == text:
        return (plain,)
    spelled = fold(written)
    return (plain,) if plain == spelled else (plain, spelled)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as it may be stored: composed (NFC), without control characters and lone surrogates,
    which databases refuse, and without blanks around it. Direction marks stay: they are data.
    """
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def slug(text: str, limit: int = 60) -> str:
    """The ASCII words of a text joined by hyphens, for an address; "" when there are none."""
    ascii_words = re.findall(r"[a-z0-9]+", fold_keys(text)[-1])
    return "-".join(ascii_words)[:limit].strip("-")
