"""The finder in a frame of the town's own site: a small page without script, and the snippet for it.

A frame cannot tell the page around it how high it is without script on both sides. So the snippet has a
height that fits the hits it shows, and what does not fit is scrolled inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Flask, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.search import SearchResult, search
from finder.domain.query import DEFAULT_LIMIT, PARAMETERS, SearchQuery
from finder.errors import BadInput
from finder.web import headers
from finder.web.bad_input import problem_text
from finder.web.current import current_finder
from finder.web.i18n import current_lang, wanted_lang
from finder.web.i18n import gettext as _
from finder.web.negotiation import lead_to
from finder.web.search.form import Form, search_form, search_path
from finder.web.search.results import ResultsPage, present_results

N_HITS = 5
FRAME_PX, HIT_PX = 400, 110
"""The height of the frame without a hit, and of each hit in it, in a narrow column."""
TYPED = ("near", "lat", "lon", "q", "limit", "offset", "facets")
"""The parameters that have a field of their own in the frame, or no use there; the others go along unseen."""

blueprint = Blueprint("embed", __name__)


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the frame shows: the form with what goes along unseen, and the first hits (None: no search, or
    none that could be done, with the `problem`).
    """

    form: Form
    hidden: tuple[tuple[str, str], ...]
    page: ResultsPage | None = None
    all_hits: str = ""
    problem: str = ""


def init_app(app: Flask) -> None:
    """Serve the frame, to the origins that may show it, and the page with its snippet."""
    app.register_blueprint(blueprint)
    if hosts := app.extensions["finder"].settings.embed_hosts:
        for endpoint in ("embed.frame", "embed.frame_in_any_language"):
            headers.set_for_endpoint(app, endpoint, headers.framed_by(hosts))
        headers.set_for_endpoint(app, "embed.snippet", headers.FRAMING)


@blueprint.get("/embed")
def frame_in_any_language() -> AnyResponse:
    """On to the frame in the visitor's language; this answer, too, may be framed."""
    return lead_to(wanted_lang())


@blueprint.get("/<language:_lang>/embed")
def frame(_lang: str) -> str | tuple[str, int]:
    """A small search with its first hits; links open the finder itself. 400 with the form when a
    parameter cannot be used.
    """
    shown = _searched(request.args.to_dict(flat=False))
    page = render_template("public/embed.html", embed=shown)
    return (page, 400) if shown.problem else page


@blueprint.get("/<language:_lang>/einbetten")
def snippet(_lang: str) -> str:
    """The snippet for the filters of this address, with a preview; filters that cannot be used are left
    out.
    """
    params = request.args.to_dict(flat=False)
    query = _usable(params)
    pairs = query.to_params()
    path = f"/{current_lang()}/embed" + (f"?{urlencode(pairs)}" if pairs else "")
    height = _height(query)
    return render_template(
        "public/snippet.html",
        form=search_form(current_finder(), params),
        is_allowed=bool(current_finder().settings.embed_hosts),
        path=path,
        height=height,
        snippet=_iframe(request.host_url.rstrip("/") + path, height),
    )


def _iframe(address: str, height: int) -> str:
    """The snippet as HTML text."""
    title = _("Finder %(home)s", home=current_finder().gazetteer.home.name)
    return str(
        Markup(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"'
            ' referrerpolicy="no-referrer"></iframe>'
        ).format(address, title, height)
    )


def _searched(params: dict[str, list[str]]) -> Embedded:
    """The frame for the parameters of a request; without any there is no search yet."""
    form = search_form(current_finder(), params)
    shown = Embedded(form, tuple(_hidden(params)))
    if not any(value for name in PARAMETERS for value in params.get(name, ())):
        return shown
    try:
        query = SearchQuery.from_params(params)
        shown = replace(shown, all_hits=search_path(replace(query, limit=DEFAULT_LIMIT, offset=0)))
        page = present_results(_first_hits(query), form)
    except BadInput as error:
        return replace(shown, problem=problem_text(error))
    return replace(shown, page=page)


def _hidden(params: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The filters that the form of the frame has no field for."""
    for name in PARAMETERS:
        if name not in TYPED:
            yield from ((name, value) for value in params.get(name, ()) if value)


def _first_hits(query: SearchQuery) -> SearchResult:
    return search(current_finder(), replace(query, limit=N_HITS, offset=0, facets=False), lang=current_lang())


def _usable(params: dict[str, list[str]]) -> SearchQuery:
    """The query of the parameters; the empty one when they cannot be used."""
    try:
        return SearchQuery.from_params(params)
    except BadInput:
        return SearchQuery()


def _height(query: SearchQuery) -> int:
    """The height in pixels in which a narrow frame shows the hits that there are now."""
    if query == SearchQuery():
        return FRAME_PX
    try:
        return FRAME_PX + HIT_PX * len(_first_hits(query).hits)
    except BadInput:
        return FRAME_PX
