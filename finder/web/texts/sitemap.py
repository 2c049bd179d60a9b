"""What search engines are told: which pages there are, in which languages, and what is not for them.

Sources: the protocol of sitemaps.org, Google's `xhtml:link` for languages, RFC 9309 for robots.txt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Flask, Response, abort, request

from finder.actions.context import Finder
from finder.actions.listed import ListedPage, count_offers, list_offers
from finder.actions.texts import Shelf, find_pages
from finder.web.current import current_finder
from finder.web.headers import keep_for
from finder.web.i18n import LANGUAGES, SOURCE
from finder.web.open_data import PREFIXES
from finder.web.texts.pages import LEGAL

OFFERS_PER_FILE = 20_000
"""The protocol allows 50,000 addresses and 50 MB; each address comes with that in every language."""

HOUR_S = 3600
_FIXED = ("/", "/a-z", "/ratgeber", "/ueber", "/daten", "/downloads")
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_LISTS = ("/suche", "/merkliste")
_ROBOTS = (
    *_LISTS,
    *(f"/{lang}{path}" for lang in LANGUAGES for path in _LISTS),
    *PREFIXES,
    "/tiles/",
    "/health/",
)

blueprint = Blueprint("sitemap", __name__)


def init_app(app: Flask) -> None:
    """Serve robots.txt and the sitemaps."""
    app.register_blueprint(blueprint)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What is not for search engines, and where the sitemaps are."""
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in _ROBOTS),
        "",
        f"Sitemap: {_base()}/sitemap.xml",
    )
    return keep_for(Response("\n".join(lines) + "\n", mimetype="text/plain"), HOUR_S)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The sitemaps of all languages."""
    n_files = _count_files(current_finder())
    names = (_name(lang, number) for lang in LANGUAGES for number in range(1, n_files + 1))
    body = "".join(f"<sitemap><loc>{escape(f'{_base()}/{name}')}</loc></sitemap>\n" for name in names)
    opening = (
        _OPENING.partition("<urlset")[0]
        + '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    return _xml([opening, body, "</sitemapindex>\n"])


@blueprint.get("/sitemap-<language:lang>.xml", defaults={"number": 1})
@blueprint.get("/sitemap-<language:lang>-<int(min=2):number>.xml")
def of_language(lang: str, number: int) -> Response:
    """The pages in a language: in the first file all but offers, then in each so many offers."""
    finder = current_finder()
    if number > _count_files(finder):
        abort(404)
    offers = list_offers(finder, (number - 1) * OFFERS_PER_FILE, OFFERS_PER_FILE)
    pages = chain(_pages(finder), offers) if number == 1 else offers
    return _xml(_urlset(pages, lang, _base()))


def _count_files(finder: Finder) -> int:
    return max(1, -(-count_offers(finder) // OFFERS_PER_FILE))


def _name(lang: str, number: int) -> str:
    return f"sitemap-{lang}.xml" if number == 1 else f"sitemap-{lang}-{number}.xml"


def _pages(finder: Finder) -> Iterator[ListedPage]:
    """All pages but those of offers."""
    yield from map(ListedPage, _FIXED)
    for page in find_pages(finder, Shelf.PAGES, SOURCE):
        if page.slug in LEGAL:
            yield ListedPage(f"/{page.slug}", page.checked_on)
    for page in find_pages(finder, Shelf.GUIDE, SOURCE):
        yield ListedPage(f"/ratgeber/{page.slug}", page.checked_on)
    for term in finder.taxonomy.terms:
        yield ListedPage(f"/thema/{term.key}")


def _urlset(pages: Iterable[ListedPage], lang: str, base: str) -> Iterator[str]:
    yield _OPENING
    for page in pages:
        changed = f"<lastmod>{page.changed_on.isoformat()}</lastmod>" if page.changed_on else ""
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(f"{base}/{version}{page.path}")}/>'
            for tag, version in (*zip(LANGUAGES, LANGUAGES, strict=True), ("x-default", SOURCE))
        )
        yield f"<url><loc>{escape(f'{base}/{lang}{page.path}')}</loc>{changed}{links}</url>\n"
    yield "</urlset>\n"


def _xml(parts: Iterable[str]) -> Response:
    return keep_for(Response(parts, mimetype="application/xml"), HOUR_S)


def _base() -> str:
    return request.host_url.rstrip("/")
