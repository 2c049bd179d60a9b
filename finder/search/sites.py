"""The houses and organizations of a view by number, so that rows are marked by them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

NO_SITE: Final = 0
"""Both the site of an offer that has none, and its number."""


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Sites numbered by their place among the sorted `known` ones of a base, NO_SITE first, and
    after these in the order in which they were added.
    """

    known: NDArray[np.int64]
    added: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.known) + len(self.added)

    def number_of(self, site: int) -> int:
        """The number of a site that was known or added."""
        place = int(self.known.searchsorted(site))
        is_known = place < len(self.known) and self.known[place] == site
        return place if is_known else self.added[site]

    def values(self) -> NDArray[np.int64]:
        """The sites by their numbers."""
        return np.append(self.known, np.fromiter(self.added, np.int64))

    def with_sites(self, sites: Iterable[int]) -> Self:
        """These sites and further ones; itself when there are none."""
        distinct = np.unique(np.fromiter(sites, np.int64))
        new = np.setdiff1d(distinct, self.known).tolist()
        new = [site for site in new if site not in self.added]
        if not new:
            return self
        return type(self)(self.known, {**self.added, **{s: len(self) + n for n, s in enumerate(new)}})


def numbered_sites(sites: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The distinct sites, sorted, with NO_SITE, and the number of the site of each row."""
    distinct, numbers = np.unique(np.append(sites, NO_SITE), return_inverse=True)
    return distinct, numbers[:-1].astype(np.int32)
