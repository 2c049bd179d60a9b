"""Every page of the site in every state that a visitor can bring it into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from readers import open_everything
from visitors import until

PROPOSAL = "003JZ-9J6GM"
"""The reference of the proposal that is in the demonstration data of browser tests."""

TURKISH = "/suche?near=Altenhundem&language=tr&access=step_free"
SERVED = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "gebaerdensprache")

Prepare = Callable[[Page], None]


def as_it_comes(_page: Page) -> None:
    """The page as it is when it was opened."""


def with_popup(page: Page) -> None:
    """The map in view with a popup opened anew, on narrow windows in the place of the list."""
    page.evaluate("location.hash = 'karte'")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    page.locator(".marker").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup")).to_be_visible()


def with_dots(page: Page) -> None:
    """The map so far out that it shows the hits beyond the page."""
    page.evaluate("location.hash = 'karte'")
    page.evaluate("map_finder.setZoom(10, {animate: false})")
    expect(page.locator(".dot").first).to_be_attached()


def moved(page: Page) -> None:
    """The map moved away from all markers, so that it offers to search there."""
    page.evaluate("location.hash = 'karte'")
    page.evaluate("map_finder.panBy([0, 3000], {animate: false})")
    expect(page.locator(".search-here")).to_be_visible()


def with_languages(page: Page) -> None:
    """The choice of languages opened over the page."""
    page.locator(".languages summary").click()
    expect(page.locator(".languages li").first).to_be_visible()


def refused(page: Page) -> None:
    """The answer to somebody who asked for what is near but does not tell where that is."""
    page.locator(".near-me").first.click()
    until(page, "document.querySelector('.near-me-answer').textContent !== ''")


def sent_empty(page: Page) -> None:
    """A form that came back with what is wrong, everything folded out."""
    page.evaluate("for (const field of document.querySelectorAll('#contact, #email')) field.value = 'x';")
    page.locator("main form [type=submit]").click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    open_everything(page)


def kept(page: Page) -> None:
    """The entries kept on the device, with some of them found."""
    if page.locator("#keep").is_visible():
        page.locator("#keep").click()
    expect(page.locator("#search .entry").first).to_be_visible()


@dataclass(frozen=True, slots=True)
class State:
    """A page below its language in a state; `rule` is the route that it shows, "" where none does."""

    name: str
    rule: str
    path: str
    prepare: Prepare = open_everything


def _state(name: str, path: str, prepare: Prepare = open_everything, rule: str = "") -> State:
    return State(name, rule or path.partition("?")[0], path, prepare)


_OFFER = "/angebot/<offer_id>"
_LEGAL = "/<slug>"

STATES = (
    _state("start", "/", as_it_comes),
    _state("start with all choices", "/"),
    _state("start with languages", "/", with_languages),
    _state("start without a position", "/", refused),
    _state("results", TURKISH, as_it_comes),
    _state("results with filters", TURKISH),
    _state("results with languages", TURKISH, with_languages),
    _state("results on the map", TURKISH, with_popup),
    _state("results beyond the page", "/suche?near=Altenhundem&limit=5", with_dots),
    _state("results in a moved map", TURKISH, moved),
    _state("results, page 2", "/suche?near=57368&radius_km=50&limit=12&offset=12", as_it_comes),
    _state("results by name", "/suche?q=lennestadt&sort=name&open=now&limit=5"),
    _state("results of misspelt words", "/suche?q=turkish+dokter&limit=5", as_it_comes),
    _state("no results", "/suche?near=Altenhundem&radius_km=1&language=ti&access=lift"),
    _state("no results and no place", "/suche?q=xyzxyz"),
    _state("hostile names", "/suche?lat=50.8&lon=8.4&radius_km=20&language=so"),
    _state("which place", "/suche?near=Hespecke"),
    _state("unknown place", "/suche?near=Lenestatt"),
    _state("wrong search", "/suche?near=Altenhundem&radius_km=abc"),
    _state("offer", "/angebot/30", rule=_OFFER),
    _state("offer with facts", "/angebot/24-x", rule=f"{_OFFER}-<slug>"),
    _state("offer on the map", "/angebot/24", with_popup, rule=_OFFER),
    _state("questions", "/angebot/24/fragen", rule=f"{_OFFER}/fragen"),
    _state(
        "questions of somebody",
        "/angebot/24/fragen?profile=electric_wheelchair&need=induction_loop&language=tr",
        rule=f"{_OFFER}/fragen",
    ),
    _state("change", "/angebot/30/aenderung", rule=f"{_OFFER}/aenderung"),
    _state("change with mistakes", "/angebot/30/aenderung", sent_empty, rule=f"{_OFFER}/aenderung"),
    _state("new entry", "/vorschlag?near=Olpe"),
    _state("new entry with mistakes", "/vorschlag", sent_empty),
    _state("progress", f"/vorschlag/{PROPOSAL}", rule="/vorschlag/<reference>"),
    _state("barrier", "/barriere-melden"),
    _state("barrier with mistakes", "/barriere-melden", sent_empty),
    _state("empty list", "/merkliste", as_it_comes),
    _state("list", f"/merkliste?offer=30&offer=24&offer={2**31 - 1}"),
    _state("results with a list", "/suche?near=Altenhundem&limit=5&liste=30.24", as_it_comes),
    _state("about", "/ueber"),
    *(_state(slug, f"/{slug}", rule=_LEGAL) for slug in SERVED),
    _state("hints", "/ratgeber"),
    _state("hint", "/ratgeber/krank-sein", rule="/ratgeber/<slug>"),
    _state("sensitive hint", "/ratgeber/hilfe-und-schutz", rule="/ratgeber/<slug>"),
    _state("topic", "/thema/health", rule="/thema/<key>"),
    _state("topics", "/a-z"),
    _state("open data", "/daten"),
    _state("downloads", "/downloads"),
    _state("booklet", "/wegweiser"),
    _state("changes since no edition", "/wegweiser/aenderungen/1", rule="/wegweiser/aenderungen/<number>"),
    _state("offline", "/offline"),
    _state("offline with entries", "/offline", kept),
    _state("frame", f"/embed{TURKISH.removeprefix('/suche')}"),
    _state("empty frame", "/embed"),
    _state("wrong frame", "/embed?near=Altenhundem&radius_km=abc"),
    _state("snippet", "/einbetten?near=Altenhundem"),
    State("nothing", "", "/nothing"),
)
"""Paths are below the language; an offer's number is one of the demonstration data."""

