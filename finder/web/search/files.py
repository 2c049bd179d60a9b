"""The hits of a search as files: `/<lang>/suche.csv`, `.geojson` and `.xlsx`."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.result_file import result_file
from finder.domain.query import SearchQuery
from finder.errors import BadInput
from finder.exchange.result_sheet import Words
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import current_lang
from finder.web.i18n import gettext as _
from finder.web.kept_file import to_keep
from finder.web.search.form import search_path

blueprint = pages_blueprint("result_files")


def init_app(app: Flask) -> None:
    """Serve the files."""
    app.register_blueprint(blueprint)


@blueprint.get("/suche.<any(csv,geojson,xlsx):ending>")
def results(ending: str) -> AnyResponse:
    """The file of a search; where the search cannot be understood, its page, which says why."""
    lang, site = current_lang(), request.host_url.rstrip("/")
    try:
        query = SearchQuery.from_params(request.args.to_dict(flat=False))
        address = site + search_path(query)
        file = result_file(
            current_finder(), query, ending, lang=lang, site=site, address=address, words=_words()
        )
    except BadInput:
        given = urlencode(list(request.args.items(multi=True)))
        return redirect(f"/{lang}/suche" + (f"?{given}" if given else ""))
    response = to_keep(Response(file.parts), ending, file.terms)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _words() -> Words:
    return Words(
        entries=_("Einträge"),
        about=_("Über diese Datei"),
        written_on=_("Datum der Datei"),
        search=_("Suche"),
        total=_("Treffer insgesamt"),
        source=_("Quelle"),
        licence=_("Lizenz"),
        licence_address=_("Adresse der Lizenz"),
        attribution=_("Namensnennung"),
        example=_("erfunden, zum Ausprobieren"),
    )
