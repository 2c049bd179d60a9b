"""Words that name several topics stay plain, and the page asks which is meant."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from page import CheckedClient, parse, text_of
from website import Site

from finder.domain.typed import without


def asked(site: Site, path: str) -> dict[str, dict[str, str]]:
    """By each question the address behind each answer."""
    return {text_of(group): answers(group) for group in groups(site.client.get(path).text)}


def groups(page: str) -> list[Element]:
    return [element for element in parse(page).iter("div") if element.get("class") == "maybe"]


def answers(group: Element) -> dict[str, str]:
    return {text_of(link): link.get("href", "") for link in group.iter("a")}


def test_each_topic_leads_to_its_search_without_the_words(site: Site) -> None:
    found = asked(site, "/de/suche?q=primaria+Yıldız+türkisch&near=Altenhundem&radius_km=20&offset=20")
    ((question, links),) = found.items()
    assert question.startswith("Meinten Sie mit „primaria“:")
    assert list(links) == ["Grundschule", "Rathaus und Bürgerbüro"]
    sent = parse_qs(urlsplit(links["Grundschule"]).query)
    assert sent == {
        "near": ["Altenhundem"],
        "radius_km": ["20"],
        "language": ["tr"],
        "category": ["primary_school"],
        "q": ["Yıldız"],
        "read": ["no"],
    }


def test_a_topic_that_was_chosen_stays(site: Site) -> None:
    ((_question, links),) = asked(site, "/de/suche?q=primaria&category=dentist").items()
    sent = parse_qs(urlsplit(next(iter(links.values()))).query)
    assert sent["category"] == ["dentist", "primary_school"]
    assert "q" not in sent


def test_an_answer_leads_to_hits_and_asks_no_more(site: Site, client: CheckedClient) -> None:
    ((_question, links),) = asked(site, "/de/suche?q=كلينيك&near=Altenhundem").items()
    for href in links.values():
        assert not groups(client.get(href).text)


@pytest.mark.parametrize("q", ["Zahnarzt", "Grundschule", "nothing that is known", ""])
def test_without_ambiguous_words_nothing_is_asked(site: Site, q: str) -> None:
    assert not asked(site, f"/de/suche?q={q}&near=Altenhundem")


def test_words_are_shown_as_text(client: CheckedClient) -> None:
    page = client.get("/en/suche?q=%3Cb%3Eprimaria%3C/b%3E").text
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("text", "part", "rest"),
    [
        ("primaria", "primaria", ""),
        ("Meggen, primaria!  Yıldız", "primaria", "Meggen Yıldız"),
        ("Primaria primaria", "Primaria", "primaria"),
        ("asilo-nido Müller", "asilo", "nido Müller"),
        ("Müller", "primaria", "Müller"),
        ("Müller", "", "Müller"),
        ("a b a b c", "b c", "a b a"),
    ],
)
def test_the_first_such_words_are_taken_out(text: str, part: str, rest: str) -> None:
    assert without(text, part) == rest
