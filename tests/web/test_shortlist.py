"""A visitor's own list: made and changed by addresses alone, and printed with German beside it."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pypdf
import pypdfium2
import pytest
import zxingcpp
from page import CheckedClient, parse, text_of
from website import Site

from finder.actions import shortlist as actions
from finder.domain.shortlist import MOST
from finder.errors import TooMany
from finder.exchange.pdf import to_pdf
from finder.exchange.pdf_apart import PDFFailed
from finder.store.limits import Limit
from finder.web import pages as public
from finder.web.shortlist import views

GONE = 2_000_000


def address_of(ids: list[int], lang: str = "de") -> str:
    return f"/{lang}/merkliste?" + "&".join(f"offer={each}" for each in ids)


def links(text: str) -> dict[str, str]:
    """The addresses of a page by what their links say."""
    return {text_of(link): link.get("href", "") for link in parse(text).iter("a")}


def names(text: str) -> list[str]:
    return [text_of(heading) for heading in parse(text).iter("h2") if heading.get("class") == "entry-name"]


@pytest.fixture
def three(site: Site) -> list[int]:
    return [site.ids[key] for key in ("stairs", "family_doctor", "children")]


def test_a_list_shows_its_entries_in_its_order_with_what_one_needs(
    client: CheckedClient, three: list[int]
) -> None:
    page = client.get(address_of(three)).text
    assert names(page) == ["Hautarztpraxis Kurz", "Hausarztpraxis Yıldız", "Kinderarztpraxis Weber"]
    for part in (
        "Markt 1, 57368 Lennestadt",
        "02723 608800",
        "08:00–12:00",
        "Türkisch",
        "Stufenlos",
        "geo:51",
    ):
        assert part in page, part
    assert '<meta name="robots" content="noindex">' in page


def test_entries_are_moved_and_taken_away_by_links(client: CheckedClient, three: list[int]) -> None:
    first, second, third = names(client.get(address_of(three)).text)
    found = links(client.get(address_of(three)).text)
    assert f"Nach oben: {first}" not in found
    assert f"Nach unten: {third}" not in found
    assert names(client.get(found[f"Nach oben: {third}"]).text) == [first, third, second]
    assert names(client.get(found[f"Nach unten: {first}"]).text) == [second, first, third]
    assert names(client.get(found[f"Entfernen: {second}"]).text) == [first, third]


def test_what_is_gone_is_named_and_the_rest_is_kept(client: CheckedClient, three: list[int]) -> None:
    page = client.get(address_of([three[0], GONE, three[1]])).text
    assert len(names(page)) == 2
    assert f"Eintrag Nummer {GONE}" in page
    found = links(page)
    assert f"offer={GONE}" in found["Nach unten: Hautarztpraxis Kurz"]
    assert f"offer={GONE}" not in found[f"Entfernen: Eintrag Nummer {GONE}"]
    assert len(names(client.get(found[f"Entfernen: Eintrag Nummer {GONE}"]).text)) == 2


def test_what_was_merged_stands_there_as_what_it_became(
    site: Site, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "replacement_of", lambda _finder, number: {GONE: three[0]}.get(number))
    listed = actions.find_offers(site.app.extensions["finder"], [GONE, three[1], three[0]])
    assert [page.id for page in listed.pages] == three[:2]
    assert listed.gone == ()


def test_a_list_that_is_too_long_goes_on_in_a_second_one(client: CheckedClient) -> None:
    found = client.get("/api/v1/search", query_string={"limit": MOST + 2, "q": "Verein"}).json or {}
    public = [feature["id"] for feature in found["features"]]
    page = client.get(address_of(public)).text
    ways = links(page)
    assert len(names(page)) == MOST
    assert ways["Zur zweiten Liste"] == address_of(public[MOST:])
    changed = ways[f"Nach unten: {names(page)[0]}"]
    assert sorted(parse_qs(urlsplit(changed).query)["offer"]) == sorted(map(str, public)), "none is lost"


@pytest.mark.parametrize("query", ["offer=abc", "offer=0", "offer=7&offer=-1", "offer=99999999999"])
def test_what_is_no_number_is_refused(client: CheckedClient, query: str) -> None:
    assert client.get(f"/de/merkliste?{query}").status_code == 400
    assert client.get(f"/merkliste.pdf?{query}").status_code == 400


def test_an_empty_list_says_how_to_begin(client: CheckedClient) -> None:
    page = client.get("/de/merkliste").text
    assert "Auf meine Liste" in page
    assert links(page)["Weitere Einträge suchen"] == "/de/suche"
    assert client.get("/merkliste.pdf").status_code == 400


def test_a_search_takes_the_list_along_to_wherever_it_leads(client: CheckedClient, three: list[int]) -> None:
    search = links(client.get(address_of(three[:2])).text)["Weitere Einträge suchen"]
    carried = f"liste={three[0]}.{three[1]}"
    assert search == f"/de/suche?{carried}"
    page = client.get(f"{search}&near=Altenhundem&limit=3").text
    tree = parse(page)
    leading = [a.get("href", "") for a in tree.iter("a") if "/suche" in a.get("href", "")]
    kept = [address for address in leading if "/suche." not in address]
    assert len(kept) > 3
    assert all(carried in address for address in kept), kept
    assert all(carried not in address for address in set(leading) - set(kept))
    shared = next(field.get("value", "") for field in tree.iter("input") if field.get("id") == "adresse")
    assert "near=Altenhundem" in shared
    assert "liste" not in shared
    offer = next(a.get("href", "") for a in tree.iter("a") if "/angebot/" in a.get("href", ""))
    answer = client.get(offer)
    assert answer.status_code == 200
    assert links(answer.text)["Meine Liste"] == address_of(three[:2])
    longer = links(answer.text)["Auf meine Liste"]
    assert parse_qs(urlsplit(longer).query)["offer"][:2] == [str(three[0]), str(three[1])]


def test_from_a_list_its_entries_and_every_page_lead_back_to_it(
    client: CheckedClient, three: list[int]
) -> None:
    page = client.get(address_of(three[:2])).text
    assert links(page)["Meine Liste"] == address_of(three[:2])
    offer = client.get(links(page)["Hautarztpraxis Kurz"])
    assert links(offer.text)["Meine Liste"] == address_of(three[:2])


def test_an_entry_that_was_merged_takes_the_list_along(
    client: CheckedClient, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "replacement_of", lambda _finder, _number: three[0])
    carried = f"liste={three[0]}.{three[1]}"
    assert client.get(f"/de/angebot/{GONE}?{carried}").location == f"/de/angebot/{three[0]}?{carried}"


def test_no_more_is_read_of_a_list_on_its_way_than_it_can_hold(client: CheckedClient) -> None:
    numbers = list(range(1, MOST + 2))
    page = client.get(f"/de/suche?near=Altenhundem&liste={'.'.join(map(str, numbers))}").text
    assert links(page)["Meine Liste"] == address_of(numbers[:MOST])


def test_ticked_results_become_a_list_with_what_was_on_it(client: CheckedClient, three: list[int]) -> None:
    page = client.get(f"/de/suche?near=Altenhundem&limit=5&liste={three[1]}.{GONE}").text
    tree = parse(page)
    form = next(form for form in tree.iter("form") if form.get("id") == "merken")
    hidden = [field.get("value") for field in form.iter("input")]
    boxes = [box for box in tree.iter("input") if box.get("form") == "merken"]
    ticked = [box.get("value") for box in boxes if "checked" in box.attrib]
    assert form.get("action") == "/de/merkliste"
    assert hidden == [str(GONE)]
    assert ticked == [str(three[1])]
    assert len(boxes) == 5


@pytest.mark.parametrize("carried", ["", "x", "1.x.-2", "." * 99, "٣", "9" * 400, "1" + ".2" * 5000])
def test_a_list_that_is_spoilt_on_the_way_disturbs_no_search(client: CheckedClient, carried: str) -> None:
    assert client.get("/de/suche", query_string={"near": "Altenhundem", "liste": carried}).status_code == 200


def test_a_secret_place_is_on_a_list_without_its_address(site: Site, client: CheckedClient) -> None:
    page = client.get(address_of([site.ids["shelter"]])).text
    assert names(page) == ["Frauenhaus"]
    for secret in ("Markt 1", "57368", "51.11", "8.07", "geo:", "map-data"):
        assert secret not in page


# ---- the sheet


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of the sheets that are asked for."""
    made: list[str] = []

    def make(html: str, _directory: object) -> bytes:
        made.append(html)
        return b"%PDF"

    monkeypatch.setattr(views, "to_pdf_apart", make)
    return made


