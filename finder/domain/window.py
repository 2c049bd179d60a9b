"""The part of a map that a visitor sees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finder.domain.params import one, whole_between
from finder.errors import BadInput

MAX_ZOOM = 22
"""The greatest zoom that a window may have; a pixel is then some centimetres wide."""

WINDOW_PARAMETERS = ("bbox", "zoom")


@dataclass(frozen=True, slots=True)
class Window:
    """Edges in degrees WGS 84, west at most east and south at most north; `zoom` as web maps count it:
    at 0 the world is 256 pixels wide, at every further one twice as many.
    """

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Window:
        """The window of `bbox` (west,south,east,north) and `zoom`. Raises BadInput; both are needed."""
        zoom = one(params, "zoom")
        if not zoom:
            raise BadInput("zoom", zoom, f"a whole number from 0 to {MAX_ZOOM}")
        edges = bbox_of("bbox", one(params, "bbox"))
        return cls(*edges, whole_between("zoom", zoom, 0, MAX_ZOOM, 0))


def bbox_of(name: str, text: str) -> tuple[float, float, float, float]:
    """West, south, east and north of a text, in degrees. Raises BadInput naming the parameter."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput(name, text, "west,south,east,north in degrees, west up to east, south up to north")
    return west, south, east, north
