"""Where the names of villages go on the map, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from finder.domain.drawing import Box

LETTER: Final = 9.0
"""The width of a letter, in the units of the drawing."""

_HEIGHT: Final = 32.0
_SHAPE: Final = 12.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A village on the map: which shape it has (`near`, `middle`, `far`, `none`), where, and its distance in
    words.
    """

    shape: str
    x: float
    y: float
    name: str
    distance: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name with the distance below it: where its first line begins, or ends (`is_end`)."""

    x: float
    y: float
    is_end: bool
    name: str
    distance: str


def place_names(marks: Sequence[Mark], width: float) -> Iterator[Name]:
    """The names for which there is room to the right or left of their marks, a little higher or lower, in a
    drawing of this width; the first marks choose first.
    """
    taken = [Box.around((m.x, m.y), _SHAPE) for m in marks]
    for mark in marks:
        for name, box in _places(mark):
            if box.left >= 0 and box.right <= width and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield name
                break


def _places(mark: Mark) -> Iterator[tuple[Name, Box]]:
    """Where a name may go, the best place first."""
    width = LETTER * max(len(mark.name), len(mark.distance))
    for lift in (0.0, -14.0, 14.0):
        for is_end in (False, True):
            x = mark.x - _SHAPE - 2 if is_end else mark.x + _SHAPE + 2
            left, y = (x - width if is_end else x), mark.y - 2 + lift
            box = Box(left, y - 15, left + width, y - 15 + _HEIGHT)
            yield Name(x, y, is_end, mark.name, mark.distance), box
