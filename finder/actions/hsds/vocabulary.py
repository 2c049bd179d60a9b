"""The taxonomies of our HSDS and their terms, as lists and one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finder.actions.context import Finder
from finder.actions.hsds.catalogue import Catalogue
from finder.actions.hsds.export import words_of
from finder.actions.hsds.pages import Page
from finder.domain.access import FACT_KEYS
from finder.domain.hsds_query import DEFAULT_PER_PAGE, HsdsQuery
from finder.domain.text import fold
from finder.domain.translation import TranslationStatus
from finder.errors import NotFound
from finder.exchange.hsds.terms import (
    ACCESS,
    FACT_DETAILS,
    FIELD_TERMS,
    FIELDS,
    TOPICS,
    TRANSLATIONS,
    Record,
    taxonomies,
    term,
)


def taxonomy_records(query: HsdsQuery) -> list[Record]:
    """The taxonomies in whose name or description the words of a query are."""
    return [record for record in taxonomies() if _has_words(record, query.search)]


def term_records(finder: Finder, query: HsdsQuery) -> list[Record]:
    """The terms that meet everything in a query: topics in their order, facts of access, the translations
    that there are, and our own fields. `top_only` are those without a term above. Raises StoreDown.
    """
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
    return [record for record in _terms(finder, catalogue) if _is_meant(record, query)]


def page_of(records: Sequence[Record], query: HsdsQuery) -> Page:
    """The page of records that a query asks for."""
    per_page = query.per_page or DEFAULT_PER_PAGE
    shown = records[(query.page - 1) * per_page : query.page * per_page]
    return Page(shown, len(records), query.page, per_page)


def one_of(records: Sequence[Record], uid: str) -> Record:
    """The record with an id. Raises NotFound."""
    for record in records:
        if record["id"] == uid.lower():
            return record
    raise NotFound("There is no such record.")


def _terms(finder: Finder, catalogue: Catalogue) -> Iterator[Record]:
    words = words_of(finder)
    yield from (term(TOPICS, each.key, words) for each in finder.taxonomy.terms)
    for key in FACT_KEYS:
        yield term(ACCESS, key, words)
        yield from (term(ACCESS, f"{key}/{detail}", words) for detail in FACT_DETAILS)
    for column, lang, origin in catalogue.translations:
        for status in TranslationStatus:
            yield term(TRANSLATIONS, f"{column}/{lang}/{origin}/{status}", words)
    yield from (term(FIELDS, code, words) for code in FIELD_TERMS)


def _is_meant(record: Record, query: HsdsQuery) -> bool:
    return (
        _has_words(record, query.search)
        and query.taxonomy_id in ("", record["taxonomy_id"])
        and query.parent_id in ("", record.get("parent_id"))
        and not (query.top_only and "parent_id" in record)
    )


def _has_words(record: Record, text: str) -> bool:
    """Whether every word of a text begins a word of the record's name, code or description."""
    said = fold(" ".join(record.get(name, "") for name in ("name", "code", "description"))).split()
    return all(any(word.startswith(part) for word in said) for part in fold(text).split())
