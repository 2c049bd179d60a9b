"""What stands on a page is in its language, or says which other language it is in; and no two pages have
the same title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from page import CheckedClient, parse, text_of
from website import Site

PATHS = (
    "/",
    "/suche?near=Altenhundem",
    "/suche?near=57368&language=tr&access=step_free",
    "/suche?near=Altenhundem&profile=electric_wheelchair&need=induction_loop",
    "/suche?near=Altenhundem&radius_km=1&language=ti&category=general",
    "/suche?near=Attendorn&limit=20&offset=20",
    "/suche?near=Hespecke",
    "/suche?near=Lenestatt",
    "/suche?near=Altenhundem&radius_km=abc",
    "/angebot/{family_doctor}",
    "/angebot/{shelter}",
    "/angebot/{example}",
    "/angebot/{family_doctor}/fragen?profile=electric_wheelchair&language=tr",
    "/angebot/{family_doctor}/aenderung",
    "/vorschlag",
    "/barriere-melden",
    "/thema/health",
    "/thema/general",
    "/a-z",
    "/ratgeber",
    "/ratgeber/krank-sein",
    "/ratgeber/hilfe-und-schutz",
    "/downloads",
    "/ueber",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/leichte-sprache",
    "/gebaerdensprache",
    "/offline",
    "/einbetten",
    "/embed?near=Altenhundem",
    "/nichts",
)
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 2
"""From so many words on, a text that is the same in two languages is no accident."""

NAMES = {"Finder Lennestadt", "hilfetelefon.de", "· BSD-2-Clause"}
"""Are the same in every language."""


def texts(tree: Element) -> Iterator[tuple[str, str]]:
    """Every text of a page that somebody sees or hears, with the language it is marked as."""
    yield from _texts(tree, tree.get("lang", ""))


def _texts(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    lang = element.get("lang", lang)
    if element.tag in ("script", "style") or not isinstance(element.tag, str):
        return
    yield from ((element.get(name, ""), lang) for name in SPOKEN_ATTRIBUTES)
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content", ""), lang
    yield element.text or "", lang
    for child in element:
        yield from _texts(child, lang)
        yield child.tail or "", lang


def own_texts(tree: Element) -> set[str]:
    """The texts of some words that are in the page's own language, blanks made one.

    A title cannot say that a name in it is German; it needs not where the page itself does.
    """
    said = [(" ".join(text.split()), lang == tree.get("lang")) for text, lang in texts(tree)]
    foreign = {text for text, is_own in said if not is_own}
    own = {text for text, is_own in said if is_own and text.split(" – ")[0] not in foreign}
    return {text for text in own if len(WORD.findall(text)) >= FEWEST_WORDS}


def page(site: Site, lang: str, path: str) -> Element:
    answer = site.client.get(f"/{lang}{path.format(**site.ids)}", follow_redirects=True)
    return parse(answer.text)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_left_in_german_without_saying_so(site: Site, path: str) -> None:
    """A forgotten text and a name from the data without its language show alike: they are the same on the
    German page. That each catalogue has every word is another test.
    """
    assert own_texts(page(site, "uk", path)) & own_texts(page(site, "de", path)) <= NAMES


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_no_two_pages_have_the_same_title(site: Site, lang: str) -> None:
    titles: dict[str, str] = {}
    for path in PATHS:
        if path.startswith("/embed"):
            continue  # a frame has the title of what it shows
        title = text_of(page(site, lang, path).findall("head/title")[0])
        assert title not in titles, (path, titles[title])
        titles[title] = path


def test_a_text_that_is_left_in_german_is_seen(client: CheckedClient) -> None:
    german, other = (parse(client.get(f"/{lang}/").text) for lang in ("de", "uk"))
    heading = next(other.iter("h1"))
    heading.text = text_of(next(german.iter("h1")))
    assert own_texts(other) & own_texts(german) == {heading.text}
    heading.set("lang", "de")
    assert own_texts(other) & own_texts(german) == set()
