"""The ask-ahead card: what is not known of what is needed, as sentences in German and one's own language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
from hostile import HOSTILE_NAMES
from make import make_offer
from page import CheckedClient, parse, text_of, visible_text
from website import ALTENHUNDEM, Site

from finder.actions.context import Finder
from finder.domain.access import CRITERION_FACTS
from finder.domain.fit import RULES
from finder.domain.opening import HOURS_FACTS
from finder.store.details import Phone
from finder.store.records import Service
from finder.web import i18n
from finder.web.offer.questions import INTRODUCTIONS, QUESTIONS


def with_class(tree: Element, name: str) -> Iterator[Element]:
    return (element for element in tree.iter() if name in element.get("class", "").split())


def german(tree: Element) -> list[str]:
    return [text_of(line) for line in with_class(tree, "say") if line.get("lang") == "de"]


def asked(tree: Element) -> list[str]:
    (questions,) = (element for element in tree.iter("ol") if element.get("class") == "asked")
    return german(questions)


@pytest.fixture
def mute(site: Site) -> int:
    """An offer of which no fact is known, with a mail address and two numbers; made once a site."""
    finder: Finder = site.app.extensions["finder"]
    if "mute" not in site.ids:
        with finder.database.change("test") as session:
            offer = make_offer(session, name="Stille & <b>Post</b>", point=ALTENHUNDEM)
            session.add_all(
                [
                    Phone(service_at_location_id=offer.id, number="+492723608800"),
                    Phone(service_at_location_id=offer.id, number="+4927231", type="fax"),
                ]
            )
            session.get_one(Service, offer.service_id).email = "rat@example.org"
        site.ids["mute"] = offer.id
    return site.ids["mute"]


def test_without_needs_the_main_unknown_facts_are_asked(client: CheckedClient, mute: int) -> None:
    tree = parse(client.get(f"/de/angebot/{mute}/fragen").text)
    assert asked(tree) == [
        "Gibt es am Eingang Stufen? Wenn ja, wie viele?",
        "In welchem Stockwerk sind Ihre Räume?",
        "Gibt es einen Aufzug?",
        "Wie breit ist die Eingangstür?",
        "Gibt es bei Ihnen ein barrierefreies WC?",
        "Gibt es in der Nähe einen Behindertenparkplatz?",
        "Wann haben Sie geöffnet?",
    ]
    assert german(tree)[0].startswith("Guten Tag!")
    assert german(tree)[-1] == "Vielen Dank für Ihre Hilfe!"
    assert list(with_class(tree, "say-own")) == []


def test_needs_are_asked_with_the_visitors_measures(client: CheckedClient, mute: int) -> None:
    params = "profile=manual_wheelchair&min_door_cm=68.5&parking_m=50&need=induction_loop"
    tree = parse(client.get(f"/de/angebot/{mute}/fragen?{params}").text)
    assert asked(tree) == [
        "Gibt es am Eingang eine Stufe? Mit dem Rollstuhl komme ich nicht hinauf.",
        "Gibt es am Eingang eine Rampe?",
        "Mit meinem Rollstuhl brauche ich 68,5 cm. Wie breit ist die Eingangstür?",
        "In welchem Stockwerk sind Ihre Räume?",
        "Gibt es einen Aufzug?",
        "Wie weit ist der Behindertenparkplatz entfernt? Mehr als 50 Meter schaffe ich nicht.",
        "Haben Sie eine Induktionsschleife für Hörgeräte?",
        "Gibt es bei Ihnen ein WC, in das ich mit dem Rollstuhl komme?",
    ]
    assert "Ich benutze einen Rollstuhl." in german(tree)


def test_the_two_languages_stand_side_by_side(client: CheckedClient, mute: int) -> None:
    tree = parse(client.get(f"/en/angebot/{mute}/fragen?max_steps=2&max_step_cm=7.5&language=tr").text)
    pairs = [tuple(text_of(line) for line in pair.iter("p")) for pair in with_class(tree, "said")]
    assert ("Ich spreche Türkisch.", "I speak Turkish.") in pairs
    assert ("Spricht bei Ihnen jemand Türkisch?", "Does anybody there speak Turkish?") in pairs
    assert (
        "Wie hoch sind die Stufen am Eingang? Mehr als 7,5 cm schaffe ich nicht.",
        "How high are the steps at the entrance? I cannot manage more than 7.5 cm.",
    ) in pairs
    assert all(len(pair) == 2 for pair in pairs)
    for line in with_class(tree, "say"):
        is_own = "say-own" in line.get("class", "")
        assert (line.get("lang"), line.get("dir")) == ((None, None) if is_own else ("de", "ltr"))


def test_who_reads_another_language_is_taken_to_speak_it(site: Site, mute: int) -> None:
    assert "Spricht bei Ihnen jemand Englisch?" in asked(
        parse(site.client.get(f"/en/angebot/{mute}/fragen").text)
    )
    doctor = f"/en/angebot/{site.ids['family_doctor']}/fragen?language=tr"
    tree = parse(site.client.get(doctor).text)
    assert "Ich spreche Türkisch." in german(tree)
    assert "Türkisch" not in " ".join(asked(tree))


def test_what_is_known_is_not_asked(site: Site) -> None:
    path = f"/de/angebot/{site.ids['family_doctor']}/fragen"
    tree = parse(site.client.get(path).text)
    assert "Gibt es am Eingang Stufen? Wenn ja, wie viele?" not in asked(tree)
    tree = parse(site.client.get(f"{path}?max_steps=0").text)
    assert list(with_class(tree, "asked")) == []
    assert "ist hier alles bekannt" in visible_text(tree)


def test_hours_are_asked_where_they_do_not_tell(site: Site, mute: int) -> None:
    query = "/fragen?open=tu-09:30&phone_open=now"
    tree = parse(site.client.get(f"/de/angebot/{mute}{query}").text)
    assert asked(tree) == ["Wann haben Sie geöffnet?", "Wann kann ich Sie anrufen?"]
    tree = parse(site.client.get(f"/de/angebot/{site.ids['family_doctor']}{query}").text)
    assert asked(tree) == ["Wann kann ich Sie anrufen?"]


def test_every_fact_that_may_be_missing_has_a_question_in_every_language() -> None:
    facts = {fact for rule in RULES.values() for fact in rule.facts}
    facts |= {fact for keys in CRITERION_FACTS.values() for fact in keys}
    assert facts | set(HOURS_FACTS.values()) == QUESTIONS.keys()
    for lang in i18n.LANGUAGES:
        for text in (*QUESTIONS.values(), *INTRODUCTIONS.values()):
            is_german = lang.split("-")[0] == i18n.SOURCE
            assert is_german or i18n.gettext_in(lang, text) != text, (lang, text)


def test_the_mail_holds_the_german_questions(client: CheckedClient, mute: int) -> None:
    tree = parse(client.get(f"/en/angebot/{mute}/fragen?need=quiet&language=tr").text)
    (mail,) = (link.get("href", "") for link in tree.iter("a") if link.get("href", "").startswith("mailto:"))
    parts = urlsplit(mail)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert parts.path == "rat@example.org"
    assert fields["subject"] == ["Fragen vor meinem Besuch: Stille & <b>Post</b>"]
    assert fields["body"][0].split("\r\n") == [*german(tree)[:3], "", *(f"– {q}" for q in asked(tree)), "",
                                               "Vielen Dank für Ihre Hilfe!"]  # fmt: skip
    assert not set(mail) & set(" <>\"'\r\n")
    assert "tel:+492723608800" in {link.get("href") for link in tree.iter("a")}


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_hostile_names_stay_text(site: Site, number: int) -> None:
    page = site.client.get(f"/en/angebot/{site.ids[f'hostile{number}']}/fragen").text
    assert "<script>alert" not in page
    assert len(page) < 40_000
    title = text_of(next(parse(page).iter("title")))
    assert not {"\u202e", "\u2066"} & set(unquote(title))


def test_of_a_secret_place_there_are_questions_and_no_place(site: Site) -> None:
    page = site.client.get(f"/de/angebot/{site.ids['shelter']}/fragen").text
    assert text_of(next(parse(page).iter("title"))) == "Fragen vor dem Besuch – Finder Lennestadt"
    assert not [part for part in ("Markt 1", "57368", "51.11", "8.07", "geo:") if part in page]


def test_a_wrong_need_is_explained(client: CheckedClient, mute: int) -> None:
    for wrong in ("profile=giant", "min_door_cm=wide", "need=money", "language=!"):
        assert client.get(f"/de/angebot/{mute}/fragen?{wrong}").status_code == 400


def test_the_card_is_for_people_not_for_search_engines(client: CheckedClient, mute: int) -> None:
    tree = parse(client.get(f"/de/angebot/{mute}/fragen?profile=cognitive").text)
    assert [meta.get("content") for meta in tree.iter("meta") if meta.get("name") == "robots"] == ["noindex"]
    assert not [link for link in tree.iter("link") if link.get("rel") in ("canonical", "alternate")]


def test_the_list_leads_to_the_questions_with_what_is_needed(client: CheckedClient) -> None:
    search = "/de/suche?lat=51.1041&lon=8.0715&profile=manual_wheelchair&language=tr&radius_km=5"
    tree = parse(client.get(search).text)
    links = [link.get("href", "") for link in with_class(tree, "ask-link")]
    assert links
    for link in links:
        assert parse_qs(urlsplit(link).query) == {"profile": ["manual_wheelchair"], "language": ["tr"]}
        questions = asked(parse(client.get(link).text))
        assert "Mit meinem Rollstuhl brauche ich 80 cm. Wie breit ist die Eingangstür?" in questions


def test_each_language_has_its_own_digits(site: Site) -> None:
    with site.app.test_request_context("/de/"):
        assert [i18n.format_number(68.5, 1, lang) for lang in ("de", "en", "fa")] == ["68,5", "68.5", "۶۸٫۵"]
