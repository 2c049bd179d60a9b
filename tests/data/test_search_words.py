"""The shipped words of a search mean one thing each, and every shipped phrase is read as what it is."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from finder.domain.access import CRITERIA
from finder.domain.lexicon import Kind, Lexicon, Phrase
from finder.domain.names import LanguageNames, read_table
from finder.domain.phrases import access_phrases, joining_phrases, language_phrases, topic_phrases
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold_keys
from finder.domain.wording import Reader
from finder.errors import ConfigurationError
from finder.paths import DATA

TAXONOMY = Taxonomy.load(DATA / "taxonomy")
NAMES = LanguageNames.load(DATA / "languages" / "languages.csv")
TOPICS, LANGUAGES = [*topic_phrases(TAXONOMY)], [*language_phrases(NAMES)]
ACCESS, JOINING = [*access_phrases(DATA / "access")], [*joining_phrases(DATA / "search" / "words.csv")]
READER = Reader(Lexicon([*TOPICS, *LANGUAGES, *ACCESS, *JOINING]), TAXONOMY)
LANGS = {"de", "en", "tr", "ar", "uk", "ru", "pl", "ro", "fr", "fa", "bg", "sq"}
WORD_LANGS = LANGS | {"hr", "sr", "sr-Cyrl", "es", "it", "el"}


def _keys_by_spelling(phrases: list[Phrase]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        for spelling in fold_keys(phrase.text):
            found[spelling.replace(" ", "")].add(phrase.meaning.key)
    return found


def test_a_word_for_a_need_means_one_need() -> None:
    assert {spelling for spelling, keys in _keys_by_spelling(ACCESS).items() if len(keys) > 1} == set()


def test_every_need_is_called_something_in_every_language_of_the_interface() -> None:
    for key in CRITERIA:
        assert {phrase.meaning.lang for phrase in ACCESS if phrase.meaning.key == key} >= LANGS, key


def test_step_free_and_sign_language_have_words_in_every_language_in_which_people_search() -> None:
    rows = read_table(DATA / "access" / "words.csv", ("key", "lang", "words"))
    assert {row["lang"] for row in rows if row["key"] == "step_free"} == WORD_LANGS
    assert WORD_LANGS - {"sr-Cyrl"} == {row["lang"] for row in rows if row["key"] == "sign_language"}


@pytest.mark.parametrize("kind", [Kind.OPEN, Kind.PLACE, Kind.FILLER, Kind.WHOM])
def test_joining_words_are_known_in_every_language_in_which_people_search(kind: Kind) -> None:
    assert {phrase.meaning.lang for phrase in JOINING if phrase.meaning.kind is kind} == WORD_LANGS


def test_no_name_of_a_language_and_no_need_is_a_word_of_a_topic() -> None:
    topics = _keys_by_spelling(TOPICS).keys()
    own = [phrase for phrase in LANGUAGES if phrase.meaning.key in NAMES.codes]
    assert topics & _keys_by_spelling(own).keys() == set()
    assert topics & _keys_by_spelling(ACCESS).keys() == set()


def test_every_phrase_is_read_as_its_topic_by_somebody_of_its_language() -> None:
    """Also where a word in it is a topic, a filler or a need of its own, and whatever other languages say."""
    wrong = []
    for phrase in TOPICS:
        meaning = phrase.meaning
        reading = READER.read(phrase.text, lang=meaning.lang)
        if [read.key for read in reading.categories] != [meaning.key]:
            wrong.append((meaning.lang, meaning.key, phrase.text, reading))
    assert wrong == []


def test_every_need_is_read_as_such() -> None:
    wrong = [
        phrase
        for phrase in ACCESS
        if [read.key for read in READER.read(phrase.text, lang=phrase.meaning.lang).access]
        != [phrase.meaning.key]
    ]
    assert wrong == []


def test_german_phrases_are_read_also_by_others() -> None:
    for phrase in TOPICS:
        if phrase.meaning.lang == "de":
            reading = READER.read(phrase.text, lang="xx")
            assert phrase.meaning.key in [read.key for read in reading.categories], phrase


def test_an_unknown_kind_or_criterion_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("kind,key,de,en\n", encoding="utf-8")
    (tmp_path / "words.csv").write_text("key,lang,words\nflying,de,fliegen\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="flying"):
        list(access_phrases(tmp_path))
    (tmp_path / "kinds.csv").write_text("kind,lang,words\nverb,de,gehen\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="verb"):
        list(joining_phrases(tmp_path / "kinds.csv"))
