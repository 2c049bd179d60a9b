"""Columns out of search rows: one pass over the rows, then everything at once in numpy."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, count, islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.domain.access import CRITERIA
from finder.domain.distance import ecef_m
from finder.domain.holiday import WITHOUT_SCHOOL, Calendars
from finder.domain.searchrow import SearchRow
from finder.search.columns import Columns
from finder.search.grid import cell_keys
from finder.search.keys import Bits, access_values, criteria_of, measure_columns, pack_bits, set_values
from finder.search.opening import hours_arrays
from finder.search.postings import key_pairs, pack_postings
from finder.search.sites import numbered_sites
from finder.search.texts import pack_texts

_BATCH: Final = 1_000
_Out = dict[str, NDArray[Any]]


def build_columns(
    rows: Iterable[SearchRow], row_version: int, calendars: Calendars = WITHOUT_SCHOOL
) -> Columns:
    """The columns of all public rows, read once, in any order; ids are distinct. Their hours are
    judged by these calendars.

    `row_version` is the newest version that the rows contain. Memory: about 900 bytes a row at
    the peak. Equal sets are worked out once.
    """
    gathered = _Gathered()
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        gathered.add([row for row in batch if row.is_public])
    return gathered.columns(row_version, calendars)


class _Interned:
    """Texts by number, in the order of their first appearance, and the numbers of all that came."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.codes = array("i")

    def add(self, texts: Iterable[str]) -> None:
        numbers = self.numbers
        self.codes.fromlist([numbers[text] for text in texts])

    def per_row(self, order: NDArray[np.int64]) -> NDArray[np.int32]:
        return np.array(self.codes, np.int32)[order]


class _Tokens:
    """The words of each row's text."""

    def __init__(self) -> None:
        self.words = _Interned()
        self.counts = array("i")

    def add(self, texts: Iterable[str]) -> None:
        split = [text.split() for text in texts]
        self.counts.extend(map(len, split))
        self.words.add(chain.from_iterable(split))

    def put(self, out: _Out, name: str, places: NDArray[np.int64]) -> None:
        """The posting lists, given the place of each row in the order of the columns."""
        rows = np.repeat(places, np.array(self.counts, np.int32))
        ranks = _put_texts(out, name, self.words.numbers)
        pairs = key_pairs(ranks[np.array(self.words.codes, np.int32)], rows)
        out[f"{name}.starts"], out[f"{name}.rows"] = pack_postings(pairs, len(ranks))


class _Gathered:
    """What one pass over the rows keeps of them."""

    def __init__(self) -> None:
        self.ids, self.lons, self.lats = array("q"), array("d"), array("d")
        self.sites, self.overdue = array("q"), array("i")
        self.names, self.topics = _Interned(), _Interned()
        self.languages, self.access, self.measures = _Interned(), _Interned(), _Interned()
        self.words, self.areas, self.hours = _Tokens(), _Tokens(), _Interned()

    def add(self, rows: Sequence[SearchRow]) -> None:
        self.ids.extend([row.id for row in rows])
        self.lons.extend([math.nan if row.lon is None else row.lon for row in rows])
        self.lats.extend([math.nan if row.lat is None else row.lat for row in rows])
        self.sites.extend([row.site for row in rows])
        self.overdue.extend([row.overdue_from for row in rows])
        self.names.add([row.sort_name for row in rows])
        self.topics.add([row.topics for row in rows])
        self.languages.add([row.languages for row in rows])
        self.access.add([row.access for row in rows])
        self.measures.add([row.measures for row in rows])
        self.words.add([row.text for row in rows])
        self.hours.add([row.hours for row in rows])
        self.areas.add(["" if row.lon is not None else row.areas for row in rows])

    def columns(self, row_version: int, calendars: Calendars) -> Columns:
        out: _Out = {}
        order = _put_places(out, np.array(self.lons), np.array(self.lats))
        places = np.empty_like(order)
        places[order] = np.arange(len(order))
        _put_ids(out, np.array(self.ids, np.int64)[order])
        out["sites"], out["site"] = numbered_sites(np.array(self.sites, np.int64)[order])
        out["overdue_from"] = np.array(self.overdue, np.int32)[order]
        ranks = _put_texts(out, "names", self.names.numbers)
        out["name_key"] = 2 * ranks[self.names.per_row(order)] + 1
        _put_keys(out, "topic", self.topics, order)
        _put_keys(out, "language", self.languages, order)
        criteria = list(dict.fromkeys((*CRITERIA, *criteria_of(self.access.numbers))))
        values = access_values(self.access.numbers, {key: i for i, key in enumerate(criteria)})
        out["access_bits"] = _spread(pack_bits(values, 2 * len(criteria)), self.access, order)
        out["measures"] = measure_columns(self.measures.numbers).take(self.measures.per_row(order), axis=1)
        out["hours"] = _put_texts(out, "hours", self.hours.numbers)[self.hours.per_row(order)]
        out |= hours_arrays(sorted(self.hours.numbers))
        self.words.put(out, "words", places)
        self.areas.put(out, "areas", places)
        return Columns(out, criteria, row_version, calendars=calendars)


