"""Every page in every offered language; the search survives a change of language."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from babel import Locale
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from page import CheckedClient, parse, text_of
from website import Site
from werkzeug.routing import Rule

from finder.paths import ROOT
from finder.web.i18n import CATALOGUES, LANGUAGES, SOURCE, STAFF_LANGUAGES

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=0 && n%100<=2 ? 4 : 5)",
    "fa": "nplurals=1; plural=0",
    "fr": "nplurals=2; plural=(n > 1)",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2)",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2)",
    "tr": "nplurals=1; plural=0",
}
PLURALS["uk"] = PLURALS["ru"]
TWO_FORMS = "nplurals=2; plural=(n != 1)"
MAPPINGS = {"messages": "babel.cfg", "staff": "staff.cfg"}
"""Where the texts of each catalogue are found."""

CATALOGUE_NAMES = [
    *((lang, "messages") for lang in LANGUAGES if lang != SOURCE),
    *((lang, "staff") for lang in STAFF_LANGUAGES if lang != SOURCE),
]


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [("en-GB,en;q=0.9", "en"), ("de", "de"), ("it,so", "de"), ("", "de"), ("ps, en;q=0.5, de;q=0.4", "en")],
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


def test_every_page_is_reached_without_its_language(site: Site) -> None:
    adapter = site.app.url_map.bind("localhost")
    rules = [
        rule
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/<language:") and "GET" in (rule.methods or ())
    ]
    assert len(rules) >= 5
    for rule in rules:
        values = {name: "de" if name.endswith("lang") else _value(rule, name) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values, method="GET")
        assert path.startswith("/de")
        answer = site.client.get(path.removeprefix("/de"), headers={"Accept-Language": "en"})
        assert answer.headers["Location"] == path.replace("/de", "/en", 1), rule


def _value(rule: Rule, name: str) -> str:
    """A value that the part of the address allows: one of a list, or a number."""
    return min(getattr(rule._converters.get(name), "items", ("1",)))


def test_a_language_may_be_named_beside_the_search(client: CheckedClient) -> None:
    wish = {"Accept-Language": "de"}
    named = client.get("/suche?near=57368&lang=en&q=&language=tr", headers=wish)
    assert named.headers["Location"] == "/en/suche?near=57368&q=&language=tr"
    assert client.get("/?lang=en", headers=wish).headers["Location"] == "/en/"
    assert client.get("/?lang=xx", headers=wish).headers["Location"] == "/de/?lang=xx"


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/suche", "/xx/suche", "/de/de/", "/de-/"])
def test_what_is_no_page_in_any_language_leads_nowhere(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_nothing_but_reading_leads_on(client: CheckedClient) -> None:
    assert client.post("/suche").status_code == 404
    assert client.head("/suche").status_code == 302


def test_the_language_switch_keeps_the_search(client: CheckedClient) -> None:
    tree = parse(client.get("/de/suche?near=57368&language=tr&access=step_free").text)
    switch = {a.get("lang"): a for a in tree.iter("a") if a.get("hreflang")}
    assert list(switch) == list(LANGUAGES)
    assert switch["en"].get("href") == "/en/suche?near=57368&language=tr&access=step_free"
    assert text_of(switch["en"]) == "English"
    assert switch["de"].get("aria-current") == "true"
    assert next(text_of(summary) for summary in tree.iter("summary")) == "Sprache der Seite: Deutsch"


def test_each_version_names_the_others(client: CheckedClient) -> None:
    tree = parse(client.get("/en/ueber").text)
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in tree.iter("link")}
    assert links["canonical", None] == "http://localhost/en/ueber"
    assert links["alternate", "x-default"] == "http://localhost/de/ueber"
    for lang in LANGUAGES:
        assert links["alternate", lang] == f"http://localhost/{lang}/ueber"


def test_a_page_that_does_not_exist_answers_in_the_language_of_its_address(client: CheckedClient) -> None:
    assert 'lang="en"' in client.get("/en/nothing").text
    assert 'lang="en"' in client.get("/nothing", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(("lang", "name"), CATALOGUE_NAMES)
def test_every_offered_language_is_complete(lang: str, name: str) -> None:
    """No text is missing, empty or a guess, and every plural has as many forms as the language."""
    catalogue = read_po(BytesIO(_file(lang, name)), locale=_locale(lang))
    messages = [message for message in catalogue if message.id]
    assert [message.id for message in messages if not all(_texts(message.string))] == []
    assert [message.id for message in messages if message.fuzzy] == []
    assert {message.id for message in messages} == set(_extracted(MAPPINGS[name]))
    plurals = [message for message in messages if message.pluralizable]
    assert {len(_texts(message.string)) for message in plurals} <= {catalogue.num_plurals}


@pytest.mark.parametrize(("lang", "name"), CATALOGUE_NAMES)
def test_the_plural_forms_of_a_catalogue_are_those_of_its_language(lang: str, name: str) -> None:
    head = _file(lang, name).decode().split("\n\n")[0]
    assert f'"Plural-Forms: {PLURALS.get(lang, TWO_FORMS)};\\n"' in head


@pytest.mark.parametrize(("lang", "name"), CATALOGUE_NAMES)
def test_every_translation_fills_in_what_its_source_does(lang: str, name: str) -> None:
    for message in read_po(BytesIO(_file(lang, name)), locale=_locale(lang)):
        assert not list(message.check())


def _file(lang: str, name: str) -> bytes:
    return (CATALOGUES / lang / "LC_MESSAGES" / f"{name}.po").read_bytes()


def _locale(lang: str) -> Locale:
    return Locale.parse(lang.removesuffix("-simple"))


def _texts(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _extracted(mapping: str) -> Iterator[str | tuple[str, ...]]:
    with (ROOT / "finder" / mapping).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel's
    for folder in ("finder", "templates"):
        mapped = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        chosen = {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}
        for _, _, message, _, _ in extract_from_dir(str(ROOT / folder), mapped, chosen, KEYWORDS):
            yield message if isinstance(message, str) else tuple(message)
