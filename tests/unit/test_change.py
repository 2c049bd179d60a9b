"""What of a sent form becomes a proposal, and what is said of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.change import (
    FIELDS,
    MOVES,
    OPEN,
    ChangeKind,
    ChangeStatus,
    FieldChange,
    Problem,
    Proposal,
    Target,
    Unusable,
    longest,
    read_proposal,
    read_reference,
    reference_of,
)

CURRENT = {
    "closed": "",
    "name": "Praxis Weber",
    "phones": "02723 1234\nnach Vereinbarung",
    "email": "",
    "website": "https://example.org/",
    "postcode": "57368",
    "lift": "no",
    "entrance.step_count": "",
    "opening_hours": "Mo 8–12\nDi 8–12",
}
ENTRY = Target(ChangeKind.CHANGE, CURRENT, 7, "Praxis Weber")
MISSING = Target(ChangeKind.NEW_ENTRY, {"name": "", "city": ""})
BARRIER = Target(ChangeKind.BARRIER, {"where": "", "place": ""})


def read(target: Target = ENTRY, /, **sent: str) -> Proposal:
    texts = {**target.current, **sent} if target is ENTRY else sent
    return read_proposal(target, {name.replace("__", "."): text for name, text in texts.items()}, "de")


def problems(target: Target = ENTRY, /, **sent: str) -> dict[str, Problem]:
    with pytest.raises(Unusable) as refused:
        read(target, **sent)
    return dict(refused.value.problems)


def test_only_what_differs_is_proposed() -> None:
    assert read(email="a@example.org", name=" Praxis  Weber ").changes == (
        FieldChange("email", "", "a@example.org"),
    )
    assert read(opening_hours="Mo 8–12\r\nDi 8–12\r\n", message="x").changes == ()


def test_a_value_can_be_taken_away() -> None:
    assert read(website="").changes == (FieldChange("website", "https://example.org/", ""),)


def test_fields_that_the_form_does_not_offer_are_ignored() -> None:
    assert read(message="x", publication="hidden", street="Weg 1", id="9").changes == ()


def test_untouched_fields_are_no_proposal_though_the_entry_says_something_else_now() -> None:
    sent = {**CURRENT, "email": "old@example.org", "closed": "yes"}
    found = read_proposal(ENTRY, sent, "de", untouched={"email"})
    assert [change.field_name for change in found.changes] == ["closed"]


@pytest.mark.parametrize(("target", "field"), [(ENTRY, "message"), (MISSING, "name"), (BARRIER, "message")])
def test_an_empty_form_is_no_proposal(target: Target, field: str) -> None:
    assert list(problems(target)) == [field]
    assert list(problems(target, **{field: " \n\t "})) == [field]
    assert read(target, **{field: "Etwas"}).target is target


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("phones", "02723 1234\n02723 1234567890123", Problem.PHONE),
        ("phones", "anrufen!", Problem.PHONE),
        ("email", "name@example", Problem.MAIL),
        ("email", "a b@example.org", Problem.MAIL),
        ("website", "javascript:alert(1)", Problem.WEB),
        ("website", "https://[", Problem.WEB),
        ("website", "example.org/<b>", Problem.WEB),
        ("postcode", "5736", Problem.POSTCODE),
        ("postcode", "٥٧٣٦٨", Problem.POSTCODE),
        ("entrance__step_count", "-1", Problem.NUMBER),
        ("lift", "vielleicht", Problem.CHOICE),
        ("closed", "on", Problem.CHOICE),
        ("contact", "morgen", Problem.CONTACT),
        ("name", "", Problem.MISSING),
        ("name", "x" * 201, Problem.TOO_LONG),
        ("message", "x" * 2001, Problem.TOO_LONG),
    ],
)
def test_what_cannot_be_right_is_named(name: str, text: str, problem: Problem) -> None:
    assert problems(**{"message": "x", name: text}) == {name.replace("__", "."): problem}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("phones", "+49 2723 608-0\nFax: (02723) 608 119\n\n116117\nNotruf 112"),
        ("phones", "02723 5555\nnach Vereinbarung"),
        ("phones", ""),
        ("email", "büro+rat@example.org"),
        ("website", "www.example.org"),
        ("website", "http://example.org:8080/a?b=c"),
        ("postcode", "01067"),
        ("entrance__step_count", "0"),
        ("lift", "limited"),
        ("lift", ""),
        ("contact", "Frau Yıldız, 02723 1234, ab 17 Uhr"),
        ("contact", "a@example.org"),
    ],
)
def test_what_people_write_is_taken(name: str, text: str) -> None:
    assert read(**{"message": "x", name: text})


@given(st.dictionaries(st.sampled_from([*FIELDS, "message", "contact", "x"]), st.text(max_size=300)))
def test_whatever_is_sent_is_taken_within_limits_or_refused(sent: dict[str, str]) -> None:
    try:
        found = read_proposal(ENTRY, sent, "de")
    except Unusable as refused:
        assert refused.problems
        return
    assert found.changes or found.message
    for change in found.changes:
        assert change.field_name in CURRENT
        assert len(change.proposed_value) <= longest(change.field_name)
        assert "\x00" not in change.proposed_value


def test_the_contact_is_in_no_representation() -> None:
    assert "a@example.org" not in repr(read(message="x", contact="a@example.org"))


def test_a_decided_request_stays_decided() -> None:
    assert set(OPEN) == {ChangeStatus.NEW, ChangeStatus.IN_REVIEW}
    assert MOVES.keys() == set(ChangeStatus)
    for status, following in MOVES.items():
        assert status not in following
        assert bool(following) == (status in OPEN)


@given(st.integers(0, 2**50 - 1))
def test_a_reference_is_read_as_people_write_it(number: int) -> None:
    reference = reference_of(number)
    assert len(reference) == 11
    for written in (reference, reference.lower(), reference.replace("-", ""), f" {reference} "):
        assert read_reference(written) == reference
    assert read_reference(reference.replace("0", "o").replace("1", "l")) == reference


def test_references_differ_and_nothing_else_is_one() -> None:
    assert len({reference_of(number) for number in (0, 1, 32, 2**49, 2**50 - 1)}) == 5
    for text in ("", "AAAAA-AAAA", "AAAAA-AAAAU", "AAAAA-AAAAAA", "ÄAAAA-AAAAA", "../../../x"):
        assert read_reference(text) == ""
