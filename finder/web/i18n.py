"""The language of a page: which there are, which one a request wants, and its words and numbers.

German is the language of the source texts. Catalogues are gettext `.po` files; they are compiled in
memory when first needed, so that no compiled file can be out of date. A text that a catalogue lacks is
shown in German. Formats and directions are CLDR's, by Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import langcodes
from babel import Locale
from babel.dates import format_date as babel_format_date
from babel.dates import format_time as babel_format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit
from flask import Flask, g, request
from werkzeug.routing import BaseConverter, ValidationError

from finder.domain.closeness import best_language

SOURCE = "de"
OWN_NAMES: Final[Mapping[str, str]] = {
    "de": "Deutsch",
    "de-simple": "Leichte Sprache",
    "en": "English",
    "fr": "Français",
    "pl": "Polski",
    "ro": "Română",
    "sq": "Shqip",
    "tr": "Türkçe",
    "bg": "Български",
    "ru": "Русский",
    "uk": "Українська",
    "ar": "العربية",
    "fa": "فارسی",
}
"""What speakers call each language of the interface, in the order in which they are offered: German and
English, then by own name, script by script. `de-simple` is easy German (a registered variant).
"""

LANGUAGES: tuple[str, ...] = tuple(OWN_NAMES)
"""The languages whose catalogue is complete, in the order in which they are offered."""

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
CHOICE = "lang"
"""The parameter by which an address without a language names one."""

STAFF_LANGUAGES = ("de", "en")
"""The languages of the workplace of the staff and of what providers are asked: German first."""

_STAFF_PATHS = ("/staff", "/anbieter")

_CLDR = {"de-simple": "de", "en": "en-GB"}
"""The locales of languages that go by another name in CLDR; readers of English here expect the forms of
Europe, such as 15:00."""

_UNITS = {"km": "length-kilometer", "m": "length-meter", "cm": "length-centimeter", "%": "concentr-percent"}
"""The names of units in CLDR."""

_PARTED_NUMBER = re.compile(r"\d+(?:[ \xa0\u202f]\d+)+")

_DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""The digits of CLDR's numbering systems beside 0 to 9; Babel knows which one a language has, but not
its digits."""


def init_app(app: Flask) -> None:
    """Let templates translate, and tell them the language of the page and its direction."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=lambda text: _translations().gettext(text),
        ngettext=lambda one, many, n: _translations().ngettext(one, many, n),
        newstyle=True,
    )
    app.context_processor(_page_language)
    app.add_template_filter(joined)
    app.url_map.converters["language"] = LanguageConverter


def _page_language() -> dict[str, str]:
    lang = current_lang()
    return {"lang": lang, "dir": direction(lang), "comma": joined(("", ""))}


class LanguageConverter(BaseConverter):
    """The part of an address that names an offered language."""

    regex = "[a-z]{2}(?:-[a-z]+)?"

    def to_python(self, value: str) -> str:
        """The language; another text is no match."""
        if not is_offered(value):
            raise ValidationError
        return value


def is_offered(lang: str) -> bool:
    """Whether pages are offered in a language."""
    return lang in LANGUAGES


def offered() -> tuple[str, ...]:
    """The offered languages in their order."""
    return LANGUAGES


def current_lang() -> str:
    """The language of the response: that of the address, else the one the visitor wants."""
    if "lang" not in g:
        first = request.path.split("/")[1]
        if f"/{first}" in _STAFF_PATHS:
            g.lang = wanted_lang(STAFF_LANGUAGES)
        else:
            g.lang = first if is_offered(first) else wanted_lang()
    lang: str = g.lang
    return lang


def wanted_lang(languages: Sequence[str] = ()) -> str:
    """Of these languages (the offered ones by default) the one that the address asks for with `lang`, else
    the one that serves the wishes of Accept-Language best; German when none does.
    """
    languages = languages or LANGUAGES
    choice = request.args.get(CHOICE, "")
    if choice in languages:
        return choice
    return best_language(request.accept_languages, languages) or SOURCE


def direction(lang: str) -> str:
    """`ltr` or `rtl`, by CLDR."""
    return _locale(lang).text_direction


@lru_cache(maxsize=64)
def with_territory(lang: str) -> str:
    """The language with the country where most people speak it (CLDR), as Open Graph wants it: `de_DE`."""
    likely = langcodes.Language.get(lang).maximize()
    return f"{likely.language}_{likely.territory}"


def gettext(text: str, /, **values: object) -> str:
    """The text in the language of the response, with its `%(name)s` filled in."""
    translated: str = _translations().gettext(text)
    return translated % values if values else translated


def gettext_in(lang: str, text: str, /, **values: object) -> str:
    """The text in a certain language, with its `%(name)s` filled in."""
    translated: str = _translations(lang).gettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The text for this number in the language of the response; `%(num)s` is the number, written out."""
    translated: str = _translations().ngettext(one, many, n)
    return translated % {"num": format_number(n), **values}


def mark(text: str) -> str:
    """The text itself: marks one in a table for the catalogues; `gettext` translates it when used."""
    return text


def format_number(number: float, digits: int = 0, lang: str = "") -> str:
    """The number with at most so many decimals, as a language (that of the response by default) writes it."""
    lang = lang or current_lang()
    written = format_decimal(round(number, digits), locale=_locale(lang), numbering_system="default")
    return in_digits(written, lang)


