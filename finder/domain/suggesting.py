"""Suggestions while somebody types: topics, languages and needs that the last words may become."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import NamedTuple

from finder.domain.lexicon import Kind, Lexicon, Meaning, Phrase, first_kind
from finder.domain.text import fold_keys, words

SUGGESTED = (Kind.TOPIC, Kind.LANGUAGE, Kind.ACCESS)

_MIN_INNER, _MIN_FOREIGN = 4, 4
_MAX_LOOKED_AT = 3_000
_LAST = "\U0010ffff"


class Suggested(NamedTuple):
    """A topic, language or criterion with the phrase that the typed words begin ("" where they may be a
    slip of the pen): `is_exact` when they are all of it, `is_own` when the visitor speaks its language.
    """

    kind: Kind
    key: str
    phrase: str
    is_exact: bool
    is_own: bool


class _Entry(NamedTuple):
    """A phrase as it is looked up: without spaces, from its first word or (`is_inner`) a later one."""

    key: str
    is_inner: bool
    meaning: Meaning
    text: str


class Suggester:
    """Completes what was typed with the phrases given; a word of at least four letters within a phrase
    may be the one that is begun ("bereitschaft" in "Ärztlicher Bereitschaftsdienst").
    """

    def __init__(self, phrases: Iterable[Phrase], lexicon: Lexicon) -> None:
        known = (phrase for phrase in phrases if phrase.meaning.kind in SUGGESTED)
        self._entries = sorted(entry for phrase in known for entry in _entries(phrase))
        self._keys = [entry.key for entry in self._entries]
        self._lexicon = lexicon

    def suggest(self, text: str, lang: str, limit: int) -> list[Suggested]:
        """Up to `limit` things that the words may become, each once: those that are meant already first,
        then those that begin so in the visitor's language, then in others, phrases with the letters as
        typed before others, short ones before long ones. Where nothing begins so, what a slip of the pen
        may be meant for.
        """
        typed, written = "".join(words(text)), " ".join(text.casefold().split())
        if not typed:
            return []
        begun = (entry for entry in self._begun(typed) if _is_likely(entry, typed, lang))
        ranked = nsmallest(8 * limit, begun, key=lambda entry: _rank(entry, typed, written, lang))
        found = [_suggested(entry, typed, lang) for entry in ranked] or self._similar(typed, lang)
        first: dict[tuple[Kind, str], Suggested] = {}
        for each in found:
            first.setdefault((each.kind, each.key), each)
        return list(first.values())[:limit]

    def _begun(self, typed: str) -> list[_Entry]:
        first = bisect_left(self._keys, typed)
        end = bisect_left(self._keys, typed + _LAST, first)
        return self._entries[first : min(end, first + _MAX_LOOKED_AT)]

    def _similar(self, typed: str, lang: str) -> list[Suggested]:
        meant = [meaning for meaning in first_kind(self._lexicon.similar(typed)) if meaning.kind in SUGGESTED]
        ordered = sorted(meant, key=lambda meaning: meaning.lang != lang)
        return [Suggested(meaning.kind, meaning.key, "", False, meaning.lang == lang) for meaning in ordered]


def _entries(phrase: Phrase) -> Iterator[_Entry]:
    for spelling in fold_keys(phrase.text):
        spelled = spelling.split()
        for at, word in enumerate(spelled):
            if at == 0 or len(word) >= _MIN_INNER:
                yield _Entry("".join(spelled[at:]), at > 0, phrase.meaning, phrase.text)


def _is_own(entry: _Entry, lang: str) -> bool:
    return entry.meaning.lang == lang


def _is_likely(entry: _Entry, typed: str, lang: str) -> bool:
    """Whether the phrase is worth a thought: few letters begin too many phrases of other languages."""
    is_long = len(typed) >= _MIN_FOREIGN or not typed.isascii()
    return is_long or entry.key == typed or _is_own(entry, lang)


def _rank(
    entry: _Entry, typed: str, written: str, lang: str
) -> tuple[bool, bool, bool, bool, int, str, Meaning]:
    is_partly = entry.is_inner or entry.key != typed
    is_loose = not entry.text.casefold().startswith(written)
    return (
        is_partly,
        not _is_own(entry, lang),
        is_loose,
        entry.is_inner,
        len(entry.key),
        entry.key,
        entry.meaning,
    )


def _suggested(entry: _Entry, typed: str, lang: str) -> Suggested:
    is_exact = entry.key == typed and not entry.is_inner
    return Suggested(entry.meaning.kind, entry.meaning.key, entry.text, is_exact, _is_own(entry, lang))
