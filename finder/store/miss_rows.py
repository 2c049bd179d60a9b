"""The table of searches that found nothing: numbers, not searches."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from finder.domain.miss import Outcome
from finder.store.base import Base, choice


class SearchMiss(Base):
    """How often, in the week that begins on this Monday, a search with just these keys found nothing (see
    `finder.domain.miss.Miss`). Who searched, and when in the week, is not known.
    """

    __tablename__ = "search_miss"

    week: Mapped[dt.date] = mapped_column(primary_key=True)
    topics: Mapped[str] = mapped_column(primary_key=True)
    languages: Mapped[str] = mapped_column(primary_key=True)
    needs: Mapped[str] = mapped_column(primary_key=True)
    radius: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome), primary_key=True)
    times: Mapped[int]