def _put_places(out: _Out, lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.int64]:
    """Columns of the place, and the order of the rows: by cell, within it equal places together."""
    n_points = len(lons) - int(np.count_nonzero(np.isnan(lons)))
    cells = np.full(len(lons), np.iinfo(np.int32).max, np.int32)
    has_point = ~np.isnan(lons)
    cells[has_point] = cell_keys(lons[has_point], lats[has_point])
    order = np.lexsort((lons, lats, cells))
    out["lon"], out["lat"] = lons[order], lats[order]
    for name, metres in zip("xyz", ecef_m(out["lon"], out["lat"]), strict=True):
        out[name] = metres.astype(np.float32)
    out["cells"], starts = np.unique(cells[order[:n_points]], return_index=True)
    out["cell_starts"] = np.append(starts, n_points).astype(np.int32)
    return order


def _put_ids(out: _Out, ids: NDArray[np.int64]) -> None:
    fits = not len(ids) or (ids.min() >= -(2**31) and ids.max() < 2**31)
    out["ids"] = ids.astype(np.int32 if fits else np.int64)
    by_id = np.argsort(out["ids"])
    out["sorted_ids"], out["sorted_rows"] = out["ids"][by_id], by_id.astype(np.int32)


def _put_texts(out: _Out, name: str, numbers: dict[str, int]) -> NDArray[np.int32]:
    """The sorted texts, and the place of each among them by its number."""
    texts = sorted(numbers)
    out[f"{name}.blob"], out[f"{name}.offsets"] = pack_texts(texts)
    ranks = np.empty(len(texts), np.int32)
    ranks[[numbers[text] for text in texts]] = np.arange(len(texts))
    return ranks


def _put_keys(out: _Out, name: str, sets: _Interned, order: NDArray[np.int64]) -> None:
    """Bits and posting lists of keys that come as sets."""
    keys = sorted({key for text in sets.numbers for key in text.split()})
    numbers = {key: number for number, key in enumerate(keys)}
    bits = _spread(pack_bits(set_values(sets.numbers, numbers), len(keys)), sets, order)
    out[f"{name}_bits"] = bits
    out[f"{name}s.blob"], out[f"{name}s.offsets"] = pack_texts(keys)
    lists = [((bits[n >> 3] >> (n & 7)) & 1).nonzero()[0].astype(np.int32) for n in range(len(keys))]
    out[f"{name}s.starts"] = np.cumsum([0, *map(len, lists)])
    out[f"{name}s.rows"] = np.concatenate([np.zeros(0, np.int32), *lists])


def _spread(bits: Bits, sets: _Interned, order: NDArray[np.int64]) -> Bits:
    """The bits of each distinct set, given to every row that has it."""
    return bits.take(sets.per_row(order), axis=1)
