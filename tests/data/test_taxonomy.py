"""The shipped taxonomy is complete and unambiguous, and the class reads it as it promises."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.taxonomy import ADVICE, DOCTORS, HEALTH, PAEDIATRICS, Taxonomy, Term
from finder.domain.text import fold, fold_keys, words
from finder.errors import ConfigurationError, NotFound
from finder.paths import DATA

TAXONOMY = Taxonomy.load(DATA / "taxonomy")
LANGS = ("de", "en", "tr", "ar", "uk", "ru", "pl", "ro", "fr", "fa", "bg", "sq")
LABEL_LANGS = (*LANGS, "de-simple")
"""The languages of labels; who uses easy German searches with German words."""

WORD_LANGS = (*LANGS, "hr", "sr", "sr-Cyrl", "es", "it", "el")
"""The languages in which people search."""

TOPICS = {
    "authorities": "town_hall registration foreigners_office naturalisation social_office youth_office "
    "health_office integration_officer registry_office tax_office court police consulate "
    "recognition_of_documents sworn_translators",
    "counselling": "migration_adults youth_migration refugee_counselling asylum_procedure return legal_aid "
    "debt social_counselling pregnancy family_education addiction psychosocial_centre "
    "violence_against_women disability discrimination consumer tenant seniors lgbtq men",
    "language": "integration_course vocational_language literacy childcare_course conversation_cafe "
    "volunteer_tutors vhs interpreter_pool exam_centre",
    "education": "kindergarten childcare school welcome_class homework_help adult_education library "
    "music_school university_access",
    "family_care": "family_centre early_help child_benefit nursing nursing_home day_care parents_group",
    "work": "jobcentre employment_agency qualification_recognition apprenticeship chamber union start_up "
    "internships women_return",
    "housing": "housing_office housing_company social_housing_certificate refugee_housing homeless_help "
    "energy_advice furniture_store tenant_association",
    "daily_needs": "food_bank clothing bank_account post public_toilet wifi mobility_ticket "
    "driving_licence waste",
    "health": "doctors pharmacy hospital clinic on_call_practice emergency poison_centre vaccination "
    "health_insurance humanitarian_clinic medical_supply hearing_aids optician rehabilitation hospice "
    "self_help midwife",
    "leisure_engagement": "club sports youth_centre community_centre intercultural_meeting womens_group "
    "religious volunteering migrant_organisation culture integration_council",
    "targeted_integration": "case_management integration_guides sponsors arrival_programme",
    "steering_network": "kommunales_integrationszentrum network funding",
}
"""Field of action -> topics, from the vocabulary of the field."""

SPECIALITIES = (
    "general:ALLG paediatrics:KIJU internal:INNE gynaecology:FRAU ophthalmology:AUGE otolaryngology:HNOH "
    "dermatology:HAUT orthopaedics:ORTH trauma:UNFC surgery:CHIR vascular_surgery:GFCH plastic_surgery:PLCH "
    "paediatric_surgery:KDCH cardiothoracic_surgery:HZCH/THCH neurosurgery:NRCH proctology: cardiology:KARD "
    "angiology:ANGI gastroenterology:GAST pulmonology:PNEU nephrology:NEPH rheumatology:RHEU "
    "endocrinology:ENDO diabetology:ENDO haematology:HAEM oncology:INTO urology:UROL neurology:NEUR "
    "psychiatry:PSYC child_psychiatry:KPSY psychosomatic:PSYM allergology: geriatrics:GERI palliative:PALL "
    "anaesthetics:ANAE pain:INTS radiology:RADI nuclear:NUKL radiotherapy:STRA physiatry:REHA tropical:TROP "
    "occupational:ARBE community:GESU fertility:GEND emergency:NOTF "
    "dental_oral_maxillo_facial_surgery:MKGC/ORAL dentist:MZKH orthodontics:KIEF psychotherapist:PST "
    "physiotherapist: occupational_therapist:ERG speech_therapist:SPR podiatrist:POD naturopathy:NATU "
    "midwife: audiologist:"
)
"""Key:code of the medical specialities, all under `health`."""


def test_every_topic_lies_under_its_field() -> None:
    for field, topics in TOPICS.items():
        assert TAXONOMY.ancestors(field) == ()
        assert set(topics.split()) <= set(TAXONOMY.descendants(field)), field


def test_every_speciality_has_its_code_and_lies_under_health() -> None:
    for pair in SPECIALITIES.split():
        key, _, code = pair.partition(":")
        term = TAXONOMY.get(key)
        assert term is not None
        assert (term.key, term.code) == (key, code)
        assert TAXONOMY.ancestors(key)[-1] == "health"


def test_the_roots_are_the_twelve_fields_of_action() -> None:
    assert [term.key for term in TAXONOMY.terms if term.parent is None] == list(TOPICS)


def test_every_term_is_reached_from_a_root_and_comes_after_its_parent() -> None:
    seen: set[str] = set()
    for term in TAXONOMY.terms:
        assert term.parent is None or term.parent in seen
        seen.add(term.key)


def test_every_term_has_a_short_label_in_every_language() -> None:
    for term in TAXONOMY.terms:
        assert set(term.labels) == set(LABEL_LANGS), term.key
        assert all(0 < len(label) <= 60 for label in term.labels.values()), term.key


def test_labels_in_easy_german_are_easy() -> None:
    """No long word stands undivided, and none is a word of the trade (Leichte Sprache)."""
    words_of = [re.split(r"[\s()/:,-]+", term.labels["de-simple"]) for term in TAXONOMY.terms]
    assert sorted({word for words in words_of for word in words if len(word) > 15}) == []
    labels = " ".join(term.labels["de-simple"] for term in TAXONOMY.terms)
    assert re.findall(r"\w*(?:heilkunde|medizin\b|chirurgie|thopädie)\w*", labels) == []


def test_every_term_has_words_in_every_language_in_which_people_search() -> None:
    for term in TAXONOMY.terms:
        assert len(term.synonyms["de"]) >= 2, term.key
        assert set(term.synonyms) == set(WORD_LANGS), term.key


def test_a_speciality_is_called_by_several_words_in_the_languages_of_the_interface() -> None:
    terms = [TAXONOMY.get(pair.partition(":")[0]) for pair in SPECIALITIES.split()]
    for lang in LANGS:
        counts = [1 + len(term.synonyms[lang]) for term in terms if term]
        assert sum(counts) / len(counts) >= 3, lang


def test_no_word_mixes_letters_of_two_scripts() -> None:
    """A Cyrillic word with a Latin look-alike in it would never be found."""
    texts = [text for _, text, _ in (*_labels(), *_synonyms())]
    pieces = [piece for text in texts for piece in re.split(r"[\s()/-]+", text)]
    assert [piece for piece in pieces if len(_scripts(piece)) > 1] == []


def _scripts(text: str) -> set[str]:
    """The scripts of the letters by the first word of their Unicode names."""
    return {unicodedata.name(char).split()[0] for char in text if char.isalpha() and char != "ʼ"}


def _spellings(texts: Iterator[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for lang, text, key in texts:
        for spelling in fold_keys(text):
            found[lang, spelling].add(key)
    return found


def _labels() -> Iterator[tuple[str, str, str]]:
    for term in TAXONOMY.terms:
        for lang, label in term.labels.items():
            yield lang, label, term.key


def _synonyms() -> Iterator[tuple[str, str, str]]:
    for term in TAXONOMY.terms:
        for lang, texts in term.synonyms.items():
            for text in texts:
                yield lang, text, term.key


def test_no_two_terms_share_a_label_or_a_synonym() -> None:
    assert [at for at, keys in _spellings(_labels()).items() if len(keys) > 1] == []
    assert [at for at, keys in _spellings(_synonyms()).items() if len(keys) > 1] == []


def test_no_synonym_is_the_label_of_another_term_in_any_language() -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for (_, spelling), keys in _spellings(_labels()).items():
        labels[spelling] |= keys
    strange = [at for at, keys in _spellings(_synonyms()).items() if not labels[at[1]] <= keys]
    assert strange == []


def test_no_osm_tag_belongs_to_two_terms() -> None:
    tags = [tag for term in TAXONOMY.terms for tag in term.osm_tags]
    assert sorted(set(tags)) == sorted(tags)
    assert all(tag.count("=") == 1 for tag in tags)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Frauenarzt", "gynaecology"), ("Gynäkologin", "gynaecology"), ("Gynaekologin", "gynaecology"),
        ("HNO", "otolaryngology"), ("Kinderarzt", "paediatrics"), ("Kinderärztin", "paediatrics"),
        ("Hausarzt", "general"), ("ZAHNARZT", "dentist"), ("Ausländeramt", "foreigners_office"),
        ("Arbeitsamt", "employment_agency"), ("Tafel", "food_bank"), ("Allgemeinmedizin", "general"),
        ("GP", "general"), ("lawyer", "legal_aid"), ("dişçi", "dentist"), ("kadın doktoru", "gynaecology"),
        ("طبيب أسنان", "dentist"), ("педиатр", "paediatrics"), ("dentysta", "dentist"),
        ("دکتر کودکان", "paediatrics"), ("doctor de femei", "gynaecology"), ("vhs", "vhs"),
        ("town_hall", "town_hall"), ("Rathaus", "town_hall"), ("Kinder- u. Jugendmedizin", "paediatrics"),
        ("", None), ("Raumfahrt", None),
    ],
)  # fmt: skip
def test_a_text_names_its_term(text: str, key: str | None) -> None:
    assert TAXONOMY.key_for_text(text) == key


def test_every_key_and_every_own_label_names_its_term() -> None:
    for term in TAXONOMY.terms:
        assert TAXONOMY.key_for_text(term.key) == term.key
        assert TAXONOMY.key_for_text(term.labels["de"]) == term.key


def test_a_text_that_two_terms_share_names_none() -> None:
    terms = [Term(key, None, {"de": key, "en": key}, {"de": ("Haus",)}) for key in ("a", "b")]
    assert Taxonomy(terms).key_for_text("haus") is None


def test_a_label_outdoes_a_synonym() -> None:
    first = Term("a", None, {"de": "Haus", "en": "house"}, {})
    second = Term("b", None, {"de": "Hof", "en": "yard"}, {"de": ("Haus",)})
    assert Taxonomy([second, first]).key_for_text("HAUS") == "a"


ALL_NAMES = [(lang, key, " ".join(fold_keys(text)).split()) for lang, text, key in (*_labels(), *_synonyms())]
ALL_WORDS = sorted({word for _, _, spelled in ALL_NAMES for word in spelled})


def _brute_force(word: str, langs: set[str] | None) -> set[str]:
    """Every term with such a word, looked up in everything."""
    return {
        key
        for lang, key, spelled in ALL_NAMES
        if (langs is None or lang in langs) and any(one.startswith(word) for one in spelled)
    }


@given(
    st.sampled_from(ALL_WORDS),
    st.integers(1, 12),
    st.none() | st.sets(st.sampled_from(WORD_LANGS)),
    st.sampled_from(["", "x"]),
)
def test_words_find_the_terms_that_brute_force_finds(
    word: str, length: int, langs: set[str] | None, tail: str
) -> None:
    prefix = word[:length] + tail
    assert TAXONOMY.keys_for_word(prefix, langs) == _brute_force(prefix, langs)


def test_words_find_by_their_beginning_in_every_language_or_in_those_asked_for() -> None:
    assert "paediatrics" in TAXONOMY.keys_for_word(fold("Kinderärzt"))
    assert TAXONOMY.keys_for_word(fold("педиатр"), ["ru"]) == {"paediatrics"}
    assert TAXONOMY.keys_for_word(fold("педиатр"), ["de"]) == frozenset()
    assert TAXONOMY.keys_for_word("") == frozenset()
    assert "foreigners_office" in TAXONOMY.keys_for_word(words("Auslaenderamt")[0])


@pytest.mark.parametrize(
    ("tags", "keys"),
    [
        ({"amenity": "doctors"}, ["doctors"]),
        ({"amenity": "doctors", "healthcare": "doctor", "healthcare:speciality": "general"}, ["general"]),
        (
            {"amenity": "doctors", "healthcare:speciality": "gynaecology; internal"},
            ["gynaecology", "internal"],
        ),
        ({"healthcare:speciality": "neurology, psychiatry"}, ["neurology", "psychiatry"]),
        ({"amenity": "doctors", "healthcare:speciality": "ayurveda"}, ["doctors"]),
        ({"amenity": "dentist", "healthcare:speciality": "orthodontics"}, ["orthodontics"]),
        ({"amenity": "hospital", "healthcare:speciality": "cardiology"}, ["cardiology", "hospital"]),
        ({"office": "government"}, ["authorities"]),
        ({"office": "government", "government": "tax"}, ["tax_office"]),
        ({"shop": "bakery", "name": "Haus"}, []),
        ({}, []),
    ],
)
def test_osm_tags_give_the_most_special_topics(tags: dict[str, str], keys: list[str]) -> None:
    assert TAXONOMY.key_for_osm(tags) == keys


def test_ancestors_are_nearest_first_and_descendants_their_inverse() -> None:
    assert TAXONOMY.ancestors("diabetology") == ("endocrinology", "internal", "doctors", "health")
    for term in TAXONOMY.terms:
        for above in TAXONOMY.ancestors(term.key):
            assert term.key in TAXONOMY.descendants(above)
        assert term.key not in TAXONOMY.descendants(term.key)


def test_keys_with_ancestors_are_sorted_and_each_once() -> None:
    assert TAXONOMY.with_ancestors(["general", "internal"]) == ["doctors", "general", "health", "internal"]
    assert TAXONOMY.with_ancestors([]) == []


def test_a_missing_translation_shows_german() -> None:
    term = Term("a", None, {"de": "Haus", "en": "house", "tr": "ev"}, {})
    assert Taxonomy([term]).label("a", "tr") == "ev"
    assert Taxonomy([term]).label("a", "fr") == "Haus"


def test_an_unknown_key_is_not_found() -> None:
    assert TAXONOMY.get("nonsense") is None
    assert "nonsense" not in TAXONOMY
    for ask in (TAXONOMY.ancestors, TAXONOMY.descendants, lambda key: TAXONOMY.label(key, "de")):
        with pytest.raises(NotFound):
            ask("nonsense")


HEADER = "key,parent,osm,code,de,en\n"


@pytest.mark.parametrize(
    ("terms", "synonyms", "message"),
    [
        ("a,,,,A,A\na,,,,B,B\n", "", "twice"),
        ("a,b,,,A,A\n", "", "unknown parent"),
        ("a,b,,,A,A\nb,a,,,B,B\n", "", "own ancestor"),
        ("a,a,,,A,A\n", "", "own ancestor"),
        ("a,,,,A,\n", "", "label"),
        ("a,,,,A\n", "", "record 2"),
        ("a,,,,A,A,A\n", "", "record 2"),
        ("a,,,,A,A\n", "b,de,wort\n", "unknown topic b"),
        ("a,,,,A,A\n", "", "unknown topic c"),
    ],
)
def test_a_damaged_taxonomy_is_refused(tmp_path: Path, terms: str, synonyms: str, message: str) -> None:
    (tmp_path / "terms.csv").write_text(HEADER + terms, encoding="utf-8")
    (tmp_path / "synonyms.csv").write_text("key,lang,words\n" + synonyms, encoding="utf-8")
    (tmp_path / "sensitive.csv").write_text("key\nc\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        Taxonomy.load(tmp_path)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"synonyms\.csv cannot be read"):
        Taxonomy.load(tmp_path)
    (tmp_path / "synonyms.csv").write_text("key,lang\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="lacks the column words"):
        Taxonomy.load(tmp_path)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("cardiology angiology", True),  # both below internal medicine
        ("cardiology doctors", True),  # one below the other
        ("general internal", True),
        ("dentist pharmacy", False),  # a field of action has too much below it
        ("debt food_bank", False),
        ("debt", True),
    ],
)
def test_related_topics_are_those_of_one_branch(keys: str, expected: bool) -> None:
    assert TAXONOMY.are_related(keys.split()) is expected


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ("doctors cardiology", "cardiology"),
        ("internal cardiology", "cardiology"),
        ("doctors dentist", "dentist"),  # a doctor for teeth
        ("doctors humanitarian_clinic", "humanitarian_clinic"),  # a doctor without insurance
        ("doctors pharmacy", "doctors pharmacy"),
        ("counselling debt", "debt"),
        ("counselling housing", "housing"),
        ("counselling", "counselling"),
        ("legal_aid asylum_procedure", "legal_aid asylum_procedure"),
        ("", ""),
    ],
)
def test_general_topics_give_way_to_special_ones(keys: str, kept: str) -> None:
    assert TAXONOMY.most_special(keys.split()) == kept.split()


def test_every_topic_that_others_make_more_precise_exists() -> None:
    assert {ADVICE, DOCTORS, HEALTH, PAEDIATRICS} <= {term.key for term in TAXONOMY.terms}
    assert DOCTORS in TAXONOMY.ancestors(PAEDIATRICS)


def test_sensitive_are_the_topics_named_and_all_below_them() -> None:
    terms = [
        Term(key, parent, {"de": key, "en": key}, {})
        for key, parent in (("a", None), ("b", "a"), ("c", None))
    ]
    taxonomy = Taxonomy(terms, ["a"])
    assert [taxonomy.has_sensitive([key]) for key in ("a", "b", "c", "gone")] == [True, True, False, False]
    assert taxonomy.has_sensitive(["c", "b"])
    assert not taxonomy.has_sensitive([])


def test_help_against_violence_is_sensitive_and_health_is_not() -> None:
    assert TAXONOMY.has_sensitive(["violence_against_women"])
    assert not TAXONOMY.has_sensitive(["health", "gynaecology", "counselling"])


def test_children_are_the_next_level_alone() -> None:
    for term in TAXONOMY.terms:
        below = TAXONOMY.descendants(term.key)
        assert TAXONOMY.children(term.key) == tuple(
            key for key in below if TAXONOMY.ancestors(key)[0] == term.key
        )
