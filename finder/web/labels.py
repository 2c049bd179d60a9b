"""The words of pages for the keys of the domain: roles, readings, criteria, facts, topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from finder.domain.names import AccessNames
from finder.errors import NotFound
from finder.paths import DATA
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_number, mark
from finder.web.i18n import gettext as _

ROLES = {
    "professional": mark("Fachperson"),
    "team": mark("Team"),
    "phone": mark("Am Telefon"),
    "interpreter": mark("Dolmetschen auf Anfrage"),
    "volunteer": mark("Ehrenamtliche"),
    "written": mark("Schriftlich"),
}
READINGS = {
    "yes": mark("ja"),
    "limited": mark("eingeschränkt"),
    "no": mark("nein"),
    "unknown": mark("nicht bekannt"),
}
LEVELS = {
    "native": mark("Muttersprache"),
    "fluent": mark("fließend"),
    "basic": mark("Grundkenntnisse"),
}
HOURS = {
    "visit": mark("Öffnungszeiten"),
    "phone": mark("Telefonzeiten"),
    "open_consultation": mark("Offene Sprechstunde"),
    "counselling": mark("Beratungszeiten"),
    "on_call": mark("Bereitschaftsdienst"),
}
ASSURED = {
    "phone": mark("telefonisch"),
    "mail": mark("schriftlich"),
    "visit": mark("vor Ort"),
    "provider_link": mark("durch den Anbieter"),
    "import": mark("durch die Quelle"),
}


def of(table: Mapping[str, str], key: str) -> str:
    """The label of a key in the language of the page; the key itself where the table has none."""
    return _(table[key]) if key in table else key


@cache
def _access_names() -> AccessNames:
    return AccessNames.load(DATA / "access" / "labels.csv")


def criterion(key: str) -> str:
    """The label of an access criterion."""
    return _access_names().criterion(key, current_lang())


def fact(key: str) -> str:
    """The label of an access fact."""
    return _access_names().fact(key, current_lang())


def fact_value(value: str, unit: str) -> str:
    """The value of a fact in words: `ja`, or a number with its unit."""
    if value in READINGS:
        return of(READINGS, value)
    try:
        number = format_number(float(value), 2)
    except (ValueError, OverflowError):
        return value
    return f"{number} {unit}".rstrip()


def topic(key: str) -> str:
    """The label of a topic; its key when the taxonomy no longer has it."""
    try:
        return current_finder().taxonomy.label(key, current_lang())
    except NotFound:
        return key


def topics(keys: Iterable[str]) -> tuple[str, ...]:
    """The labels of topics, alphabetically."""
    return tuple(sorted((topic(key) for key in keys), key=str.casefold))


def language(code: str) -> str:
    """The name of a language in the language of the page."""
    return current_finder().names.name(code, current_lang())


def filter_value(parameter: str, value: str) -> str:
    """The value of a filter in the words of the page; the value itself where it is what was typed."""
    words = {"language": language, "access": criterion, "category": topic}
    return words[parameter](value) if parameter in words else value
