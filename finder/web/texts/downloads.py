"""Files and links that the town lists, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, Response, render_template, send_file

from finder.actions.downloads import Item, Kind, find_items, get_file
from finder.web.below_lang import pages_blueprint
from finder.web.contact import web_address, web_name
from finder.web.current import current_finder
from finder.web.i18n import format_date, format_size, mark
from finder.web.i18n import gettext as _
from finder.web.pages import Answer

_HEADINGS = {
    Kind.DOWNLOAD: mark("Zum Herunterladen"),
    Kind.PRESS: mark("Presse"),
    Kind.MINUTES: mark("Protokolle"),
}

blueprint = pages_blueprint("downloads")


@dataclass(frozen=True, slots=True)
class ItemView:
    """A file or link as it is shown; `about` says date, format and size, or where a link leads."""

    title: str
    lang: str
    href: str
    is_external: bool
    about: str


def init_app(app: Flask) -> None:
    """Serve the list and its files."""
    app.register_blueprint(blueprint)
    app.add_url_rule("/dateien/<name>", view_func=file)


@blueprint.get("/downloads")
def downloads() -> Answer:
    """All files and links by kind."""
    items = find_items(current_finder())
    groups = [(kind.value, _(heading), tuple(_views(items, kind))) for kind, heading in _HEADINGS.items()]
    return render_template("public/downloads.html", groups=groups)


def file(name: str) -> Response:
    """A listed file, to be saved; 404 for any other."""
    path, media_type = get_file(current_finder(), name)
    return send_file(path, mimetype=media_type, as_attachment=True, download_name=path.name)


def _views(items: list[Item], kind: Kind) -> Iterator[ItemView]:
    for item in items:
        if item.kind is kind and (item.path or web_address(item.url)):
            yield _view(item)


def _view(item: Item) -> ItemView:
    day = format_date(item.day) if item.day else ""
    if item.path is None:
        url = web_address(item.url)
        return ItemView(item.title, item.lang, url, True, _joined(day, web_name(url)))
    what = item.path.suffix[1:].upper()
    about = _joined(day, what, format_size(item.size_bytes))
    return ItemView(item.title, item.lang, f"/dateien/{quote(item.path.name)}", False, about)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
