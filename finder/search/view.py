"""What a search sees: the base columns, and over them the rows that changed since."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import ecef_m
from finder.domain.offer_hours import Channel
from finder.domain.searchrow import SearchRow
from finder.search.columns import Columns
from finder.search.keys import KeyIndex, access_values, criteria_of, measure_columns, pack_bits, set_values
from finder.search.opening import HoursIndex
from finder.search.picks import Mask, Pick, RowNumbers, Rows, Spans
from finder.search.request import Plan, Request, Word
from finder.search.select import any_key
from finder.search.sites import Sites
from finder.search.spelling import likely, nearest
from finder.search.table import TABLE_COLUMNS, Table
from finder.search.texts import Texts


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every key and site in use, with its number."""

    topics: KeyIndex
    languages: KeyIndex
    criteria: KeyIndex
    hours: HoursIndex
    sites: Sites

    @classmethod
    def of(cls, base: Columns) -> Self:
        """The keys of a base, numbered as there."""
        hours = HoursIndex(base.openings)
        return cls(base.topic_index, base.language_index, base.criterion_index, hours, base.sites)

    def with_keys_of(self, rows: Sequence[SearchRow]) -> Self:
        """With the keys that further rows bring, numbered after the known ones."""
        return type(self)(
            self.topics.with_keys(key for row in rows for key in row.topics.split()),
            self.languages.with_keys(key for row in rows for key in row.languages.split()),
            self.criteria.with_keys(criteria_of(row.access for row in rows)),
            self.hours.with_texts(row.hours for row in rows),
            self.sites.with_sites(row.site for row in rows),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The changed public rows in the order in which they came, read through whole.

    A name that the base lacks has the even `name_key` between its neighbours there.
    """

    rows: tuple[SearchRow, ...]
    table: Table

    @classmethod
    def of(cls, rows: Sequence[SearchRow], keys: Vocabulary, names: Texts) -> Self:
        """Public rows with distinct ids, over a base with these sorted names; their keys are known."""
        lon = np.array([math.nan if row.lon is None else row.lon for row in rows], np.float64)
        lat = np.array([math.nan if row.lat is None else row.lat for row in rows], np.float64)
        x, y, z = (metres.astype(np.float32) for metres in ecef_m(lon, lat))
        topics, languages, criteria = keys.topics.numbers, keys.languages.numbers, keys.criteria.numbers
        table = Table(
            ids=np.array([row.id for row in rows], np.int64),
            lon=lon, lat=lat, x=x, y=y, z=z,
            name_key=np.array([_name_key(names, row.sort_name) for row in rows], np.int32),
            topic_bits=pack_bits(set_values((row.topics for row in rows), topics), len(topics)),
            language_bits=pack_bits(set_values((row.languages for row in rows), languages), len(languages)),
            access_bits=pack_bits(access_values((row.access for row in rows), criteria), 2 * len(criteria)),
            measures=measure_columns(row.measures for row in rows),
            hours=np.array([keys.hours.number_of(row.hours) for row in rows], np.int32),
            site=np.array([keys.sites.number_of(row.site) for row in rows], np.int32),
            overdue_from=np.array([row.overdue_from for row in rows], np.int32),
            names=tuple(row.sort_name for row in rows),
        )  # fmt: skip
        return cls(tuple(rows), table)

    def __len__(self) -> int:
        return len(self.rows)

    def without(self, ids: set[int]) -> Self:
        """Only the rows of other offers."""
        kept = [number for number, row in enumerate(self.rows) if row.id not in ids]
        columns = {name: getattr(self.table, name).take(kept, axis=-1) for name in TABLE_COLUMNS}
        rows = tuple(self.rows[number] for number in kept)
        return type(self)(rows, Table(**columns, names=tuple(row.sort_name for row in rows)))

    def joined(self, later: Self) -> Self:
        """These rows and later ones, of other offers and with no fewer keys."""
        columns = {
            name: _appended(getattr(self.table, name), getattr(later.table, name)) for name in TABLE_COLUMNS
        }
        table = Table(**columns, names=(*self.table.names, *later.table.names))
        return type(self)(self.rows + later.rows, table)

    def select(self, plan: Plan) -> Pick:
        """The rows that satisfy the filters, all within the circle or without a point among them."""
        pick: Pick = Spans([(0, len(self))])
        if not self.rows:
            return pick
        if plan.circle:
            pick = pick.narrow(~(plan.circle.squared_chords(self.table, pick) > plan.circle.outer))
        if plan.topics:
            pick = pick.narrow(any_key(self.table.topic_bits, plan.topics.masks, pick))
        if plan.languages:
            pick = pick.narrow(any_key(self.table.language_bits, plan.languages.masks, pick))
        for word in plan.words:
            pick = pick.narrow(self._has_word(word, pick))
        return pick

    def unplaced(self, pick: Pick, area: str) -> Rows:
        """Those of the picked rows that have no point and whose served areas cover this area."""
        rows = pick.rows_at(np.isnan(pick.take(self.table.lon)).nonzero()[0])
        return Rows(rows[np.array([_covers(self.rows[row].areas, area) for row in rows.tolist()], bool)])

    def _has_word(self, word: Word, pick: Pick) -> Mask:
        start = f" {word.text}"
        rows: RowNumbers = pick.rows_at(np.arange(pick.size))
        in_text = np.array([start in f" {self.rows[row].text}" for row in rows.tolist()], bool)
        return in_text | any_key(self.table.topic_bits, word.topics.masks, pick)


def _covers(areas: str, area: str) -> bool:
    return any(key == "DE" or area.startswith(key) for key in areas.split())


def _name_key(names: Texts, name: str) -> int:
    place, is_there = names.find(name)
    return 2 * place + is_there


def _appended(ours: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
    if ours.ndim > 1 and len(ours) < len(theirs):
        ours = np.pad(ours, ((0, len(theirs) - len(ours)), (0, 0)))
    return np.concatenate((ours, theirs), axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A base and the changes since, both immutable: what one search sees, and nothing between.

    `row_version` is the newest version in it, `superseded` the base rows that no longer count.
    """

    base: Columns
    overlay: Overlay
    row_version: int
    changed: frozenset[int]
    superseded: NDArray[np.int32]
    keys: Vocabulary

    @classmethod
    def of(cls, base: Columns) -> Self:
        """The base alone."""
        keys = Vocabulary.of(base)
        overlay = Overlay.of((), keys, base.names)
        return cls(base, overlay, base.row_version, frozenset(), np.zeros(0, np.int32), keys)

    @property
    def overlay_size(self) -> int:
        """How many offers changed since the base, retired ones included."""
        return len(self.changed)

    def with_changes(self, rows: Iterable[SearchRow], row_version: int) -> Self:
        """The view after changes, up to `row_version`: each row replaces what was known of its offer,
        one that is not public removes it; of several rows of one offer the last counts.
        """
        latest = {row.id: row for row in rows}
        public = [row for row in latest.values() if row.is_public]
        keys = self.keys.with_keys_of(public)
        added = Overlay.of(public, keys, self.base.names)
        kept = self.overlay if self.changed.isdisjoint(latest) else self.overlay.without(set(latest))
        superseded = np.union1d(self.superseded, self.base.rows_of(list(latest))).astype(np.int32)
        changed = self.changed.union(latest)
        return type(self)(self.base, kept.joined(added), row_version, changed, superseded, keys)

    def has_word(self, start: str) -> bool:
        """Whether any word of a public offer begins so."""
        first, last = self.base.words.texts.starting_with(start)
        return first < last or any(f" {start}" in f" {row.text}" for row in self.overlay.rows)

    def nearest_word(self, word: str) -> str:
        """The word of an offer that is nearest to a misspelt one (see `finder.search.spelling`), of
        equally near ones the first in the alphabet; "" when none is near.
        """
        base = self.base.words.texts
        first, last = base.starting_with(word[:1])
        changed = {each for row in self.overlay.rows for each in row.text.split()}
        return nearest(word, [*likely(base, first, last, word), *sorted(changed)])

    def plan(self, request: Request) -> Plan:
        """The request in the numbers of this view."""
        keys = self.keys
        hours = tuple(keys.hours.asked(channel, moment) for channel, moment in request.open_at)
        plan = Plan.of(request, keys.topics, keys.languages, keys.criteria, hours)
        if request.now is None:
            return plan
        return plan._replace(now=tuple(keys.hours.asked(channel, request.now) for channel in Channel))
