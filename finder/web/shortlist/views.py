"""The addresses of a visitor's own list: its page, and the sheet to hand out."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.exceptions import TooManyRequests

from finder.actions.shortlist import Listed, count_sheet, find_offers
from finder.domain.shortlist import Shortlist
from finder.errors import BadInput, TooMany
from finder.exchange.pdf_apart import to_pdf_apart
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import OWN_NAMES, current_lang
from finder.web.shortlist import carry
from finder.web.shortlist.handout import handout_html
from finder.web.shortlist.page import present_list

log = logging.getLogger(__name__)

pages = pages_blueprint("shortlist")
sheets = Blueprint("handout", __name__)


def init_app(app: Flask) -> None:
    """Serve list and sheet, and let searches take a list along."""
    carry.init_app(app)
    app.register_blueprint(pages)
    app.register_blueprint(sheets)


@pages.get("/merkliste")
def shortlist() -> str:
    """The entries with the numbers `offer`, in their order; what is gone is named. 400 for no number."""
    wanted, listed = _listed()
    return render_template(
        "public/shortlist.html",
        page=present_list(wanted, listed),
        languages=OWN_NAMES,
        is_sensitive=_is_sensitive(listed),
    )


@sheets.get("/merkliste.pdf")
def handout() -> Response:
    """The entries as a sheet in the language `lang` with German beside it; with `ask=yes` it has sentences to
    ask for somebody who speaks that language. 429 when one sender wants many, or the server has no time.
    """
    _wanted, listed = _listed()
    if not listed.pages:
        raise BadInput(carry.OFFER, "", "the numbers of public entries")
    finder = current_finder()
    try:
        count_sheet(finder, request.remote_addr or "")
        html = handout_html(listed.pages, asks=request.args.get("ask") == "yes")
        pdf = to_pdf_apart(html, finder.settings.var)
    except TooMany as error:
        raise TooManyRequests(retry_after=error.retry_after_s) from error
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"merkliste-{current_lang()}.pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _listed() -> tuple[Shortlist, Listed]:
    wanted = Shortlist.from_texts(request.args.getlist(carry.OFFER))
    return wanted, find_offers(current_finder(), wanted.ids)


def _is_sensitive(listed: Listed) -> bool:
    taxonomy = current_finder().taxonomy
    return any(taxonomy.has_sensitive(page.summary["categories"]) for page in listed.pages)
