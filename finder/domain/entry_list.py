"""What somebody of the staff asks the list of all entries for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PAGE_SIZE: Final = 50
MAX_TICKED: Final = PAGE_SIZE
"""The most entries that are changed together: a page of the list."""


class ListSort(StrEnum):
    """The orders of the list; equal entries come by their number."""

    NAME = "name"
    PLACE = "place"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    COMPLETENESS = "completeness"


class Confirmed(StrEnum):
    """How long ago somebody confirmed an entry: in time, soon to be asked again, too long ago, never."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    NEVER = "never"


DUE_DAYS: Final = 60
"""So many days before a confirmation is too old, it is due."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The words searched for, the filters (empty or 0 where none is set), the order and the page from 1.

    `gap` is a part of `finder.domain.completeness`; `publication` is `draft`, `public`, `hidden` or
    `archived`; `changed_by` the beginning of whoever changed an entry last.
    """

    text: str = ""
    publication: str = ""
    topic: str = ""
    source_id: int = 0
    organization_id: int = 0
    gap: str = ""
    confirmed: Confirmed | None = None
    changed_by: str = ""
    sort: ListSort = ListSort.NAME
    page: int = 1

    @property
    def offset(self) -> int:
        """How many entries stand before the page."""
        return (self.page - 1) * PAGE_SIZE
