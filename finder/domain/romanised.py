"""Words of other scripts as people type them in Latin letters: `vrach`, `giatros`, `tabib`, `3arabi`.

Nobody spells them by a standard, so words are compared by their sound: letters that are written now one
way and now the other are made one. Arabic and Persian leave out short vowels, so there a typed word is
compared by its consonants first, and then has to have every vowel that is written.
"""

from __future__ import annotations

import re
from functools import lru_cache

MIN_TYPED, MIN_SOUND = 5, 4
"""So many letters a typed word needs to be heard, and so many its sound."""

MIN_ARABIC, MIN_CONSONANTS = 5, 3
"""So many letters, and so many consonants among them, tell a word in Arabic letters from the names of
people (`Menzel`); where digits stand for Arabic letters, one letter less and any consonants.
"""

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "a",
        "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
        "ђ": "dj", "џ": "dz", "ѓ": "g", "ќ": "k", "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e",
        "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o",
        "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "kh", "ψ": "ps",
        "ω": "o",
    }
)  # fmt: skip
_GREEK_GROUPS = (("ου", "u"), ("μπ", "b"), ("αυ", "av"), ("ευ", "ev"))
_SAME_SOUND = (
    ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("ch", "c"), ("cz", "c"),
    ("ts", "c"), ("tz", "c"), ("zh", "z"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ou", "u"),
    ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]+")
_ARABIC = re.compile(r"[\u0620-\u06d3]+")

_CONSONANTS = {
    "b": "ب", "p": "پ", "t": "تط", "th?|s": "ث", "j|g|dj": "ج", "ch": "چ", "7|h": "ح", "kh|5|ch|x": "خ",
    "d": "دض", "dh?|z": "ذ", "r": "ر", "z": "زظ", "zh|j": "ژ", "s": "سص", "sh|ch|sch": "ش", "gh|g": "غ",
    "f": "ف", "q|k|9|gh": "ق", "k|c": "ك", "g": "گ", "l": "ل", "m": "م", "n": "ن", "h|[ae]h?": "ه",
}  # fmt: skip
_WEAK = {"a": "ا", "w|v|u|ou?": "و", "y|j|iy?|ee?": "ي", "3|a": "ع"}
_VOWEL_AT_START = "اع"
_SPELLED = {
    letter: way for ways in (_CONSONANTS, _WEAK) for way, letters in ways.items() for letter in letters
}
_SHORT = "[aeiou]?"
_SAME_CONSONANT = (
    ("sch", "s"), ("sh", "s"), ("ch", "k"), ("kh", "k"), ("gh", "k"), ("th", "t"), ("dh", "d"), ("dj", "j"),
    ("zh", "j"), ("5", "k"), ("9", "k"), ("q", "k"), ("c", "k"), ("x", "k"), ("g", "k"), ("z", "s"),
)  # fmt: skip
_COMPARED = re.compile(r"[^bdfklmnprst]")


@lru_cache(maxsize=2**16)
def sound(word: str) -> str:
    """The sound of a folded word in Latin letters: `russkij` and `russkiy` give `ruski`."""
    for letters, other in _SAME_SOUND:
        word = word.replace(letters, other)
    return _DOUBLED.sub(r"\1", word).replace("ie", "e")


def sounds(word: str) -> tuple[str, ...]:
    """The sounds of a folded word in Cyrillic or Greek letters, none in others; Cyrillic G may be H."""
    if not _OTHER_SCRIPT.fullmatch(word):
        return ()
    for letters, other in _GREEK_GROUPS:
        word = word.replace(letters, other)
    return tuple(dict.fromkeys(sound(each.translate(_LETTERS)) for each in (word, word.replace("г", "х"))))


def typed_consonants(word: str) -> str:
    """The consonants of a word in Latin letters by which words in Arabic letters are looked up."""
    for letters, other in _SAME_CONSONANT:
        word = word.replace(letters, other)
    return _COMPARED.sub("", _DOUBLED.sub(r"\1", word).replace("j", ""))


def written_consonants(word: str) -> str:
    """The same of a folded word in Arabic letters, "" in others."""
    if not _ARABIC.fullmatch(word):
        return ""
    return typed_consonants("".join(_first_way(letter) + "'" for letter in word))


def _first_way(letter: str) -> str:
    way = _SPELLED.get(letter, "")
    return "" if letter in "ويعاه" else re.sub(r"\?|\|.*", "", way)


def is_spelled(typed: str, word: str) -> bool:
    """Whether a folded word in Arabic letters may be typed so in Latin ones."""
    return bool(_spelled(word).fullmatch(_DOUBLED.sub(r"\1", typed)))


@lru_cache(maxsize=2**12)
def _spelled(word: str) -> re.Pattern[str]:
    pieces = [f"(?:{_SPELLED.get(letter, '')})" for letter in word]
    if word[0] in _VOWEL_AT_START:
        pieces[0] = "(?:3[aeiou]?|[aeiou])"
    if word[-1] == "ي":
        pieces[-1] = f"(?:a|{pieces[-1]})"
    return re.compile(_SHORT.join(pieces) + "[aei]?")
