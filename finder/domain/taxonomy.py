"""The topics of services as a tree, with the words by which people look for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.domain.names import read_table, split_list
from finder.domain.text import fold_keys
from finder.errors import ConfigurationError, NotFound

ADVICE, DOCTORS, HEALTH = "counselling", "doctors", "health"
"""Keys of topics that others make more precise."""

PAEDIATRICS = "paediatrics"
"""What doctors are for children."""

CONSULATE, LANGUAGE = "consulate", "language"
"""What a nationality beside it belongs to, and what a language is that somebody learns."""

_FIXED = ("key", "parent", "osm", "code")
_BRACKET = re.compile(r"\s*\([^)]*\)")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Term:
    """One topic. `parent` is None for a field of action; `labels` and `synonyms` are by language;
    `osm_tags` are the `key=value` tags that say it in OSM; `code` is the gematik speciality code,
    or "".
    """

    key: str
    parent: str | None
    labels: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    osm_tags: tuple[str, ...] = ()
    code: str = ""


class Taxonomy:
    """All topics in the order in which they are offered, parents before their children.

    `sensitive` are the keys of topics that nobody looking on should read from a screen; all topics
    below them are, too. Raises ConfigurationError when a key occurs twice, a parent or a sensitive
    topic is unknown, or parents form a circle.
    """

    def __init__(self, terms: Iterable[Term], sensitive: Iterable[str] = ()) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self._by_key = {term.key: term for term in self.terms}
        self._ancestors = dict(self._lines_of_descent())
        self._sensitive = self._checked(sensitive)
        self._rank = {term.key: rank for rank, term in enumerate(self.terms)}
        self._by_tag = _grouped((tag, term.key) for term in self.terms for tag in term.osm_tags)
        labels, synonyms = list(_labels(self.terms)), list(_synonyms(self.terms))
        self._by_label = _grouped((spelling, key) for _, spelling, key in labels)
        self._by_synonym = _grouped((spelling, key) for _, spelling, key in synonyms)
        self._entries = sorted({entry for named in (*labels, *synonyms) for entry in _words(*named)})
        self._words = [word for word, _, _ in self._entries]

    @classmethod
    def load(cls, directory: Path) -> Taxonomy:
        """The taxonomy of `terms.csv`, `synonyms.csv` and `sensitive.csv` in a directory.

        Raises ConfigurationError also when a file cannot be used or a word belongs to no term.
        """
        synonyms: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for row in read_table(directory / "synonyms.csv", ("key", "lang", "words")):
            synonyms[row["key"]][row["lang"]] = split_list(row["words"])
        rows = read_table(directory / "terms.csv", (*_FIXED, "de", "en"))
        strange = synonyms.keys() - {row["key"] for row in rows}
        if strange:
            raise ConfigurationError(f"synonyms.csv has words for the unknown topic {min(strange)}.")
        sensitive = [row["key"] for row in read_table(directory / "sensitive.csv", ("key",))]
        return cls((_term(row, synonyms.get(row["key"], {})) for row in rows), sensitive)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def get(self, key: str) -> Term | None:
        """The term of a key, or None; whoever needs a known one uses the methods below."""
        return self._by_key.get(key)

    def ancestors(self, key: str) -> tuple[str, ...]:
        """The keys above a term, nearest first; a field of action has none. Raises NotFound."""
        return self._ancestors[self._known(key).key]

    def with_ancestors(self, keys: Iterable[str]) -> list[str]:
        """The keys and all keys above them, each once, in alphabetical order. Raises NotFound."""
        return sorted({every for key in keys for every in (key, *self.ancestors(key))})

    def descendants(self, key: str) -> tuple[str, ...]:
        """The keys below a term, in the order of the taxonomy, without its own. Raises NotFound."""
        self._known(key)
        return tuple(term.key for term in self.terms if key in self._ancestors[term.key])

    def children(self, key: str) -> tuple[str, ...]:
        """The keys directly below a term, in the order of the taxonomy. Raises NotFound."""
        self._known(key)
        return tuple(term.key for term in self.terms if term.parent == key)

    def has_sensitive(self, keys: Iterable[str]) -> bool:
        """Whether any of the topics, or one above it, is sensitive; a key that no term has is not."""
        known = (key for key in keys if key in self._by_key)
        return any(not self._sensitive.isdisjoint((key, *self._ancestors[key])) for key in known)

    def are_related(self, keys: Collection[str]) -> bool:
        """Whether the terms belong closely together: one lies above all others, or all lie directly
        below one that is no field of action. Raises NotFound.
        """
        lines = {key: (key, *self.ancestors(key)) for key in keys}
        above = set.intersection(*(set(line) for line in lines.values()))
        parents = {line[1:2] for line in lines.values()}
        return bool(above & set(keys)) or (
            len(parents) == 1 and all(len(line) > 2 for line in lines.values())
        )

    def most_special(self, keys: Collection[str]) -> list[str]:
        """The terms without those that only say in general what others of them say: an ancestor of
        another, advice beside anything, and doctors beside another topic of health that is a speciality
        or no kind of place of its own ("without insurance"). Raises NotFound.
        """
        known = list(dict.fromkeys(keys))
        general = {above for key in known for above in self.ancestors(key)}
        if len(known) > 1:
            general.add(ADVICE)
        if any(self._is_way_of_treatment(key) for key in known):
            general.add(DOCTORS)
        return [key for key in known if key not in general]

    def _is_way_of_treatment(self, key: str) -> bool:
        term = self._known(key)
        is_special = bool(term.code) or not term.osm_tags
        return is_special and DOCTORS not in (key, *self.ancestors(key)) and HEALTH in self.ancestors(key)

    def label(self, key: str, lang: str) -> str:
        """The label in a language, in German where it is not translated. Raises NotFound."""
        labels = self._known(key).labels
        return labels.get(lang) or labels["de"]

    def keys_for_word(self, folded_word: str, langs: Collection[str] | None = None) -> frozenset[str]:
        """Every term of which some word of a label or synonym, in any language or in `langs`,
        starts with a word that is folded already (`finder.domain.text.fold`); none for "".
        """
        if not folded_word:
            return frozenset()
        start = bisect_left(self._words, folded_word)
        end = bisect_left(self._words, folded_word + _LAST, start)
        found = self._entries[start:end]
        return frozenset(key for _, lang, key in found if langs is None or lang in langs)

    def key_for_osm(self, tags: Mapping[str, str]) -> list[str]:
        """The most special topics that the tags of an OSM object state, in the order of the
        taxonomy: a doctor with a speciality gives the speciality, one without gives `doctors`.

        Values may be lists separated by `;` or `,`. Unknown tags say nothing.
        """
        pairs = (f"{name}={value.strip()}" for name, text in tags.items() for value in re.split("[;,]", text))
        found = {key for pair in pairs for key in self._by_tag.get(pair, ())}
        general = {above for key in found for above in self._ancestors[key]}
        return sorted(found - general, key=self._rank.__getitem__)

    def key_for_text(self, text: str) -> str | None:
        """The term that a text names exactly, by key, label or synonym in any language, however it
        is spelled; None when no term, or more than one, has that name. A label outdoes a synonym.
        """
        if text.strip() in self._by_key:
            return text.strip()
        for names in (self._by_label, self._by_synonym):
            keys = {key for spelling in fold_keys(text) for key in names.get(spelling, ())}
            if keys:
                return keys.pop() if len(keys) == 1 else None
        return None

    def _known(self, key: str) -> Term:
        try:
            return self._by_key[key]
        except KeyError:
            raise NotFound(f"There is no topic {key!r}.") from None

    def _checked(self, sensitive: Iterable[str]) -> frozenset[str]:
        keys = frozenset(sensitive)
        if strange := keys - self._by_key.keys():
            raise ConfigurationError(f"sensitive.csv names the unknown topic {min(strange)}.")
        return keys

    def _lines_of_descent(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        if len(self._by_key) != len(self.terms):
            keys = [term.key for term in self.terms]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ConfigurationError(f"The topic {twice} is defined twice.")
        for term in self.terms:
            yield term.key, self._line(term)

    def _line(self, term: Term) -> tuple[str, ...]:
        line: list[str] = []
        parent = term.parent
        while parent is not None:
            if parent not in self._by_key:
                raise ConfigurationError(f"The topic {term.key} has the unknown parent {parent}.")
            if parent in line or parent == term.key:
                raise ConfigurationError(f"The topic {term.key} is its own ancestor.")
            line.append(parent)
            parent = self._by_key[parent].parent
        return tuple(line)


def _term(row: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]]) -> Term:
    labels = {lang: label for lang, label in row.items() if lang not in _FIXED and label}
    if not {"de", "en"} <= labels.keys():
        raise ConfigurationError(f"The topic {row['key']} lacks its German or English label.")
    return Term(row["key"], row["parent"] or None, labels, synonyms, split_list(row["osm"]), row["code"])


_Named = Iterator[tuple[str, str, str]]


def _labels(terms: Sequence[Term]) -> _Named:
    """Every label, with and without what it has in brackets."""
    for term in terms:
        for lang, label in term.labels.items():
            for text in dict.fromkeys((label, _BRACKET.sub("", label))):
                yield from ((lang, spelling, term.key) for spelling in fold_keys(text))


def _synonyms(terms: Sequence[Term]) -> _Named:
    for term in terms:
        for lang, texts in term.synonyms.items():
            for text in texts:
                yield from ((lang, spelling, term.key) for spelling in fold_keys(text))


def _words(lang: str, spelling: str, key: str) -> _Named:
    """Word, language and key of every word of a spelling."""
    for word in spelling.split():
        yield word, lang, key


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for name, key in pairs:
        groups[name].add(key)
    return dict(groups)