def format_money(amount: float, currency: str) -> str:
    """The amount with its currency (ISO 4217; another code as it is), on one line."""
    written = format_currency(amount, currency, locale=_locale(current_lang()), numbering_system="default")
    return in_digits(written.replace(" ", "\xa0"))


def format_date(day: date) -> str:
    """The date in words, without its weekday."""
    return in_digits(babel_format_date(day, "long", locale=_locale(current_lang())))


def format_size(size_bytes: int) -> str:
    """The size of a file in kilobytes or, from a thousand of them, megabytes; at least one kilobyte."""
    unit, number = ("megabyte", size_bytes / 1e6) if size_bytes >= 1e6 else ("kilobyte", size_bytes / 1e3)
    digits = 1 if unit == "megabyte" else 0
    shown = max(round(number, digits), 1)
    return str(format_unit(shown, f"digital-{unit}", "short", locale=_locale(current_lang())))


def format_weekday_date(day: date) -> str:
    """The date in words, with its weekday."""
    return in_digits(babel_format_date(day, "full", locale=_locale(current_lang())))


def format_measure(value: float, unit: str, digits: int = 2) -> str:
    """The number with its unit, at most so many decimals; a unit that CLDR does not know as it is."""
    if unit not in _UNITS:
        return f"{format_number(value, digits)} {unit}".rstrip()
    locale, number = _locale(current_lang()), round(value, digits)
    text = format_unit(number, _UNITS[unit], "short", locale=locale, numbering_system="default")
    return in_digits(text)


def format_distance(metres: float) -> str:
    """Metres in steps of ten below one kilometre, else kilometres with one decimal."""
    if metres < 995:
        return format_measure(round(metres, -1), "m", 0)
    return format_measure(metres / 1000, "km", 1)


def weekday_names() -> tuple[str, ...]:
    """The short names of the weekdays, Monday first, without a full stop."""
    days = _locale(current_lang()).days["stand-alone"]["abbreviated"]
    return tuple(str(days[number]).rstrip(".") for number in range(7))


def weekday_full_names() -> tuple[str, ...]:
    """The names of the weekdays, Monday first."""
    days = _locale(current_lang()).days["stand-alone"]["wide"]
    return tuple(str(days[number]) for number in range(7))


def format_clock(moment: time | datetime) -> str:
    """Hours and minutes as the language writes them, on one line."""
    return in_digits(babel_format_time(moment, "short", locale=_locale(current_lang())).replace(" ", "\xa0"))


def format_hour(hour: str) -> str:
    """An hour of the clock, `08:00` to `24:59`, as the language writes it."""
    if hour == "24:00" and "H" in _locale(current_lang()).time_formats["short"].pattern:
        return in_digits(hour)
    hours, minutes = map(int, hour.split(":"))
    return format_clock(time(hours % 24, minutes))


def joined(texts: Iterable[str]) -> str:
    """The texts one after another, with the comma of the language."""
    return ("، " if direction(current_lang()) == "rtl" else ", ").join(texts)


def isolated(text: str) -> str:
    """The text as one piece where a sentence runs from the right, so that `57368 Lennestadt` keeps its order
    (Unicode Annex 9); elsewhere as it is.
    """
    return f"\u2068{text}\u2069" if direction(current_lang()) == "rtl" else text


def with_whole_numbers(text: str, lang: str) -> str:
    """The text with numbers such as `116 117` as one piece each where its language runs from the right,
    which would else turn their parts around; in other languages as it is.
    """
    return _PARTED_NUMBER.sub("\u2066\\g<0>\u2069", text) if direction(lang) == "rtl" else text


def in_digits(text: str, lang: str = "") -> str:
    """The text with the digits of the language: `۱۵:۳۰` in Persian. Not for what people dial, type or look
    for on a sign.
    """
    return text.translate(_digit_table(lang or current_lang()))


@lru_cache(maxsize=64)
def _digit_table(lang: str) -> dict[int, str]:
    digits = _DIGITS.get(_locale(lang).default_numbering_system, "")
    return {ord(str(value)): digit for value, digit in enumerate(digits)}


def browser_locale() -> str:
    """The locale by which a script writes dates and numbers as this module does."""
    return _CLDR.get(current_lang(), current_lang())


@lru_cache(maxsize=64)
def _locale(lang: str) -> Locale:
    return Locale.parse(_CLDR.get(lang, lang), sep="-")


def _translations(lang: str = "") -> NullTranslations:
    return _catalogues(CATALOGUES, lang or current_lang())


@lru_cache(maxsize=64)
def _catalogues(catalogues: Path, lang: str) -> NullTranslations:
    """The words of the public pages and, where there are any, of the staff's; those of the public pages
    outweigh, so that they say the same whatever the staff calls it. German needs none.
    """
    if lang == SOURCE:
        return NullTranslations()
    folder = catalogues / lang / "LC_MESSAGES"
    public = _catalogue(folder / "messages.po", lang)
    if not (folder / "staff.po").exists():
        return public
    words = _catalogue(folder / "staff.po", lang)
    words.merge(public)
    return words


def _catalogue(path: Path, lang: str) -> Translations:
    """The words of a catalogue; its plural forms are those that its head states."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=_locale(lang))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
