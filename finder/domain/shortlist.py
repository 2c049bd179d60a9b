"""A visitor's own list of entries: their numbers in the order that the visitor gave them, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from finder.domain.params import whole_between
from finder.errors import BadInput

MOST: Final = 20
"""The entries of one list; what goes beyond it is a second list."""

MAX_ID: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The numbers of the entries, each once; `rest` are those for which the list has no room."""

    ids: tuple[int, ...] = ()
    rest: tuple[int, ...] = ()

    @classmethod
    def of(cls, ids: Iterable[int]) -> Shortlist:
        """The list of these numbers in their order; a number that comes again keeps its first place."""
        every = tuple(dict.fromkeys(ids))
        return cls(every[:MOST], every[MOST:])

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> Shortlist:
        """The list of numbers as an address has them. Raises BadInput naming `offer`."""
        return cls.of(_number(text) for text in texts if text.strip())

    def without(self, offer_id: int) -> Shortlist:
        """The list without an entry."""
        return Shortlist.of(each for each in (*self.ids, *self.rest) if each != offer_id)

    def moved(self, offer_id: int, by: int) -> Shortlist:
        """The list with an entry so many places further down (up for less than 0), at most to its end."""
        ids = [each for each in self.ids if each != offer_id]
        place = min(max(self.ids.index(offer_id) + by, 0), len(ids))
        return Shortlist((*ids[:place], offer_id, *ids[place:]), self.rest)


def _number(text: str) -> int:
    number = whole_between("offer", text.strip(), 1, MAX_ID, 0)
    if not number:
        raise BadInput("offer", text, "the number of an entry")
    return number
