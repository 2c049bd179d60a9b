"""Hints and legal pages: shipped ones, the town's own in their place, and what is missing said so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from page import CheckedClient, parse, text_of, visible_text
from statements import counted
from website import Site

from finder.actions.texts import Shelf, find_pages
from finder.paths import DATA
from finder.web.texts.pages import LEGAL

SLUGS = sorted({path.name.split(".")[0] for path in (DATA / "guide").iterdir()})
Write = Callable[[str, str], None]


@pytest.fixture
def write(site: Site) -> Iterator[Write]:
    """A function that writes a file of the town's own, below its directory; all are gone afterwards."""
    var: Path = site.app.extensions["finder"].settings.var

    def put(name: str, text: str) -> None:
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text, encoding="utf-8")

    yield put
    for shelf in Shelf:
        shutil.rmtree(var / shelf, ignore_errors=True)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_hint_is_a_page_with_searches_that_work(client: CheckedClient, slug: str, lang: str) -> None:
    tree = parse(client.get(f"/{lang}/ratgeber/{slug}").text)
    searches = [a.get("href", "") for a in tree.iter("a") if "/suche?" in (a.get("href") or "")]
    assert searches
    for href in searches:
        assert "near=Lennestadt" in href
        assert client.get(href).status_code == 200


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("slug", LEGAL)
def test_every_legal_page_is_there_without_the_database(site: Site, slug: str, lang: str) -> None:
    with counted(site.app.extensions["finder"].database) as sent:
        tree = parse(site.client.get(f"/{lang}/{slug}").text)
    assert sent == []
    assert "Diese Seite gibt es noch nicht" not in visible_text(tree)
    article = next(tree.iter("article"))
    assert "lang" not in article.attrib


def test_the_index_lists_every_hint(client: CheckedClient) -> None:
    tree = parse(client.get("/de/ratgeber").text)
    cards = [a.get("href", "") for a in tree.iter("a") if a.get("class") == "guide-card"]
    assert sorted(cards) == [f"/de/ratgeber/{slug}" for slug in SLUGS]


@pytest.mark.parametrize("path", ["/de/", "/en/ratgeber/notfall", "/de/suche?near=Altenhundem"])
def test_every_link_at_the_foot_works(client: CheckedClient, path: str) -> None:
    tree = parse(client.get(path).text)
    foot = next(element for element in tree.iter("footer") if element.get("class") == "site-footer")
    hrefs = [link.get("href", "") for link in foot.iter("a")]
    assert len(hrefs) == len(set(hrefs)) >= 12
    for href in hrefs:
        if not href.endswith("/barriere-melden"):  # the form has tests of its own
            assert client.get(href).status_code == 200, href


