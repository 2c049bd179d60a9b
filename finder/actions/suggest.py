"""Suggestions while a visitor types, from the finder's own words and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from finder.actions.context import Finder, access_names
from finder.actions.understand import lexicon, reader, telling_phrases, understand
from finder.domain.language import typed_language
from finder.domain.lexicon import Kind
from finder.domain.names import LanguageNames
from finder.domain.params import MAX_TEXT
from finder.domain.suggesting import Suggested, Suggester
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.gazetteer.places import Place

MAX_SUGGESTIONS = 10
MAX_LAST_WORDS = 4
"""The last words of the text are completed, at most so many."""

_MAX_WORDS, _MAX_PLACES, _MIN_PLACE = 6, 4, 2
_MAX_PLACES_TRIED, _MAX_ANNOUNCING = 6, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant: `kind` is topic, language, access or place, `key` that of the topic or
    criterion, the code of the language, or the text by which the place is found. `label` is in the
    visitor's language, `phrase` the phrase that was begun where it is another ("diş doktoru"), and `q`
    the text of the search with the last words replaced by what is suggested.
    """

    kind: str
    key: str
    label: str
    phrase: str
    q: str


def suggest(finder: Finder, text: str, lang: str = "de") -> list[Suggestion]:
    """Up to ten suggestions for the last words of a text, as many words as still give some; what the
    words mean already comes first, then what they begin in the visitor's language, places, and what they
    begin in other languages.

    An empty or too long text gives none.
    """
    typed = text.split() if len(text) <= MAX_TEXT else []
    for n_words in range(min(len(typed), MAX_LAST_WORDS), 0, -1):
        before, last = " ".join(typed[:-n_words]), " ".join(typed[-n_words:])
        found = list(islice(_completions(finder, before, last, lang), MAX_SUGGESTIONS))
        if found:
            return found
    return []


def _completions(finder: Finder, before: str, last: str, lang: str) -> Iterator[Suggestion]:
    known = suggester(finder.taxonomy, finder.names).suggest(last, typed_language(lang), _MAX_WORDS)
    places = list(islice(_places(finder, before, last), _MAX_PLACES))
    exact = [each for each in known if each.is_exact]
    own = [each for each in known if each.is_own and not each.is_exact]
    foreign = [each for each in known if not each.is_own and not each.is_exact]
    named = [place for place in places if place.name.casefold() == last.casefold()]
    yield from (_known(finder, each, before, lang) for each in exact)
    yield from (_place(place, before) for place in named)
    yield from (_known(finder, each, before, lang) for each in own)
    yield from (_place(place, before) for place in places if place not in named)
    yield from (_known(finder, each, before, lang) for each in foreign)


def _places(finder: Finder, before: str, last: str) -> Iterator[Place]:
    """The places that the words begin, of those that will be understood after the words before."""
    if len(last) < _MIN_PLACE:
        return
    announcing = " ".join(before.split()[-_MAX_ANNOUNCING:])
    for place in finder.gazetteer.suggest(last, _MAX_PLACES_TRIED):
        near = understand(finder, f"{announcing} {place.label}").near
        if near and fold(near.words).endswith(fold(place.label)):
            yield place


def _known(finder: Finder, found: Suggested, before: str, lang: str) -> Suggestion:
    label = {
        Kind.TOPIC: finder.taxonomy.label,
        Kind.LANGUAGE: finder.names.name,
        Kind.ACCESS: access_names().criterion,
    }[found.kind](found.key, lang)
    phrase = found.phrase or label
    is_other = phrase.casefold() != label.casefold()
    return Suggestion(found.kind, found.key, label, phrase if is_other else "", f"{before} {phrase}".strip())


def _place(place: Place, before: str) -> Suggestion:
    return Suggestion("place", place.label, place.label, "", f"{before} {place.label}".strip())


@lru_cache(maxsize=1)
def suggester(taxonomy: Taxonomy, names: LanguageNames) -> Suggester:
    """The suggestions of a process: the shipped words never change while it runs."""
    return Suggester(telling_phrases(taxonomy, names), lexicon(taxonomy, names))


def prepare_words(finder: Finder) -> None:
    """Make reader and suggestions now, so that no visitor waits for them. Raises ConfigurationError."""
    reader(finder.taxonomy, finder.names)
    suggester(finder.taxonomy, finder.names)