def sheet(client: CheckedClient, ids: list[int], lang: str, more: str = "") -> None:
    query = "&".join(f"offer={each}" for each in ids)
    answer = client.get(f"/merkliste.pdf?lang={lang}&{query}{more}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("lang", "own"),
    [
        ("ar", ("طب عام", "أوقات الدوام", "هل يتكلم أحد عندكم العربية؟")),
        ("uk", ("Сімейний лікар", "Години роботи", "українська")),
    ],
)
def test_a_sheet_has_the_language_of_the_client_and_german(
    client: CheckedClient, three: list[int], sheets: list[str], lang: str, own: tuple[str, ...]
) -> None:
    sheet(client, three, lang, "&ask=yes")
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(sheets[0])))
    root: Any = reader.root_object
    assert root["/Lang"] == lang
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    for part in (
        "Hautarztpraxis Kurz",
        "Markt 1",
        "02723 608800",
        "Öffnungszeiten",
        "Allgemeinmedizin",
        "Notizen",
    ):
        assert part in text, part
    html = sheets[0]
    for part in (*own, "Termin", 'lang="de" dir="ltr"'):
        assert part in html, part
    assert html.count('class="side side-german"') >= len(three)
    assert "Spricht bei Ihnen jemand" in html


def test_a_german_sheet_says_everything_once(
    client: CheckedClient, three: list[int], sheets: list[str]
) -> None:
    sheet(client, three, "de", "&ask=yes")
    assert "side-german" not in sheets[0]
    assert "Ich spreche" not in sheets[0]


