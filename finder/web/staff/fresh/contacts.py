"""Websites and telephone numbers that do not work, as the last check found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson
from flask import Flask, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.check_contacts import NO_NUMBER, begin_check, list_broken
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.outside.links import LinkProblem
from finder.store.contact_checks import Broken
from finder.web.contact import web_address
from finder.web.current import current_finder
from finder.web.i18n import format_date, mark, ngettext
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.paging import page_of, pages

blueprint = staff_blueprint("contacts")
RULE = "/aktualitaet/kontakte"
_PATH = f"/staff{RULE}"
PAGE_SIZE: Final = 50

PROBLEMS: Final[dict[str, str]] = {
    LinkProblem.GONE: mark("Die Seite gibt es nicht mehr."),
    LinkProblem.MOVED: mark("Die Seite ist umgezogen."),
    LinkProblem.HOST: mark("Diesen Namen gibt es im Internet nicht."),
    LinkProblem.DOWN: mark("Der Server antwortet nicht."),
    LinkProblem.SLOW: mark("Der Server antwortet zu langsam."),
    LinkProblem.CERTIFICATE: mark("Das Zertifikat der Seite ist ungültig. Browser warnen davor."),
    LinkProblem.ERROR: mark("Der Server meldet einen Fehler."),
    LinkProblem.CIRCLE: mark("Die Seite leitet im Kreis weiter."),
    LinkProblem.ADDRESS: mark("Das ist keine Adresse, die alle öffnen können."),
    NO_NUMBER: mark("Diese Telefonnummer kann es nicht geben."),
}


def init_app(app: Flask) -> None:
    """Serve the list."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class Line:
    """A contact that does not work."""

    name: str
    path: str
    value: str
    href: str
    problem: str
    detail: str
    since: str
    times: str


@blueprint.get(RULE)
@needs(Permission.CONFIRM)
def contacts() -> AnyResponse:
    """The contacts that do not work, those that failed most often first."""
    text, problem = clean(request.args.get("q", ""))[:200], request.args.get("art", "")
    problem = problem if problem in PROBLEMS else ""
    page = max(1, page_of(request.args.get("seite", "")))
    found = list_broken(current_finder(), text, problem, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    texts = {"": _("alle"), **{str(key): _(words) for key, words in PROBLEMS.items()}}
    return make_response(
        render_template(
            "staff/fresh/contacts.html",
            lines=[_line(one) for one in found.broken],
            count=ngettext("%(num)s Kontakt geht nicht", "%(num)s Kontakte gehen nicht", found.total),
            text=text,
            problems=[Option(key, words, key == problem) for key, words in texts.items()],
            checked=format_date(found.checked_at.date()) if found.checked_at else "",
            pages=pages(_PATH, {"q": text, "art": problem}, page, found.total, PAGE_SIZE),
        )
    )


def _line(broken: Broken) -> Line:
    summary = orjson.loads(broken.summary)
    return Line(
        name=summary["name"],
        path=f"/staff/eintraege/{broken.offer_id}",
        value=broken.value,
        href="" if broken.problem == NO_NUMBER else web_address(broken.value),
        problem=_(PROBLEMS.get(broken.problem, PROBLEMS[LinkProblem.ERROR])),
        detail=broken.detail,
        since=format_date(broken.checked_at.date()),
        times=ngettext("%(num)s-mal gefunden", "%(num)s-mal nacheinander gefunden", broken.failures),
    )


@blueprint.post(RULE)
@needs(Permission.CONFIRM)
def begin() -> AnyResponse:
    """Begin to check everything."""
    job_id = begin_check(current_finder(), current_account().email)
    flash(_("Die Prüfung läuft. Sie dauert, denn jeder Server wird nur einmal in der Sekunde gefragt."))
    return redirect(f"/staff/auftraege/{job_id}", 303)
