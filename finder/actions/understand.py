"""Reading what a visitor typed into the one search box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from finder.actions.context import Finder
from finder.domain.language import typed_language
from finder.domain.latin import in_latin
from finder.domain.lexicon import Lexicon, Phrase
from finder.domain.names import LanguageNames
from finder.domain.opening import NOW
from finder.domain.phrases import access_phrases, joining_phrases, language_phrases, topic_phrases
from finder.domain.query import SearchQuery, YesNo
from finder.domain.reading import Read, Reading
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import words
from finder.domain.wording import Reader
from finder.gazetteer.sounds import is_arabic
from finder.paths import DATA

NOTHING_READ = Reading()


def understand(finder: Finder, text: str, lang: str = "de") -> Reading:
    """What a text means to a visitor whose language is `lang`: topics, languages, needs, a place, "open
    now", and what stays plain. Words that entries have are no slips of the pen. Raises StoreDown.
    """
    known = lexicon(finder.taxonomy, finder.names)

    def find_place(name: str, is_told: bool) -> str:
        if is_arabic(name) and any(known.exact([word]) or known.stemmed([word]) for word in words(name)):
            return ""  # such names are found by their sound, so that another word may sound like one
        found = (finder.gazetteer.mentioned(each, is_told=is_told) for each in (name, *in_latin(name)))
        return next((place.label for place in found if place), "")

    return reader(finder.taxonomy, finder.names).read(
        text, find_place, lang=typed_language(lang), is_name=finder.searcher.has_word
    )


def with_reading(query: SearchQuery, reading: Reading, taxonomy: Taxonomy) -> SearchQuery:
    """The query to match: what was read is added to what was asked for, a place only where none was;
    `q` is what stayed plain. Topics that only say in general what another one says are left out.
    """
    near = reading.near.key if reading.near and not query.near and query.point is None else query.near
    categories = query.categories
    if reading.categories:
        categories = tuple(taxonomy.most_special(_union(query.categories, reading.categories)))
    return replace(
        query,
        near=near,
        languages=_union(query.languages, reading.languages),
        categories=categories,
        access=_union(query.access, reading.access),
        open=NOW if reading.open and not (query.open or query.phone_open) else query.open,
        q=reading.rest,
        read=YesNo.NO,
    )


def as_typed(reading: Reading) -> Reading:
    """The reading with its topics as plain text again."""
    words = dict.fromkeys(read.words for read in reading.categories)
    return replace(reading, categories=(), rest=" ".join(filter(None, (*words, reading.rest))))


def _union(given: Iterable[str], read: Iterable[Read]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*given, *(each.key for each in read))))


def telling_phrases(taxonomy: Taxonomy, names: LanguageNames) -> Iterator[Phrase]:
    """The shipped phrases that mean a topic, a language or a need.

    Raises ConfigurationError when a table of words cannot be used.
    """
    return chain(topic_phrases(taxonomy), language_phrases(names), access_phrases(DATA / "access"))


# The shipped words never change while a process runs.


@lru_cache(maxsize=1)
def lexicon(taxonomy: Taxonomy, names: LanguageNames) -> Lexicon:
    """All shipped phrases. Raises ConfigurationError when a table of words cannot be used."""
    joining = joining_phrases(DATA / "search" / "words.csv")
    return Lexicon(chain(telling_phrases(taxonomy, names), joining))


@lru_cache(maxsize=1)
def reader(taxonomy: Taxonomy, names: LanguageNames) -> Reader:
    """The reader of a process."""
    return Reader(lexicon(taxonomy, names), taxonomy)
