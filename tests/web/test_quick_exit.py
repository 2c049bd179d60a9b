"""Pages on sensitive topics have a way out that is reached first, and titles that give nothing away."""

from __future__ import annotations

import re

import pytest
from page import CheckedClient, parse, text_of
from website import Site

REVEALING = re.compile("gewalt|violence|frauen|women|lgbt", re.IGNORECASE)

SENSITIVE = (
    "/{}/suche?category=violence_against_women",
    "/{}/suche?near=Altenhundem&category=violence_against_women&language=tr",
    "/{}/suche?q=Frauenhaus",
    "/{}/suche?category=health&category=lgbtq",
    "/{}/thema/violence_against_women",
    "/{}/thema/lgbtq",
    "/{}/ratgeber/hilfe-und-schutz",
)
OTHERS = (
    "/{}/",
    "/{}/suche?category=health",
    "/{}/thema/counselling",
    "/{}/ratgeber/notfall",
    "/{}/a-z",
    "/{}/impressum",
)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("path", SENSITIVE)
def test_a_sensitive_page_has_the_way_out_and_a_neutral_title(
    client: CheckedClient, path: str, lang: str
) -> None:
    check(client, path.format(lang))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_so_has_the_page_of_an_offer(site: Site, lang: str) -> None:
    check(site.client, site.client.get(f"/{lang}/angebot/{site.ids['shelter']}").headers["Location"])
    other = site.client.get(f"/{lang}/angebot/{site.ids['family_doctor']}").headers["Location"]
    assert "quick-exit" not in site.client.get(other).text
    assert "Hausarztpraxis" in text_of(next(parse(site.client.get(other).text).iter("title")))


def check(client: CheckedClient, path: str) -> None:
    tree = parse(client.get(path).text)
    assert not REVEALING.search(text_of(next(tree.iter("title"))))
    first = next(tree.iter("a"))
    assert first.get("id") == "quick-exit"
    assert first.get("href") == "https://www.dwd.de/"
    loaded = [script.get("src", "") for script in tree.iter("script") if script.get("src")]
    assert loaded[0].startswith("/static/exit.js?")


@pytest.mark.parametrize("path", OTHERS)
def test_other_pages_have_none(client: CheckedClient, path: str) -> None:
    assert "quick-exit" not in client.get(path.format("de")).text
