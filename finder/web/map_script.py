"""The map: folium writes its configuration, served as a file; results come from the page's own data.

folium's page, its foreign assets, its Marker, Popup and Tooltip are not used: they load from other
hosts and write text into scripts unescaped. No text of an entry passes through here.
"""

from __future__ import annotations

import html
import json
from functools import cache, lru_cache

import folium
from branca.element import Figure, MacroElement
from flask import Blueprint, Flask, Response, current_app, request
from folium.template import Template

from finder.actions.context import Finder
from finder.domain.point import Point
from finder.gazetteer.boundaries import MUNICIPALITIES
from finder.gazetteer.files import BOUNDARIES_DIR, PLACES_DIR, MunicipalitySeat, Village, read_rows
from finder.outside.tiles import MAX_ZOOM, MIN_ZOOM
from finder.paths import DATA
from finder.web.assets import YEAR_S, version_of
from finder.web.current import current_finder
from finder.web.headers import keep_for
from finder.web.i18n import current_lang
from finder.web.i18n import gettext as _

START_ZOOM = 11
TILES_PATH = "/tiles/{z}/{x}/{y}.png"

blueprint = Blueprint("map_script", __name__)


def init_app(app: Flask) -> None:
    """Serve the map's script and base layer, and give templates `map_script` and `map_base`."""
    app.register_blueprint(blueprint)
    app.add_template_global(script_path, "map_script")
    app.add_template_global(base_path, "map_base")


class ResultMap(folium.Map):
    """The map without any asset of folium's choice; its variable and element are `map_finder`."""

    def __init__(self, centre: Point) -> None:
        super().__init__(
            location=(centre.lat, centre.lon),
            tiles=None,
            zoom_start=START_ZOOM,
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
            zoom_control=False,
            attribution_control=False,
            scroll_wheel_zoom=False,
        )
        self._id = "finder"
        self.default_js, self.default_css = [], []


class Controls(MacroElement):
    """Zoom buttons with translated names, a metric scale, and the credit of the base layer."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.zoom({{ this.zoom|tojavascript }}).addTo({{ this._parent.get_name() }});
            L.control.scale({{ this.scale|tojavascript }}).addTo({{ this._parent.get_name() }});
            L.control.attribution({{ this.credit|tojavascript }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, zoom_in: str, zoom_out: str, credit: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types
        self._name, self._id = "Controls", "finder"
        self.zoom = {"zoomInTitle": zoom_in, "zoomOutTitle": zoom_out, "position": "topleft"}
        self.scale = {"imperial": False, "position": "bottomleft"}
        self.credit = {"prefix": credit, "position": "bottomright"}


def render_script(finder: Finder, credit: str) -> str:
    """The script that makes the map in the element `map_finder`; `credit` is plain text."""
    result_map = ResultMap(finder.gazetteer.home.point)
    if finder.settings.tile_url:
        layer = folium.TileLayer(TILES_PATH, attr=" ", min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM)
        layer._id = "finder"
        result_map.add_child(layer)
    result_map.add_child(Controls(_("Hineinzoomen"), _("Herauszoomen"), html.escape(credit)))
    result_map.render()  # type: ignore[no-untyped-call]  # folium has no types
    figure = result_map.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 - for the type checker; folium puts every map in one
    return str(figure.script.render())


def base_credit(finder: Finder) -> str:
    """Whom the base layer is owed to."""
    if finder.settings.tile_url:
        return finder.settings.tile_attribution
    return str(json.loads(_boundaries())["attribution"])


def _script() -> str:
    """The script in the language of the response, made once for each language of an application."""
    scripts: dict[str, str] = current_app.extensions.setdefault("finder_map_scripts", {})
    lang = current_lang()
    if lang not in scripts:
        scripts[lang] = render_script(current_finder(), base_credit(current_finder()))
    return scripts[lang]


def script_path() -> str:
    """The address of the map's script in the language of the page."""
    return f"/{current_lang()}/karte.js?v={version_of(_script().encode())}"


def base_path() -> str:
    """The address of the boundaries that are drawn where no tiles are; "" with tiles."""
    if current_finder().settings.tile_url:
        return ""
    return f"/karte/grenzen.json?v={version_of(_base().encode())}"


@blueprint.get("/<language:_lang>/karte.js")
def script(_lang: str) -> Response:
    """What folium writes: map, tiles, controls."""
    return _kept(Response(_script(), mimetype="text/javascript"))


@blueprint.get("/karte/grenzen.json")
def base() -> Response:
    """Boundaries of municipalities and the names of places in them, as GeoJSON."""
    return _kept(Response(_base(), mimetype="application/geo+json"))


def _kept(response: Response) -> Response:
    """Kept for a year under an address with a version, else asked for again."""
    response.add_etag()
    if "v" in request.args:
        keep_for(response, YEAR_S, immutable=True)
    response.make_conditional(request)
    return response


@cache
def _boundaries() -> str:
    return (DATA / BOUNDARIES_DIR / MUNICIPALITIES).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _base() -> str:
    """The shipped boundaries with a point for every seat and village inside."""
    collection = json.loads(_boundaries())
    properties = (feature["properties"] for feature in collection["features"])
    towns = {town["ags"]: town["name"] for town in properties}
    directory = DATA / PLACES_DIR
    for seat in read_rows(directory, MunicipalitySeat):
        if seat.ags in towns:
            collection["features"].append(_label(towns[seat.ags], seat.lat, seat.lon, "town"))
    for village in read_rows(directory, Village):
        if village.ags in towns:
            collection["features"].append(_label(village.name, village.lat, village.lon, "village"))
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _label(name: str, lat: float, lon: float, kind: str) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"name": name, "kind": kind},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }
