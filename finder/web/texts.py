"""Pages of text: hints for everyday life, legal pages, explanations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from flask import Flask, render_template
from markupsafe import Markup

from finder.actions.texts import Shelf, find_pages, get_page
from finder.domain.query import PARAMETERS, SearchQuery
from finder.errors import BadInput
from finder.exchange.page_file import PageSearch, PageText
from finder.web import labels
from finder.web.below_lang import pages_blueprint
from finder.web.chips import Link
from finder.web.contact import mail_address
from finder.web.current import current_finder
from finder.web.form import search_path
from finder.web.i18n import current_lang, direction, format_date
from finder.web.markdown import filled, rendered
from finder.web.pages import Answer

LEGAL = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache")
"""The pages that a public body must have, by their address."""

_LEGAL_RULE = f"any({', '.join(repr(slug) for slug in LEGAL)})"
_CONTACT_GAPS = {"de": "[bitte eintragen: E-Mail-Adresse]"}
_CONTACT_GAP = "[please fill in: e-mail address]"

blueprint = pages_blueprint("texts")


@dataclass(frozen=True, slots=True)
class TextView:
    """A page of text as it is shown. `lang` is that of the text, which is the page's unless
    `is_untranslated`; `topics` are the keys that its searches ask for.
    """

    slug: str
    lang: str
    dir: str
    title: str
    summary: str
    body: Markup
    icon: str
    checked: str
    is_sensitive: bool
    is_untranslated: bool
    searches: tuple[Link, ...]
    topics: frozenset[str]


def init_app(app: Flask) -> None:
    """Serve the pages of text."""
    app.register_blueprint(blueprint)


@blueprint.get("/ratgeber")
def guide_index() -> Answer:
    """All hints for everyday life."""
    return render_template("public/guides.html", guides=guides())


@blueprint.get("/ratgeber/<slug>")
def guide(slug: str) -> Answer:
    """One hint; 404 for none."""
    page = present_text(get_page(current_finder(), Shelf.GUIDE, slug, current_lang()))
    others = [other for other in guides() if other.slug != slug]
    return render_template("public/guide.html", page=page, others=others, is_sensitive=page.is_sensitive)


@blueprint.get(f"/<{_LEGAL_RULE}:slug>")
def legal(slug: str) -> Answer:
    """One of the pages that the law asks for; 404 where the town took it away."""
    page = present_text(get_page(current_finder(), Shelf.PAGES, slug, current_lang()))
    return render_template("public/text.html", page=page)


def guides() -> list[TextView]:
    """All hints in the language of the page, or else in German."""
    return [present_text(page) for page in find_pages(current_finder(), Shelf.GUIDE, current_lang())]


def present_text(page: PageText) -> TextView:
    """A page as it is shown."""
    queries = [(search, query) for search in page.searches if (query := _query(search)) is not None]
    values = _values(page.lang)
    return TextView(
        slug=page.slug,
        lang=page.lang,
        dir=direction(page.lang),
        title=filled(page.title, values),
        summary=filled(page.summary, values),
        body=rendered(page.body, current_lang(), values),
        icon=page.icon,
        checked=format_date(page.checked_on) if page.checked_on else "",
        is_sensitive=page.is_sensitive,
        is_untranslated=page.lang != current_lang(),
        searches=tuple(_links(page, queries)),
        topics=frozenset(key for _, query in queries for key in query.categories),
    )


def _query(search: PageSearch) -> SearchQuery | None:
    """The search, near home unless it names a place; None when it asks for what there is not."""
    finder, params = current_finder(), parse_qs(search.query)
    try:
        query = SearchQuery.from_params(params)
    except BadInput:
        return None
    if not params.keys() <= set(PARAMETERS) or not all(key in finder.taxonomy for key in query.categories):
        return None
    return query if query.near or query.point else replace(query, near=finder.settings.home)


def _links(page: PageText, queries: Iterable[tuple[PageSearch, SearchQuery]]) -> Iterable[Link]:
    """The searches in words: those of the page where they are in its language, else its topics."""
    for search, query in queries:
        topics = ", ".join(labels.topic(key) for key in query.categories)
        own = search.label if page.lang == current_lang() else ""
        yield Link(own or topics or search.label or search.query, search_path(query))


def _values(lang: str) -> dict[str, str]:
    """What fills the places that texts leave open for facts of this finder."""
    finder = current_finder()
    contact = finder.settings.contact if mail_address(finder.settings.contact) else ""
    return {
        "home": finder.gazetteer.home.name,
        "contact": f"<{contact}>" if contact else _CONTACT_GAPS.get(lang, _CONTACT_GAP),
    }
