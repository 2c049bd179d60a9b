"""Map tiles under the finder's own address, so that no visitor's browser asks anybody else."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Flask, Response, current_app, request

from finder.actions.context import Finder
from finder.outside.tile_cache import DAY_S, TileCache
from finder.outside.tiles import HTTPTiles, NoTile, TileArea, TileDown, media_type
from finder.web.headers import keep_for

STALE_S = 300

blueprint = Blueprint("tiles", __name__)


def init_app(app: Flask) -> None:
    """Serve /tiles when a source is set."""
    app.register_blueprint(blueprint)
    settings = app.extensions["finder"].settings
    if settings.tile_url:
        name = hashlib.sha256(settings.tile_url.encode()).hexdigest()[:12]
        source = HTTPTiles(settings.tile_url, settings.contact)
        app.extensions["finder_tiles"] = TileCache(source, settings.var / "tiles" / name)


def tile_area(finder: Finder) -> TileArea:
    """The tiles that are served: by default those that touch the shipped boundaries."""
    settings = finder.settings
    return TileArea(*(settings.tile_box or finder.gazetteer.extent), *settings.tile_zooms)


@blueprint.get("/tiles/<int:z>/<int:x>/<int:y>.png")
def tile(z: int, x: int, y: int) -> Response:
    """One tile: 404 when there is none or no source is set, 503 while the source is down."""
    cache: TileCache | None = current_app.extensions.get("finder_tiles")
    if cache is None or not tile_area(current_app.extensions["finder"]).holds(z, x, y):
        return _none(404)
    try:
        found = cache.get(z, x, y)
    except NoTile:
        return _none(404)
    except TileDown:
        return _none(503)
    response = Response(found.image, mimetype=media_type(found.image))
    response.add_etag()
    response.make_conditional(request)
    return keep_for(response, STALE_S if found.is_stale else DAY_S)


def _none(status: int) -> Response:
    """An answer without an image; the map leaves the place empty."""
    return Response(status=status, mimetype="text/plain")
