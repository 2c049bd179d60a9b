"""Map tiles from the one source that the operator chose."""

from __future__ import annotations

from importlib.metadata import version
from typing import Protocol

import requests

from finder.errors import FinderError
from finder.outside import http

MIN_ZOOM, MAX_ZOOM = 5, 19
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


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether a tile of these numbers exists (Web Mercator, as in OpenStreetMap) and is served."""
    return MIN_ZOOM <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


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
