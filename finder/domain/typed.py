"""A typed text in pieces: its folded words, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from finder.domain.text import words

_EDGES = " \t\n,.;:!?¿¡()[]{}«»„“”\"'،؛؟/|–—-"
_TURKISH_ENDING = re.compile(r"(?<=\w{2})['’ʼ](?:[dt][ae](?:n|ki)?|y?[aeıiuü]|n?[ıiuü]n)$", re.IGNORECASE)
_BETWEEN = re.compile(r"[^\w'’ʼ]+|_+")

MAX_WORDS = 30
"""Further words of a text are not looked at."""


class Span(NamedTuple):
    """Words from `start` to before `end`, by number."""

    start: int
    end: int


class Typed:
    """The folded words of a text in their order; a chunk is what stands between blanks, and may be
    several words (`HNO-Arzt`) or none. The Turkish ending of `Olpe'de` is taken off.
    """

    def __init__(self, text: str) -> None:
        self.whole = " ".join(text.split())
        self._chunks = [chunk.strip(_EDGES) for chunk in text.split()]
        pairs = [(word, number) for number, chunk in enumerate(self._chunks) for word in words(_bare(chunk))]
        self.words: Sequence[str] = [word for word, _ in pairs[:MAX_WORDS]]
        self._chunk_of = [number for _, number in pairs[:MAX_WORDS]]
        self._bounds = {
            number: Span((places := [*group])[0], places[-1] + 1)
            for number, group in groupby(range(len(self.words)), self._chunk_of.__getitem__)
        }

    def spans(self, longest: int, shortest: int = 1) -> Iterator[Span]:
        """All runs of so many words, the longest first, from the left."""
        n = len(self.words)
        for size in range(min(longest, n), shortest - 1, -1):
            yield from (Span(start, start + size) for start in range(n - size + 1))

    def chunk_spans(self, longest: int, shortest: int = 1) -> Iterator[Span]:
        """The runs of words that are so many whole chunks, the longest first, from the left."""
        bounds = [*self._bounds.values()]
        for size in range(min(longest, len(bounds)), shortest - 1, -1):
            runs = zip(bounds, bounds[size - 1 :], strict=False)
            yield from (Span(first.start, last.end) for first, last in runs)

    def text(self, span: Span) -> str:
        """The words of a span as they were typed, without endings after an apostrophe."""
        return self._written(range(*span), _bare)

    def kept(self, marks: Sequence[bool]) -> str:
        """The marked words as they were typed."""
        return self._written([at for at, is_kept in enumerate(marks) if is_kept], str)

    def _written(self, wanted: Iterable[int], shown: Callable[[str], str]) -> str:
        """The wanted words as typed; of a chunk that is only partly wanted the parts, folded where they
        cannot be told apart.
        """
        texts: list[str] = []
        for number, group in groupby(wanted, self._chunk_of.__getitem__):
            places, (first, end) = [*group], self._bounds[number]
            if len(places) == end - first:
                texts.append(shown(self._chunks[number]))
            else:
                pieces = _pieces(self._chunks[number], self.words[first:end])
                texts += [pieces[place - first] for place in places]
        return " ".join(texts)


def without(text: str, part: str) -> str:
    """A text without the first words in it that `Typed.text` writes as this part; as it was where there
    are none. What has no letter or digit in it is dropped.
    """
    typed = Typed(text)
    size = len(words(_bare(part)))
    for span in typed.spans(size, size) if size else ():
        if typed.text(span) == part:
            return typed.kept([at not in range(*span) for at in range(len(typed.words))])
    return text


def _pieces(chunk: str, folded: Sequence[str]) -> Sequence[str]:
    """The parts of a chunk, as typed where they are as many as its folded words."""
    typed = [piece for piece in _BETWEEN.split(chunk) if piece]
    return typed if len(typed) == len(folded) else folded


def _bare(chunk: str) -> str:
    """A chunk without the Turkish ending after an apostrophe that names take (`Altenhundem'de`)."""
    return _TURKISH_ENDING.sub("", chunk)
