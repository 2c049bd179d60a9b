"""The shipped texts are complete, lead to searches that exist, and keep their promises to the reader."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from finder.domain.query import SearchQuery
from finder.domain.taxonomy import Taxonomy
from finder.exchange.page_file import FILE_NAME, PageText, read_page
from finder.paths import DATA, TEMPLATES
from finder.web.texts.pages import LEGAL

TAXONOMY = Taxonomy.load(DATA / "taxonomy")
FILES = sorted([*(DATA / "guide").iterdir(), *(DATA / "pages").glob("*.md")])
PAGES = {path: read_page(path) for path in FILES}
GUIDES = [page for path, page in PAGES.items() if path.parent.name == "guide"]
OTHERS = {"suche", "ueber", "a-z", "ratgeber", "downloads", "barriere-melden", "", *LEGAL}
"""The first parts of the addresses that texts may lead to."""

NATIONWIDE = {"110", "112", "116 111", "116 116", "116 117", "116 016"}


def named(path: Path) -> str:
    return path.name


def test_every_file_is_a_page() -> None:
    assert all(FILE_NAME.fullmatch(path.name) for path in FILES)


def test_every_page_is_in_german_and_english() -> None:
    slugs = {(path.parent.name, page.slug) for path, page in PAGES.items()}
    langs = {(path.parent.name, page.slug, page.lang) for path, page in PAGES.items()}
    assert {(shelf, slug, lang) for shelf, slug in slugs for lang in ("de", "en")} <= langs
    assert {slug for shelf, slug in slugs if shelf == "pages"} == set(LEGAL)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_search_and_link_leads_somewhere(path: Path) -> None:
    page = PAGES[path]
    hrefs = re.findall(r"\]\((/[^)]*)\)", page.body)
    queries = [search.query for search in page.searches] + [urlsplit(href).query for href in hrefs]
    for query in filter(None, queries):
        for key in SearchQuery.from_params(parse_qs(query, strict_parsing=True)).categories:
            assert key in TAXONOMY, key
    for href in hrefs:
        assert urlsplit(href).path.split("/")[1] in OTHERS, href


@pytest.mark.parametrize("path", FILES, ids=named)
def test_what_is_dialled_is_what_is_read(path: Path) -> None:
    for shown, dialled in re.findall(r"\[([^\]]+)\]\(tel:([^)]+)\)", PAGES[path].body):
        assert shown.replace(" ", "").lstrip("0") == dialled.replace("+49", "").lstrip("0")
        assert len(dialled) > 5 or shown in NATIONWIDE | {"22833"}


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: f"{page.slug}.{page.lang}")
def test_a_hint_is_short_checked_and_leads_to_a_search(page: PageText) -> None:
    longest = 300 if page.lang == "de-simple" else 260  # easy language explains its words
    assert 100 <= len(page.body.split()) <= longest
    assert page.checked_on
    assert page.searches
    assert page.summary
    assert f'name == "{page.icon}"' in (TEMPLATES / "parts" / "icons.html").read_text("utf-8")


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: f"{page.slug}.{page.lang}")
def test_versions_of_a_hint_are_equal_but_for_their_words(page: PageText) -> None:
    german = next(other for other in GUIDES if (other.slug, other.lang) == (page.slug, "de"))
    facts = [
        (p.order, p.icon, p.is_sensitive, [s.query for s in p.searches], re.findall(r"\]\(([^)]+)\)", p.body))
        for p in (page, german)
    ]
    assert facts[0] == facts[1]
    assert page.body.count("\n## ") == german.body.count("\n## ")


def test_a_sensitive_hint_has_a_neutral_title_and_address() -> None:
    sensitive = [page for page in GUIDES if page.is_sensitive]
    assert sensitive
    for page in sensitive:
        assert not re.search(
            "gewalt|violence|frau|wom", f"{page.slug} {page.title} {page.summary}", re.IGNORECASE
        )


@pytest.mark.parametrize("slug", ["impressum", "datenschutz", "barrierefreiheit"])
def test_legal_pages_leave_gaps_for_the_town_and_invent_nothing(slug: str) -> None:
    for lang, gap in (("de", "[bitte eintragen: "), ("en", "[please fill in: ")):
        assert PAGES[DATA / "pages" / f"{slug}.{lang}.md"].body.count(gap) >= 4


def test_the_missing_video_is_said_plainly() -> None:
    assert "Das Video fehlt noch" in PAGES[DATA / "pages" / "gebaerdensprache.de.md"].body
