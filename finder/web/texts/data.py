"""The page of open data: everything as files and over interfaces, on which terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, render_template

from finder.actions.public_file import kept_size, public_terms
from finder.clock import today
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import format_date, format_number, format_size
from finder.web.i18n import gettext as _
from finder.web.pages import Answer
from finder.web.public_files import PATH
from finder.web.search.share import FILES

_EXAMPLES: Final = (
    "/api/v1/search?near={home}&language=ar",
    "/api/v1/search?near={home}&category=general&access=step_free",
    "/hsds/services?search={home}&full=true",
)

_INTERFACES: Final = (
    ("HSDS 3.0 (Open Referral)", "/hsds/"),
    ("FHIR R4", "/fhir/metadata"),
    ("A11yJSON", "/api/v1/a11y.json"),
)

blueprint = pages_blueprint("data")


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as it is offered; `size` is "" where it was never made before."""

    href: str
    text: str
    size: str


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/daten")
def show() -> Answer:
    """What may be taken along, how, and on which terms."""
    finder = current_finder()
    per_hour, per_day = map(format_number, finder.settings.bulk_guest)
    return render_template(
        "public/data.html",
        files=[_file(ending, text) for ending, text in FILES.items()],
        day=format_date(today()),
        sources=public_terms(finder),
        examples=[example.format(home=finder.settings.home) for example in _EXAMPLES],
        interfaces=_INTERFACES,
        per_hour=per_hour,
        per_day=per_day,
    )


def _file(ending: str, text: str) -> FileView:
    size = kept_size(current_finder(), ending)
    return FileView(f"{PATH}.{ending}", _(text), "" if size is None else format_size(size))
