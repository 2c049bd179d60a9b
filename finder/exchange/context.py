"""What every reader of a foreign file is given, and how it notes what it could not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from finder.domain.entry import Rejected
from finder.domain.names import LanguageNames
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import clean, fold
from finder.errors import BadInput
from finder.exchange.values import read_text

_T = TypeVar("_T")

MAX_NAME = 10_000
"""The longest name that is kept whole."""
MAX_KEY = 200
"""The longest key of a record; databases index it."""
_SHOWN = 300


def stable_key(*parts: str) -> str:
    """A key made of names, the same however they are spelled."""
    return short_key("/".join(fold(part) for part in parts))


def short_key(text: str) -> str:
    """A source's own key; one that is too long to be indexed becomes its digest."""
    return text if len(text) <= MAX_KEY else blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadContext:
    """The vocabularies that a reader translates into."""

    taxonomy: Taxonomy
    names: LanguageNames


class Notes:
    """What could not be read of one row; the row itself is good.

    `external_id` is set as soon as it is known, so that a row rejected later still names its entry.
    """

    def __init__(self, file: str, row: str, external_id: str = "") -> None:
        self.file = file
        self.row = row
        self.external_id = external_id
        self._items: list[Rejected] = []

    def add(self, column: str, value: object, reason: str) -> None:
        """Note a value that was left out, shortened to what a person needs to find it."""
        self._items.append(self.rejected(column, value, reason))

    def rejected(self, column: str, value: object, reason: str) -> Rejected:
        """The row as one that cannot be used at all."""
        shown = clean(str(value))[:_SHOWN]
        return Rejected(self.file, self.row, column, shown, reason, self.external_id)

    def attempt(self, column: str, read: Callable[[], _T], default: _T) -> _T:
        """What `read` gives; where it raises BadInput, the default and a note."""
        try:
            return read()
        except BadInput as error:
            self.add(column, error.value, f"expected {error.expected}")
            return default

    def name(self, column: str, value: str) -> str:
        """A name as data, whatever it contains; noted when it is too long to be kept whole."""
        text = clean(value)
        if len(text) > MAX_NAME:
            self.add(column, text, f"cut after {MAX_NAME} characters")
        return read_text(text[:MAX_NAME])

    def all(self) -> tuple[Rejected, ...]:
        """The notes in the order in which they were made."""
        return tuple(self._items)
