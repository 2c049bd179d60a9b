"""What the words of a search can mean: topics, languages, needs, "open now", and words that only join."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from finder.domain.romanised import (
    MIN_ARABIC,
    MIN_CONSONANTS,
    MIN_SOUND,
    MIN_TYPED,
    is_spelled,
    sound,
    sounds,
    typed_consonants,
    written_consonants,
)
from finder.domain.stems import stem
from finder.domain.text import fold_keys

MIN_SLIP, MIN_TWO_SLIPS, MIN_BEGINNING = 5, 10, 5
"""So many letters a word needs for one slip, for two, and to be completed."""

_MAX_SIMILAR = 20
_LAST = "\U0010ffff"


class Kind(StrEnum):
    """What a phrase is; the first kinds outdo the later ones where a phrase is several.

    PLAIN stays plain text, whatever its words mean alone ("Tierarzt"). PLACE stands before a place
    ("near"), FILLER says nothing ("who speaks"), TITLE stands before the name of a person, WHOM and CHILD
    say for whom something is where they are no part of a phrase ("for women", "for children"). THING is
    what belongs to a nation ("restaurant"), LEARN goes with a language that is learnt, HOUSE is a part of
    the names of practices ("Praxis"); these three only tell about the words beside them.
    """

    PLAIN = "plain"
    OPEN = "open"
    ACCESS = "access"
    TOPIC = "topic"
    LANGUAGE = "language"
    PLACE = "place"
    FILLER = "filler"
    TITLE = "title"
    WHOM = "whom"
    CHILD = "child"
    THING = "thing"
    LEARN = "learn"
    HOUSE = "house"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}
FOR_WHOM = (Kind.WHOM, Kind.CHILD)
_JOINING = (Kind.PLACE, Kind.FILLER, Kind.TITLE, *FOR_WHOM)
_NOTED = (Kind.THING, Kind.LEARN, Kind.HOUSE)
_TELLING = (Kind.PLAIN, Kind.OPEN, Kind.ACCESS, Kind.TOPIC, Kind.LANGUAGE)


class Meaning(NamedTuple):
    """What a phrase means in a language: `key` is that of the topic, criterion or language; "" for
    kinds without keys. `lang` is "" where the phrase belongs to no language of its own.
    """

    kind: Kind
    key: str
    lang: str


class Phrase(NamedTuple):
    """A text with what it means; `is_strict` when only as it stands, without other endings or slips."""

    text: str
    meaning: Meaning
    is_strict: bool = False


Meanings = frozenset[Meaning]
NOTHING: Meanings = frozenset()


class Lexicon:
    """Phrases found as typed, by their stems, by their beginning, or in spite of a slip of the pen.

    Spaces do not count: `haus arzt` is `Hausarzt`. Words that only join may be left out of longer
    phrases or be others: `doctor children` is "doctor for children".
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        folded = [*_folded(phrases)]
        joining = _of_kinds(folded, _JOINING)
        strict, telling = (_of_kinds(folded, _TELLING, is_strict=is_strict) for is_strict in (True, False))
        self._joining = _grouped(("".join(words), meaning) for words, meaning in joining)
        self._noted = _grouped((_stemmed(words), meaning) for words, meaning in _of_kinds(folded, _NOTED))
        self._loose = _grouped(self._keys(telling))
        self._exact = _grouped(self._keys([*telling, *strict]))
        self._stems = _grouped((_stemmed(words), meaning) for words, meaning in telling)
        self._heard, self._heard_joining = Heard(telling), Heard(joining)
        self._single = sorted({words[0] for words, _ in telling if len(words) == 1})
        self._by_letter: Mapping[str, tuple[str, ...]] = _by_first_letter(self._loose)

    def _keys(self, telling: Iterable[tuple[list[str], Meaning]]) -> Iterator[tuple[str, Meaning]]:
        for words, meaning in telling:
            yield "".join(words), meaning
            content = self.content(words)
            if 1 < len(content) < len(words):
                yield "".join(content), meaning

    def content(self, words: Sequence[str]) -> list[str]:
        """The words without those that say nothing."""
        return [word for word in words if all(m.kind in FOR_WHOM for m in self.joining([word]))]

    def joining(self, words: Sequence[str]) -> Meanings:
        """What words mean that only join others."""
        return self._joining.get("".join(words), NOTHING)

    def noted(self, words: Sequence[str]) -> Meanings:
        """What words tell about those beside them, whatever their endings."""
        return self._noted.get(_stemmed(words), NOTHING)

    def exact(self, words: Sequence[str]) -> Meanings:
        """What folded words mean as they stand."""
        return self._exact.get("".join(words), NOTHING)

    def part(self, word: str) -> Meanings:
        """What a folded word means as it stands, also as a part of another."""
        return self._loose.get(word, NOTHING)

    def stemmed(self, words: Sequence[str]) -> Meanings:
        """What folded words mean when endings do not count."""
        return self._stems.get(_stemmed(words), NOTHING)

    def heard(self, words: Sequence[str]) -> Meanings:
        """What words in Latin letters mean that belong to another script (`vrach`)."""
        return self._heard.meanings("".join(words))

    def heard_joining(self, word: str) -> Meanings:
        """What a word in Latin letters means that only joins others in another script (`govorit`)."""
        return self._heard_joining.meanings(word) if len(sound(word)) > MIN_SOUND else NOTHING

    def beginning(self, start: str) -> Iterator[tuple[str, Meanings]]:
        """Every phrase of one word that begins so, with what it means, in alphabetical order."""
        first = bisect_left(self._single, start)
        for key in self._single[first : bisect_left(self._single, start + _LAST, first)]:
            yield key, self._exact[key]

    def similar(self, word: str, most: int = 2) -> Meanings:
        """What the phrases mean that are nearest to a misspelt word: one slip away, two where the word
        has at least ten letters. They begin alike. In words of up to seven letters only letters
        that changed places are a slip, and from six on a letter too few: others make too many other words
        (`Schulte` is no `Schule`).
        At most `most` slips are forgiven in any case.
        """
        if len(word) < MIN_SLIP or word.isdigit():
            return NOTHING
        slips = min(most, 2 if len(word) >= MIN_TWO_SLIPS else 1)
        near = [key for key in self._by_letter.get(word[0], ()) if abs(len(key) - len(word)) <= slips]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=_MAX_SIMILAR)
        likely = [(key, distance) for key, distance, _ in found if _is_slip(word, key)]
        least = min((distance for _, distance in likely), default=0)
        return frozenset(
            meaning for key, distance in likely if distance == least for meaning in self._exact[key]
        )


