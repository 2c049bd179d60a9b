"""What people write of accessibility becomes the facts that it states, and no others."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.access import FACT_KEYS, Reading, read_access
from finder.exchange.access_text import STATED, read_access_text

READINGS = {
    "rollstuhlgerecht": "stated.wheelchair=yes",
    "barrierefrei für rollstuhlfahrer": "stated.wheelchair=yes",
    "für rollstuhlfahrer geeignet": "stated.wheelchair=yes",
    "ohne barrieren für menschen im rollstuhl": "stated.wheelchair=yes",
    "barrierefrei; rollstuhlgerecht": "stated.wheelchair=yes",
    "behindertengerecht (lokal und toiletten mit rollstuhl erreichbar)": "stated.wheelchair=yes"
    " toilet.accessible=yes",
    "barrierefrei nach din 18040": "stated.wheelchair=yes",
    "rollstuhlgeeignet": "stated.wheelchair=yes",
    "vollständig barrierefrei": "stated.wheelchair=yes",
    "weitgehend barrierefrei für menschen im rollstuhl": "stated.wheelchair=limited",
    "teilweise barrierefrei für rollstuhlfahrer": "stated.wheelchair=limited",
    "bedingt rollstuhlgerecht": "stated.wheelchair=limited",
    "weitgehend barrierefrei": "stated.wheelchair=limited",
    "teilweise barrierefrei": "stated.wheelchair=limited",
    "bedingt barrierefrei": "stated.wheelchair=limited",
    "barrierefrei": "",
    "nicht barrierefrei für menschen im rollstuhl": "stated.wheelchair=no",
    "nicht rollstuhlgerecht": "stated.wheelchair=no",
    "für Gehbehinderte zugänglich": "stated.wheelchair=no",
    "barrierefreies wc": "toilet.accessible=yes",
    "rollstuhlgerechtes wc": "toilet.accessible=yes",
    "wc barrierefrei": "toilet.accessible=yes",
    "bedingt behindertengerechtes WC": "toilet.accessible=limited",
    "Umkleidekabine groß": "",
    "Behindertenparkplätze": "parking.disabled=yes",
    "verstellbare Untersuchungsmöbel": "treatment.adjustable_couch=yes",
    "Gebärdensprache": "hearing.sign_language=yes",
    "Leichte Sprache": "cognition.easy_language=yes",
    "Orientierungshilfen für Sehbehinderte": "",
    "Die Praxis ist rollstuhlgerecht – die Praxismitarbeiter helfen Betroffenen gern "
    "in die erste Etage": "stated.wheelchair=no",
    "Die Praxis ist barrierefrei über einen Fahrstuhl zu erreichen.": "lift=yes",
    "Der Zugang zur Praxis ist barrierefrei.": "entrance.is_level=yes",
    "Unsere Praxis ist barrierefrei zugänglich.": "stated.wheelchair=yes",
    "Praxisräume uneingeschränkt barrierefrei zugänglich": "stated.wheelchair=yes",
    "Praxisräume weitgehend barrierefrei zugänglich": "stated.wheelchair=limited",
    "Praxisräume für gehbehinderte Patienten zugänglich": "stated.wheelchair=no",
    "Praxisräume nicht barrierefrei zugänglich": "stated.wheelchair=no",
    "Barrierefreies WC vorhanden": "toilet.accessible=yes",
    "yes": "stated.wheelchair=yes",
    "limited": "stated.wheelchair=limited",
    "no": "stated.wheelchair=no",
    "designated": "stated.wheelchair=yes",
    "disabled_parking, ramp, restroom, wheelchair": "entrance.ramp=yes parking.disabled=yes"
    " stated.wheelchair=yes toilet.accessible=yes",
    "elevator, tape_braille, ramp, restroom, disabled_parking, wheelchair": "entrance.ramp=yes lift=yes"
    " parking.disabled=yes stated.wheelchair=yes toilet.accessible=yes",
    "Handicap accessible": "",
    "Building entrance accessible; Restroom accessible; All floors accessible;": "entrance.is_level=yes"
    " toilet.accessible=yes",
    "Not wheelchair accessible at this time;": "stated.wheelchair=no",
}
"""Every wording seen, and the facts it states in alphabetical order."""

MORE = {
    "kein Aufzug": "lift=no",
    "Aufzug defekt": "lift=no",
    "keine Stufen": "entrance.is_level=yes",
    "nicht ebenerdig": "entrance.is_level=no",
    "stufenloser Zugang mit Rampe": "entrance.is_level=yes entrance.ramp=yes",
    "Rampe vorhanden, kein barrierefreies WC": "entrance.ramp=yes toilet.accessible=no",
    "main entrance with 2 low steps": "entrance.step_count=2",
    "eine Stufe am Eingang": "entrance.step_count=1",
    "rollstuhlgerecht; für Gehbehinderte zugänglich": "stated.wheelchair=yes",
    "rollstuhlgerecht, nicht rollstuhlgerecht": "stated.wheelchair=no",
    "Wheelchair access is possible on all levels.": "stated.wheelchair=yes",
    "equipped with induction loops for hearing aids": "hearing.induction_loop=yes",
    "Behindertenparkplatz: nein": "parking.disabled=no",
    "Aufzug: unbekannt": "",
    "Rampe geplant": "",
    "Die Mitarbeiter helfen gern beim Ausfüllen. Aufzug in alle Etagen": "lift=yes",
    "Wir tragen Sie die Treppe hinauf": "stated.wheelchair=no",
    "Assistenzhunde willkommen": "dogs.assistance=yes",
    "rollstuhlgerecht nur mit Hilfe": "stated.wheelchair=limited",
    "Eingang teilweise barrierefrei": "stated.wheelchair=limited",
}


def facts_of(text: str, about: str = STATED) -> str:
    return " ".join(sorted(f"{fact.key}={fact.value}" for fact in read_access_text(text, about).facts))


@pytest.mark.parametrize(("text", "facts"), [*READINGS.items(), *MORE.items()])
def test_a_wording_states_its_facts_and_no_others(text: str, facts: str) -> None:
    assert facts_of(text) == facts


@pytest.mark.real_data
def test_every_wording_that_was_collected_is_covered(shared_data: Path) -> None:
    with (shared_data / "values" / "accessibility_values.csv").open(encoding="utf-8") as file:
        seen = [row[0] for row in csv.reader(file)][1:]
    assert len(seen) == 47
    assert set(seen) == set(READINGS)


def test_barrierefrei_alone_is_kept_for_people_and_states_nothing() -> None:
    found = read_access_text("barrierefrei")
    assert found.facts == ()
    assert found.unread == ("barrierefrei",)
    assert read_access(found.facts)["step_free"] is Reading.UNKNOWN


def test_helping_hands_do_not_make_a_place_step_free() -> None:
    text = "Die Praxis ist rollstuhlgerecht - die Mitarbeiter helfen gern in die erste Etage"
    assert read_access(read_access_text(text).facts)["step_free"] is Reading.NO


def test_what_is_only_for_walking_impaired_people_is_not_step_free() -> None:
    facts = read_access_text("Praxisräume für gehbehinderte Patienten zugänglich").facts
    assert read_access(facts)["step_free"] is Reading.NO


@pytest.mark.parametrize(("text", "value"), [("ja", "yes"), ("Nein", "no"), ("1", "yes"), ("x", "yes")])
def test_a_bare_answer_answers_the_question_of_its_column(text: str, value: str) -> None:
    assert facts_of(text, "lift") == f"lift={value}"


def test_a_bare_answer_says_nothing_where_the_column_asks_no_question() -> None:
    assert read_access_text("ja", "") == ((), ("ja",))


@pytest.mark.parametrize("text", ["", "  ", "unbekannt", "k. A.", "keine Angabe"])
def test_nothing_and_unknown_are_no_fact_and_nothing_to_note(text: str) -> None:
    assert read_access_text(text) == ((), ())


def test_the_wording_stays_readable_beside_the_fact() -> None:
    [fact] = read_access_text("nur eine kleine Stufe am Hintereingang").facts
    assert (fact.key, fact.value) == ("entrance.step_count", "1")
    assert fact.note == "nur eine kleine Stufe am Hintereingang"


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=300), st.sampled_from([STATED, "lift", ""]))
def test_no_text_ever_raises_and_every_fact_is_a_known_one(text: str, about: str) -> None:
    found = read_access_text(text, about)
    keys = [fact.key for fact in found.facts]
    assert set(keys) <= set(FACT_KEYS)
    assert len(keys) == len(set(keys))
    read_access(found.facts)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(sorted(READINGS)), min_size=1, max_size=4))
def test_more_text_never_makes_a_place_better(texts: list[str]) -> None:
    order = ("no", "limited", "yes")
    single = [fact.value for text in texts for fact in read_access_text(text).facts if fact.key == STATED]
    joined = [fact.value for fact in read_access_text("; ".join(texts)).facts if fact.key == STATED]
    if single:
        assert order.index(joined[0]) <= max(map(order.index, single))


def test_a_text_of_a_hundred_thousand_characters_is_read_quickly() -> None:
    read_access_text("helfen " * 15_000 + "rollstuhl " * 2_000)
