"""Pages of topics, and all topics with their other names from A to Z."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from flask import Flask, render_template

from finder.actions.search import SearchResult, search
from finder.domain.query import SearchQuery
from finder.domain.taxonomy import Taxonomy, Term
from finder.domain.text import fold
from finder.errors import NotFound
from finder.web import labels
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_number
from finder.web.pages import Answer
from finder.web.search.chips import Link
from finder.web.search.form import search_path
from finder.web.texts.pages import TextCard, guides

MAX_OTHER_NAMES = 6
"""Of a topic; the first are those by which people look most."""

MAX_WORDS = 3
"""A longer name is a sentence, good for searching, not for an index."""

_ARTICLES = {"ar": "ال"}
_DIGITS = "0–9"

blueprint = pages_blueprint("topics")


@dataclass(frozen=True, slots=True)
class TopicLink:
    """A topic with the number of its offers near home, "0" for none."""

    text: str
    href: str
    count: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """The page of a topic. `above` leads up to its field of action; numbers are those near home. A
    sensitive topic stands there with its name alone.
    """

    key: str
    name: str
    above: tuple[Link, ...]
    total: int
    radius: str
    nearby: str
    everywhere: str
    below: tuple[TopicLink, ...]
    other_names: tuple[str, ...]
    guides: tuple[TextCard, ...]
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A name in the index; `topic` is the name of the topic that is meant, "" for the topic itself."""

    text: str
    topic: str
    key: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The names that begin with a letter."""

    letter: str
    entries: tuple[IndexEntry, ...]


def init_app(app: Flask) -> None:
    """Serve the pages of topics."""
    app.register_blueprint(blueprint)


@blueprint.get("/thema/<key>")
def topic(key: str) -> Answer:
    """A topic: what lies below it, what there is near home, which hints fit; 404 for none."""
    finder = current_finder()
    if key not in finder.taxonomy:
        raise NotFound(f"There is no topic {key}.")
    query = SearchQuery(categories=(key,), near=finder.settings.home, limit=1)
    result = search(finder, query, lang=current_lang(), facets=True)
    page = _present(key, result)
    return render_template("public/topic.html", page=page, is_sensitive=page.is_sensitive)


@blueprint.get("/a-z")
def index() -> Answer:
    """All topics and their other names in the language of the page, by first letter."""
    letters = index_of(current_finder().taxonomy, current_lang())
    return render_template("public/index.html", letters=letters)


def topic_path(key: str) -> str:
    """The address of a topic's page."""
    return f"/{current_lang()}/thema/{key}"


def _present(key: str, result: SearchResult) -> TopicView:
    taxonomy = current_finder().taxonomy
    is_sensitive = taxonomy.has_sensitive((key,))
    counts = result.facets.topics if result.facets else {}
    fitting = frozenset((key, *taxonomy.descendants(key)))
    return TopicView(
        key=key,
        name=labels.topic(key),
        above=tuple(Link(labels.topic(up), topic_path(up)) for up in reversed(taxonomy.ancestors(key))),
        total=result.total,
        radius=format_number(result.sought.radius_km),
        nearby=search_path(SearchQuery(categories=(key,), near=result.query.near)),
        everywhere=search_path(SearchQuery(categories=(key,))),
        below=tuple(
            TopicLink(labels.topic(child), topic_path(child), format_number(counts.get(child, 0)))
            for child in taxonomy.children(key)
        ),
        other_names=() if is_sensitive else other_names(taxonomy, key, current_lang()),
        guides=tuple(guide for guide in guides() if guide.topics & fitting),
        is_sensitive=is_sensitive,
    )


def other_names(taxonomy: Taxonomy, key: str, lang: str) -> tuple[str, ...]:
    """The short names in a language by which people look for a topic, at most MAX_OTHER_NAMES."""
    term = taxonomy.get(key)
    return tuple(_other_names(term, lang))[:MAX_OTHER_NAMES] if term else ()


def _other_names(term: Term, lang: str) -> Iterator[str]:
    """Those that say something new: no forms of the label or of one another, as far as it shows."""
    seen = [fold(term.labels.get(lang, ""))]
    for name in term.synonyms.get(lang, ()):
        folded = fold(name)
        if len(folded.split()) <= MAX_WORDS and not any(_is_form(folded, other) for other in seen):
            seen.append(folded)
            yield name


def _is_form(name: str, other: str) -> bool:
    """Whether two folded names differ in their last letters alone, as "frauenarzt" and "frauenarztin"."""
    short, long = sorted((name, other), key=len)
    return len(long) - len(short) <= 3 and long.startswith(short[: max(len(short) - 1, 4)])


@lru_cache(maxsize=32)
def index_of(taxonomy: Taxonomy, lang: str) -> tuple[Letter, ...]:
    """All topics and other names in a language, alphabetically, by first letter; accents do not count."""
    entries = sorted(
        _index_entries(taxonomy, lang), key=lambda entry: (_sort_key(entry.text, lang), entry.topic)
    )
    by_letter = groupby(entries, key=lambda entry: _letter(_sort_key(entry.text, lang)))
    return tuple(Letter(letter, tuple(group)) for letter, group in by_letter)


def _index_entries(taxonomy: Taxonomy, lang: str) -> Iterator[IndexEntry]:
    for term in taxonomy.terms:
        label = taxonomy.label(term.key, lang)
        yield IndexEntry(label, "", term.key)
        for name in other_names(taxonomy, term.key, lang):
            yield IndexEntry(name[:1].upper() + name[1:], label, term.key)


def _sort_key(text: str, lang: str) -> str:
    folded, article = fold(text), _ARTICLES.get(lang, "")
    return folded.removeprefix(article) if article and len(folded) > len(article) + 2 else folded


def _letter(key: str) -> str:
    return _DIGITS if key[:1].isdigit() else key[:1].upper()
