"""The words of texts about languages: names of languages in many languages, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from finder.domain.names import read_table, split_list
from finder.domain.text import fold, fold_keys
from finder.paths import DATA

# CLDR's names of languages are read in these languages; the first to use a word has it.
_LOCALES: Final = (
    "de", "en", "fr", "it", "es", "pt", "tr", "ar", "fa", "ur", "ru", "uk", "pl", "ro", "bg", "sq", "hr",
    "sr_Latn", "bs", "sr", "mk", "sl", "cs", "sk", "hu", "el", "nl", "ti", "am", "so", "ku", "ckb", "ps",
    "az", "hy", "ka", "he", "hi", "pa", "bn", "vi", "th", "zh", "ja", "ko", "sw", "sv", "da", "nb", "fi",
    "et", "lv", "lt", "be", "kk", "uz", "id", "ca",
)  # fmt: skip
_SERBO_CROATIAN: Final = "sh"  # a retired tag for what is two of our languages
_COUNTRY_LOCALES: Final = (*_LOCALES[:18], "ti", "am")
# So many wrong letters are forgiven in words of at least so many letters.
_FORGIVEN: Final = ((9, 2), (5, 1))
_FORGIVEN_ETHIOPIC: Final = ((6, 2), (4, 1))  # a letter is a syllable
# Endings of one and the same word: of adjectives first, then the vowel that tells the gender.
_ENDINGS: Final = re.compile(
    r"(?<=isch)(?:e|er|en|em|es)$|(?<=deutsch)(?:e|er|en|em|es)$"
    r"|(?<=[сц]к)(?:ии|ого|ом|ому|им|ая|ои|ую|ое|ие|их|ими|и|а|ия|та|ата|ою|о)$|(?<=[сц]ьк)(?:ии|ого|ом|ому|им|а|ои|іи|у|ою|е|і|их|ими)$"
    r"|(?<=[sc]k)(?:i|y|a|e|im|om|og|oj|u|iego|iem|ej)$"
    r"|(?<=..ي)(?:ه|ا|ين|ون)$"
)
_VOWEL: Final = re.compile(r"(?<=[a-z]{4})[aeio]s?$")
_SPEAKING: Final = re.compile(r"(.{4,}?)(?:sprachig|sprechend|kenntnis|sprachkenntnis|kundig)\w*$")
_ARABIC_PREFIX: Final = re.compile(r"^(?P<conj>و)?(?:ب|ل|ك)?(?:ال|لل)?(?=..)")


class Name(NamedTuple):
    """The languages that a word names; not `is_certain` when it was misspelt or names a country."""

    codes: tuple[str, ...]
    is_certain: bool


class LanguageWords:
    """Looks up folded words: names of languages, and words that say something about them."""

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        countries: Mapping[str, str],
        phrases: Iterable[tuple[str, str]],
        rare: Set[str] = frozenset(),
    ) -> None:
        self._names: dict[str, tuple[str, ...]] = {}
        for text, codes in names:
            for key in _keys(text):
                self._names.setdefault(key, tuple(codes.split()))
        self._stems = _unambiguous((_stem(name), codes) for name, codes in self._names.items())
        self._countries = dict(countries)
        self._fuzzy = [
            name
            for name, codes in self._names.items()
            if len(name) >= 4 and " " not in name and rare.isdisjoint(codes)
        ]
        self._phrases: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        for text, kind in phrases:
            table = self._prefixes if text.endswith("*") else self._phrases
            for key in fold_keys(text.rstrip("*")):
                table.setdefault(key, kind)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> LanguageWords:
        """The shipped words; raises ConfigurationError when a table cannot be used."""
        folder = DATA / "languages"
        own = read_table(folder / "languages.csv", ("code", "de", "en", "own", "variants"))
        rows = read_table(folder / "spellings.csv", ("code", "tag", "words"))
        phrases = read_table(folder / "reading.csv", ("kind", "lang", "words"))
        countries = {
            row["country"]: row["code"] for row in read_table(folder / "countries.csv", ("country", "code"))
        }
        names = [*_spelled(rows), *_own_names(own), *_cldr_names({row["code"] for row in (*own, *rows)})]
        words = ((word, row["kind"]) for row in phrases for word in split_list(row["words"]))
        rare = {code for code, is_sure in sure_tags().items() if not is_sure}
        return cls(names, dict(_country_names(countries)), words, rare)

    def phrase(self, folded: Sequence[str]) -> str:
        """The kind of what these words say, or ""."""
        text = " ".join(folded)
        kind = self._phrases.get(text, "") or self._phrases.get(text.removeprefix("و"), "")
        if kind or len(folded) > 1:
            return kind
        beginnings = (text[:end] for end in range(len(text), 2, -1))
        return next((self._prefixes[start] for start in beginnings if start in self._prefixes), "")

    def name(self, folded: Sequence[str]) -> Name | None:
        """The languages that these words name as they stand, inflected ones included; else None."""
        text = " ".join(folded)
        for spelling in _spellings(text):
            codes = self._names.get(spelling) or self._stems.get(_stem(spelling))
            if codes:
                return Name(codes, True)
        return None

    def exact(self, text: str) -> Name | None:
        """The languages that a whole text names as it stands; else None."""
        return self.name(fold(text).split())

    def country(self, folded: Sequence[str]) -> Name | None:
        """The language of the country that these words name: people write "Russland" for Russian."""
        code = self._countries.get(" ".join(folded))
        return Name((code,), False) if code else None

    def misspelt(self, folded: str) -> Name | None:
        """The languages whose name is nearly this word; None when it may be several, or none."""
        plain = next((spelling for spelling in reversed(list(_spellings(folded)))), folded)
        allowed = _forgiven(plain)
        if not allowed:
            return None
        near = process.extract(plain, self._fuzzy, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        like = [(far, name) for name, far, _ in near if far < 2 or name[0] == plain[0]]
        best = {self._names[name] for far, name in like if far == min(like)[0]}
        return Name(best.pop(), False) if len(best) == 1 else None


def _forgiven(word: str) -> int:
    table = _FORGIVEN_ETHIOPIC if "ሀ" <= word[:1] <= "፼" else _FORGIVEN
    return next((wrong for length, wrong in table if len(word) >= length), 0)


def _spellings(text: str) -> Iterator[str]:
    """The words, and without what other words add to them: "and", the article, "-speaking"."""
    yield text
    bare = _ARABIC_PREFIX.sub("", text)
    if bare != text:
        yield text.removeprefix("و")
        yield bare
    if speaking := _SPEAKING.match(text):
        yield speaking[1]
    if text.startswith("ብ"):
        yield text[1:]


def _keys(text: str) -> Iterator[str]:
    for key in fold_keys(text):
        if key:
            yield key
            yield _ARABIC_PREFIX.sub("", key) if key.startswith("ال") else key


def _stem(word: str) -> str:
    shorter = _ENDINGS.sub("", word)
    return shorter if shorter != word else _VOWEL.sub("", word)


def _unambiguous(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Each stem of four letters or more that all names that have it give to the same languages."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for stem, codes in pairs:
        found.setdefault(stem, set()).add(codes)
    return {stem: codes.pop() for stem, codes in found.items() if len(codes) == 1 and len(stem) >= 4}


def _spelled(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    return (
        (word, row["code"])
        for row in rows
        for word in split_list(row["words"])
        if row["tag"] or len(word) > 2
    )


def _own_names(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for text in (row["de"], row["en"], row["own"], *split_list(row["variants"])):
            yield text, row["code"]


def _cldr_names(codes: set[str]) -> Iterator[tuple[str, str]]:
    for name in _LOCALES:
        languages = Locale.parse(name).languages
        for code in sorted(codes):
            text = languages.get(code.replace("-", "_"))
            if text and len(text) > 1:
                yield text, code
        if _SERBO_CROATIAN in languages:
            yield languages[_SERBO_CROATIAN], "sr hr"


def _country_names(countries: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in _COUNTRY_LOCALES:
        territories = Locale.parse(name).territories
        for country, code in countries.items():
            yield fold(territories.get(country, country)), code


@lru_cache(maxsize=1)
def sure_tags() -> Mapping[str, bool]:
    """Language codes that are written as tags, and whether such a tag surely means its language:
    `tk`, written for Turkish, and `man`, a German word, do not. Country codes that are no language
    tag are not in it.
    """
    rows = read_table(DATA / "languages" / "spellings.csv", ("code", "tag", "words"))
    return {row["code"]: row["tag"] == "yes" for row in rows if row["tag"]}


@lru_cache(maxsize=1)
def country_tags() -> Mapping[str, str]:
    """Codes of countries that people write for the language: `cz` for Czech."""
    rows = read_table(DATA / "languages" / "spellings.csv", ("code", "tag", "words"))
    return {
        word: row["code"]
        for row in rows
        if not row["tag"]
        for word in split_list(row["words"])
        if len(word) == 2
    }
