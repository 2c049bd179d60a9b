"""Facet counts: beside every value of a filter, how many hits the search would have with it.

They are counted over the rows that the matching has found; only a facet that is filtered already is
matched once more, without its filter. A further facet is one more field of `Facets` and one more line
in `count_facets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial, reduce
from itertools import chain
from typing import Final, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from finder.domain.fit import Fit
from finder.domain.wish import LanguageWish
from finder.search.keys import Bits, KeyIndex, Masks, any_masks
from finder.search.opening import CLOSED, OPEN
from finder.search.order import GROUPS, Groups, Hits
from finder.search.picks import Column, Mask
from finder.search.request import Facets, Plan, Request
from finder.search.spoken import ANY_LANGUAGE, keys_answering
from finder.search.view import Vocabulary

Find = Callable[[Plan], Iterable[Sequence[Groups]]]
"""Matches a plan; its hits in parts."""

Counts = NDArray[np.int64]

_Name = TypeVar("_Name", bound=str)

# The bytes of so few rows are counted together, by their values; those of more rows bit by bit.
_FEW_ROWS: Final = 4096
_BYTE_VALUES: Final = np.arange(256)


def count_facets(
    keys: Vocabulary, plan: Plan, request: Request, found: Sequence[Groups], find: Find
) -> Facets:
    """The exact counts for a plan whose hits are `found`; values without a hit are left out.

    Of languages and topics any may apply, so the number beside one is the hits with this one in the
    place of those asked for; a language in the roles and at the time asked for. Of access all must
    apply, so the number beside a criterion is the hits with it as one more need.
    """
    hits = in_groups(found, plan.groups)
    any_language = _hits(find, plan._replace(languages=None)) if plan.languages else hits
    any_topic = _hits(find, plan._replace(topics=None)) if plan.topics else hits
    languages, topics = _languages(keys.languages, request.wish._replace(languages=())), _keys(keys.topics)
    judged = _Judged.of(plan, request.groups, found, find)
    access = judged.with_one_more(partial(_readings, keys.criteria, plan))
    openings = judged.with_one_more(partial(_openings, plan))
    return Facets(
        languages=_with_hits(languages.names, _count(languages, "language_bits", plan, any_language)),
        topics=_with_hits(topics.names, _count(topics, "topic_bits", plan, any_topic)),
        access=_with_hits(keys.criteria.numbers, access),
        openings=_with_hits([now.channel for now in plan.now], openings),
    )


def in_groups(found: Iterable[Groups], groups: Sequence[Fit]) -> list[Hits]:
    """The hits of these groups, table by table."""
    return [hits for parts in found for group, hits in zip(GROUPS, parts, strict=True) if group in groups]


def _hits(find: Find, plan: Plan) -> list[Hits]:
    return in_groups(chain(*find(plan)), plan.groups)


def _with_hits(names: Iterable[_Name], counts: Counts) -> dict[_Name, int]:
    return {name: count for name, count in zip(names, counts.tolist(), strict=True) if count}


class _Answers(NamedTuple):
    """Of how many hits each need is met, and of how many it has not failed."""

    met: Counts
    not_failed: Counts


class _Judged(NamedTuple):
    """The hits by what they are without one more need, all of them counted in `total`; `unsure` only
    where a group other than the fitting one is wanted.
    """

    wanted: Sequence[Fit]
    fitting: list[Hits]
    unsure: list[Hits]
    total: int

    @classmethod
    def of(cls, plan: Plan, wanted: Sequence[Fit], found: Sequence[Groups], find: Find) -> Self:
        """The hits of a plan, matched once more where the groups found are not those looked at."""
        looked_at = (Fit.FITS,) if set(wanted) <= {Fit.FITS} else (Fit.FITS, Fit.UNKNOWN)
        if plan.needs and not set(looked_at) <= set(plan.groups):
            found = list(chain(*find(plan._replace(groups=looked_at))))
        unsure = in_groups(found, looked_at[1:])
        total = sum(hits.total for parts in found for hits in parts)
        return cls(wanted, in_groups(found, (Fit.FITS,)), unsure, total)

    def with_one_more(self, answers: Callable[[Sequence[Hits]], _Answers]) -> Counts:
        """The hits in the groups wanted with one more need: what fitted fits on where that is met;
        what did not fail fails where it fails.
        """
        fitting, unsure = answers(self.fitting), answers(self.unsure)
        unknown = fitting.not_failed + unsure.not_failed - fitting.met
        counts = {Fit.FITS: fitting.met, Fit.UNKNOWN: unknown, Fit.FAILS: self.total - fitting.met - unknown}
        chosen: Counts = np.sum([counts[group] for group in self.wanted], axis=0, dtype=np.int64)
        return chosen


def _readings(criteria: KeyIndex, plan: Plan, found: Sequence[Hits]) -> _Answers:
    """The answers of every criterion: yes meets it, limited and no fail it."""
    total = sum(hits.total for hits in found)
    known, barred = np.split(_count(_known_and_barred(criteria), "access_bits", plan, found), 2)
    return _Answers(known - barred, total - barred)


def _openings(plan: Plan, found: Sequence[Hits]) -> _Answers:
    """The answers of being open now, by channel."""
    counts = np.zeros((2, len(plan.now)), np.int64)
    for hits in found:
        is_hit = inside(hits, plan)
        pick = hits.pick if is_hit.all() else hits.pick.narrow(is_hit)
        for place, asked in enumerate(plan.now):
            states = asked.of(hits.table, pick)
            counts[0, place] += np.count_nonzero(states == OPEN)
            counts[1, place] += np.count_nonzero(states != CLOSED)
    return _Answers(*counts)


class _Values(NamedTuple):
    """What is counted: rows with any of the bits of a value. The bits of most values are in one byte:
    these are `narrow`, with the byte and whether each content of it counts; the others are `wide`.
    """

    names: list[str]
    narrow: NDArray[np.intp]
    bytes: NDArray[np.intp]
    masks: list[int]
    counts_if: Counts
    wide: list[int]
    wide_masks: list[Masks]

    @classmethod
    def of(cls, named: Iterable[tuple[str, Iterable[int]]]) -> Self:
        """Values by name, each with the numbers of its bits."""
        masked = [(name, any_masks(bits)) for name, bits in named]
        narrow = [place for place, (_, masks) in enumerate(masked) if len(masks) == 1]
        wide = [place for place, (_, masks) in enumerate(masked) if len(masks) > 1]
        pairs = np.array([masked[place][1][0] for place in narrow], np.intp).reshape(-1, 2)
        return cls(
            names=[name for name, _ in masked],
            narrow=np.array(narrow, np.intp),
            bytes=pairs[:, 0],
            masks=pairs[:, 1].tolist(),
            counts_if=(pairs[:, 1:] & _BYTE_VALUES != 0).astype(np.int64),
            wide=wide,
            wide_masks=[masked[place][1] for place in wide],
        )


# An index never changes, and a view has another one only where a change brought a new key.


@lru_cache(maxsize=32)
def _keys(index: KeyIndex) -> _Values:
    """Every name, for rows with a key that answers to it."""
    return _Values.of(index.named.items())


@lru_cache(maxsize=32)
def _languages(index: KeyIndex, wish: LanguageWish) -> _Values:
    """Every language, for rows with a key that answers the wish for it."""
    names = [name for name in index.named if name != ANY_LANGUAGE]
    return _Values.of([(name, keys_answering(index, wish._replace(languages=(name,)))) for name in names])


@lru_cache(maxsize=16)
def _known_and_barred(criteria: KeyIndex) -> _Values:
    """Every criterion, for rows with a reading of it; then every one, for rows that it bars."""
    known = [(key, (2 * number, 2 * number + 1)) for key, number in criteria.numbers.items()]
    return _Values.of([*known, *((key, bits[1:]) for key, bits in known)])


def _count(values: _Values, column: str, plan: Plan, found: Sequence[Hits]) -> Counts:
    """How many of the hits have each value in the byte columns of this name."""
    counts = np.zeros(len(values.names), np.int64)
    for hits in found:
        bits: Bits = getattr(hits.table, column)
        is_hit = inside(hits, plan)
        if hits.pick.size <= _FEW_ROWS:
            bits = bits.take(hits.pick.rows_at(is_hit.nonzero()[0]), axis=1)
            counts[values.narrow] += _by_content(values, bits)
            columns = list(bits)
        else:
            keep = np.negative(is_hit.view(np.uint8))
            columns = [hits.pick.take(byte) & keep for byte in bits]
            counts[values.narrow] += _bit_by_bit(values, columns)
        for place, masks in zip(values.wide, values.wide_masks, strict=True):
            counts[place] += _n_with_any(columns, masks)
    return counts


def inside(hits: Hits, plan: Plan) -> Mask:
    """Which of the picked rows are hits."""
    if plan.circle and len(hits.squared_chords):
        return hits.squared_chords <= plan.circle.outer
    return np.ones(hits.pick.size, bool)


def _by_content(values: _Values, bits: Bits) -> Counts:
    """How many rows have each narrow value, by how often each byte has each content."""
    n_bytes = max(len(bits), int(values.bytes.max(initial=-1)) + 1)
    contents = bits + 256 * np.arange(len(bits))[:, None]
    often = np.bincount(contents.ravel(), minlength=256 * n_bytes).reshape(-1, 256)
    counts: Counts = np.einsum("vc,vc->v", often[values.bytes], values.counts_if)
    return counts


def _bit_by_bit(values: _Values, columns: Sequence[Column]) -> Counts:
    """The same, by a look at all rows for each value."""
    wanted = zip(values.bytes.tolist(), values.masks, strict=True)
    known = len(columns)
    return np.array([np.count_nonzero(columns[b] & mask) if b < known else 0 for b, mask in wanted], np.int64)


def _n_with_any(columns: Sequence[Column], masks: Masks) -> int:
    """How many rows have any of the bits; keys added after the columns were laid out have no column."""
    found = [columns[byte] & mask for byte, mask in masks if byte < len(columns)]
    return int(np.count_nonzero(reduce(np.bitwise_or, found))) if found else 0
