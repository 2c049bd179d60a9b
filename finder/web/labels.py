"""The words of pages for the keys of the domain: roles, readings, criteria, facts, topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from finder.actions.context import access_names
from finder.errors import NotFound
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_measure, mark
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
NEW_PATIENTS = {
    "yes": mark("Nimmt zurzeit neue Patientinnen und Patienten auf"),
    "waiting_list": mark("Führt zurzeit eine Warteliste"),
    "only_families": mark("Nimmt zurzeit nur Angehörige neu auf"),
    "no": mark("Nimmt zurzeit niemanden neu auf"),
}
INSURANCE = {
    "statutory": mark("gesetzlich Versicherte"),
    "private": mark("privat Versicherte"),
    "self_pay": mark("Selbstzahlende"),
    "asylblg_voucher": mark("mit Behandlungsschein (AsylbLG)"),
    "none_needed": mark("ohne Versicherung"),
}
ASSURED = {
    "phone": mark("telefonisch"),
    "mail": mark("schriftlich"),
    "visit": mark("vor Ort"),
    "provider_link": mark("durch den Anbieter"),
    "import": mark("durch die Quelle"),
}


PROFILES = {
    "manual_wheelchair": mark("Handrollstuhl"),
    "electric_wheelchair": mark("Elektrorollstuhl"),
    "walker_or_pram": mark("Rollator oder Kinderwagen"),
    "walking_difficulty": mark("Gehen fällt schwer"),
    "blind_or_low_vision": mark("Blind oder sehbehindert"),
    "deaf_or_hard_of_hearing": mark("Gehörlos oder schwerhörig"),
    "cognitive": mark("Lernschwierigkeiten"),
}
LIMITS = {
    "max_steps": mark("Stufen, höchstens"),
    "max_step_cm": mark("Höhe einer Stufe, höchstens"),
    "max_slope_pct": mark("Steigung einer Rampe, höchstens"),
    "min_door_cm": mark("Breite der Tür, mindestens"),
    "lift_cabin": mark("Aufzug, außer im Erdgeschoss"),
    "parking_m": mark("Weg vom Behindertenparkplatz, höchstens"),
}
LIMIT_UNITS = {
    "max_steps": "",
    "max_step_cm": "cm",
    "max_slope_pct": "%",
    "min_door_cm": "cm",
    "parking_m": "m",
}
FITS = {
    "fits": mark("Passt"),
    "unknown": mark("Nicht bekannt – bitte vorher nachfragen"),
    "fails": mark("Passt nicht"),
}
KBV_LEVELS = {
    "uneingeschraenkt": mark("uneingeschränkt barrierefrei"),
    "weitgehend": mark("weitgehend barrierefrei"),
    "gehbehinderte": mark("für Gehbehinderte zugänglich"),
    "nicht": mark("nicht barrierefrei"),
    "unknown": mark("nicht bekannt"),
}
_OWN_FACTS = {"opening_hours": "visit", "phone_hours": "phone"}
_OWN_VALUES = {"closed": mark("geschlossen")}


def of(table: Mapping[str, str], key: str) -> str:
    """The label of a key in the language of the page; the key itself where the table has none."""
    return _(table[key]) if key in table else key


def criterion(key: str) -> str:
    """The label of an access criterion."""
    return access_names().criterion(key, current_lang())


def fact(key: str) -> str:
    """The label of an access fact, or of hours among the facts to ask about."""
    if key in _OWN_FACTS:
        return of(HOURS, _OWN_FACTS[key])
    return access_names().fact(key, current_lang())


def fact_value(value: str, unit: str) -> str:
    """The value of a fact in words: `ja`, or a number with its unit."""
    for words in (READINGS, _OWN_VALUES):
        if value in words:
            return of(words, value)
    try:
        return format_measure(float(value), unit)
    except (ValueError, OverflowError):
        return value


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
    if parameter in LIMITS:
        return f"{of(LIMITS, parameter)}: {limit_value(parameter, value)}"
    words: dict[str, Callable[[str], str]] = {
        "language": language,
        "access": criterion,
        "need": criterion,
        "category": topic,
        "profile": partial(of, PROFILES),
        "fit": partial(of, FITS),
        "unknown": lambda _value: of(FITS, "unknown"),
    }
    return words[parameter](value) if parameter in words else value


def limit_value(parameter: str, value: str) -> str:
    """A limit with its unit, or the lift by its cabin."""
    return cabin(value) if parameter == "lift_cabin" else fact_value(value, LIMIT_UNITS[parameter])


def cabin(size: str) -> str:
    """A lift by the size of its cabin: `any`, or width and length in cm."""
    return _("jede Größe") if size == "any" else _("ab %(size)s cm", size=size.replace("x", " × "))
