"""Pages of text: hints for everyday life, legal pages, explanations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qs

from flask import Flask, render_template
from markupsafe import Markup

from finder.actions.texts import Shelf, find_pages, get_page
from finder.domain.query import PARAMETERS, SearchQuery
from finder.errors import BadInput
from finder.exchange.page_file import PageSearch, PageText
from finder.web import labels
from finder.web.below_lang import pages_blueprint
from finder.web.contact import mail_address
from finder.web.current import current_finder
from finder.web.i18n import current_lang, direction, format_date, joined, with_whole_numbers
from finder.web.pages import Answer
from finder.web.search.chips import Link
from finder.web.search.form import search_path
from finder.web.texts.markdown import filled, rendered

LEGAL = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache")
"""The pages that a public body must have, by their address."""

_LEGAL_RULE = f"any({', '.join(repr(slug) for slug in LEGAL)})"
_CONTACT_GAPS = {"de": "[bitte eintragen: E-Mail-Adresse]"}
_CONTACT_GAP = "[please fill in: e-mail address]"

blueprint = pages_blueprint("texts")


@dataclass(frozen=True, slots=True)
class TextCard:
    """What others show of a page of text. `lang` is that of the text, which is the page's unless
    `is_untranslated`; `topics` are the keys that its searches ask for.
    """

    slug: str
    lang: str
    dir: str
    title: str
    summary: str
    icon: str
    is_untranslated: bool
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class TextView:
    """A page of text as it is shown."""

    card: TextCard
    body: Markup
    checked: str
    searches: tuple[Link, ...]


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
    page = get_page(current_finder(), Shelf.GUIDE, slug, current_lang())
    others = [other for other in guides() if other.slug != slug]
    text = _present(page)
    return render_template("public/guide.html", text=text, others=others, is_sensitive=page.is_sensitive)


@blueprint.get(f"/<{_LEGAL_RULE}:slug>")
def legal(slug: str) -> Answer:
    """One of the pages that the law asks for."""
    page = get_page(current_finder(), Shelf.PAGES, slug, current_lang())
    return render_template("public/text.html", text=_present(page))


def guides() -> list[TextCard]:
    """All hints in the language of the page, or else in German."""
    return [_card(page) for page in find_pages(current_finder(), Shelf.GUIDE, current_lang())]


def guide_texts() -> list[TextView]:
    """All hints as they are shown, in the language of the page, or else in German."""
    return [_present(page) for page in find_pages(current_finder(), Shelf.GUIDE, current_lang())]


def _present(page: PageText) -> TextView:
    """A page as it is shown."""
    return TextView(
        card=_card(page),
        body=rendered(page.body, current_lang(), _values(page.lang)),
        checked=format_date(page.checked_on) if page.checked_on else "",
        searches=tuple(_links(page)),
    )


def _card(page: PageText) -> TextCard:
    values = _values(page.lang)
    return TextCard(
        slug=page.slug,
        lang=page.lang,
        dir=direction(page.lang),
        title=filled(page.title, values),
        summary=with_whole_numbers(filled(page.summary, values), page.lang),
        icon=page.icon,
        is_untranslated=page.lang != current_lang(),
        topics=frozenset(key for _, query in _queries(page) for key in query.categories),
    )


def _queries(page: PageText) -> Iterable[tuple[PageSearch, SearchQuery]]:
    """The searches of a page; one that asks for what there is not is left out."""
    taxonomy = current_finder().taxonomy
    for search in page.searches:
        query = _query(search.query)
        if query is not None and all(key in taxonomy for key in query.categories):
            yield search, query


@lru_cache(maxsize=256)
def _query(text: str) -> SearchQuery | None:
    params = parse_qs(text)
    try:
        return SearchQuery.from_params(params) if params.keys() <= set(PARAMETERS) else None
    except BadInput:
        return None


def _links(page: PageText) -> Iterable[Link]:
    """The searches, near home unless they name a place, in words: those of the page where they are in
    its language, else their topics.
    """
    for search, query in _queries(page):
        topics = joined(labels.topic(key) for key in query.categories)
        own = search.label if page.lang == current_lang() else ""
        there = query if query.near or query.point else replace(query, near=current_finder().settings.home)
        yield Link(own or topics or search.label or search.query, search_path(there))


def _values(lang: str) -> dict[str, str]:
    """What fills the places that texts leave open for facts of this finder."""
    finder = current_finder()
    contact = finder.settings.contact if mail_address(finder.settings.contact) else ""
    return {
        "home": finder.gazetteer.home.name,
        "contact": f"<{contact}>" if contact else _CONTACT_GAPS.get(lang, _CONTACT_GAP),
    }
