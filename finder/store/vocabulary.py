"""The topics with their words, and translations of texts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.domain.translation import TranslationOrigin, TranslationStatus
from finder.store.base import Base, Identified, choice, optional_text, parent


class TaxonomyTerm(Identified, Base):
    """A topic (HSDS `taxonomy_term`): `code` is its key, `name` its German label."""

    __tablename__ = "taxonomy_term"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = optional_text()
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("taxonomy_term.id"), index=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    taxonomy: Mapped[str] = optional_text()
    term_uri: Mapped[str] = optional_text()


class TermSynonym(Identified, Base):
    """Another word for a topic in a language."""

    __tablename__ = "term_synonym"
    __table_args__ = (sa.UniqueConstraint("term_id", "lang", "text"),)

    term_id: Mapped[int] = parent("taxonomy_term.id")
    lang: Mapped[str]
    text: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    weight: Mapped[float] = mapped_column(default=1.0, server_default="1")


class Translation(Identified, Base):
    """The text of one field of one record in another language; `source_hash` is the digest of the German
    text that was translated (`finder.domain.translation.source_hash`), "" where it is not known.
    """

    __tablename__ = "translation"
    __table_args__ = (sa.UniqueConstraint("entity", "entity_id", "field", "lang"),)

    entity: Mapped[str]
    entity_id: Mapped[int]
    field: Mapped[str]
    lang: Mapped[str]
    text: Mapped[str]
    origin: Mapped[TranslationOrigin] = mapped_column(
        choice(TranslationOrigin), default=TranslationOrigin.HUMAN
    )
    status: Mapped[TranslationStatus] = mapped_column(
        choice(TranslationStatus), default=TranslationStatus.REVIEWED
    )
    source_hash: Mapped[str] = optional_text()
