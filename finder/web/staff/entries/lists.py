"""What the form offers to choose from by typing: topics, areas, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.web import labels
from finder.web.areas import area_name, areas_near
from finder.web.current import current_finder
from finder.web.i18n import current_lang


def topic_names() -> dict[str, str]:
    """Every topic by its key, in the words of the page; those that share a name with their field."""
    return dict(_topic_names(current_finder().taxonomy, current_lang()))


@lru_cache(maxsize=4)
def _topic_names(taxonomy: Taxonomy, lang: str) -> tuple[tuple[str, str], ...]:
    names = {term.key: taxonomy.label(term.key, lang) for term in taxonomy.terms}
    counts = Counter(map(fold, names.values()))
    for term in taxonomy.terms:
        if counts[fold(names[term.key])] > 1 and term.parent:
            names[term.key] += f" ({taxonomy.label(term.parent, lang)})"
    return tuple(sorted(names.items(), key=lambda item: item[1].casefold()))


def topic_of(text: str) -> str:
    """The key of a topic by what was typed or chosen, "" for none."""
    return _chosen(text, topic_names()) or current_finder().taxonomy.key_for_text(text) or ""


def area_names() -> dict[str, str]:
    """The areas around home by their keys (AGS), in words."""
    return {key: area_name(key) for key in areas_near(current_finder().gazetteer.home.ags)}


def area_of(text: str) -> str:
    """The key of an area by what was typed or chosen, "" for none; a key is taken as it is."""
    known = area_name(text)
    return text if known != text or text == "DE" else _chosen(text, area_names())


def language_names() -> dict[str, str]:
    """The languages of the own table by their codes, in the words of the page."""
    names = {code: labels.language(code) for code in current_finder().names.codes}
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def _chosen(text: str, names: Mapping[str, str]) -> str:
    wanted = fold(text)
    return next((key for key, name in names.items() if fold(name) == wanted), "")
