"""Brings the shipped topics with their words into the database."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.domain.taxonomy import Taxonomy, Term
from finder.domain.text import fold
from finder.store.runs import take_turn
from finder.store.search_rows import touch_vocabulary
from finder.store.vocabulary import TaxonomyTerm, TermSynonym, Translation

ACTOR = "vocabulary"
_Words = set[tuple[int, str, str]]
"""Number of the term, language, text."""


def load_vocabulary(finder: Finder) -> bool:
    """Add the topics, labels and synonyms that the database lacks and correct those that differ;
    gives whether anything changed. Topics and synonyms that are only in the database stay.
    """
    with finder.database.change(ACTOR) as session:
        take_turn(session)
        numbers, is_changed = _load_terms(session, finder.taxonomy)
        is_changed |= _load_labels(session, finder.taxonomy, numbers)
        is_changed |= _load_synonyms(session, finder.taxonomy, numbers)
        if is_changed:
            touch_vocabulary(session)
    return is_changed


def _load_terms(session: Session, taxonomy: Taxonomy) -> tuple[dict[str, int], bool]:
    """The number of each topic, and whether one was added or corrected."""
    present = {term.code: term for term in session.scalars(sa.select(TaxonomyTerm))}
    for position, term in enumerate(taxonomy.terms):
        record = present.get(term.key)
        if record is None:
            record = present[term.key] = TaxonomyTerm(code=term.key, name=term.labels["de"])
            session.add(record)
        _set(record, name=term.labels["de"], position=position)
    is_changed = _is_changed(session)
    session.flush()
    for term in taxonomy.terms:
        _set(present[term.key], parent_id=present[term.parent].id if term.parent else None)
    is_changed |= _is_changed(session)
    return {code: record.id for code, record in present.items()}, is_changed


def _set(record: object, **values: object) -> None:
    """Set what differs: a record that is set to what it is already would count as touched."""
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _is_changed(session: Session) -> bool:
    return bool(session.new or session.dirty)


def _load_labels(session: Session, taxonomy: Taxonomy, numbers: dict[str, int]) -> bool:
    """The labels in languages other than German, as reviewed translations."""
    of_terms = sa.select(Translation).where(
        Translation.entity == TaxonomyTerm.__tablename__, Translation.field == "name"
    )
    present = {(record.entity_id, record.lang): record for record in session.scalars(of_terms)}
    for number, lang, text in _labels(taxonomy, numbers):
        record = present.get((number, lang))
        if record is None:
            key = {"entity": TaxonomyTerm.__tablename__, "entity_id": number, "field": "name", "lang": lang}
            session.add(Translation(**key, text=text))
        else:
            _set(record, text=text)
    return _is_changed(session)


def _labels(taxonomy: Taxonomy, numbers: dict[str, int]) -> Iterator[tuple[int, str, str]]:
    for term in taxonomy.terms:
        yield from ((numbers[term.key], lang, text) for lang, text in term.labels.items() if lang != "de")


def _load_synonyms(session: Session, taxonomy: Taxonomy, numbers: dict[str, int]) -> bool:
    columns = (TermSynonym.term_id, TermSynonym.lang, TermSynonym.text)
    present: _Words = {(row[0], row[1], row[2]) for row in session.execute(sa.select(*columns))}
    wanted = {(numbers[term.key], lang, text) for term in taxonomy.terms for lang, text in _synonyms(term)}
    missing = sorted(wanted - present)
    if missing:
        rows = [{"term_id": n, "lang": lang, "text": text, "folded": fold(text)} for n, lang, text in missing]
        session.execute(sa.insert(TermSynonym), rows)
    return bool(missing)


def _synonyms(term: Term) -> Iterator[tuple[str, str]]:
    for lang, texts in term.synonyms.items():
        yield from ((lang, text) for text in texts)
