"""The hits of a search as files: `/<lang>/suche.csv` and `/<lang>/suche.geojson`."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.result_file import result_file
from finder.clock import utc_now
from finder.domain.query import SearchQuery
from finder.errors import BadInput
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import current_lang
from finder.web.search.form import search_path

MIMETYPES = {"csv": "text/csv", "geojson": "application/geo+json"}

blueprint = pages_blueprint("result_files")


def init_app(app: Flask) -> None:
    """Serve the files."""
    app.register_blueprint(blueprint)


@blueprint.get("/suche.<any(csv,geojson):ending>")
def results(ending: str) -> AnyResponse:
    """The file of a search; where the search cannot be understood, its page, which says why."""
    lang, site = current_lang(), request.host_url.rstrip("/")
    try:
        query = SearchQuery.from_params(request.args.to_dict(flat=False))
        address = site + search_path(query)
        parts = result_file(current_finder(), query, ending, lang=lang, site=site, address=address)
    except BadInput:
        given = urlencode(list(request.args.items(multi=True)))
        return redirect(f"/{lang}/suche" + (f"?{given}" if given else ""))
    response = Response(parts, mimetype=MIMETYPES[ending])
    name = f"finder-{utc_now().date().isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