NO_PAGES = {
    "/<lang>/angebot/<offer_id>.vcf": "/de/angebot/{offer}.vcf",
    "/<lang>/angebot/<offer_id>/qr.svg": "/de/angebot/{offer}/qr.svg",
    "/<lang>/karte.js": "/de/karte.js",
    "/<lang>/manifest.webmanifest": "/de/manifest.webmanifest",
    "/<lang>/offline/pack.json": "/de/offline/pack.json",
    "/<lang>/suche.<ending>": "/de/suche.csv",
    "/api/v1/a11y.json": "/api/v1/a11y.json?near=Olpe",
    "/api/v1/clusters": "/api/v1/clusters?bbox=7,50,9,52&zoom=9",
    "/api/v1/export.<ending>": "/api/v1/export.csv",
    "/api/v1/offers/<offer_id>": "/api/v1/offers/{offer}",
    "/api/v1/offers/<offer_id>/a11y.json": "/api/v1/offers/{offer}/a11y.json",
    "/api/v1/openapi.json": "/api/v1/openapi.json",
    "/api/v1/places": "/api/v1/places?q=Olpe",
    "/api/v1/search": "/api/v1/search",
    "/api/v1/suggest": "/api/v1/suggest?q=Arzt",
    "/dateien/<name>": "/dateien/{file}",
    "/fhir/<kind>": "/fhir/Location?near=51.1|8.07|5|km",
    "/fhir/<kind>/<resource_id>": "/fhir/HealthcareService/{offer}",
    "/fhir/metadata": "/fhir/metadata",
    "/hsds/": "/hsds/",
    "/hsds/services": "/hsds/services",
    "/hsds/services/<uid>": "/hsds/services/00000000-0000-0000-0000-000000000000",
    "/hsds/service_at_locations": "/hsds/service_at_locations",
    "/hsds/service_at_locations/<uid>": "/hsds/service_at_locations/00000000-0000-0000-0000-000000000000",
    "/hsds/locations": "/hsds/locations",
    "/hsds/locations/<uid>": "/hsds/locations/00000000-0000-0000-0000-000000000000",
    "/hsds/organizations": "/hsds/organizations",
    "/hsds/organizations/<uid>": "/hsds/organizations/00000000-0000-0000-0000-000000000000",
    "/hsds/taxonomies": "/hsds/taxonomies",
    "/hsds/taxonomies/<uid>": "/hsds/taxonomies/00000000-0000-0000-0000-000000000000",
    "/hsds/taxonomy_terms": "/hsds/taxonomy_terms",
    "/hsds/taxonomy_terms/<uid>": "/hsds/taxonomy_terms/00000000-0000-0000-0000-000000000000",
    "/health/live": "/health/live",
    "/health/ready": "/health/ready",
    "/karte/grenzen.json": "/karte/grenzen.json",
    "/merkliste.pdf": "/merkliste.pdf?offer={offer}",
    "/karte/haltestellen/<x>/<y>.json": "/karte/haltestellen/267/171.json",
    "/robots.txt": "/robots.txt",
    "/sitemap-<lang>-<number>.xml": "/sitemap-de-2.xml",
    "/sitemap-<lang>.xml": "/sitemap-de.xml",
    "/sitemap.xml": "/sitemap.xml",
    "/static/<filename>": "/static/app.css",
    "/sw.js": "/sw.js",
    "/tiles/<z>/<x>/<y>.png": "/tiles/10/534/342.png",
    "/vendor/leaflet/<version>/<name>": "/vendor/leaflet/1/leaflet.css",
    "/wegweiser/<name>": "/wegweiser/{file}",
}
"""Routes that answer with something else than a page, each with an address."""

LEADS_ON = {"/embed": "/embed?near=Olpe"}
"""Routes that only lead to a page of the visitor's language."""
