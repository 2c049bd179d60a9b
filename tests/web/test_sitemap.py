"""Search engines learn of every page once a language, and of nothing that is not for them."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import Element, fromstring

import pytest
from page import CheckedClient
from statements import counted
from website import Site

from finder.web.i18n import LANGUAGES
from finder.web.texts import sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client: CheckedClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    return fromstring(answer.data)


def addresses(tree: Element) -> list[str]:
    return [loc.text or "" for loc in tree.iter(f"{SITEMAP}loc")]


def test_the_index_names_one_sitemap_a_language(client: CheckedClient) -> None:
    tree = read(client, "/sitemap.xml")
    assert tree.tag == f"{SITEMAP}sitemapindex"
    assert addresses(tree) == [f"http://localhost/sitemap-{lang}.xml" for lang in LANGUAGES]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_address_is_a_page_of_the_language_and_names_its_versions(
    client: CheckedClient, lang: str
) -> None:
    tree = read(client, f"/sitemap-{lang}.xml")
    found = addresses(tree)
    assert len(found) == len(set(found))
    assert all(address.startswith(f"http://localhost/{lang}/") for address in found)
    for url in tree.iter(f"{SITEMAP}url"):
        versions = {link.get("hreflang"): link.get("href", "") for link in url.iter(LINK)}
        assert set(versions) == {*LANGUAGES, "x-default"}
        assert versions[lang] == url.findtext(f"{SITEMAP}loc")
        assert versions["x-default"] == versions["de"]
    paths = [urlsplit(address).path for address in found]
    for path in ("/", "/a-z", "/ratgeber/notfall", "/impressum", "/thema/health", "/ueber"):
        assert f"/{lang}{path}" in paths
    for path in [*paths[:30:3], *(path for path in paths if "/angebot/" in path)][:25]:
        assert client.get(path).status_code == 200, path


def test_offers_are_listed_but_invented_examples_are_not(site: Site) -> None:
    found = "\n".join(addresses(read(site.client, "/sitemap-de.xml")))
    assert f"/angebot/{site.ids['family_doctor']}-hausarztpraxis-yildiz" in found
    assert f"/angebot/{site.ids['example']}-" not in found


def test_nothing_secret_is_in_it(site: Site) -> None:
    text = site.client.get("/sitemap-de.xml").text
    for secret in ("Markt", "51.11", "8.07", "/suche", "/api", "example.org"):
        assert secret not in text, secret


def test_many_offers_are_spread_over_files(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(read(site.client, "/sitemap-en.xml"))
    monkeypatch.setattr(sitemap, "OFFERS_PER_FILE", 20)
    files = [urlsplit(a).path for a in addresses(read(site.client, "/sitemap.xml")) if "-en" in a]
    assert files[:2] == ["/sitemap-en.xml", "/sitemap-en-2.xml"]
    assert len(files) > 2
    assert [address for file in files for address in addresses(read(site.client, file))] == whole
    assert site.client.get(f"/sitemap-en-{len(files) + 1}.xml").status_code == 404


def test_a_sitemap_costs_two_statements(site: Site) -> None:
    client = site.client
    client.get("/sitemap-de.xml")
    with counted(site.app.extensions["finder"].database) as sent:
        client.get("/sitemap-de.xml")
    assert len([text for text in sent if text.lstrip().upper().startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    "wrong", ["/sitemap-xx.xml", "/sitemap-de-1.xml", "/sitemap-de-0.xml", "/sitemap-de-x.xml"]
)
def test_what_is_no_sitemap_is_not_found(client: CheckedClient, wrong: str) -> None:
    assert client.get(wrong).status_code == 404


def test_robots_keep_out_of_results_and_interfaces_alone(client: CheckedClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]
    for path in (
        "/de/suche?near=x",
        "/en/suche",
        "/suche?q=x",
        "/de/merkliste?offer=1",
        "/api/v1/search",
        "/tiles/1/1/1.png",
    ):
        assert not robots.can_fetch("any", f"http://localhost{path}"), path
    for path in ("/de/", "/de/thema/health", "/en/ratgeber", "/de/angebot/1-x", "/static/app.css"):
        assert robots.can_fetch("any", f"http://localhost{path}"), path
