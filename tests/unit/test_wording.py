"""One search box is taken apart as its rules say: with few words, so that each rule can be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.lexicon import Kind, Lexicon, Meaning, Phrase
from finder.domain.reading import Reading
from finder.domain.taxonomy import Taxonomy, Term
from finder.domain.text import fold
from finder.domain.wording import Reader


def _term(key: str, parent: str | None = None, code: str = "") -> Term:
    return Term(key, parent, {"de": key, "en": key}, {}, (f"x={key}",), code)


TAXONOMY = Taxonomy(
    [
        _term("health"), _term("doctors", "health"), _term("general", "doctors", "ALLG"),
        _term("internal", "doctors", "INNE"), _term("dentist", "health", "MZKH"), _term("pharmacy", "health"),
        _term("counselling"), _term("debt", "counselling"), _term("food_bank"), _term("kindergarten"),
        _term("asylum"), _term("language"), _term("consulate"),
    ]
)  # fmt: skip

WORDS = {
    Kind.TOPIC: {
        "language": "de:Sprachen", "consulate": "de:Konsulat",
        "doctors": "de:Praxis;de:Arzt;ru:врач;en:doctor",
        "dentist": "de:Zahnarzt;de:Zähne;en:doctor for teeth;ru:зубной врач",
        "general": "de:Hausarzt;uk:терапевт", "internal": "de:Internist;bg:терапевт",
        "pharmacy": "de:Apotheke",
        "counselling": "de:Hilfe", "debt": "de:Schulden", "food_bank": "de:Essen;de:Tafel;pl:banka",
        "kindergarten": "it:asilo;it:scuola", "asylum": "es:asilo;es:abogado;cs:banka",
    },
    Kind.LANGUAGE: {"tr": "de:Türkisch", "ar": "ar:العربية", "ru": "ru:русский"},
    Kind.ACCESS: {"step_free": "de:rollstuhlgerecht;de:ohne Stufen", "easy_language": "de:Leichte Sprache"},
    Kind.OPEN: {"": "de:jetzt geöffnet;en:open now"},
    Kind.PLACE: {"": "de:in;de:in der Nähe von;en:near"},
    Kind.FILLER: {"": "de:der;de:spricht;de:für;de:mit;en:for;de:Sprache;ar:يتحدث"},
    Kind.TITLE: {"": "de:Dr;de:Frau"},
    Kind.WHOM: {"": "de:Kinder"},
    Kind.PLAIN: {"": "de:Türkisch Apotheke;de:Tierzahnarzt"},
    Kind.THING: {"": "de:Laden;de:Tafel"}, Kind.LEARN: {"": "de:lernen;de:für Anfänger"},
    Kind.HOUSE: {"": "de:Praxis"},
}  # fmt: skip
PLACES = {
    "meggen": True,
    "essen": True,
    "halle": False,
    "57368": True,
    "markt": False,
    "lennestadt altenhundem": True,
}
"""Folded names of places, and whether they need no word before them."""


def _phrases() -> list[Phrase]:
    return [
        Phrase(text, Meaning(kind, key, lang))
        for kind, by_key in WORDS.items()
        for key, texts in by_key.items()
        for lang, _, text in (each.partition(":") for each in texts.split(";"))
    ]


READER = Reader(Lexicon(_phrases()), TAXONOMY)


def _find_place(words: str, is_told: bool) -> str:
    return words if fold(words) in PLACES and (is_told or PLACES[fold(words)]) else ""


def read(text: str, lang: str = "de") -> Reading:
    return READER.read(text, _find_place, lang=lang, is_name=lambda word: word == "apothekr")


def _shown(reading: Reading) -> str:
    """The reading in one line: topics, languages, needs, place, open and rest."""
    parts = [
        *(f"+{each.key}" for each in reading.categories),
        *(f"~{each.key}" for each in reading.languages),
        *(f"!{each.key}" for each in reading.access),
        *([f"@{reading.near.key}"] if reading.near else []),
        *(["open"] if reading.open else []),
        *([f"'{reading.rest}'"] if reading.rest else []),
        *(f"?{each.key}" for each in reading.maybe),
    ]
    return " ".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zahnarzt", "+dentist"),
        ("ZAHNARZT!", "+dentist"),
        ("Zahn-Arzt", "+dentist"),
        ("zahn arzt", "+dentist"),
        ("zahnarzt türkisch meggen", "+dentist ~tr @meggen"),
        ("meggen türkisch zahnarzt", "+dentist ~tr @meggen"),
        ("Arzt, der Türkisch spricht, in Meggen", "+doctors ~tr @Meggen"),
        ("rollstuhlgerecht zahnarzt 57368", "+dentist !step_free @57368"),
        ("doctor near Halle open now", "+doctors @Halle open"),
        ("Leichte Sprache", "!easy_language"),
        ("Apotheke in der Nähe von Meggen", "+pharmacy @Meggen"),
        ("Apotheke Lennestadt Altenhundem", "+pharmacy @Lennestadt Altenhundem"),
        ("", ""),
        ("?!", "'?!'"),
    ],
)  # fmt: skip
def test_parts_are_read_in_any_order(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zahnartz", "+dentist"),  # two letters changed places
        ("Zahnazt", "+dentist"),  # one is missing
        ("Zahnnarzt", "+dentist"),  # one is too many
        ("Zahnarst", "+dentist"),  # one is wrong
        ("Apothekr", "'Apothekr'"),  # an entry is called so
        ("Tagel", "'Tagel'"),  # too short: Tafel, Nagel, Tagen
        ("Tafle", "+food_bank"),
        ("Gahnarzt", "'Gahnarzt'"),  # another beginning
        ("Tafeln", "+food_bank"),  # no slip but an ending
        ("Tafelt", "'Tafelt'"),  # too short for a letter too many
        ("12345", "'12345'"),
    ],
)
def test_a_slip_of_the_pen_is_forgiven_where_it_leaves_no_doubt(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("зубного врача", "+dentist"),
        ("терапевта", "+general +internal"),
        ("بالعربية", "~ar"),
        ("türkischer Zahnarzt", "+dentist ~tr"),
        ("türkischsprachig", "~tr"),
        ("русскоговорящий", "~ru"),
        ("Zahnarztpraxis", "+dentist"),
        ("Kinderzahnarzt", "+dentist"),
        ("Zahnarztpraxen in Meggen", "+dentist @Meggen"),
        ("Schuldenberatung", "+debt"),
        ("Hausar", "+general"),  # the beginning of one word only
        ("Tierarzt", "'Tierarzt'"),  # not every compound with a known end is the same
        ("Hausar Müller", "'Hausar Müller'"),  # a beginning counts only at the end
    ],
)
def test_forms_and_compounds_are_read(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Essen", "+food_bank"),  # a topic outdoes a place of its name,
        ("in Essen", "@Essen"),  # but not after a word that announces a place,
        ("Zahnarzt Essen", "+dentist @Essen"),  # and not beside another topic
        ("Zahnarzt Essen Meggen", "+dentist +food_bank @Meggen"),
        ("Apotheke am Markt", "+pharmacy 'am Markt'"),
        ("Apotheke in Markt", "+pharmacy @Markt"),
        ("Meggen Halle", "@Meggen 'Halle'"),
        ("in Nirgendwo", "'in Nirgendwo'"),
    ],
)
def test_a_place_needs_a_word_before_it_where_it_may_be_something_else(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Essen", "'Dr. Essen'"),
        ("Frau Dr. Zahnarzt Meggen", "@Meggen 'Zahnarzt'"),
        ("Zahnarzt Müller", "+dentist 'Müller'"),
        ("Beispielpraxis", "'Beispielpraxis'"),
        ("Haus der Beispiele", "'Haus der Beispiele'"),
        ("Praxis Müller Meggen", "@Meggen 'Praxis Müller'"),
        ("Praxis Dr. Müller", "'Praxis Dr. Müller'"),
        ("Praxis in Meggen", "+doctors @Meggen"),
        ("Praxis, rollstuhlgerecht", "+doctors !step_free"),
        ("Tierzahnarzt Meggen", "@Meggen 'Tierzahnarzt'"),
        ("türkisch Apotheke", "'türkisch Apotheke'"),  # recorded as one name
        ("Löwen-Apotheke", "+pharmacy 'Löwen'"),
    ],
)
def test_names_stay_plain_text(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("türkischer Laden Meggen", "@Meggen 'türkischer Laden'"),
        ("Laden der Türkisch", "'Laden der Türkisch'"),
        ("türkische Tafel", "+food_bank 'türkische'"),
        ("türkisches Konsulat", "+consulate 'türkisches'"),
        ("türkischer Zahnarzt Laden", "+dentist ~tr 'Laden'"),  # not beside it
        ("Türkisch lernen", "+language"),
        ("Türkisch für Anfänger in Meggen", "+language @Meggen"),
        ("lernen, der Türkisch", "+language"),
        ("lernen Zahnarzt Türkisch", "+dentist ~tr 'lernen'"),
    ],
)
def test_a_language_beside_what_belongs_to_a_nation_or_is_learnt_is_no_wish(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vrach", "+doctors"),
        ("wratsch", "+doctors"),
        ("zubnoj vrach Meggen", "+dentist @Meggen"),
        ("russkiy", "~ru"),
        ("al3arabiya", "~ar"),
        ("yata7adath", "'yata7adath'"),  # only joins others, so nothing is read
        ("Zahnarzt yata7adath", "+dentist"),
        ("Frau Vrach", "'Frau Vrach'"),
    ],
)
def test_words_of_other_scripts_are_read_in_latin_letters(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hilfe bei Schulden", "+debt 'bei'"),
        ("Arzt für Zähne", "+dentist"),
        ("doctor teeth", "+dentist"),
        ("Hausarzt Arzt", "+general"),
        ("Arzt Apotheke", "+doctors +pharmacy"),
        ("Zahnarzt für Kinder", "+dentist"),
        ("Zahnarzt Zahnarzt", "+dentist"),
    ],
)
def test_general_words_beside_special_ones_do_not_widen(text: str, expected: str) -> None:
    assert _shown(read(text)) == expected


def test_a_word_with_unrelated_topics_is_read_in_the_visitors_language_or_that_of_the_other_words() -> None:
    assert _shown(read("asilo")) == "'asilo' ?asylum ?kindergarten"
    assert _shown(read("asilo", lang="it")) == "+kindergarten"
    assert _shown(read("abogado asilo")) == "+asylum"
    assert _shown(read("scuola asilo")) == "+kindergarten"
    assert _shown(read("Meggen banka")) == "@Meggen 'banka' ?asylum ?food_bank"


def test_each_part_has_the_words_as_typed() -> None:
    reading = read("ein  Zahnarzt, der TÜRKISCH spricht - in Meggen'de Nähe")
    assert [each.words for each in (*reading.categories, *reading.languages)] == ["Zahnarzt", "TÜRKISCH"]
    assert reading.near is not None
    assert (reading.near.key, reading.near.words) == ("Meggen", "in Meggen")
    assert reading.rest == "ein Nähe"


TYPED = """
Zahnarzt türkisch Meggen in near der Dr. Müller zahnartz врача Essen asilo 57368 Kinder offen open now
Lennestadt Altenhundem bei Haus-Arzt ? العربية يتحدث l'asile
"""
texts = st.lists(st.sampled_from(TYPED.split()), max_size=12).map(" ".join)


@given(texts | st.text(max_size=60))
def test_nothing_typed_is_lost_or_read_twice(text: str) -> None:
    """Every word is in one part, stays plain, or only joins others."""
    reading = read(text)
    parts = [*reading.languages, *reading.access]
    parts += [each for each in (reading.near, reading.open) if each]
    said = fold(" ".join([*(each.words for each in parts), *{r.words for r in reading.categories}])).split()
    typed = fold(text).split()
    for word in said:
        assert word in typed
    assert set(fold(reading.rest).split()) <= set(typed)


@given(texts | st.text(max_size=60), st.sampled_from(["de", "en", "tr", "xx"]))
def test_a_text_in_which_nothing_is_read_stays_as_it_is(text: str, lang: str) -> None:
    reading = read(text, lang)
    if not (reading.categories or reading.languages or reading.access or reading.near or reading.open):
        assert reading.rest == " ".join(text.split())
