"""The map: folium writes its configuration, served as a file; results come from the page's own data.

folium's page, its foreign assets, its Marker, Popup and Tooltip are not used: they load from other
hosts and write text into scripts unescaped. No text of an entry passes through here.
"""

from __future__ import annotations

import html

import folium
from branca.element import Figure, MacroElement
from flask import Blueprint, Flask, Response, current_app
from folium.template import Template

from finder.actions.context import Finder
from finder.domain.point import Point
from finder.settings import MAX_TILE_ZOOM, MIN_TILE_ZOOM
from finder.web.assets import version_of
from finder.web.current import current_finder
from finder.web.i18n import current_lang
from finder.web.i18n import gettext as _
from finder.web.map.base import base_credit, kept
from finder.web.map.tiles import tile_area

START_ZOOM = 11
TILES_PATH = "/tiles/{z}/{x}/{y}.png"

blueprint = Blueprint("map_script", __name__)


def init_app(app: Flask) -> None:
    """Serve the map's script, and give templates `map_script`."""
    app.register_blueprint(blueprint)
    app.add_template_global(script_path, "map_script")


class ResultMap(folium.Map):
    """The map without any asset of folium's choice; its variable and element are `map_finder`."""

    def __init__(self, centre: Point) -> None:
        super().__init__(
            location=(centre.lat, centre.lon),
            tiles=None,
            zoom_start=START_ZOOM,
            min_zoom=MIN_TILE_ZOOM,
            max_zoom=MAX_TILE_ZOOM,
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
            L.control.attribution({{ this.credit|tojavascript }}).addTo({{ this._parent.get_name() }});
            L.control.scale({{ this.scale|tojavascript }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, zoom_in: str, zoom_out: str, credit: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types
        self._name, self._id = "Controls", "finder"
        self.zoom = {"zoomInTitle": zoom_in, "zoomOutTitle": zoom_out, "position": "topleft"}
        self.scale = {"imperial": False, "position": "bottomleft"}
        self.credit = {"prefix": credit, "position": "bottomleft"}


def render_script(finder: Finder, credit: str) -> str:
    """The script that makes the map in the element `map_finder`; `credit` is HTML."""
    result_map = ResultMap(finder.gazetteer.home.point)
    if finder.settings.tile_url:
        result_map.add_child(_tile_layer(finder))
    result_map.add_child(Controls(_("Hineinzoomen"), _("Herauszoomen"), credit))
    result_map.render()  # type: ignore[no-untyped-call]  # folium has no types
    figure = result_map.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 - for the type checker; folium puts every map in one
    return str(figure.script.render())


def _tile_layer(finder: Finder) -> folium.TileLayer:
    """Tiles of our own address, asked for only where there are any."""
    area = tile_area(finder)
    layer = folium.TileLayer(
        TILES_PATH,
        attr=" ",
        min_zoom=MIN_TILE_ZOOM,
        max_zoom=MAX_TILE_ZOOM,
        min_native_zoom=area.first_zoom,
        max_native_zoom=area.last_zoom,
        bounds=[[area.south, area.west], [area.north, area.east]],
    )
    layer._id = "finder"
    return layer


def map_credit(finder: Finder) -> str:
    """Whom the map is owed to, as HTML: of tiles with a link to their licence, else with one to the page
    that names all sources.
    """
    settings = finder.settings
    if not settings.tile_url:
        return _credit_link(f"/{current_lang()}/ueber", base_credit())
    if not settings.tile_licence_url:
        return f'<span lang="de">{html.escape(settings.tile_attribution)}</span>'
    return _credit_link(settings.tile_licence_url, settings.tile_attribution)


def _credit_link(href: str, text: str) -> str:
    return f'<a href="{html.escape(href)}" rel="noopener noreferrer" lang="de">{html.escape(text)}</a>'


def _script() -> str:
    """The script in the language of the response, made once for each language of an application."""
    scripts: dict[str, str] = current_app.extensions.setdefault("finder_map_scripts", {})
    lang = current_lang()
    if lang not in scripts:
        scripts[lang] = render_script(current_finder(), map_credit(current_finder()))
    return scripts[lang]


def script_path() -> str:
    """The address of the map's script in the language of the page."""
    return f"/{current_lang()}/karte.js?v={version_of(_script().encode())}"


@blueprint.get("/<language:_lang>/karte.js")
def script(_lang: str) -> Response:
    """What folium writes: map, tiles, controls."""
    return kept(Response(_script(), mimetype="text/javascript"))
