"""Phrases are found as the lexicon promises; slips are measured against an own count of edits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finder.domain.lexicon import Kind, Lexicon, Meaning, Phrase

WORDS = st.text("abcä", min_size=1, max_size=12)
ABC = st.text("abc", min_size=1, max_size=12)


def _slips(typed: str, key: str) -> int:
    """Letters wrong, missing, added or exchanged with a neighbour, each letter touched once at most
    (optimal string alignment), by the whole table.
    """
    rows, columns = len(typed) + 1, len(key) + 1
    table = [[max(i, j) if 0 in (i, j) else 0 for j in range(columns)] for i in range(rows)]
    for i in range(1, rows):
        for j in range(1, columns):
            same = typed[i - 1] == key[j - 1]
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and (typed[i - 1], typed[i - 2]) == (key[j - 2], key[j - 1]):
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


def _expected(typed: str, keys: list[str]) -> set[str]:
    allowed = 0 if len(typed) < 5 else 2 if len(typed) >= 10 else 1
    near = {
        key: _slips(typed, key)
        for key in keys
        if len(key) >= 5 and key[0] == typed[0]
        and (len(typed) > 7 or sorted(typed) == sorted(key) or len(key) > len(typed) >= 6)
    }  # fmt: skip
    within = {key: slips for key, slips in near.items() if slips <= allowed}
    return {key for key, slips in within.items() if slips == min(within.values())} if allowed else set()


def _lexicon(keys: list[str]) -> Lexicon:
    return Lexicon(Phrase(key, Meaning(Kind.TOPIC, key, "de")) for key in keys)


@given(
    st.text("abc", min_size=1, max_size=12), st.lists(st.text("abc", min_size=1, max_size=12), unique=True)
)
def test_the_nearest_words_are_found_as_by_counting_edits(typed: str, keys: list[str]) -> None:
    assert {meaning.key for meaning in _lexicon(keys).similar(typed)} == _expected(typed, keys)


@given(st.lists(WORDS, unique=True), WORDS)
def test_beginnings_are_found_as_by_looking_at_every_word(keys: list[str], start: str) -> None:
    folded = {key.replace("ä", "a"): key for key in keys} | {key.replace("ä", "ae"): key for key in keys}
    typed = start.replace("ä", "a")
    found = [key for key, _ in _lexicon(keys).beginning(typed)]
    assert found == sorted(key for key in folded if key.startswith(typed))


def test_words_that_say_nothing_may_be_left_out_of_longer_phrases_only() -> None:
    topic, filler = Meaning(Kind.TOPIC, "a", "de"), Meaning(Kind.FILLER, "", "de")
    lexicon = Lexicon([Phrase("Arzt für Kinder", topic), Phrase("für", filler), Phrase("für alle", topic)])
    assert lexicon.exact(["arzt", "kinder"]) == {topic}
    assert lexicon.exact(["arzt", "fur", "kinder"]) == {topic}
    assert lexicon.exact(["arzt", "fuer", "kinder"]) == {topic}
    assert not lexicon.exact(["alle"])


def test_a_strict_phrase_counts_only_as_it_stands() -> None:
    meaning = Meaning(Kind.LANGUAGE, "mt", "de")
    lexicon = Lexicon([Phrase("maltesisch", meaning, is_strict=True)])
    assert lexicon.exact(["maltesisch"]) == {meaning}
    assert not lexicon.stemmed(["maltesische"])
    assert not lexicon.similar("maltesicsh")
    assert not lexicon.part("maltesisch")
