"""Sorted distinct texts in one block of bytes, looked up by bisection without reading it whole."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Lone surrogates, which a damaged source may hold, sort and survive like any other letter.
_SURROGATES: Final = "surrogatepass"
# A byte that UTF-8 never uses, above all that it does.
_AFTER: Final = b"\xff"


class Texts(Sequence[bytes]):
    """Distinct texts in the order of their code points, as UTF-8; `offsets` has one entry more
    than there are texts.
    """

    __slots__ = ("_blob", "_offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.unsignedinteger[Any]]) -> None:
        self._blob = blob.data
        self._offsets = offsets.data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]  # nobody takes slices
        return bytes(self._blob[self._offsets[index] : self._offsets[index + 1]])

    def decoded(self) -> list[str]:
        """Every text, in order."""
        return [text.decode("utf-8", _SURROGATES) for text in self]

    def find(self, text: str) -> tuple[int, bool]:
        """Where the text is, or would be, and whether it is there."""
        wanted = text.encode("utf-8", _SURROGATES)
        index = bisect_left(self, wanted)
        return index, index < len(self) and self[index] == wanted

    def starting_with(self, prefix: str) -> tuple[int, int]:
        """The range (first, past the last) of the texts that start with the prefix."""
        wanted = prefix.encode("utf-8", _SURROGATES)
        first = bisect_left(self, wanted)
        return first, bisect_left(self, wanted + _AFTER, first)

    def shapes(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Of the texts from `first` to before `last`, none of them empty: (n,) lengths in bytes, and
        (n,) sets of their bytes as bits, in which bytes that differ by a multiple of 32 are the same.
        """
        offsets = np.asarray(self._offsets)[first : last + 1].astype(np.int64)
        part = np.asarray(self._blob)[offsets[0] : offsets[-1]]
        bits = np.left_shift(np.uint32(1), part & np.uint8(31), dtype=np.uint32)
        return np.diff(offsets), np.bitwise_or.reduceat(bits, offsets[:-1] - offsets[0])


def pack_texts(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.unsignedinteger[Any]]]:
    """Blob and offsets of `Texts`, from distinct texts in order."""
    encoded = [text.encode("utf-8", _SURROGATES) for text in texts]
    blob = b"".join(encoded)
    kind = np.uint32 if len(blob) < 2**32 else np.uint64
    offsets: NDArray[np.unsignedinteger[Any]] = np.zeros(len(encoded) + 1, kind)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return np.frombuffer(blob, np.uint8), offsets