def test_addresses_without_language_lead_to_the_visitors(client: CheckedClient) -> None:
    for path in ("/ratgeber", "/ratgeber/notfall", "/impressum", "/leichte-sprache"):
        answer = client.get(path, headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/en{path}")


@pytest.mark.parametrize(
    "wrong",
    ["nothing", "notfall.de", "..", "..%2f..%2fREADME", "%2e%2e", "notfall%00", "NOTFALL", "impressum"],
)
def test_what_is_no_hint_is_not_found(client: CheckedClient, wrong: str) -> None:
    assert client.get(f"/de/ratgeber/{wrong}").status_code in (404, 308)


def test_a_page_of_the_town_replaces_the_shipped_one_at_once_in_all_languages(
    client: CheckedClient, write: Write
) -> None:
    write("pages/impressum.de.md", "---\ntitle: Unser Impressum\n---\nStadt Lennestadt <b>x</b>")
    german = parse(client.get("/de/impressum").text)
    assert text_of(next(german.iter("h1"))) == "Unser Impressum"
    assert "Stadt Lennestadt <b>x</b>" in visible_text(german)
    english = parse(client.get("/en/impressum").text)
    heading = next(english.iter("h1"))
    assert (text_of(heading), heading.get("lang"), heading.get("dir")) == ("Unser Impressum", "de", "ltr")
    assert "This page is not available in your language yet." in visible_text(english)
    write("pages/impressum.de.md", "---\ntitle: Das neue Impressum\n---\n")
    os.utime(site_file(client), ns=(1, 1))
    assert "Das neue Impressum" in client.get("/de/impressum").text


def site_file(client: CheckedClient) -> Path:
    var: Path = client.application.extensions["finder"].settings.var
    return var / "pages" / "impressum.de.md"


def test_a_hint_of_the_town_joins_the_others_and_says_when_it_is_german_only(
    client: CheckedClient, write: Write
) -> None:
    write(
        "guide/freibad.de.md",
        "---\ntitle: Ins Freibad in {{ home }}\norder: 1\nsearches:\n- category=sports&near=Meggen\n"
        '- "category=gone"\n- "colour=red"\n- {query: "q=schwimmen", label: Schwimmen}\n---\n## Zeiten\nMai.',
    )
    tree = parse(client.get("/en/ratgeber/freibad").text)
    assert text_of(next(tree.iter("h1"))) == "Ins Freibad in Lennestadt"
    searches = {a.get("href", ""): text_of(a) for a in tree.iter("a") if "/suche?" in (a.get("href") or "")}
    assert searches == {
        "/en/suche?near=Meggen&category=sports": "Sports",
        "/en/suche?near=Lennestadt&q=schwimmen": "Schwimmen",
    }
    body = next(e for e in tree.iter("div") if e.get("class") == "text-body")
    assert (body.get("lang"), text_of(body)) == ("de", "Zeiten Mai.")
    first = next(
        a for a in parse(client.get("/en/ratgeber").text).iter("a") if a.get("class") == "guide-card"
    )
    assert text_of(first) == "Ins Freibad in Lennestadt"
    assert next(first.iter("span")).get("lang") == "de"


@pytest.mark.parametrize(
    "text",
    [
        "no head",
        "---\ntitle: [\n---\n",
        "---\ntitle: 3\n---\n",
        "---\ntitle: x\norder: first\n---\n",
        "---\ntitle: x\nchecked: yesterday\n---\n",
        "---\ntitle: x\nsearches: category=general\n---\n",
        "---\ntitle: x\nsearches: [{label: x}]\n---\n",
        "---\n- a\n---\n",
        "---\ntitle: !!python/object/apply:os.system [true]\n---\n",
        "---\ntitle: x\n---\n" + "x" * 200_001,
    ],
)
def test_a_file_that_cannot_be_used_is_left_out_and_the_shipped_page_stays(
    site: Site, write: Write, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    write("pages/impressum.de.md", text)
    write("guide/kaputt.de.md", text)
    write("guide/Not a page.md", "x")
    assert "Impressum" in visible_text(parse(site.client.get("/de/impressum").text))
    assert site.client.get("/de/ratgeber").status_code == 200
    assert site.client.get("/de/ratgeber/kaputt").status_code == 404
    assert "page left out" in caplog.text
    assert len(find_pages(site.app.extensions["finder"], Shelf.GUIDE, "de")) == len(SLUGS)


def test_the_contact_fills_the_legal_pages(client: CheckedClient) -> None:
    links = [a.get("href", "") for a in parse(client.get("/de/impressum").text).iter("a")]
    assert "mailto:finder@example.org" in links


def test_the_statement_names_the_way_to_report_a_barrier_and_the_ombuds_office(client: CheckedClient) -> None:
    links = [a.get("href", "") for a in parse(client.get("/de/barrierefreiheit").text).iter("a")]
    assert "/de/barriere-melden" in links
    assert [link for link in links if urlsplit(link).hostname == "www.lbbp.nrw.de"]


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_a_number_in_parts_keeps_its_order_where_the_text_runs_from_the_right(
    client: CheckedClient, write: Write, lang: str
) -> None:
    write(f"guide/zahl.{lang}.md", "---\ntitle: Z\nsummary: 116 117!\n---\n116 116, [110 111](tel:110)")
    write("guide/zahl.de.md", "---\ntitle: Z\nsummary: 116 117!\n---\n116 116")
    page = client.get(f"/{lang}/ratgeber/zahl").text
    for number in ("116 117", "116 116", "110 111"):
        assert f"\u2066{number}\u2069" in page
    assert "\u2066" not in client.get("/de/ratgeber/zahl").text
