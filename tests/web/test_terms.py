"""What somebody has to pay and to bring: on the page of an offer in every language, and in the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from make import make_offer
from page import CheckedClient, parse, text_of
from website import Site

from finder.actions.context import Finder
from finder.domain.costs import Insurance
from finder.domain.point import Point
from finder.store.details import CostOption, RequiredDocument
from finder.store.records import Service

FAR_AWAY = Point(47.6, 12.9)
"""Where no other test of the site looks."""

PAST, FUTURE = dt.date(2001, 1, 1), dt.date(2999, 1, 1)
# As CLDR writes it; \u200f and \u200e are its marks of direction.
AMOUNTS = {
    "de": "12,50\xa0€",
    "en": "€12.50",
    "fr": "12,50\xa0€",
    "ar": "\u200f12.50\xa0€",
    "fa": "\u200e€\xa0۱۲٫۵۰",
}


@pytest.fixture
def offer_id(site: Site) -> int:
    """An offer with costs and things to bring; made once a site."""
    finder: Finder = site.app.extensions["finder"]
    if "terms" not in site.ids:
        with finder.database.change("test") as session:
            offer = make_offer(session, name="Impfungen", point=FAR_AWAY)
            service = offer.service_id
            costs: list[dict[str, Any]] = [
                {"option": "Attest", "amount": 12.5, "insurance": Insurance.SELF_PAY, "valid_from": PAST},
                {"insurance": Insurance.STATUTORY, "amount_description": "zahlt die Krankenkasse"},
                {"option": "Alter Preis", "amount": 8, "valid_to": PAST},
                {"option": "Neuer Preis", "amount": 9, "valid_from": FUTURE},
            ]
            session.add_all(CostOption(service_id=service, **cost) for cost in costs)
            documents = {"Impfpass": "https://pass.example/", "Ausweis": "javascript:alert(1)"}
            session.add_all(
                RequiredDocument(service_id=service, document=name, uri=uri)
                for name, uri in documents.items()
            )
        site.ids["terms"] = offer.id
    return site.ids["terms"]


def page_of(client: CheckedClient, offer_id: int, lang: str = "de") -> str:
    answer = client.get(f"/{lang}/angebot/{offer_id}", follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def lists_of(page: str) -> dict[str, list[str]]:
    """The lines of the lists that are named by a heading, by that heading."""
    tree = parse(page)
    headings = {head.get("id"): text_of(head) for head in tree.iter("h2")}
    return {
        headings[found.get("aria-labelledby")]: [text_of(line) for line in found.iter("li")]
        for found in tree.iter("ul")
        if found.get("aria-labelledby") in headings
    }


def test_the_page_says_what_it_costs_today_for_whom_and_what_to_bring(
    client: CheckedClient, offer_id: int
) -> None:
    lists = lists_of(page_of(client, offer_id))
    assert [" ".join(line.split()) for line in lists["Kosten"]] == [
        "Attest 12,50 € Selbstzahlende",
        "gesetzlich Versicherte · zahlt die Krankenkasse",
    ]
    assert lists["Bitte mitbringen"] == ["Impfpass", "Ausweis"]


def test_only_a_web_address_of_a_document_is_a_link(client: CheckedClient, offer_id: int) -> None:
    page = page_of(client, offer_id)
    links = {text_of(link): link.get("href") for link in parse(page).iter("a")}
    assert links["Impfpass"] == "https://pass.example/"
    assert "Ausweis" not in links
    assert "javascript:" not in page


@pytest.mark.parametrize("lang", AMOUNTS)
def test_amounts_are_written_as_the_language_does_and_words_stay_german(
    client: CheckedClient, offer_id: int, lang: str
) -> None:
    tree = parse(page_of(client, offer_id, lang))
    assert AMOUNTS[lang] in [amount.text for strong in tree.iter("strong") for amount in strong.iter("bdi")]
    german = [words.text for words in tree.iter("bdi") if words.get("lang") == "de"]
    assert {"Attest", "zahlt die Krankenkasse", "Impfpass", "Ausweis"} <= set(german)


def test_costs_in_words_and_in_amounts_share_their_heading(site: Site) -> None:
    finder: Finder = site.app.extensions["finder"]
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Kurs", point=FAR_AWAY)
        session.get_one(Service, offer.service_id).fees_description = "Bar zu zahlen."
        session.add(CostOption(service_id=offer.service_id, amount=3))
    tree = parse(page_of(site.client, offer.id))
    headings = [head for head in tree.iter("h2") if text_of(head) == "Kosten"]
    assert len(headings) == 1
    (section,) = (
        part for part in tree.iter("section") if part.get("aria-labelledby") == headings[0].get("id")
    )
    text = text_of(section)
    assert text.index("Bar zu zahlen.") < text.index("3,00")


def test_what_nobody_stated_has_no_heading(site: Site) -> None:
    page = page_of(site.client, site.ids["family_doctor"])
    assert "Bitte mitbringen" not in page
    assert "Kosten</h2>" not in page


def test_the_api_gives_all_costs_with_their_time_and_what_to_bring(
    client: CheckedClient, offer_id: int
) -> None:
    properties = client.get(f"/api/v1/offers/{offer_id}").get_json(force=True)["properties"]
    assert properties["costs"] == [
        {
            "option": "Attest",
            "amount": 12.5,
            "currency": "EUR",
            "insurance": "self_pay",
            "valid_from": "2001-01-01",
        },
        {"amount_description": "zahlt die Krankenkasse", "insurance": "statutory"},
        {"option": "Alter Preis", "amount": 8, "currency": "EUR", "valid_to": "2001-01-01"},
        {"option": "Neuer Preis", "amount": 9, "currency": "EUR", "valid_from": "2999-01-01"},
    ]
    assert properties["documents"][0] == {"document": "Impfpass", "uri": "https://pass.example/"}


def test_a_cost_that_is_deleted_leaves_the_page(site: Site) -> None:
    finder: Finder = site.app.extensions["finder"]
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Kurs", point=FAR_AWAY)
        cost = CostOption(service_id=offer.service_id, amount=0)
        session.add(cost)
    assert "0,00\xa0€" in page_of(site.client, offer.id)
    with finder.database.change("test") as session:
        session.delete(session.get_one(CostOption, cost.id))
    assert "Kosten</h2>" not in page_of(site.client, offer.id)
