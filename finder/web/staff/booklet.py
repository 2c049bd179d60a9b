"""The booklet in the workplace: print an edition in chosen languages, and the editions with their files."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.booklet.contents import collect
from finder.actions.booklet.editions import changes_since, list_editions
from finder.actions.jobs import list_jobs, start_job
from finder.domain.roles import Permission
from finder.store.editions import KeptEdition
from finder.web.booklet.job import KIND
from finder.web.booklet.order import Paper
from finder.web.booklet.page import PAPERS, LanguageView, languages_of
from finder.web.current import current_finder
from finder.web.i18n import OWN_NAMES, direction, offered
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.jobs import shown

PATH = "/staff/wegweiser"

blueprint = staff_blueprint("booklet")


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with its files by language."""

    kept: KeptEdition
    languages: tuple[LanguageView, ...]


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/wegweiser")
@needs(Permission.SEE)
def show() -> str:
    """The form, how far the last order is, and all editions."""
    return _page([])


@blueprint.post("/wegweiser")
@needs(Permission.EDIT)
def start() -> AnyResponse | tuple[str, int]:
    """Print an edition as a job. It is of all entries, and so not for who is bound to some."""
    if not _may_start():
        abort(403)
    languages = [lang for lang in request.form.getlist("sprache") if lang in offered()]
    papers = [paper for paper in request.form.getlist("papier") if paper in list(Paper)]
    if not languages or not papers:
        return _page(languages, papers, _("Bitte wählen Sie mindestens eine Sprache und ein Format.")), 422
    payload = {"languages": languages, "papers": papers}
    start_job(current_finder(), KIND, payload, current_account().email)
    return redirect(PATH, 303)


def _page(languages: list[str], papers: list[str] | None = None, problem: str = "") -> str:
    finder = current_finder()
    editions = list_editions(finder)
    newest = next((edition for edition in editions if not edition.area), None)
    last = next(iter(list_jobs(finder, kind=KIND, limit=1)[0]), None)
    changes = changes_since(finder, newest.number, collect(finder).said) if newest else None
    return render_template(
        "staff/booklet.html",
        editions=[EditionView(each, tuple(languages_of(list(each.files)))) for each in editions],
        newest=newest,
        changes=changes,
        job=shown(last) if last else None,
        languages=[(lang, OWN_NAMES[lang], direction(lang), lang in languages) for lang in offered()],
        papers=[(paper, _(name), paper in (papers or [Paper.A5])) for paper, name in PAPERS.items()],
        may_start=_may_start(),
        problem=problem,
    )


def _may_start() -> bool:
    return current_account().may_everywhere(Permission.EDIT)
