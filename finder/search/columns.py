"""The columns of a snapshot: every public offer as one row, ready to be matched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.holiday import WITHOUT_SCHOOL, Calendars
from finder.search.grid import Grid
from finder.search.keys import KeyIndex, own_name
from finder.search.opening import Openings
from finder.search.picks import RowNumbers
from finder.search.postings import Postings
from finder.search.sites import Sites
from finder.search.spoken import language_ranges
from finder.search.table import TABLE_COLUMNS, Table
from finder.search.texts import Texts

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Backing:
    """The open file behind mapped columns, as it was when it was checked."""

    descriptor: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, descriptor: int) -> Self:
        """The file as it is now."""
        state = os.fstat(descriptor)
        return cls(descriptor, state.st_size, state.st_mtime_ns)

    def is_intact(self) -> bool:
        """Whether nobody wrote to the file since; costs one system call."""
        return self == Backing.of(self.descriptor)


class Columns:
    """A snapshot of all public offers, in memory or mapped from a file; it never changes.

    Rows are sorted by grid cell and place; the first `len(grid)` have a point, the rest none. A
    name has the odd `name_key` 2 i + 1, i being its place among the sorted distinct `names`, so
    that a name of a later change finds a key between two others.
    """

    def __init__(
        self,
        arrays: Arrays,
        criteria: list[str],
        row_version: int,
        backing: Backing | None = None,
        calendars: Calendars = WITHOUT_SCHOOL,
    ) -> None:
        self.arrays = arrays
        self.criteria = criteria
        self.row_version = row_version
        columns: dict[str, Any] = {name: arrays[name] for name in TABLE_COLUMNS}
        self.table = Table(**columns)
        self.grid = Grid(arrays["cells"], arrays["cell_starts"])
        self.names = Texts(arrays["names.blob"], arrays["names.offsets"])
        self.openings = Openings(Texts(arrays["hours.blob"], arrays["hours.offsets"]), arrays, calendars)
        self.topics, self.languages = self._postings("topics"), self._postings("languages")
        self.words, self.areas = self._postings("words"), self._postings("areas")
        self.area_numbers = {area: number for number, area in enumerate(self.areas.texts.decoded())}
        self.topic_index = KeyIndex.of(self.topics.texts.decoded(), own_name)
        self.language_index = KeyIndex.of(self.languages.texts.decoded(), language_ranges)
        self.sites = Sites(arrays["sites"], {})
        self.criterion_index = KeyIndex.of(criteria, own_name)
        self._backing = backing

    def _postings(self, name: str) -> Postings:
        texts = Texts(self.arrays[f"{name}.blob"], self.arrays[f"{name}.offsets"])
        return Postings(texts, self.arrays[f"{name}.starts"], self.arrays[f"{name}.rows"])

    def __len__(self) -> int:
        return len(self.table)

    def rows_of(self, ids: list[int]) -> RowNumbers:
        """The rows of those of the offers that are here, ascending."""
        sorted_ids: NDArray[Any] = self.arrays["sorted_ids"]
        limits = np.iinfo(sorted_ids.dtype)
        wanted = np.array([key for key in ids if limits.min <= key <= limits.max], sorted_ids.dtype)
        if not len(sorted_ids):
            return np.zeros(0, np.int32)
        places = sorted_ids.searchsorted(wanted).clip(max=len(sorted_ids) - 1)
        found: RowNumbers = self.arrays["sorted_rows"][places[sorted_ids[places] == wanted]]
        return np.sort(found)

    @property
    def last_name_key(self) -> int:
        """At least the largest name key, also of a name that is not here."""
        return 2 * len(self.names) + 1

    def is_intact(self) -> bool:
        """Whether the file behind these columns, if any, is still as it was when it was opened."""
        return self._backing is None or self._backing.is_intact()
