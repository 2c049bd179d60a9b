"""What else there is of an offer beside its page: vCard, QR code, and the questions to ask ahead."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Flask, Response, render_template, request

from finder.actions.offer import get_offer
from finder.domain.query import SearchQuery
from finder.domain.text import slug
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.headers import keep_for
from finder.web.i18n import current_lang
from finder.web.offer.ask import present_card
from finder.web.offer.vcard import vcard_of
from finder.web.pages import OFFER_RULE

QR_AGE_S = 24 * 60 * 60

blueprint = pages_blueprint("offer_more")


def init_app(app: Flask) -> None:
    """Serve vCards, QR codes and questions below the addresses of offers."""
    app.register_blueprint(blueprint)


def short_url(offer_id: int) -> str:
    """The absolute address that leads to the page of an offer, without its name."""
    return f"{request.host_url}{current_lang()}/angebot/{offer_id}"


@blueprint.get(f"{OFFER_RULE}.vcf")
def vcard(offer_id: int) -> Response:
    """The offer as a vCard to keep."""
    page = get_offer(current_finder(), offer_id)
    response = Response(vcard_of(page, short_url(offer_id)), content_type="text/vcard; charset=utf-8")
    name = f"{slug(page.summary['name']) or offer_id}.vcf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get(f"{OFFER_RULE}/qr.svg")
def qr_code(offer_id: int) -> Response:
    """The address of the offer's page as a QR code, black on white in any colour scheme."""
    get_offer(current_finder(), offer_id)
    image = BytesIO()
    segno.make_qr(short_url(offer_id), error="m").save(
        image, kind="svg", omitsize=True, light="#fff", xmldecl=False
    )
    return keep_for(Response(image.getvalue(), content_type="image/svg+xml"), QR_AGE_S)


@blueprint.get(f"{OFFER_RULE}/fragen")
def questions(offer_id: int) -> str:
    """The ask-ahead card; 400 when a need cannot be used."""
    query = SearchQuery.from_params(request.args.to_dict(flat=False))
    page = get_offer(current_finder(), offer_id)
    is_sensitive = current_finder().taxonomy.has_sensitive(page.summary["categories"])
    card = present_card(page, query)
    return render_template("public/questions.html", card=card, is_sensitive=is_sensitive)