def test_the_code_on_a_sheet_leads_to_the_list(
    client: CheckedClient, three: list[int], sheets: list[str]
) -> None:
    sheet(client, three, "uk")
    with pypdfium2.PdfDocument(io.BytesIO(to_pdf(sheets[0]))) as document:
        picture = document[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == f"http://localhost{address_of(three, 'uk')}"


def test_a_sheet_tells_nothing_of_a_secret_place_and_marks_examples(
    site: Site, client: CheckedClient, sheets: list[str]
) -> None:
    sheet(client, [site.ids["shelter"], site.ids["example"]], "en")
    sheet(client, [site.ids["shelter"]], "en")
    for part in ("Frauenhaus", "No public address", "Example entry", "Beispiel-Eintrag"):
        assert part in sheets[0], part
    assert "Markt 1" not in sheets[1]
    assert "image/svg+xml;base64" not in sheets[1], "no map"


def test_a_place_known_no_better_than_its_village_is_not_on_the_map(
    client: CheckedClient, three: list[int], sheets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet(client, three[:1], "en")
    monkeypatch.setattr("finder.web.print.map.is_approximate", lambda _summary: True)
    sheet(client, three[:1], "en")
    drawn = ["image/svg+xml;base64" in html for html in sheets]
    assert drawn == [True, False]


def test_hostile_names_stay_text_on_a_sheet(site: Site, client: CheckedClient, sheets: list[str]) -> None:
    ids = [offer for name, offer in site.ids.items() if name.startswith("hostile")][:MOST]
    sheet(client, ids, "ar")
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(sheets[0])
    assert not list(tree.iter("script"))
    assert {link.get("href") for link in tree.iter("link")} == {"/static/handout.css"}
    assert all((picture.get("src") or "").startswith("data:") for picture in tree.iter("img"))
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]


def test_one_sender_gets_so_many_sheets_an_hour(
    client: CheckedClient, three: list[int], sheets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "SHEETS", Limit("test sheets", 1))
    assert client.get(f"/merkliste.pdf?lang=de&offer={three[0]}").status_code == 200
    monkeypatch.setattr(views, "handout_html", lambda *_pages, **_asks: pytest.fail("made for nothing"))
    refused = client.get(f"/merkliste.pdf?lang=de&offer={three[0]}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert len(sheets) == 1


@pytest.mark.parametrize(("error", "status"), [(TooMany(30), 429), (PDFFailed("no"), 500)])
def test_a_sheet_that_cannot_be_made_says_so(
    client: CheckedClient,
    three: list[int],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    def fail(_html: str, _directory: object) -> bytes:
        raise error

    monkeypatch.setattr(views, "to_pdf_apart", fail)
    answer = client.get(f"/merkliste.pdf?lang=de&offer={three[0]}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
