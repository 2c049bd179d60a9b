"""The public pages: start, results, an offer, about. Each lives below its language."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.credits import entry_sources, gazetteer_sources
from finder.actions.offer import get_offer, replacement_of
from finder.actions.search import UnclearPlace
from finder.domain.query import SearchQuery
from finder.domain.shortlist import MAX_ID
from finder.errors import BadInput, NotFound
from finder.web import assets, clean, compress
from finder.web.bad_input import problem_text
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import current_lang, gettext, mark
from finder.web.offer.page import present_offer
from finder.web.search.chips import Link
from finder.web.search.form import search_form
from finder.web.search.form_needs import with_times
from finder.web.search.misses import count_in_vain
from finder.web.search.results import present_choice, present_results, search_in_groups
from finder.web.shortlist.carry import CARRIED, with_list
from finder.web.site import page_context

OFFER_RULE = f"/angebot/<int(max={MAX_ID}):offer_id>"

EXAMPLES = (
    mark("Kinderarzt Türkisch Altenhundem"),
    mark("Zahnarzt jetzt geöffnet"),
    mark("Asylberatung Arabisch"),
)
"""Searches as people may type them; the finder understands every word of them in every language."""

blueprint = pages_blueprint("pages")

Answer = str | tuple[str, int] | AnyResponse


def init_app(app: Flask) -> None:
    """Serve the pages."""
    for part in (compress, assets, clean):
        part.init_app(app)
    app.context_processor(page_context)
    app.register_blueprint(blueprint)


@blueprint.get("/")
def start() -> Answer:
    """Where a search begins."""
    examples = [
        Link(text, f"/{current_lang()}/suche?{urlencode({'q': text})}") for text in map(gettext, EXAMPLES)
    ]
    return render_template("public/start.html", form=search_form(current_finder(), {}), examples=examples)


@blueprint.get("/suche")
def results() -> Answer:
    """The results of a search as list and map; 400 with the form when a parameter cannot be used."""
    finder, params = current_finder(), request.args.to_dict(flat=False)
    params.pop(CARRIED, None)
    if merged := with_times(params):
        return redirect(with_list(f"/{current_lang()}/suche?{urlencode(merged, doseq=True)}"))
    try:
        query = SearchQuery.from_params(params)
        result = search_in_groups(finder, query)
    except UnclearPlace as unclear:
        places, form = present_choice(finder, query, unclear), search_form(finder, params)
        plainly = clean.without_directions(form.near)
        return render_template(
            "public/which_place.html", form=form, unclear=unclear, places=places, asked_plainly=plainly
        )
    except BadInput as error:
        form = search_form(finder, params)
        return render_template("public/bad_search.html", form=form, problem=problem_text(error)), 400
    count_in_vain(result)
    page = present_results(result, search_form(finder, params, result.facets))
    is_sensitive = finder.taxonomy.has_sensitive(result.sought.categories)
    return render_template("public/results.html", page=page, form=page.form, is_sensitive=is_sensitive)


@blueprint.get(OFFER_RULE, defaults={"slug": ""})
@blueprint.get(f"{OFFER_RULE}-<slug>")
def offer(offer_id: int, slug: str) -> Answer:
    """Everything public of one offer; an address with another name in it leads to the right one, that of an
    offer that was merged into another one to that.
    """
    finder = current_finder()
    try:
        page = get_offer(finder, offer_id)
    except NotFound:
        return _moved(replacement_of(finder, offer_id))
    path: str = page.summary["url"]
    if path != f"/angebot/{offer_id}-{slug}":
        return redirect(with_list(f"/{current_lang()}{path}"), 301)
    is_sensitive = finder.taxonomy.has_sensitive(page.summary["categories"])
    shown = present_offer(page, request.base_url)
    return render_template("public/offer.html", offer=shown, is_sensitive=is_sensitive)


def _moved(offer_id: int | None) -> Answer:
    if offer_id is None:
        raise NotFound("There is no such public offer.")
    return redirect(with_list(f"/{current_lang()}/angebot/{offer_id}"), 301)


@blueprint.get("/ueber")
def about() -> Answer:
    """What the finder is, and where its data comes from."""
    finder = current_finder()
    return render_template(
        "public/about.html",
        sources=entry_sources(finder),
        places=gazetteer_sources(),
        map_credit=finder.settings.tile_attribution,
        map_licence=finder.settings.tile_licence_url,
    )
