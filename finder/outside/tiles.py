"""Map tiles from the one source that the operator chose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

import requests

from finder.errors import FinderError
from finder.outside import http
from finder.settings import MAX_TILE_ZOOM, MIN_TILE_ZOOM

MAX_LAT = 85.0511
"""Where the square map of the world ends."""

MAX_TILE_BYTES = 1_000_000
TIMEOUT_S = 6.0
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))


class NoTile(FinderError):
    """The source answers, and has no such tile."""


class TileDown(FinderError):
    """The source does not answer in time, or not with an image."""


class TileSource(Protocol):
    """Where tiles come from."""

    def fetch(self, z: int, x: int, y: int) -> bytes:
        """The image of one tile. Raises NoTile, TileDown."""


@dataclass(frozen=True, slots=True)
class TileArea:
    """The tiles that are served, and no others, so that nobody can fill the disk with the world: those
    that touch a box in degrees, at zooms from `first_zoom` to `last_zoom`.
    """

    west: float
    south: float
    east: float
    north: float
    first_zoom: int = MIN_TILE_ZOOM
    last_zoom: int = MAX_TILE_ZOOM

    def holds(self, z: int, x: int, y: int) -> bool:
        """Whether the tile of these numbers (Web Mercator, as in OpenStreetMap) is served."""
        if not self.first_zoom <= z <= self.last_zoom:
            return False
        (left, top), (right, bottom) = tile_at(z, self.west, self.north), tile_at(z, self.east, self.south)
        return left <= x <= right and top <= y <= bottom


def tile_at(z: int, lon: float, lat: float) -> tuple[int, int]:
    """The tile of a zoom that holds a point, the nearest one where the map does not reach so far."""
    height = math.asinh(math.tan(math.radians(max(-MAX_LAT, min(lat, MAX_LAT))))) / math.tau
    last = 2**z - 1
    x, y = math.floor((lon + 180) / 360 * 2**z), math.floor((0.5 - height) * 2**z)
    return min(max(x, 0), last), min(max(y, 0), last)


def media_type(image: bytes) -> str:
    """The type of a PNG, JPEG or WebP image by its first bytes; "" for anything else."""
    return next((name for signature, name in _SIGNATURES if image.startswith(signature)), "")


class HTTPTiles:
    """Tiles of an http(s) address with `{z}`, `{x}` and `{y}`; `contact` is named to the operator there.

    A request takes at most TIMEOUT_S and MAX_TILE_BYTES and follows no redirect.
    """

    def __init__(self, url: str, contact: str = "") -> None:
        self._url = url
        about = f" ({contact})" if contact else ""
        self._headers = {"User-Agent": f"finder/{version('finder')}{about}", "Accept": "image/*"}

    def fetch(self, z: int, x: int, y: int) -> bytes:
        """The image of one tile. Raises NoTile, TileDown. One network call."""
        url = self._url.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        try:
            answer = http.get(url, self._headers, TIMEOUT_S, MAX_TILE_BYTES)
        except requests.RequestException as error:
            raise TileDown(f"The tile source does not answer ({type(error).__name__}).") from error
        if answer.status in (204, 404, 410):
            raise NoTile("The tile source has no such tile.")
        if answer.status != 200:
            raise TileDown(f"The tile source answers with {answer.status}.")
        if not media_type(answer.body):
            raise TileDown("The tile source answers with something that is no image.")
        return answer.body
