"""What rows are matched and ordered by, the same for the base and for what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.search.keys import Bits
from finder.search.picks import RowNumbers

TABLE_COLUMNS: Final = (
    "ids", "lon", "lat", "x", "y", "z", "name_key", "topic_bits", "language_bits", "access_bits",
    "measures", "hours", "site", "overdue_from",
)  # fmt: skip
"""The names of the columns of a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns of equal length, a row an offer.

    `lon`, `lat` are degrees (NaN: no point), `x`, `y`, `z` earth-centred metres, the three `_bits`
    byte columns (see `keys`), `measures` one column each (see `finder.domain.measures`), `hours` the
    numbers of the hours, `site` the number of house and organization (see `sites`),
    `overdue_from` the day from which nobody has confirmed it for too long. Names are in the
    order of their `name_key`; an odd key means one name, an even one any name between two others, and
    only a table with `names` has even keys.
    """

    ids: NDArray[Any]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    z: NDArray[np.float32]
    name_key: NDArray[np.int32]
    topic_bits: Bits
    language_bits: Bits
    access_bits: Bits
    measures: NDArray[np.int16]
    hours: NDArray[np.int32]
    site: NDArray[np.int32]
    overdue_from: NDArray[np.int32]
    names: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def name_sub(self, rows: RowNumbers) -> NDArray[np.int64]:
        """What orders these rows by name where their keys are even and equal, else 0."""
        subs = np.zeros(len(rows), np.int64)
        if self.names:
            between = (self.name_key.take(rows) % 2 == 0).nonzero()[0]
            names = [self.names[row] for row in rows.take(between).tolist()]
            places = {name: place for place, name in enumerate(sorted(set(names)))}
            subs[between] = [places[name] for name in names]
        return subs