class Heard:
    """Words of other scripts by their sound, for those who type them in Latin letters."""

    def __init__(self, pairs: Iterable[tuple[list[str], Meaning]]) -> None:
        joined = [("".join(words), meaning) for words, meaning in pairs]
        self._sounds = _grouped((key, meaning) for word, meaning in joined for key in sounds(word))
        self._written: dict[str, set[tuple[str, Meaning]]] = defaultdict(set)
        for word, meaning in joined:
            consonants = written_consonants(word)
            if consonants:
                self._written[consonants].add((word, meaning))

    def meanings(self, typed: str) -> Meanings:
        """What a folded word in Latin letters means."""
        if len(typed) < MIN_TYPED or not typed.isascii() or typed.isdigit():
            return NOTHING
        heard, consonants = sound(typed), typed_consonants(typed)
        known = self._sounds.get(heard, NOTHING) if len(heard) >= MIN_SOUND else NOTHING
        least = MIN_ARABIC - (not typed.isalpha())
        if known or (typed.isalpha() and len(consonants) < MIN_CONSONANTS):
            return known
        return frozenset(
            meaning
            for word, meaning in self._written.get(consonants, ())
            if len(word) >= least and is_spelled(typed, word)
        )


def _folded(phrases: Iterable[Phrase]) -> Iterator[tuple[list[str], Phrase]]:
    """The folded words of each spelling of all phrases."""
    for phrase in phrases:
        folded = (spelling.split() for spelling in fold_keys(phrase.text))
        yield from ((words, phrase) for words in folded if words)


def _of_kinds(
    folded: Iterable[tuple[list[str], Phrase]], kinds: Collection[Kind], *, is_strict: bool = False
) -> list[tuple[list[str], Meaning]]:
    """The words of phrases of these kinds, with their meanings."""
    return [
        (words, phrase.meaning)
        for words, phrase in folded
        if phrase.meaning.kind in kinds and phrase.is_strict == is_strict
    ]


def first_kind(meanings: Collection[Meaning]) -> list[Meaning]:
    """Those meanings that outdo the others by their kind."""
    if not meanings:
        return []
    rank = min(_RANK[meaning.kind] for meaning in meanings)
    return sorted(meaning for meaning in meanings if _RANK[meaning.kind] == rank)


def _is_slip(typed: str, key: str) -> bool:
    if len(key) < MIN_SLIP:
        return False
    return len(typed) > 7 or sorted(typed) == sorted(key) or len(key) > len(typed) >= 6


def _stemmed(words: Sequence[str]) -> str:
    return "".join(stem(word) for word in words)


def _grouped(pairs: Iterable[tuple[str, Meaning]]) -> dict[str, Meanings]:
    groups: dict[str, set[Meaning]] = defaultdict(set)
    for key, meaning in pairs:
        groups[key].add(meaning)
    return {key: frozenset(group) for key, group in groups.items()}


def _by_first_letter(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[key[0]].append(key)
    return {letter: tuple(group) for letter, group in groups.items()}
