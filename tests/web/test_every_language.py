"""Pages in all thirteen languages: their direction, their formats, what is isolated in them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from every_language import offer_all
from flask import Flask
from page import parse, text_of
from website import Site, open_site

from finder.settings import Settings
from finder.web import i18n
from finder.web.hours import weekly_lines

OWN_NAMES = {
    "de": "Deutsch", "de-simple": "Leichte Sprache", "en": "English", "fr": "Français", "pl": "Polski",
    "ro": "Română", "sq": "Shqip", "tr": "Türkçe", "bg": "Български", "ru": "Русский", "uk": "Українська",
    "ar": "العربية", "fa": "فارسی",
}  # fmt: skip
RIGHT_TO_LEFT = ("ar", "fa")


@pytest.fixture(scope="module")
def site(spatialite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the offers of `add_offers` in every language."""
    folder = tmp_path_factory.mktemp("languages")
    shutil.copy(spatialite_template, folder / "finder.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        offer_all(patch, folder / "translations")
        with open_site(Settings.from_env({"FINDER_VAR": str(folder)})) as made:
            yield made


@pytest.mark.parametrize("lang", OWN_NAMES)
def test_every_page_is_there_in_every_language(site: Site, lang: str) -> None:
    """The client checks each page, its language and its direction among the rest."""
    offer = f"/{lang}/angebot/{site.ids['family_doctor']}"
    for path, status in {
        f"/{lang}/": 200,
        f"/{lang}/suche?near=Altenhundem&language=tr&access=step_free&open=tu-09:30": 200,
        f"/{lang}/suche?near=Hespecke": 200,
        f"/{lang}/suche?near=57368&radius_km=abc": 400,
        f"/{lang}/ueber": 200,
        f"/{lang}/nothing": 404,
        offer: 301,
    }.items():
        answer = site.client.get(path)
        assert answer.status_code == status, path
        if status != 301:
            assert parse(answer.text).get("lang") == lang
    assert parse(site.client.get(offer, follow_redirects=True).text).get("lang") == lang


def test_the_switch_offers_every_language_by_its_own_name(site: Site) -> None:
    tree = parse(site.client.get("/fa/suche?near=57368&language=tr").text)
    switch = [a for nav in tree.iter("nav") for a in nav.iter("a") if a.get("hreflang")]
    assert {a.get("hreflang"): text_of(a) for a in switch} == OWN_NAMES
    for a in switch:
        lang = a.get("hreflang")
        assert a.get("lang") == lang
        assert a.get("href") == f"/{lang}/suche?near=57368&language=tr"
        assert [bdi.get("dir") for bdi in a.iter("bdi")] == ["rtl" if lang in RIGHT_TO_LEFT else "ltr"]
    assert [a.get("hreflang") for a in switch if a.get("aria-current")] == ["fa"]


def test_pages_for_search_engines_name_every_version(site: Site) -> None:
    tree = parse(site.client.get("/de-simple/ueber").text)
    alternates = {
        link.get("hreflang"): link.get("href") for link in tree.iter("link") if link.get("rel") == "alternate"
    }
    wanted = {lang: f"http://localhost/{lang}/ueber" for lang in OWN_NAMES}
    assert alternates == {**wanted, "x-default": "http://localhost/de/ueber"}


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_what_reads_from_left_to_right_is_isolated(site: Site, lang: str) -> None:
    tree = parse(site.client.get(f"/{lang}/suche?near=Altenhundem&language=tr&radius_km=2").text)
    entry = next(element for element in tree.iter("li") if element.get("id") == "treffer-1")
    isolated = {text_of(bdi): bdi for bdi in entry.iter("bdi")}
    assert isolated["02723 608800"].get("dir") == "ltr"
    assert isolated["Markt 1, 57368 Lennestadt"].get("lang") == "de"
    assert isolated["Hausarztpraxis Yıldız"].get("lang") == "de"
    assert _digits_outside(entry) == set()
    offer = parse(site.client.get(f"/{lang}/angebot/{site.ids['family_doctor']}", follow_redirects=True).text)
    assert [bdi.get("dir") for bdi in offer.iter("bdi") if text_of(bdi) == "02723 608800"] == ["ltr"]


def test_a_place_with_its_postcode_keeps_its_order_in_a_sentence_from_the_right(site: Site) -> None:
    from_right, from_left = (
        parse(site.client.get(f"/{lang}/suche?near=57368").text) for lang in ("ar", "uk")
    )
    order = next(element for element in from_right.iter() if element.get("id") == "anzahl")
    for text in (text_of(next(from_right.iter("h1"))), text_of(order)):
        assert "\u206857368 Lennestadt\u2069" in text
    assert "\u2068" not in text_of(from_right.findall("head/title")[0])
    assert "\u2068" not in text_of(from_left)


def _digits_outside(entry: Element) -> set[str]:
    """The texts of the entry's facts that have digits and stand in no `bdi`, but for the sentence of the page
    that says whether it is open.
    """
    inside = {inner for bdi in entry.iter("bdi") for inner in bdi.iter()}
    outside = [
        item
        for fact in entry.iter("dd")
        for item in fact.iter()
        if item not in inside and not (item.get("class") or "").startswith("open-now")
    ]
    texts = [item.text or "" for item in outside]
    texts += [child.tail or "" for item in outside for child in item]
    return {text for text in texts if any(map(str.isdigit, text))}


@pytest.mark.parametrize(
    ("lang", "number", "day", "distance", "cm"),
    [
        ("de", "1.234,5", "5. Oktober 2026", "3,7 km", "95 cm"),
        ("de-simple", "1.234,5", "5. Oktober 2026", "3,7 km", "95 cm"),
        ("en", "1,234.5", "5 October 2026", "3.7 km", "95 cm"),
        ("ar", "1,234.5", "5 أكتوبر 2026", "3.7 كم", "95 سم"),
        ("fa", "۱٬۲۳۴٫۵", "۵ اکتبر ۲۰۲۶", "۳٫۷ کیلومتر", "۹۵ سانتی\u200cمتر"),
        ("uk", "1 234,5", "5 жовтня 2026 р.", "3,7 км", "95 см"),
        ("ru", "1 234,5", "5 октября 2026 г.", "3,7 км", "95 см"),
        ("fr", "1 234,5", "5 octobre 2026", "3,7 km", "95 cm"),
        ("pl", "1 234,5", "5 października 2026", "3,7 km", "95 cm"),
    ],
)  # fmt: skip
def test_numbers_dates_and_distances_are_written_as_the_language_does(
    site: Site, lang: str, number: str, day: str, distance: str, cm: str
) -> None:
    with site.app.test_request_context(f"/{lang}/"):
        assert _plain(i18n.format_number(1234.5, 1)) == number
        assert _plain(i18n.format_date(dt.date(2026, 10, 5))) == day
        assert _plain(i18n.format_distance(3_700)) == distance
        assert _plain(i18n.format_measure(95, "cm")) == cm


def _plain(text: str) -> str:
    """The text with plain spaces for those that do not break."""
    return re.sub("[\xa0\u202f]", " ", text)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("de", "Mo–Fr 08:00–12:00, 15:00–24:00"), ("de-simple", "Mo–Fr 08:00–12:00, 15:00–24:00"),
        ("en", "Mon–Fri 08:00–12:00, 15:00–24:00"), ("uk", "пн–пт 08:00–12:00, 15:00–24:00"),
        ("ar", "الاثنين–الجمعة 8:00 ص–12:00 م، 3:00 م–12:00 ص"),
        ("fa", "دوشنبه–جمعه ۸:۰۰–۱۲:۰۰، ۱۵:۰۰–۲۴:۰۰"),
        ("sq", "hën–pre 8:00 p.d.–12:00 m.d., 3:00 m.d.–12:00 p.d."),
    ],
)  # fmt: skip
def test_opening_hours_are_written_as_the_language_does(site: Site, lang: str, line: str) -> None:
    with site.app.test_request_context(f"/{lang}/"):
        lines = weekly_lines("Mo-Fr 08:00-12:00,15:00-24:00")
        assert lines is not None
        assert [_plain(f"{item.days} {item.times}") for item in lines] == [line]


