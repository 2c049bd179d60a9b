"""Start page and results: one box, sorting, pages, and what can be taken away."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from page import CheckedClient, parse, text_of
from website import N_ATTENDORN, Site

from finder.actions.understand import understand
from finder.web.i18n import LANGUAGES

CLUBS = "/de/suche?near=Attendorn&category=club"


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def of_form(tree: Element) -> Element:
    return next(form for form in tree.iter("form") if form.get("role") == "search")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_examples_is_understood(site: Site, lang: str) -> None:
    tree = parse(site.client.get(f"/{lang}/").text)
    examples = [text_of(link) for link in by_class(tree, "examples")[0].iter("a")]
    assert len(examples) == 3
    for example in examples:
        reading = understand(site.app.extensions["finder"], example, lang)
        assert reading.categories, example
        assert reading.rest == "", example


def test_the_start_page_asks_one_thing_and_offers_every_field_of_action(client: CheckedClient) -> None:
    form = of_form(parse(client.get("/de/").text))
    folded = {field for details in form.iter("details") for field in details.iter("input")}
    assert [field.get("name") for field in form.iter("input") if field not in folded] == ["q"]
    assert {"near", "language", "access", "profile"} <= {field.get("name") for field in folded}
    assert len(by_class(form, "tile")) == 12
    assert {tile.get("name") for tile in by_class(form, "tile")} == {"category"}


def test_the_order_can_be_chosen_and_is_kept_by_the_form(client: CheckedClient) -> None:
    tree = parse(client.get(f"{CLUBS}&offset=20").text)
    links = {link.get("id"): link for nav in by_class(tree, "sorting") for link in nav.iter("a")}
    assert [key for key, link in links.items() if link.get("aria-current")] == ["sort-distance"]
    by_name = links["sort-name"].get("href", "")
    assert "offset" not in by_name
    other = parse(client.get(by_name).text)
    chosen = [field.get("value") for field in of_form(other).iter("input") if field.get("name") == "sort"]
    assert chosen == ["name"]


def test_pages_say_where_one_is_and_lead_to_all_others(client: CheckedClient) -> None:
    seen: list[str] = []
    path = f"{CLUBS}&limit=10"
    while path:
        tree = parse(client.get(path).text)
        [paging] = by_class(tree, "paging")
        numbers = [link for link in paging.iter("a") if link.get("class") == "page-number"]
        [current] = [link for link in numbers if link.get("aria-current") == "page"]
        page = len(seen) // 10 + 1
        assert text_of(current) == f"Seite {page}"
        assert f"{len(seen) + 1}–{min(len(seen) + 10, N_ATTENDORN)} von {N_ATTENDORN}" in text_of(paging)
        assert [text_of(numbers[0]), text_of(numbers[-1])] == ["Seite 1", "Seite 5"]
        seen += [text_of(name) for name in by_class(tree, "entry-name")]
        path = next((link.get("href", "") for link in paging.iter("a") if link.get("rel") == "next"), "")
    assert sorted(seen) == [f"Verein {number:02}" for number in range(N_ATTENDORN)]


def test_one_page_needs_no_pages(client: CheckedClient) -> None:
    assert not by_class(parse(client.get(f"{CLUBS}&limit=100").text), "paging")


def test_the_address_of_a_search_stands_on_its_page_and_in_a_mail(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=Attendorn&radius_km=10&category=club&q=&offset=20").text)
    [field] = [field for field in tree.iter("input") if field.get("id") == "adresse"]
    address = "http://localhost/de/suche?near=Attendorn&offset=20&category=club"
    assert field.get("value") == address
    [mail] = [link.get("href", "") for link in tree.iter("a") if link.get("href", "").startswith("mailto:?")]
    assert parse_qs(urlsplit(mail).query)["body"] == [address]
    assert "+" not in mail
    assert address in text_of(by_class(tree, "print-only")[0])


def test_the_filters_are_counted(client: CheckedClient) -> None:
    query = "near=Attendorn&category=club&language=tr&language=ar&access=lift&max_steps=1&open=now&role=team"
    tree = parse(client.get(f"/de/suche?{query}").text)
    [count] = [element for element in tree.iter() if element.get("id") == "filter-zahl"]
    assert text_of(count) == "Filter (7)"
    plain = parse(client.get("/de/suche?near=Attendorn").text)
    assert [text_of(element) for element in plain.iter() if element.get("id") == "filter-zahl"] == ["Filter"]
