"""What lets a device treat the finder as an app: its manifest, and the worker that answers offline.

The worker is registered on request only (see `finder.web.offline`). What it keeps is the same for everybody.
"""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
from flask import Blueprint, Flask, Response

from finder.web.assets import STATIC, asset_path, version_of
from finder.web.current import current_finder
from finder.web.i18n import browser_locale, current_lang, direction
from finder.web.i18n import gettext as _

THEME = "#123f49"
PAPER = "#f6f4ee"
STYLE, WORKER = "app.css", "worker.js"
KEPT = (STYLE, "icon.svg", "menu.js", "places.js", "offline.js")
"""The files of the pages that are kept; what a style sheet names comes on top."""
GUIDES = "/ratgeber"
"""The page, below its language, that lists the hints for everyday life; all of them are kept."""

blueprint = Blueprint("webapp", __name__)


def init_app(app: Flask) -> None:
    """Serve manifest and worker."""
    app.register_blueprint(blueprint)


@blueprint.get("/<language:_lang>/manifest.webmanifest")
def manifest(_lang: str) -> Response:
    """The web app manifest in a language; all languages are one app."""
    name = _("Finder %(home)s", home=current_finder().gazetteer.home.name)
    lang = current_lang()
    body = {
        "id": "/",
        "name": name,
        "short_name": _("Finder"),
        "description": _(
            "Ärztinnen und Ärzte, Beratung, Ämter und Angebote – nach Entfernung, Sprache und Zugang."
        ),
        "lang": lang,
        "dir": direction(lang),
        "start_url": f"/{lang}/",
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": PAPER,
        "icons": list(_icons()),
    }
    return Response(orjson.dumps(body), mimetype="application/manifest+json")


def _icons() -> Iterator[dict[str, str]]:
    yield {"src": asset_path("icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    for size in (192, 512):
        for purpose in ("any", "maskable"):
            src = asset_path(f"icon-{size}.png")
            yield {"src": src, "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}


@blueprint.get("/sw.js")
def worker() -> Response:
    """The worker, after a line that tells it what to keep in the language that `lang` names. It differs
    whenever anything does that it keeps besides texts, and so browsers take the new one.
    """
    build = orjson.dumps(_build()).decode()
    return Response(f"const BUILD = {build};\n{_worker_text()}", mimetype="text/javascript")


def worker_path() -> str:
    """The address of the worker in the language of the page."""
    return f"/sw.js?lang={current_lang()}"


@cache
def kept_bytes() -> int:
    """The size, compressed, of the files kept besides the pages; none changes while the finder runs."""
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in (*KEPT, *_named_by_style()))


def _build() -> dict[str, Any]:
    lang = current_lang()
    return {
        "version": f"{_files_version()}-{lang}",
        "lang": lang,
        "locale": browser_locale(),
        "pages": [f"/{lang}/", f"/{lang}/offline", f"/{lang}{GUIDES}"],
        "files": [*map(asset_path, KEPT), *(f"/static/{name}" for name in _named_by_style())],
        "offline": f"/{lang}/offline",
        "banner": html.escape(
            _(
                "Keine Verbindung. Diese Seite kommt aus dem Speicher Ihres Geräts: %(age)s gespeichert"
                " (%(moment)s).",
                age="{age}",
                moment="{moment}",
            )
        ),
    }


@cache
def _files_version() -> str:
    """A short name of everything below `static`, the worker included."""
    paths = sorted(path for path in STATIC.iterdir() if path.is_file())
    return version_of(b"".join(path.name.encode() + path.read_bytes() for path in paths))


@cache
def _worker_text() -> str:
    return (STATIC / WORKER).read_text(encoding="utf-8")


@cache
def _named_by_style() -> tuple[str, ...]:
    """The files that the style sheet loads."""
    style = (STATIC / STYLE).read_text(encoding="utf-8")
    return tuple(dict.fromkeys(re.findall(r'url\("([\w.-]+)"\)', style)))
