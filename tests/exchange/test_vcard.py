"""vCards hold any text, and lines that every reader can take."""

from __future__ import annotations

import vobject
from hostile import HOSTILE_NAMES
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import characters

from finder.exchange.vcard import MAX_OCTETS, Property, vcard_text

texts = st.text(characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(",;:\\\n\"'^"), min_size=1)


def read(card: str) -> vobject.base.Component:
    """The card as another program reads it."""
    (found,) = vobject.readComponents(card)
    return found


@given(texts.filter(str.strip), st.lists(texts, min_size=7, max_size=7))
def test_what_is_written_is_read_back(name: str, address: list[str]) -> None:
    card = read(vcard_text([Property("FN", name), Property("NOTE", name), Property("ADR", address)]))
    assert card.note.value.splitlines() == name.splitlines()
    parts = card.adr.value
    found = (parts.box, parts.extended, parts.street, parts.city, parts.region, parts.code, parts.country)
    assert [_flat(part) for part in found] == [_flat(part) for part in address]


def _flat(part: str | list[str]) -> str:
    return ",".join([part] if isinstance(part, str) else part)


@given(texts)
def test_no_line_is_too_long_and_no_character_is_cut(name: str) -> None:
    card = vcard_text([Property("FN", name), Property("URL", name, is_raw=True)])
    assert card.endswith("END:VCARD\r\n")
    lines = card.encode().split(b"\r\n")
    assert all(len(line) <= MAX_OCTETS for line in lines)
    assert all(line.decode() == line.decode() for line in lines)
    assert b"\n" not in card.encode().replace(b"\r\n", b"")


def test_no_name_adds_a_property() -> None:
    for name in (*HOSTILE_NAMES, "x\r\nTEL:112", "x\nEND:VCARD\nBEGIN:VCARD", "x\x00\x1b"):
        card = read(vcard_text([Property("FN", name), Property("URL", name, is_raw=True)]))
        assert set(card.contents) == {"version", "fn", "url"}


def test_what_is_empty_is_left_out() -> None:
    card = vcard_text([Property("FN", "x"), Property("NOTE", ""), Property("ADR", ("", "", ""))])
    assert card == "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:x\r\nEND:VCARD\r\n"
