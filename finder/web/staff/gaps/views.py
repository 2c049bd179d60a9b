"""`/staff/luecken`: what villages reach and what people searched in vain, as a page and as files."""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, render_template, request

from finder.actions.gap_file import gap_file
from finder.actions.gap_report import gap_report
from finder.actions.misses import WEEKS, miss_file, miss_report
from finder.clock import utc_now
from finder.domain.gap_query import GapQuery
from finder.domain.params import one
from finder.domain.roles import Permission
from finder.errors import BadInput, ConfigurationError, FinderError
from finder.web.current import current_finder
from finder.web.i18n import format_date
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Params
from finder.web.staff.access import needs, staff_blueprint
from finder.web.staff.download import download
from finder.web.staff.gaps.form import address, gap_form
from finder.web.staff.gaps.misses import present_misses
from finder.web.staff.gaps.page import present_gaps

blueprint = staff_blueprint("gaps")


def init_app(app: Flask) -> None:
    """Serve the report and its files."""
    app.register_blueprint(blueprint)


@blueprint.get("/luecken")
@needs(Permission.SEE)
def gaps() -> str | tuple[str, int]:
    """The report; 400 with the filters when one of them cannot be used."""
    finder, params = current_finder(), _params()
    try:
        query, weeks = GapQuery.from_params(params), _weeks(params)
        report = gap_report(finder, query)
    except (BadInput, ConfigurationError) as error:
        form = gap_form(finder, _usable(params))
        return render_template("staff/gaps/gaps.html", form=form, problem=_problem(error), page=None), 400
    return render_template(
        "staff/gaps/gaps.html",
        form=gap_form(finder, query),
        problem="",
        page=present_gaps(finder, report, one(params, "map")),
        misses=present_misses(finder, miss_report(finder, weeks)),
        address=partial(address, query),
        weeks=str(weeks),
        today=format_date(utc_now().date()),
    )


def _usable(params: Params) -> GapQuery:
    """The query of those parameters that can be used, so that nothing else has to be chosen again."""
    try:
        return GapQuery.from_params(params)
    except BadInput as error:
        return _usable({name: values for name, values in params.items() if name != error.param})


def _problem(error: FinderError) -> str:
    """What is wrong, in words."""
    if not isinstance(error, BadInput):
        return str(error)
    if error.param == "category":
        return _("Dieses Thema gibt es nicht, oder es ist nicht weiter unterteilt.")
    return _("Bitte wählen Sie bei jedem Filter etwas aus der Liste.")


@blueprint.get("/luecken.csv")
@needs(Permission.SEE)
def gaps_csv() -> Response:
    """The report as CSV, with `languages=all` a line for each language, too."""
    params = _params()
    all_languages = one(params, "languages") == "all"
    lines = gap_file(current_finder(), GapQuery.from_params(params), all_languages=all_languages)
    return download(lines, "luecken", "csv")


@blueprint.get("/luecken/suchen.csv")
@needs(Permission.SEE)
def misses_csv() -> Response:
    """What people searched in vain as CSV."""
    return download(miss_file(current_finder(), _weeks(_params())), "vergebliche-suchen", "csv")


def _params() -> Params:
    return request.args.to_dict(flat=False)


def _weeks(params: Params) -> int:
    text = one(params, "weeks")
    allowed = {str(weeks): weeks for weeks in WEEKS}
    if text and text not in allowed:
        raise BadInput("weeks", text, f"one of {', '.join(allowed)}")
    return allowed.get(text, WEEKS[0])
