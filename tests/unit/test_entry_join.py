"""Joining two entries: lists are united, contradictions asked, and nothing is lost that nobody chose away."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.entry_fields import unit_of
from finder.domain.entry_join import Choice, Joined, join

NO_CHOICE: Mapping[str, Choice] = {}


def _joined(mine: dict[str, str], theirs: dict[str, str], **choices: Choice) -> Joined:
    return join(mine, theirs, {key.replace("__", "/"): choice for key, choice in choices.items()})


def test_what_only_one_says_is_taken_and_what_both_say_is_there_once() -> None:
    mine = {
        "service/name": "Praxis",
        "phone/1/number": "+491",
        "phone/1/at": "service",
        "topic/general": "yes",
    }
    theirs = {
        "service/name": "Praxis", "service/url": "https://a.example", "phone/9/number": "+491",
        "phone/9/at": "offer", "phone/8/number": "+492", "phone/8/at": "offer", "topic/internal": "yes",
    }  # fmt: skip
    joined = join(mine, theirs, NO_CHOICE)
    assert joined.questions == []
    assert joined.values == {
        **mine, "service/url": "https://a.example", "topic/internal": "yes", "phone/new2/number": "+492",
        "phone/new2/at": "offer",
    }  # fmt: skip
    assert sorted(joined.changed) == ["phone/new2", "service/url", "topic/internal"]


@pytest.mark.parametrize(
    ("choice", "text"), [(Choice.MINE, "A"), (Choice.THEIRS, "B"), (Choice.BOTH, "A\n\nB")]
)
def test_a_contradiction_is_asked_and_settled_by_the_choice(choice: Choice, text: str) -> None:
    mine, theirs = {"service/description": "A"}, {"service/description": "B"}
    asked = join(mine, theirs, NO_CHOICE)
    assert asked.open == ["service/description"]
    assert asked.questions[0].may_be_both
    settled = join(mine, theirs, {"service/description": choice})
    assert settled.open == []
    assert settled.values["service/description"] == text


def test_a_name_cannot_be_both() -> None:
    joined = _joined({"service/name": "A"}, {"service/name": "B"}, service__name=Choice.BOTH)
    assert joined.open == ["service/name"]


def test_steps_that_differ_are_asked_and_a_note_that_only_one_has_is_filled_in() -> None:
    step = "fact/entrance.step_count"
    mine = {f"{step}/value": "1", "fact/level/value": "0"}
    theirs = {f"{step}/value": "2", f"{step}/note": "hoch", "fact/level/value": "0", "fact/level/note": "EG"}
    joined = join(mine, theirs, NO_CHOICE)
    assert joined.open == [step]
    assert joined.values["fact/level/note"] == "EG"
    assert join(mine, theirs, {step: Choice.THEIRS}).values[f"{step}/value"] == "2"


def test_one_secret_is_enough_and_the_publication_stays() -> None:
    mine = {"offer/publication": "public", "offer/new_patients": "unknown"}
    theirs = {
        "location/is_address_secret": "yes", "offer/publication": "archived", "offer/new_patients": "no",
    }  # fmt: skip
    joined = join(mine, theirs, NO_CHOICE)
    assert joined.questions == []
    assert joined.values == {
        "location/is_address_secret": "yes", "offer/publication": "public", "offer/new_patients": "no",
    }  # fmt: skip


_TEXTS = st.sampled_from(["", "a", "b", "c"])
_NAMES = (
    "service/name service/description offer/description organization/website phone/1/number"
    " phone/1/description phone/2/number phone/2/extension language/1/code language/1/role language/1/note"
    " language/2/code language/2/role schedule/1/kind schedule/1/opening_hours fact/level/value"
    " fact/level/note fact/lift/value translation/service/name/tr/text topic/x topic/y"
    " cost_option/1/option cost_option/1/amount_description"
)
_VALUES = st.dictionaries(st.sampled_from(_NAMES.split()), _TEXTS)


@settings(max_examples=60)
@given(_VALUES, _VALUES, st.sampled_from([None, Choice.MINE, Choice.THEIRS, Choice.BOTH]))
def test_nothing_stated_is_lost_without_being_chosen_away(
    mine: dict[str, str], theirs: dict[str, str], choice: Choice | None
) -> None:
    asked = join(mine, theirs, NO_CHOICE)
    choices = {} if choice is None else {question.unit: choice for question in asked.questions}
    joined = join(mine, theirs, choices)
    given_away = {question.unit for question in asked.questions}
    for values in (mine, theirs):
        for unit in {unit_of(name) for name in values}:
            said = {name: text for name, text in values.items() if unit_of(name) == unit and text}
            if unit in given_away or not _is_row(said, unit):
                continue
            assert _stands(said, unit, joined.values, given_away), (unit, said, joined.values)


def _is_row(said: Mapping[str, str], unit: str) -> bool:
    """Whether the unit says anything at all: a row needs its content."""
    return bool(join(said, {}, NO_CHOICE).values)


def _stands(said: Mapping[str, str], unit: str, values: Mapping[str, str], given_away: set[str]) -> bool:
    """Whether all that a unit says stands together in one unit of its table, or was put up for choice."""
    table = unit.split("/")[0]
    for other in {unit_of(name) for name in values if name.split("/")[0] == table}:
        if other in given_away or all(
            values.get(other + name.removeprefix(unit)) == text for name, text in said.items()
        ):
            return True
    return False


@settings(max_examples=40)
@given(_VALUES)
def test_joining_an_entry_with_itself_changes_nothing(values: dict[str, str]) -> None:
    joined = join(values, values, NO_CHOICE)
    assert joined.questions == []
    assert joined.changed == []
