"""Addresses of the finder's own files and of Leaflet's, each with a version, so that they keep for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import rjsmin
from flask import Blueprint, Flask, Response, abort, request, send_from_directory
from xstatic.pkg import leaflet

from finder.web.headers import keep_for

YEAR_S = 31_536_000
STATIC = Path(__file__).resolve().parent.parent / "static"
_IMAGES = (f"images/{path.name}" for path in Path(leaflet.BASE_DIR, "images").glob("*.png"))
LEAFLET_FILES = frozenset(("leaflet.js", "leaflet.css", *_IMAGES))
"""What a browser needs of the installed package; nothing else of it is served."""

blueprint = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Serve Leaflet out of its package and our scripts without their comments; give templates `asset` and
    `leaflet`.
    """
    app.register_blueprint(blueprint)
    app.add_template_global(asset_path, "asset")
    app.add_template_global(leaflet_path, "leaflet")
    app.after_request(_keep_versioned)
    app.after_request(_without_comments)


@lru_cache(maxsize=64)
def asset_path(name: str) -> str:
    """The address of a file below `static`, with the beginning of its hash."""
    return f"/static/{name}?v={version_of((STATIC / name).read_bytes())}"


def leaflet_path(name: str) -> str:
    """The address of a file of Leaflet, with its version."""
    return f"/vendor/leaflet/{leaflet.PACKAGE_VERSION}/{name}"


def version_of(content: bytes) -> str:
    """A short name of a content, different for different content."""
    return hashlib.sha256(content).hexdigest()[:10]


@blueprint.get("/vendor/leaflet/<version>/<path:name>")
def leaflet_file(version: str, name: str) -> Response:
    """A file of the installed Leaflet."""
    if version != leaflet.PACKAGE_VERSION or name not in LEAFLET_FILES:
        abort(404)
    return keep_for(send_from_directory(leaflet.BASE_DIR, name), YEAR_S, immutable=True)


def _keep_versioned(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code in (200, 304):
        keep_for(response, YEAR_S, immutable=True)
    return response


def _without_comments(response: Response) -> Response:
    """Comments are for who reads the source; old phones on slow lines need not load them."""
    if (
        request.endpoint == "static"
        and response.mimetype == "text/javascript"
        and response.status_code == 200
    ):
        response.direct_passthrough = False
        response.set_data(_minified(response.get_data()))
    return response


@lru_cache(maxsize=64)
def _minified(script: bytes) -> bytes:
    return bytes(rjsmin.jsmin(script))
