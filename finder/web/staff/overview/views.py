"""`/staff`: where everybody of the staff begins."""

from __future__ import annotations

from flask import Flask, render_template

from finder.actions.misses import miss_report
from finder.actions.overview import overview
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.staff.access import needs, staff_blueprint
from finder.web.staff.overview.page import present_overview

blueprint = staff_blueprint("overview")


def init_app(app: Flask) -> None:
    """Serve the overview."""
    app.register_blueprint(blueprint)


@blueprint.get("")
@needs(Permission.SEE)
def start() -> str:
    """What to do next, and the numbers behind it."""
    finder = current_finder()
    page = present_overview(finder, overview(finder), miss_report(finder))
    return render_template("staff/overview/overview.html", page=page)
