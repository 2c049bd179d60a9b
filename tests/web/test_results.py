"""The page of results: what it lists, what it says of what is not known, and where it leads on."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from page import CheckedClient, parse, text_of, visible_text
from website import N_ATTENDORN

NEAR = "/de/suche?lat=51.1041&lon=8.0715"


def entries(tree: Element) -> list[Element]:
    return [item for item in tree.iter("li") if item.get("data-number")]


def names(tree: Element) -> list[str]:
    return [text_of(heading) for entry in entries(tree) for heading in by_class(entry, "entry-name")]


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def status(tree: Element) -> str:
    return " ".join(text_of(element) for element in tree.iter() if element.get("role") == "status")


def hits(tree: Element) -> str:
    """The number of hits that a page tells; with needs, of those that fit."""
    return status(tree).split()[0]


def map_of(tree: Element) -> dict[str, Any]:
    found = [script for script in tree.iter("script") if script.get("id") == "map-data"]
    data: dict[str, Any] = json.loads(found[0].text or "")
    return data


def test_results_are_counted_and_the_nearest_come_first(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&language=tr").text)
    assert names(tree) == ["Hausarztpraxis Yıldız", "Kinderarztpraxis Weber", "Hautarztpraxis Kurz"]
    assert status(tree).startswith("3 Treffer im Umkreis von 10 km, sortiert nach Luftlinie ab diesem Punkt")
    distances = [text_of(element) for element in by_class(tree, "distance")]
    assert distances[1:] == ["660 m", "1,2 km"]
    assert 'name="robots" content="noindex"' in client.get(NEAR).text


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("&category=health", []),
        ("&category=general", ["Hausarztpraxis Yıldız"]),
        ("&category=general&category=dermatology", ["Hausarztpraxis Yıldız", "Hautarztpraxis Kurz"]),
        ("&language=ar", ["Hausarztpraxis Yıldız"]),
        ("&language=tr&access=step_free&fit=fits", ["Hausarztpraxis Yıldız"]),
        ("&language=tr&access=step_free&unknown=only", ["Kinderarztpraxis Weber"]),
        ("&q=haut", ["Hautarztpraxis Kurz"]),
        ("&language=tr&radius_km=1", ["Hausarztpraxis Yıldız", "Kinderarztpraxis Weber"]),
        (
            "&language=tr&sort=name",
            ["Hausarztpraxis Yıldız", "Hautarztpraxis Kurz", "Kinderarztpraxis Weber"],
        ),
    ],
)
def test_each_filter_narrows(client: CheckedClient, filters: str, expected: list[str]) -> None:
    assert names(parse(client.get(NEAR + filters).text)) == expected


def test_an_entry_shows_who_speaks_what_and_stresses_what_was_asked_for(client: CheckedClient) -> None:
    entry = entries(parse(client.get(NEAR + "&language=tr").text))[0]
    assert [text_of(element) for element in by_class(entry, "spoken")] == [
        "Fachperson: Deutsch, Türkisch",
        "Team: Arabisch",
    ]
    assert [text_of(element) for element in by_class(entry, "facts")[0].iter("strong")] == ["Türkisch"]
    telephone = [link for link in entry.iter("a") if link.get("href", "").startswith("tel:")]
    assert [(link.get("href"), text_of(link)) for link in telephone] == [
        ("tel:+492723608800", "02723 608800")
    ]
    text = text_of(entry)
    assert "Mo, Do 08:00–12:00, 15:00–18:00" in text
    assert "Feiertage geschlossen" in text
    assert "Quelle: Source test · noch nicht bestätigt" in text


def test_what_is_not_known_is_never_shown_as_no_or_yes(client: CheckedClient) -> None:
    known, unknown, _ = entries(parse(client.get(NEAR + "&language=tr").text))
    assert [text_of(element) for element in by_class(known, "reading")] == [
        "Stufenlos: ja",
        "Barrierefreies WC: nein",
    ]
    assert not by_class(unknown, "reading")
    assert text_of(by_class(unknown, "unknown")[0]).startswith("Nicht bekannt, bitte nachfragen: Stufenlos, ")


def test_results_come_in_groups_by_what_is_known_of_the_needs(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&language=tr&profile=manual_wheelchair").text)
    assert status(tree).startswith("0 passende Treffer")
    headings = [
        text_of(heading) for heading in tree.iter("h2") if text_of(heading).startswith(("Passt", "Nicht"))
    ]
    assert headings == ["Nicht bekannt – bitte vorher nachfragen", "Passt nicht"]
    asked = {text_of(element) for element in by_class(tree, "ask")}
    assert any("Breite der Eingangstür" in text for text in asked)
    [closed] = [details for details in tree.iter("details") if details.get("class") == "group-fails"]
    assert "open" not in closed.attrib
    assert [text_of(element) for element in by_class(closed, "against")] == [
        "Passt nicht: Barrierefreies WC: nein",
        "Passt nicht: Stufen am Eingang: 3",
    ]


def test_each_group_is_counted_and_can_be_seen_alone(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&language=tr&access=step_free").text)
    assert status(tree).startswith("1 passender Treffer")
    [counts] = by_class(tree, "counts")
    assert [text_of(link) for link in counts.iter("a")] == [
        "1, bei denen etwas nicht bekannt ist",
        "1, die nicht passen",
    ]
    unknown, failing = (parse(client.get(str(link.get("href"))).text) for link in counts.iter("a"))
    assert (names(unknown), names(failing)) == (["Kinderarztpraxis Weber"], ["Hautarztpraxis Kurz"])
    assert [text_of(chip) for chip in by_class(failing, "chip")][-1] == "Filter entfernen: Passt nicht"
    assert "Passt nicht" in text_of(next(failing.iter("title")))
    back = next(iter(by_class(failing, "counts")[0].iter("a")))
    assert text_of(back) == "1 passen"
    assert names(parse(client.get(back.get("href", "")).text))[0] == "Hausarztpraxis Yıldız"


def test_what_was_read_in_the_words_can_be_taken_away_piece_by_piece(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?q=t%C3%BCrkisch+hausarzt+altenhundem").text)
    assert names(tree) == ["Hausarztpraxis Yıldız"]
    assert text_of(by_class(tree, "why")[0]) == "Yıldız spricht Türkisch"
    chips = {text_of(chip): chip.get("href", "") for chip in by_class(tree, "chip")}
    assert list(chips) == [
        "Filter entfernen: Türkisch",
        "Filter entfernen: Allgemeinmedizin (Hausarzt)",
        "Filter entfernen: bei Altenhundem",
    ]
    wider = parse(client.get(chips["Filter entfernen: Allgemeinmedizin (Hausarzt)"]).text)
    assert names(wider) == ["Hausarztpraxis Yıldız", "Kinderarztpraxis Weber", "Hautarztpraxis Kurz"]
    anywhere = parse(client.get(chips["Filter entfernen: bei Altenhundem"]).text)
    assert "nach Namen sortiert" in status(anywhere)


def test_day_and_time_make_one_parameter_that_can_be_shared(client: CheckedClient) -> None:
    sent = "/de/suche?near=Altenhundem&open=mo&open_time=09:30&open_for=visit&language=tr&q="
    answer = client.get(sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/de/suche?near=Altenhundem&language=tr&open=mo-09%3A30"
    tree = parse(client.get(answer.headers["Location"]).text)
    assert "Filter entfernen: geöffnet: Montag 09:30" in [text_of(chip) for chip in by_class(tree, "chip")]
    assert names(tree)[0] == "Hausarztpraxis Yıldız"
    phone = client.get(sent.replace("=visit", "=phone"))
    assert phone.headers["Location"].endswith("phone_open=mo-09%3A30")
    never = client.get(sent.replace("open=mo", "open="))
    assert never.headers["Location"] == "/de/suche?near=Altenhundem&language=tr"


def test_every_filter_can_be_taken_away_alone(client: CheckedClient) -> None:
    path = NEAR + "&language=tr&language=ar&access=step_free&category=general&q=Yıldız"
    chips = by_class(parse(client.get(path).text), "chip")
    assert [text_of(chip) for chip in chips] == [
        "Filter entfernen: Türkisch",
        "Filter entfernen: Arabisch",
        "Filter entfernen: Allgemeinmedizin (Hausarzt)",
        "Filter entfernen: Stufenlos",
        "Filter entfernen: „Yıldız“",
    ]
    full = parse_qs(urlsplit(path).query)
    for chip, (name, value) in zip(
        chips,
        [
            ("language", "tr"),
            ("language", "ar"),
            ("category", "general"),
            ("access", "step_free"),
            ("q", "Yıldız"),
        ],
        strict=True,
    ):
        left = parse_qs(urlsplit(chip.get("href", "")).query)
        assert left.pop("read", ["no"]) == ["no"]  # the words that are left were read already
        expected = {key: [v for v in values if (key, v) != (name, value)] for key, values in full.items()}
        assert left == {key: values for key, values in expected.items() if values}


def test_pages_follow_one_another_and_numbers_go_on(client: CheckedClient) -> None:
    path, seen = "/de/suche?near=Attendorn&category=club", []
    while path:
        tree = parse(client.get(path).text)
        seen += [entry.get("data-number") for entry in entries(tree)]
        following = [link for link in tree.iter("a") if link.get("rel") == "next"]
        path = following[0].get("href", "") if following else ""
        assert len(seen) <= N_ATTENDORN
    assert seen == [str(number) for number in range(1, N_ATTENDORN + 1)]
    assert [link for link in tree.iter("a") if link.get("rel") == "prev"]


def test_the_map_has_the_numbers_of_the_list_and_the_place_that_was_searched(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=Attendorn&category=club&offset=20").text)
    data = map_of(tree)
    listed = [
        (int(entry.get("data-number", "")), text_of(heading))
        for entry in entries(tree)
        for heading in by_class(entry, "entry-name")
    ]
    assert [(place["number"], place["name"]) for place in data["places"]] == listed
    assert data["centre"]["radius"] == 10_000.0
    assert data["centre"]["lat"] == pytest.approx(51.12, abs=0.02)


def test_a_secret_place_is_listed_without_a_point(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&category=violence_against_women").text)
    assert names(tree) == ["Frauenhaus"]
    assert "Keine öffentliche Anschrift" in text_of(entries(tree)[0])
    assert map_of(tree)["places"] == []


def test_examples_are_marked_at_the_entry_and_on_the_page(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&category=dentist").text)
    assert "Beispiel-Eintrag" in text_of(entries(tree)[0])
    assert "Diese Seite zeigt erfundene Beispiele." in visible_text(tree)
    assert "erfundene Beispiele" not in visible_text(parse(client.get(NEAR + "&category=general").text))


def links_of_empty_page(client: CheckedClient, path: str) -> dict[str, str]:
    tree = parse(client.get(path).text)
    assert re.match("0 (passende )?Treffer", status(tree))
    [empty] = by_class(tree, "empty")
    return {text_of(link): link.get("href", "") for link in empty.iter("a")}


@pytest.mark.parametrize(
    ("path", "step"),
    [
        (
            "/de/suche?near=Attendorn&category=general&language=tr&access=step_free",
            "Umkreis auf 20 km vergrößern: 1 Treffer",
        ),
        (NEAR + "&category=general&language=vi", "Ohne „Vietnamesisch“: 1 Treffer"),
    ],
)
def test_an_empty_page_leads_to_searches_that_find_as_many_as_they_say(
    client: CheckedClient, path: str, step: str
) -> None:
    links = links_of_empty_page(client, path)
    assert links.pop("Ein Angebot vorschlagen, das hier fehlt") == path.replace("/suche?", "/vorschlag?")
    steps = {text: href for text, href in links.items() if href.startswith("/")}
    assert step in steps
    for text, href in steps.items():
        assert hits(parse(client.get(href).text)) == text.partition(": ")[2].split()[0]


def test_telephone_numbers_are_shown_where_health_is_concerned(client: CheckedClient) -> None:
    numbers = {"tel:116117", "tel:112"}
    sick = links_of_empty_page(client, NEAR + "&category=cardiology&radius_km=1&access=lift")
    assert numbers <= set(sick.values())
    assert numbers.isdisjoint(links_of_empty_page(client, NEAR + "&category=tax_office").values())


def test_choices_show_how_many_hits_they_would_give(client: CheckedClient) -> None:
    tree = parse(client.get(NEAR + "&category=general").text)
    boxes = {
        (field.get("name"), field.get("value")): text_of(by_class(label, "box-count")[0])
        for label in tree.iter("label")
        for field in label.iter("input")
        if by_class(label, "box-count")
    }
    for name, value in (
        ("language", "tr"),
        ("language", "fa"),
        ("access", "step_free"),
        ("access", "toilet"),
    ):
        count = boxes[name, value].removeprefix("Treffer: ")
        assert hits(parse(client.get(f"{NEAR}&category=general&{name}={value}").text)) == count
    assert not by_class(parse(client.get("/de/").text), "box-count")


def test_a_page_behind_the_last_leads_back_to_the_first(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=Attendorn&category=club&offset=1000").text)
    link = next(iter(by_class(tree, "empty")[0].iter("a")))
    assert text_of(link) == "Zur ersten Seite der Treffer"
    assert "offset" not in link.get("href", "")


def test_an_ambiguous_place_is_a_choice_that_keeps_the_search(client: CheckedClient) -> None:
    answer = client.get("/de/suche?near=Hespecke&language=tr&access=step_free")
    tree = parse(answer.text)
    places = list(by_class(tree, "place-choice")[0].iter("a"))
    assert [text_of(place).split(" (")[0] for place in places] == [
        "Hespecke, Lennestadt",
        "Hespecke, Drolshagen",
    ]
    chosen = parse(client.get(str(places[0].get("href"))).text)
    assert names(chosen)[0] == "Hausarztpraxis Yıldız"
    assert hits(chosen) == "1"
    assert "Hespecke, Lennestadt" in text_of(next(chosen.iter("h1")))
    assert "near=Hespecke" in places[0].get("href", "")


def test_an_unknown_place_keeps_the_form_and_suggests(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=Lenestatt&language=tr&q=praxis").text)
    fields = {field.get("name"): field for field in tree.iter("input") if field.get("type") == "text"}
    assert fields["near"].get("value") == "Lenestatt"
    assert fields["q"].get("value") == "praxis"
    assert next(field.get("value") for field in tree.iter("input") if "checked" in field.attrib) == "tr"
    assert any(text_of(link) == "Lennestadt" for link in by_class(tree, "place-choice")[0].iter("a"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("radius_km=abc", "Umkreis"),
        ("radius_km=0", "Umkreis"),
        ("language=123", "Sprachen"),
        ("category=nothing", "Themen"),
        ("access=nothing", "Barrierefreiheit"),
        ("unknown=x", "nicht bekannt"),
        ("sort=x", "Sortiert"),
        ("limit=0", "Treffer"),
        ("offset=-1", "Seite"),
        ("lat=91&lon=0", "Breite"),
        ("lat=1", "Breite"),
        ("near=%00", "Ort"),
        ("near=%3F%3F", "Ort"),
        ("near=a&near=b", "Ort"),
        ("q=" + "x" * 201, "Stichwort"),
    ],
)
def test_a_wrong_parameter_is_explained_and_the_form_kept(
    client: CheckedClient, query: str, words: str
) -> None:
    answer = client.get(f"/de/suche?language=ar&{query}")
    assert answer.status_code == 400
    tree = parse(answer.text)
    assert words in " ".join(text_of(element) for element in tree.iter() if element.get("role") == "alert")
    assert "ar" in [field.get("value") for field in tree.iter("input") if "checked" in field.attrib]


def test_coordinates_stand_in_the_field_for_the_place(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?lat=51.1041&lon=8.0715&language=tr").text)
    assert names(tree)[0] == "Hausarztpraxis Yıldız"
    assert [field.get("value") for field in tree.iter("input") if field.get("name") == "near"] == [
        "51.1041, 8.0715"
    ]


def test_without_a_place_results_are_by_name_and_say_so(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?language=tr").text)
    assert names(tree) == ["Hausarztpraxis Yıldız", "Hautarztpraxis Kurz", "Kinderarztpraxis Weber"]
    assert "nach Namen sortiert" in status(tree)
    assert not by_class(tree, "distance")


def test_the_form_offers_languages_of_the_data_by_their_own_names(client: CheckedClient) -> None:
    tree = parse(client.get("/de/").text)
    boxes = [
        text_of(label) for label in tree.iter("label") if label.find("input[@name='language']") is not None
    ]
    assert "Türkçe Türkisch" in boxes[:5]
    assert "العربية Arabisch" in boxes[:5]
    assert "ትግርኛ Tigrinya" in boxes
