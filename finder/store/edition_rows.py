"""The tables of printed editions: which there were, what each said of every entry, and their files."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.store.base import Base, optional_text


class Edition(Base):
    """A state of the public data under a number of its own. `area` is the official key of the municipality or
    Kreis that it is for, "" for everything; `digest` is equal for equal content.
    """

    __tablename__ = "edition"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = optional_text()
    area: Mapped[str] = optional_text()
    digest: Mapped[str]
    n_entries: Mapped[int]


class EditionEntry(Base):
    """What an edition said of an offer, as `finder.domain.edition` writes it; it outlives the offer.

    `tells_place` is set where something of it tells where the offer is.
    """

    __tablename__ = "edition_entry"

    edition: Mapped[int] = mapped_column(
        sa.ForeignKey("edition.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    offer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    said: Mapped[str]
    tells_place: Mapped[bool]


class EditionFile(Base):
    """A PDF of an edition in a language (`paper`: A5 or A4), by its name in the directory of booklets."""

    __tablename__ = "edition_file"

    edition: Mapped[int] = mapped_column(
        sa.ForeignKey("edition.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int]
    n_pages: Mapped[int]
    made_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
