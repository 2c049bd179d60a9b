"""The language of a page: which there are, which one a request wants, and its words and numbers.

German is the language of the source texts. Catalogues are gettext `.po` files; they are compiled in
memory when first needed, so that no compiled file can be out of date.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date as babel_format_date
from babel.dates import format_time as babel_format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, request

SOURCE = "de"
LANGUAGES = ("de", "en")
"""The languages whose catalogue is complete, in the order in which they are offered."""

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def init_app(app: Flask) -> None:
    """Let templates translate, and tell them the language of the page and its direction."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _translations().gettext(text),
        ngettext=lambda one, many, n: _translations().ngettext(one, many, n),
        newstyle=True,
    )
    app.context_processor(lambda: {"lang": current_lang(), "dir": direction(current_lang())})


def current_lang() -> str:
    """The language of the response: that of the address, else the one the visitor's browser asks for."""
    if "lang" not in g:
        first = request.path.split("/")[1]
        g.lang = first if first in LANGUAGES else negotiated_lang()
    lang: str = g.lang
    return lang


def negotiated_lang() -> str:
    """The offered language that Accept-Language likes best; German when it likes none (RFC 9110, 12.5.4)."""
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


def direction(lang: str) -> str:
    """`ltr` or `rtl`, by CLDR."""
    return _locale(lang).text_direction


def own_name(lang: str) -> str:
    """What speakers call an offered language, with a capital, as it stands alone."""
    name = _locale(lang).get_display_name() or lang
    return name[:1].upper() + name[1:]


def gettext(text: str, /, **values: object) -> str:
    """The text in the language of the response, with its `%(name)s` filled in."""
    translated: str = _translations().gettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The text for this number in the language of the response; `%(num)s` is the number, written out."""
    translated: str = _translations().ngettext(one, many, n)
    return translated % {"num": format_number(n), **values}


def mark(text: str) -> str:
    """The text itself: marks one in a table for the catalogues; `gettext` translates it when used."""
    return text


def format_number(number: float, digits: int = 0) -> str:
    """The number with at most so many decimals, as the language writes it."""
    return str(format_decimal(round(number, digits), locale=_locale(current_lang())))


def format_date(day: date) -> str:
    """The date in words, without its weekday."""
    return babel_format_date(day, "long", locale=_locale(current_lang()))


def format_distance(metres: float) -> str:
    """Metres in steps of ten below one kilometre, else kilometres with one decimal."""
    if metres < 995:
        return gettext("%(metres)s m", metres=format_number(round(metres, -1)))
    return gettext("%(km)s km", km=format_number(metres / 1000, 1))


def weekday_names() -> tuple[str, ...]:
    """The short names of the weekdays, Monday first, without a full stop."""
    days = _locale(current_lang()).days["stand-alone"]["short"]
    return tuple(str(days[number]).rstrip(".") for number in range(7))


def weekday_full_names() -> tuple[str, ...]:
    """The names of the weekdays, Monday first."""
    days = _locale(current_lang()).days["stand-alone"]["wide"]
    return tuple(str(days[number]) for number in range(7))


def format_clock(moment: time | datetime) -> str:
    """Hours and minutes as the language writes them."""
    return babel_format_time(moment, "short", locale=_locale(current_lang()))


@lru_cache(maxsize=64)
def _locale(lang: str) -> Locale:
    return Locale.parse(lang, sep="-")


def _translations() -> NullTranslations:
    return _catalogue(current_lang())


@lru_cache(maxsize=64)
def _catalogue(lang: str) -> NullTranslations:
    if lang == SOURCE:
        return NullTranslations()
    with (CATALOGUES / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