PLURALS = {
    "ar": ({0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 5, 99: 5, 100: 4, 103: 3}, 6),
    "uk": ({0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 21: 0, 22: 1, 112: 2}, 3),
    "ru": ({1: 0, 3: 1, 11: 2, 101: 0}, 3),
    "pl": ({1: 0, 2: 1, 5: 2, 12: 2, 21: 2, 22: 1}, 3),
    "ro": ({0: 1, 1: 0, 2: 1, 19: 1, 20: 2, 101: 1, 120: 2}, 3),
    "fr": ({0: 0, 1: 0, 2: 1}, 2),
    "tr": ({1: 0, 5: 0}, 1),
    "de-simple": ({0: 1, 1: 0, 2: 1}, 2),
}


@pytest.mark.parametrize("lang", PLURALS)
def test_each_number_takes_the_plural_of_its_language(
    site: Site, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the head of the catalogue, or without one there by Babel's rule for the language."""
    numbers, forms = PLURALS[lang]
    lines = [f'msgstr[{form}] "%(num)s form {form}"' for form in range(forms)]
    path = tmp_path / lang / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    text = ['msgid "%(num)s Treffer"', 'msgid_plural "%(num)s Treffer"', *lines]
    path.write_text("\n".join([*text, ""]), encoding="utf-8")
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    with site.app.test_request_context(f"/{lang}/"):
        for number, form in numbers.items():
            assert i18n.ngettext("%(num)s Treffer", "%(num)s Treffer", number) == f"{number} form {form}"


def test_what_a_catalogue_lacks_is_shown_in_german(site: Site) -> None:
    with site.app.test_request_context("/uk/"):
        assert i18n.gettext("ein Text, den es nicht gibt") == "ein Text, den es nicht gibt"
        assert i18n.ngettext("%(num)s Schaf", "%(num)s Schafe", 1) == "1 Schaf"
        assert i18n.ngettext("%(num)s Schaf", "%(num)s Schafe", 5) == "5 Schafe"


def test_only_languages_with_own_names_are_offered(site: Site) -> None:
    assert dict(i18n.OWN_NAMES) == OWN_NAMES
    assert list(i18n.OWN_NAMES) == list(OWN_NAMES)
    assert site.client.get("/it/").status_code == 404
    assert isinstance(site.app, Flask)
