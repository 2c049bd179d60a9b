"""What is left of a word without its ending, so that inflected forms meet.

Not linguistics: one ending that many languages share is taken off, from what is searched for and from
what is searched alike. Words that only then are equal count less than words that are equal as typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_LATIN = re.compile(r"[a-z]+")

_CYRILLIC_WORDS = """
ого его ому ему ыми ими ами ями ои еи ою ею ая яя ое ее ии ыи ие ые ых их ым им ом ем ам ям ах ях
ов ев ів ят та то те ия ию ьо а я о е и ы і у ю ь ъ
"""
_LATIN_WORDS = """
innen nen ego emu ych ich ymi imi ami ach owi ului lor leri lari ler lar nin nun sini sinu
ul ov om ow em en er es ym im in yi yu ya ye na ne ni nu si su iei ei ii e a i o u y n s
"""


def _longest_first(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split(), key=lambda ending: (-len(ending), ending)))


_CYRILLIC_ENDINGS = _longest_first(_CYRILLIC_WORDS)
_LATIN_ENDINGS = _longest_first(_LATIN_WORDS)
_ARABIC_ENDINGS = ("يات", "ات", "ين", "ون", "يه", "ها", "ه", "ي")
_ARABIC_BEGINNINGS = ("وبال", "وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل")

_MIN_CYRILLIC, _MIN_LATIN, _MIN_ARABIC = 3, 5, 3


@lru_cache(maxsize=2**16)
def stem(word: str) -> str:
    """A folded word without its ending (Arabic: also without article and attached prepositions);
    the word itself where too little would be left, or in another script.
    """
    if _CYRILLIC.fullmatch(word):
        return _without_ending(word, _CYRILLIC_ENDINGS, _MIN_CYRILLIC)
    if _LATIN.fullmatch(word):
        return _without_ending(word, _LATIN_ENDINGS, _MIN_LATIN)
    if _ARABIC.fullmatch(word):
        return _without_ending(_bare_arabic(word), _ARABIC_ENDINGS, _MIN_ARABIC)
    return word


def _bare_arabic(word: str) -> str:
    """A word without article, `and`, `with` and `to`: `بالعربيه` gives `عربيه`."""
    for beginning in _ARABIC_BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= _MIN_ARABIC:
            return word.removeprefix(beginning)
    return word


def _without_ending(word: str, endings: tuple[str, ...], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
