"""What is due: the list, one entry with the questions to ask, reminders and letters."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Flask, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import is_within
from finder.actions.remind import begin_rounds, link_of
from finder.actions.review_entries import confirm_entries, get_review, list_due
from finder.clock import today
from finder.domain.review import Channel, Method, Part
from finder.domain.roles import Permission
from finder.errors import NotFound
from finder.store.review_rows import ReviewRound
from finder.web.current import current_finder
from finder.web.i18n import format_date, ngettext
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.fresh.shown import RULE as PATH
from finder.web.staff.fresh.shown import Asked, EntryPage, Letter, entry_page, letter, list_page

blueprint = staff_blueprint("fresh")
RULE = "/aktualitaet"
MAX_CHOSEN = 200


def init_app(app: Flask) -> None:
    """Serve the pages on freshness."""
    app.register_blueprint(blueprint)


@blueprint.get(RULE)
@needs(Permission.CONFIRM)
def due() -> AnyResponse:
    """The list of entries, those due longest first."""
    asked = Asked.of(request.args)
    page = list_page(asked, list_due(current_finder(), asked.wanted(), asked.offset))
    return make_response(render_template("staff/fresh/list.html", page=page))


@blueprint.post(RULE)
@needs(Permission.CONFIRM)
def bulk() -> AnyResponse:
    """Do something with the chosen entries: remind, print letters, or confirm all of them."""
    chosen = [int(text) for text in request.form.getlist("id") if text.isascii() and text.isdigit()]
    chosen = [number for number in chosen if number < 2**31][:MAX_CHOSEN]
    chosen = [number for number in chosen if is_within(current_finder(), current_account(), number)]
    action, back = request.form.get("action", ""), request.form.get("back", "")
    if not chosen:
        flash(_("Bitte kreuzen Sie zuerst Einträge an."))
    elif action == "letter":
        return _begin_letters(chosen)
    elif action == "remind":
        _remind(chosen)
    elif action in (Method.PHONE, Method.MAIL, Method.VISIT):
        count = confirm_entries(
            current_finder(), chosen, tuple(Part), Method(action), current_account().email
        )
        flash(
            ngettext("%(num)s Eintrag ist heute bestätigt.", "%(num)s Einträge sind heute bestätigt.", count)
        )
    return redirect(back if back.startswith(f"{PATH}?") else PATH, 303)


def _remind(chosen: list[int]) -> None:
    done = begin_rounds(current_finder(), chosen, Channel.MAIL, current_account().email)
    flash(
        ngettext(
            "%(num)s Anbieter wird erinnert. Die E-Mails gehen in der nächsten Stunde hinaus.",
            "%(num)s Anbieter werden erinnert. Die E-Mails gehen in der nächsten Stunde hinaus.",
            done.begun,
        )
    )
    if done.left_out:
        flash(
            ngettext(
                "%(num)s Eintrag bleibt aus: keine E-Mail-Adresse, ein Beispiel, oder es läuft schon etwas.",
                "%(num)s Einträge bleiben aus: keine E-Mail-Adresse, Beispiele, oder es läuft schon etwas.",
                done.left_out,
            )
        )


def _begin_letters(chosen: list[int]) -> AnyResponse:
    begin_rounds(current_finder(), chosen, Channel.LETTER, current_account().email)
    return redirect(f"{PATH}/briefe?{'&'.join(f'id={number}' for number in chosen)}", 303)


@blueprint.get(f"{RULE}/briefe")
@needs(Permission.CONFIRM)
def letters() -> AnyResponse:
    """The letters to the providers of some entries, for printing."""
    chosen = [int(text) for text in request.args.getlist("id") if text.isascii() and text.isdigit()]
    found = [one for number in chosen[:MAX_CHOSEN] if number < 2**31 and (one := _letter(number))]
    finder = current_finder()
    page = render_template(
        "staff/fresh/letters.html",
        letters=found,
        left_out=len(chosen) - len(found),
        day=format_date(today()),
        sender=finder.settings.home,
        contact=finder.settings.contact,
    )
    return make_response(page)


def _letter(offer_id: int) -> Letter | None:
    _refuse_others(offer_id)
    try:
        review = get_review(current_finder(), offer_id)
    except NotFound:
        return None
    return letter(review, _link(review.round)) if review.round else None


def _link(one: ReviewRound) -> str:
    """The whole address of a provider's page, by the host that staff uses where none is set."""
    link = link_of(current_finder(), one)
    return link if current_finder().settings.url else request.host_url.rstrip("/") + link


def _refuse_others(offer_id: int) -> None:
    """End the request with 403 for who is bound to other entries."""
    if not is_within(current_finder(), current_account(), offer_id):
        abort(403)


@blueprint.get(f"{RULE}/<int:offer_id>")
@needs(Permission.CONFIRM)
def one(offer_id: int) -> AnyResponse:
    """One entry part by part, with the questions for a call."""
    return _show(entry_page(get_review(current_finder(), offer_id)))


@blueprint.post(f"{RULE}/<int:offer_id>")
@needs(Permission.CONFIRM)
def confirm(offer_id: int) -> AnyResponse:
    """Note which parts were confirmed today, and how."""
    _refuse_others(offer_id)
    review = get_review(current_finder(), offer_id)
    parts = [Part(text) for text in request.form.getlist("part") if text in list(Part)]
    method = request.form.get("method", "")
    problem = ""
    if method not in (Method.PHONE, Method.MAIL, Method.VISIT):
        problem = _("Bitte sagen Sie, wie Sie geprüft haben.")
    elif not parts:
        problem = _("Bitte kreuzen Sie an, was bestätigt wurde.")
    if problem:
        return _show(entry_page(review, method, problem), frozenset(parts), 400)
    confirm_entries(current_finder(), [offer_id], parts, Method(method), current_account().email)
    flash(_("„%(name)s“ ist bestätigt.", name=review.summary["name"]))
    return redirect(PATH, 303)


def _show(page: EntryPage, chosen: frozenset[Part] = frozenset(), status: int = 200) -> AnyResponse:
    return make_response(render_template("staff/fresh/entry.html", page=page, chosen=chosen), status)


@blueprint.get(f"{RULE}/<int:offer_id>/qr.svg")
@needs(Permission.CONFIRM)
def code(offer_id: int) -> AnyResponse:
    """The link of the last round of an entry as a QR code, for the letter."""
    _refuse_others(offer_id)
    review = get_review(current_finder(), offer_id)
    if review.round is None:
        raise NotFound("There is no round of reminders for this entry.")
    image = BytesIO()
    segno.make_qr(_link(review.round), error="m").save(
        image, kind="svg", omitsize=True, light="#fff", xmldecl=False
    )
    return Response(image.getvalue(), content_type="image/svg+xml")
