"""Every phrase that a search may hold, out of the shipped tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finder.domain.access import CRITERIA
from finder.domain.lexicon import Kind, Meaning, Phrase
from finder.domain.names import LanguageNames, read_table, split_list
from finder.domain.taxonomy import Taxonomy
from finder.errors import ConfigurationError

_ACCESS_FIXED = ("kind", "key")


def topic_phrases(taxonomy: Taxonomy) -> Iterator[Phrase]:
    """Labels and synonyms of all topics."""
    for term in taxonomy.terms:
        for lang, label in term.labels.items():
            yield Phrase(label, Meaning(Kind.TOPIC, term.key, lang))
            yield Phrase(label.partition(" (")[0], Meaning(Kind.TOPIC, term.key, lang))
        for lang, texts in term.synonyms.items():
            yield from (Phrase(text, Meaning(Kind.TOPIC, term.key, lang)) for text in texts)


def language_phrases(names: LanguageNames) -> Iterator[Phrase]:
    """The names of languages in many languages; those that are hardly spoken here only as they stand
    (a `Malteser` is no Maltese).
    """
    for name, code, lang in names.readable():
        yield Phrase(name, Meaning(Kind.LANGUAGE, code, lang), is_strict=code not in names.codes)


def access_phrases(directory: Path) -> Iterator[Phrase]:
    """Labels and other words of the access criteria, of the tables in `data/access`.

    Raises ConfigurationError when a table cannot be used or names an unknown criterion.
    """
    for row in read_table(directory / "labels.csv", (*_ACCESS_FIXED, "de", "en")):
        if row["kind"] == "criterion":
            texts = ((lang, text) for lang, text in row.items() if lang not in _ACCESS_FIXED and text)
            yield from (Phrase(text, Meaning(Kind.ACCESS, row["key"], lang)) for lang, text in texts)
    for row in read_table(directory / "words.csv", ("key", "lang", "words")):
        if row["key"] not in CRITERIA:
            raise ConfigurationError(f"words.csv has words for the unknown criterion {row['key']}.")
        meaning = Meaning(Kind.ACCESS, row["key"], row["lang"])
        yield from (Phrase(text, meaning) for text in split_list(row["words"]))


def joining_phrases(path: Path) -> Iterator[Phrase]:
    """The words for "open now" and those that only join others, of `data/search/words.csv`.

    Raises ConfigurationError when the table cannot be used or names an unknown kind.
    """
    for row in read_table(path, ("kind", "lang", "words")):
        if row["kind"] not in list(Kind):
            raise ConfigurationError(f"{path.name} has words of the unknown kind {row['kind']}.")
        meaning = Meaning(Kind(row["kind"]), "", row["lang"])
        yield from (Phrase(text, meaning) for text in split_list(row["words"]))
