"""Markdown of the town's pages becomes markup that can do nothing but be read and followed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import HEADINGS, parse, text_of

from finder.web.texts.markdown import filled, rendered


def render(text: str, lang: str = "en") -> str:
    return str(rendered(text, lang, {"home": "Lennestadt"}))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "<style>*{}</style>",
        "<!-- hidden --> <b>bold</b>",
        "[x](javascript:alert(1))",
        "[x](  JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](https://example.org/track.png)",
        '[x](https://example.org "a\\" onclick=\\"b")',
        "| a |\n|:-:|\n| <b>x</b> |",
        "```html\n<script>alert(1)</script>\n```",
        "[x][y]\n\n[y]: javascript:alert(1)",
    ],
)
def test_nothing_of_the_authors_runs_or_loads(hostile: str) -> None:
    tree = parse(f"<!doctype html><title>x</title>{render(hostile)}")
    for element in tree.iter():
        assert element.tag not in ("script", "img", "style", "b", "iframe"), element.tag
        assert not {name for name in element.attrib if name.startswith("on") or name in ("style", "src")}
        assert element.get("href", "").split(":")[0].lower() not in ("javascript", "data", "vbscript")


def test_links_lead_into_the_language_or_tell_nothing_outside() -> None:
    text = render(
        "[a](/suche?category=general&radius_km=5) [b](https://example.org/) [c](tel:112) [d](//example.org)"
    )
    links = {text_of(link): link for link in parse(f"<!doctype html><title>x</title>{text}").iter("a")}
    assert links["a"].attrib == {"href": "/en/suche?category=general&radius_km=5"}
    for outside in ("b", "d"):
        assert links[outside].get("rel") == "noopener noreferrer external"
    number = links["c"].find("bdi")
    assert number is not None
    assert number.get("dir") == "ltr"


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_headings_begin_on_the_second_level_and_leave_none_out(levels: list[int]) -> None:
    text = render("\n\n".join(f"{'#' * level} Heading" for level in levels))
    tags = [e.tag for e in parse(f"<!doctype html><title>x</title>{text}").iter() if e.tag in HEADINGS]
    shown = [HEADINGS.index(tag) + 1 for tag in tags]
    assert len(shown) == len(levels)
    assert shown[0] == 2
    assert all(2 <= after <= before + 1 for before, after in pairwise(shown))
    for at in range(1, len(levels)):
        if levels[at] > levels[at - 1] and shown[at - 1] < 6:
            assert shown[at] == shown[at - 1] + 1
        if levels[at] == levels[at - 1]:
            assert shown[at] == shown[at - 1]


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_gives_a_page_that_a_browser_need_not_repair(text: str) -> None:
    parse(f"<!doctype html><title>x</title><div>{render(text)}</div>")


def test_gaps_are_marked_and_only_known_names_are_filled_in() -> None:
    text = render("{{ home }} {{home}} {{ secret_key }} [bitte eintragen: Name & Amt] [please fill in: x]")
    assert text == (
        "<p>Lennestadt Lennestadt {{ secret_key }} "
        '<mark class="gap">[bitte eintragen: Name &amp; Amt]</mark> '
        '<mark class="gap">[please fill in: x]</mark></p>\n'
    )
    assert filled("{{ home }}", {"home": "{{ home }}"}) == "{{ home }}"


def test_lines_of_an_address_stay_lines() -> None:
    assert render("Markt 1\n57368 Lennestadt") == "<p>Markt 1<br />\n57368 Lennestadt</p>\n"
