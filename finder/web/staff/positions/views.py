"""The page of an entry's position: shown, looked up, taken over."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from flask import Flask, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import may_edit
from finder.actions.geocoding.position import (
    Adopt,
    NoPosition,
    StalePosition,
    address_at,
    check_pin,
    get_position,
    look_up,
    save_position,
)
from finder.domain.geocoding import NoMatch
from finder.domain.roles import Permission
from finder.gazetteer.coordinates import parse_point
from finder.outside.geocoder import GeocoderDown
from finder.store.positions import Position
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.positions.form import PositionForm, form_of, read_form, with_pin
from finder.web.staff.positions.page import Shown, page_of, position_path
from finder.web.staff.positions.words import trouble_text

blueprint = staff_blueprint("position")
_HERE = "hierher "
"""What the button of a candidate sends before its point."""


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/eintraege/<int:offer_id>/position")
@needs(Permission.SEE)
def show(offer_id: int) -> AnyResponse:
    """The position as it is stored, with what is known of its address without asking anybody."""
    position = get_position(current_finder(), offer_id)
    return _page(position, form_of(position))


@blueprint.post("/eintraege/<int:offer_id>/position")
@needs(Permission.EDIT)
def send(offer_id: int) -> AnyResponse:
    """What one of the buttons asks for: look up, set the pin, or take over."""
    position = get_position(current_finder(), offer_id)
    if not may_edit(current_finder(), current_account(), offer_id):
        abort(403)
    form, wanted = read_form(request.form), request.form.get("tun", "suchen")
    if _has_none(position):
        return _page(position, form, status=409)
    if wanted in list(Adopt):
        return _take_over(position, form, Adopt(wanted))
    if wanted.startswith(_HERE):
        return _page(position, with_pin(form, parse_point(wanted.removeprefix(_HERE))))
    if wanted == "adresse-zum-pin":
        return _address_of_pin(position, form)
    return _page(position, form, may_ask=not form.problems, status=400 if form.problems else 200)


def _has_none(position: Position) -> bool:
    return position.is_secret or not position.is_physical


def _page(
    position: Position, form: PositionForm, *, status: int = 200, **shown: Unpack[Shown]
) -> AnyResponse:
    if _has_none(position):
        return make_response(render_template("staff/positions/none.html", position=position), status)
    is_mine = may_edit(current_finder(), current_account(), position.offer_id)
    page = page_of(position, form, may_edit=is_mine, **shown)
    return make_response(render_template("staff/positions/position.html", page=page), status)


def _address_of_pin(position: Position, form: PositionForm) -> AnyResponse:
    if form.pin is None:
        problem = form.problems.get("lat") or _("Setzen Sie zuerst den Pin.")
        return _page(position, replace(form, problems={**form.problems, "lat": problem}), status=400)
    try:
        found = address_at(current_finder(), form.pin, form.address)
    except GeocoderDown as down:
        return _page(position, form, notice=trouble_text(down))
    if isinstance(found, NoMatch):
        return _page(position, form, notice=_("Zu diesem Pin ist keine Adresse bekannt."))
    said = _("Die Felder zeigen jetzt die Adresse am Pin. Gespeichert ist noch nichts.")
    return _page(position, with_pin(replace(form, problems={}), form.pin, found), said=said)


def _take_over(position: Position, form: PositionForm, adopt: Adopt) -> AnyResponse:
    finder = current_finder()
    problems = _relevant(form, adopt)
    if problems:
        return _page(position, replace(form, problems=problems), status=400)
    address = position.address if adopt is Adopt.PIN else form.address
    known, _trouble = look_up(finder, address, may_ask=False)
    pin = None if adopt is Adopt.ADDRESS or request.form.get("trotzdem") else form.pin
    if pin is not None and check_pin(finder, address, pin, known).is_doubtful:
        shown = form if adopt is Adopt.BOTH else replace(form, address=address)
        return _page(position, shown, must_confirm=True, status=400)
    reason, number = reason_and_request()
    try:
        saved = save_position(
            finder,
            position.offer_id,
            adopt,
            form.address,
            form.pin,
            known=known,
            seen=request.form.get("stand", ""),
            actor=current_account().email,
            reason=reason,
            request_id=number,
        )
    except StalePosition:
        newest = get_position(finder, position.offer_id)
        return _page(newest, form, notice=_changed_meanwhile(), status=409)
    except NoPosition:
        return _page(get_position(finder, position.offer_id), form, status=409)
    flash(_saved(saved, adopt))
    return redirect(position_path(position.offer_id), 303)


def _relevant(form: PositionForm, adopt: Adopt) -> dict[str, str]:
    """What is wrong with that which is to be taken over."""
    is_pin = {"lat", "lon"}
    problems = {
        name: text
        for name, text in form.problems.items()
        if adopt is Adopt.BOTH or (name in is_pin) is (adopt is Adopt.PIN)
    }
    if adopt is not Adopt.ADDRESS and form.pin is None and "lat" not in problems:
        problems["lat"] = _("Setzen Sie zuerst den Pin.")
    return problems


def _changed_meanwhile() -> str:
    return _(
        "Inzwischen hat jemand anders Adresse oder Pin geändert. Ihre Angaben stehen noch in den Feldern;"
        " was jetzt gespeichert ist, steht darüber. Wenn Sie noch einmal übernehmen, gilt Ihres."
    )


def _saved(position: Position, adopt: Adopt) -> str:
    if adopt is not Adopt.ADDRESS:
        return _("Gespeichert. Der Pin gilt als von Ihnen bestätigt.")
    if position.point is None:
        return _(
            "Adresse gespeichert. Der Eintrag hat noch keine Position und steht in der Liste der Positionen."
        )
    if position.confirmed_at is None:
        return _("Adresse gespeichert. Die Position ist noch von niemandem bestätigt.")
    return _("Adresse gespeichert. Der bestätigte Pin ist geblieben.")
