"""Pages of topics with true numbers, and an index in which every name is found under its letter."""

from __future__ import annotations

import pytest
from page import CheckedClient, parse, text_of
from statements import counted
from website import Site

from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.paths import DATA
from finder.web.texts.topics import MAX_OTHER_NAMES, index_of, other_names

TAXONOMY = Taxonomy.load(DATA / "taxonomy")
LANGS = sorted(TAXONOMY.terms[0].labels)


def total_of(client: CheckedClient, key: str) -> int:
    answer = client.get(f"/api/v1/search?near=Lennestadt&category={key}").json
    assert answer is not None
    return int(answer["numberMatched"])


def test_a_topic_says_how_much_there_is_near_home_and_leads_there(client: CheckedClient) -> None:
    tree = parse(client.get("/en/thema/dentist").text)
    text = text_of(next(p for p in tree.iter("p") if p.get("class") == "lead"))
    assert total_of(client, "dentist") == 1
    assert text == "There is 1 offer within 10 km of Lennestadt."
    hrefs = [a.get("href") for a in tree.iter("a")]
    assert "/en/suche?near=Lennestadt&category=dentist" in hrefs
    assert "/en/suche?category=dentist" in hrefs
    hidden = next(e for e in tree.iter("input") if e.get("name") == "category")
    assert hidden.get("value") == "dentist"


def test_the_numbers_beside_topics_below_are_those_of_their_pages(client: CheckedClient) -> None:
    tree = parse(client.get("/de/thema/health").text)
    links = {
        (a.get("href") or "").rpartition("/")[2]: text_of(a)
        for ul in tree.iter("ul")
        if ul.get("class") == "topic-links"
        for a in ul.iter("a")
    }
    assert tuple(links) == TAXONOMY.children("health")
    for key in ("doctors", "dentist", "pharmacy"):
        assert links[key].endswith(f"Treffer: {total_of(client, key)}")


def test_a_topic_costs_one_statement(site: Site) -> None:
    client = site.client
    client.get("/de/thema/health")
    with counted(site.app.extensions["finder"].database) as sent:
        client.get("/de/thema/health")
    assert len(sent) == 1


def test_a_topic_without_offers_says_so(client: CheckedClient) -> None:
    assert "steht dazu noch kein Angebot hier" in client.get("/de/thema/consulate").text


def test_a_topic_shows_its_line_its_other_names_and_the_hints_that_fit(client: CheckedClient) -> None:
    tree = parse(client.get("/de/thema/gynaecology").text)
    crumbs = next(nav for nav in tree.iter("nav") if nav.get("class") == "crumbs")
    assert [a.get("href") for a in crumbs.iter("a")] == ["/de/thema/health", "/de/thema/doctors"]
    assert "Frauenarzt" in client.get("/de/thema/gynaecology").text
    health = client.get("/de/thema/health").text
    assert 'href="/de/ratgeber/krank-sein"' in health
    assert 'href="/de/ratgeber/bus-und-bahn"' not in health


def test_a_sensitive_topic_stands_there_with_its_name_alone(client: CheckedClient) -> None:
    assert "Auch gesucht als" in client.get("/de/thema/pregnancy").text
    assert "Auch gesucht als" not in client.get("/de/thema/violence_against_women").text


@pytest.mark.parametrize("wrong", ["nothing", "HEALTH", "health%00", "..%2f..", "gesundheit"])
def test_what_is_no_topic_is_not_found(client: CheckedClient, wrong: str) -> None:
    assert client.get(f"/de/thema/{wrong}").status_code in (404, 308)


@pytest.mark.parametrize("term", TAXONOMY.terms[::12], ids=lambda term: str(term.key))
def test_topics_are_pages_in_every_language(client: CheckedClient, term: object) -> None:
    for lang in ("de", "en"):
        assert client.get(f"/{lang}/thema/{getattr(term, 'key')}").status_code == 200  # noqa: B009


@pytest.mark.parametrize("lang", LANGS)
def test_the_index_has_every_topic_once_and_is_in_order(lang: str) -> None:
    letters = index_of(TAXONOMY, lang)
    entries = [entry for letter in letters for entry in letter.entries]
    assert sorted(e.key for e in entries if not e.topic) == sorted(term.key for term in TAXONOMY.terms)
    assert len({letter.letter for letter in letters}) == len(letters)
    for letter in letters:
        assert letter.letter
        keys = [_key(entry.text, lang) for entry in letter.entries]
        assert keys == sorted(keys)
        if letter.letter != "0–9":
            assert {key[0].upper() for key in keys} == {letter.letter}


def _key(text: str, lang: str) -> str:
    folded = fold(text)
    return folded[2:] if lang == "ar" and folded.startswith("ال") and len(folded) > 4 else folded


def test_the_index_leads_from_what_people_say_to_the_topic(client: CheckedClient) -> None:
    tree = parse(client.get("/de/a-z").text)
    links = {text_of(a): a.get("href") for a in tree.iter("a")}
    assert links["Frauenarzt → Frauenheilkunde"] == "/de/thema/gynaecology"
    assert links["Gesundheit"] == "/de/thema/health"
    letters = next(nav for nav in tree.iter("nav") if nav.get("class") == "letters")
    assert [text_of(a) for a in letters.iter("a")][:3] == ["0–9", "A", "B"]


def test_other_names_are_short_and_no_forms_of_one_another() -> None:
    for term in TAXONOMY.terms:
        names = other_names(TAXONOMY, term.key, "de")
        assert len(names) <= MAX_OTHER_NAMES
        assert all(len(fold(name).split()) <= 3 for name in names)
    assert [name for name in other_names(TAXONOMY, "gynaecology", "de") if name.startswith("Frauenä")] == []
    assert other_names(TAXONOMY, "gone", "de") == ()
