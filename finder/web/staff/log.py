"""The audit log, for admins: who did what when, before and after, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from flask import Flask, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.audit_log import AT_A_TIME, Wanted, read_log
from finder.clock import ZONE
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.staff.access import needs, staff_blueprint
from finder.web.staff.paging import page_of, pages
from finder.web.staff.paths import PREFIX

PAGE: Final = f"{PREFIX}/protokoll"
MAX_WORDS: Final = 5
YEARS: Final = range(2000, 2100)
_NAMES: Final = ("q", "konto", "was", "woran", "nummer", "von", "bis")

ACTIONS: Final[Mapping[str, str]] = {
    "create": mark("angelegt"),
    "update": mark("geändert"),
    "delete": mark("gelöscht"),
    "retire": mark("stillgelegt"),
    "merge": mark("zusammengeführt"),
    "unmerge": mark("Zusammenführung aufgehoben"),
    "decide": mark("entschieden"),
    "apply": mark("übernommen"),
    "undo": mark("zurückgenommen"),
    "feed": mark("Abgleich eingestellt"),
    "sync": mark("Abgleich begonnen"),
    "sign_in": mark("angemeldet"),
    "sign_in_failed": mark("Anmeldung gescheitert"),
    "sign_out": mark("abgemeldet"),
    "factor_failed": mark("zweiter Schritt gescheitert"),
    "add_factor": mark("zweiten Schritt eingerichtet"),
    "remove_factor": mark("zweiten Schritt entfernt"),
    "reset_factors": mark("zweiten Schritt zurückgesetzt"),
    "use_recovery_code": mark("Wiederherstellungscode benutzt"),
    "renew_recovery_codes": mark("neue Wiederherstellungscodes"),
    "set_password": mark("Passwort gesetzt"),
    "reset_password": mark("Link für Passwort gemacht"),
    "end_sessions": mark("andere Sitzungen beendet"),
    "invite": mark("eingeladen"),
    "change_roles": mark("Rollen geändert"),
    "disable": mark("gesperrt"),
    "enable": mark("entsperrt"),
    "revoke": mark("Schlüssel gesperrt"),
}
"""What people call an event; others are shown as they are kept."""

RESOURCES: Final[Mapping[str, str]] = {
    "service_at_location": mark("Angebot"),
    "service": mark("Leistung"),
    "location": mark("Standort"),
    "address": mark("Anschrift"),
    "organization": mark("Träger"),
    "person": mark("Person"),
    "phone": mark("Telefon"),
    "schedule": mark("Öffnungszeiten"),
    "language": mark("Sprache"),
    "accessibility_fact": mark("Merkmal zum Zugang"),
    "attribute": mark("Thema des Angebots"),
    "translation": mark("Übersetzung"),
    "service_area": mark("Gebiet"),
    "cost_option": mark("Kosten"),
    "required_document": mark("Unterlage"),
    "review": mark("Bestätigung"),
    "source": mark("Quelle"),
    "upload": mark("Import"),
    "account": mark("Konto"),
    "api_key": mark("API-Schlüssel"),
    "change_request": mark("Vorschlag"),
}
"""What people call a kind of record."""

blueprint = staff_blueprint("log")


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)
    app.add_template_filter(action_name)
    app.add_template_filter(resource_name)


def action_name(action: str) -> str:
    """The name of an event."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def resource_name(resource_type: str) -> str:
    """The name of a kind of record."""
    return _(RESOURCES[resource_type]) if resource_type in RESOURCES else resource_type


@blueprint.get("/protokoll")
@needs(Permission.MANAGE)
def show() -> AnyResponse:
    """The lines that search and filters leave, a page at a time."""
    asked = {name: clean(request.args.get(name, "")) for name in _NAMES}
    found = read_log(current_finder(), _wanted(asked), page_of(request.args.get("seite", "")))
    page = render_template(
        "staff/log.html",
        asked=asked,
        found=found,
        pages=pages(PAGE, asked, found.page, found.n, AT_A_TIME),
        actions=list(ACTIONS),
        resources=list(RESOURCES),
    )
    return make_response(page)


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """What is asked for; what cannot be understood narrows nothing."""
    until = _day(asked["bis"])
    number = asked["nummer"]
    return Wanted(
        actor=asked["konto"],
        action=asked["was"],
        resource_type=asked["woran"],
        resource_id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        since=_day(asked["von"]),
        until=None if until is None else until + dt.timedelta(days=1),
        words=tuple(asked["q"].split()[:MAX_WORDS]),
    )


def _day(text: str) -> dt.datetime | None:
    """The beginning of a day in the town; None for what is no day, or none of this time."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return dt.datetime.combine(day, dt.time(), ZONE) if day.year in YEARS else None
