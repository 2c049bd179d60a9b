"""Sets of keys as bits: any number of keys, one byte column for every eight of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.access import Reading
from finder.domain.measures import MEASURES, measures_of

Bits = NDArray[np.uint8]
"""(k, n): byte columns over n rows; the bit b of byte w belongs to key number 8 w + b."""

Masks = tuple[tuple[int, int], ...]
"""Pairs of a byte column and the bits asked for in it."""

# Two bits a criterion; the upper one says that the way is barred (limited or no).
_READING_BITS: Final = {Reading.UNKNOWN: 0b00, Reading.YES: 0b01, Reading.LIMITED: 0b10, Reading.NO: 0b11}


@dataclass(frozen=True, slots=True, eq=False)
class KeyIndex:
    """Keys with their numbers, and the numbers that each name asked for stands for. Equal to itself
    alone, so that what is worked out for it can be kept.
    """

    numbers: Mapping[str, int]
    named: Mapping[str, tuple[int, ...]]
    names_of: Callable[[str], Iterable[str]]

    @classmethod
    def of(cls, keys: Iterable[str], names_of: Callable[[str], Iterable[str]]) -> Self:
        """The keys numbered in the order given; `names_of` gives every name a key answers to."""
        return cls({}, {}, names_of).with_keys(keys)

    def with_keys(self, keys: Iterable[str]) -> Self:
        """This index with further keys numbered after its own; itself when there are none."""
        new = [key for key in dict.fromkeys(keys) if key not in self.numbers]
        if not new:
            return self
        numbers, named = dict(self.numbers), dict(self.named)
        for key in new:
            numbers[key] = len(numbers)
            for name in self.names_of(key):
                named[name] = (*named.get(name, ()), numbers[key])
        return type(self)(numbers, named, self.names_of)

    def numbers_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """The numbers of all keys that answer to any of the names, without repetition."""
        return tuple(dict.fromkeys(number for name in names for number in self.named.get(name, ())))


def own_name(key: str) -> tuple[str]:
    """The one name of a key that is its own name (topics)."""
    return (key,)


def any_masks(numbers: Iterable[int]) -> Masks:
    """The masks under which a row has any of the keys."""
    masks: dict[int, int] = {}
    for number in numbers:
        masks[number >> 3] = masks.get(number >> 3, 0) | 1 << (number & 7)
    return tuple(masks.items())


def access_masks(numbers: Iterable[int]) -> Masks:
    """The masks of the bit "yes or no" of every criterion; shifted left by one, of "barred"."""
    return any_masks(2 * number for number in numbers)


def set_values(texts: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    """Each text of keys joined by spaces as one integer with a bit a key."""
    return [sum(1 << numbers[key] for key in set(text.split())) for text in texts]


def access_values(texts: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    """Each text of `criterion=reading` pairs as one integer with two bits a criterion."""
    return [_access_value(text, numbers) for text in texts]


def _access_value(text: str, numbers: Mapping[str, int]) -> int:
    pairs = dict(pair.split("=", 1) for pair in text.split())
    return sum(_READING_BITS[Reading(value)] << 2 * numbers[key] for key, value in pairs.items())


def measure_columns(texts: Iterable[str]) -> NDArray[np.int16]:
    """A row a measure, a column a text of measured facts."""
    found = np.array([measures_of(text) for text in texts], np.int16)
    return np.ascontiguousarray(found.reshape(-1, len(MEASURES)).T)


def criteria_of(texts: Iterable[str]) -> list[str]:
    """The criteria that occur in texts of `criterion=reading` pairs."""
    return [pair.partition("=")[0] for text in texts for pair in text.split()]


def pack_bits(values: Sequence[int], n_bits: int) -> Bits:
    """The byte columns of integers of at most `n_bits` bits."""
    width = -(-n_bits // 8)
    packed = b"".join(value.to_bytes(width, "little") for value in values)
    return np.ascontiguousarray(np.frombuffer(packed, np.uint8).reshape(len(values), width).T)
