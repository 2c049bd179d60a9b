"""What is to be printed: everything that a book needs, so that a process of its own can make it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from finder.actions.booklet.contents import Contents
from finder.domain.edition import Changes


class Paper(StrEnum):
    """How a book comes: as A5, as A4 in large print, or as sheets of A4 with the pages of A5 in the order of
    folding and stapling.
    """

    A5 = "A5"
    A4 = "A4"
    SHEETS = "A5-on-A4"


@dataclass(frozen=True, slots=True)
class Order:
    """A PDF to make. `edition` is the number on it, `since` the edition that `changes` count from (0: none).
    `is_insert` asks for these changes alone.
    """

    lang: str
    paper: Paper
    contents: Contents
    edition: int
    since: int
    changes: Changes
    is_insert: bool = False
