"""Every page in every offered language; the search survives a change of language."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from page import CheckedClient, parse, text_of

from finder.paths import ROOT
from finder.web.i18n import CATALOGUES, LANGUAGES, SOURCE

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [("en-GB,en;q=0.9", "en"), ("de", "de"), ("fr,it", "de"), ("", "de"), ("tr, en;q=0.5, de;q=0.4", "en")],
)
def test_an_address_without_language_leads_to_the_visitors(
    client: CheckedClient, wanted: str, lang: str
) -> None:
    query = "?near=Altenhundem&language=tr&language=ar&q=M%C3%BCller"
    for path in ("/", "/suche", "/angebot/1-x", "/ueber"):
        answer = client.get(path + query, headers={"Accept-Language": wanted})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/{lang}{path}{query}"
        assert "Accept-Language" in answer.vary


def test_the_language_switch_keeps_the_search(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=57368&language=tr&access=step_free").text)
    switch = {a.get("lang"): a for a in tree.iter("a") if a.get("hreflang")}
    assert list(switch) == list(LANGUAGES)
    assert switch["en"].get("href") == "/en/suche?near=57368&language=tr&access=step_free"
    assert text_of(switch["en"]) == "English"
    assert switch["de"].get("aria-current") == "true"


def test_each_version_names_the_others(client: CheckedClient) -> None:
    tree = parse(client.get("/en/ueber").text)
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in tree.iter("link")}
    assert links["canonical", None] == "http://localhost/en/ueber"
    assert links["alternate", "de"] == "http://localhost/de/ueber"
    assert links["alternate", "x-default"] == "http://localhost/de/ueber"


def test_a_page_that_does_not_exist_answers_in_the_language_of_its_address(client: CheckedClient) -> None:
    assert 'lang="en"' in client.get("/en/nothing").text
    assert 'lang="en"' in client.get("/nothing", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != SOURCE])
def test_every_offered_language_is_complete(lang: str) -> None:
    catalogue = read_po(
        BytesIO((CATALOGUES / lang / "LC_MESSAGES" / "messages.po").read_bytes()), locale=lang
    )
    translated = {message.id for message in catalogue if message.id and all(_texts(message.string))}
    assert not [message.id for message in catalogue if message.fuzzy and message.id]
    assert _source_texts() == translated


def test_every_translation_fills_in_what_its_source_does() -> None:
    for lang in set(LANGUAGES) - {SOURCE}:
        file = (CATALOGUES / lang / "LC_MESSAGES" / "messages.po").read_bytes()
        for message in read_po(BytesIO(file), locale=lang):
            assert not list(message.check())


def _texts(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _source_texts() -> set[str | tuple[str, ...]]:
    with (ROOT / "finder" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: set[str | tuple[str, ...]] = set()
    for folder in ("finder", "templates"):
        mapped = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        chosen = {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}
        extracted = extract_from_dir(str(ROOT / folder), mapped, chosen, KEYWORDS)
        found |= {
            message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in extracted
        }
    return found
