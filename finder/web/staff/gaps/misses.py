"""The tables of what people searched and did not find."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Final

from finder.actions.context import Finder
from finder.actions.misses import WEEKS, MissReport, name_of
from finder.domain.miss import OTHER_LANGUAGE, SEVERAL, K, Trait
from finder.domain.needs import LIMITS, PROFILES
from finder.web import labels
from finder.web.i18n import format_date, format_measure, format_number, mark, ngettext
from finder.web.i18n import gettext as _

_TRAITS: Final = {
    Trait.FIELD: mark("Handlungsfeld"),
    Trait.TOPIC: mark("Thema"),
    Trait.LANGUAGE: mark("Sprache"),
    Trait.NEED: mark("Bedarf"),
    Trait.PLACE: mark("Ort"),
    Trait.RADIUS: mark("Umkreis bis"),
    Trait.OUTCOME: mark("Ergebnis"),
}
_OUTCOMES: Final = {
    "nothing": mark("kein Angebot"),
    "unknown": mark("nur Angebote, bei denen etwas nicht bekannt ist"),
}
_MOMENTS: Final = {"open": mark("geöffnet"), "phone_open": mark("telefonisch erreichbar")}


MAX_ROWS: Final = 12
"""A table on the page has at most so many rows; the file has them all."""


@dataclass(frozen=True, slots=True)
class MissTable:
    """Numbers by one or two traits, the most first."""

    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class MissPage:
    """What is shown of the searches that found nothing; `total` is "" where there were too few."""

    period: str
    total: str
    least: str
    choices: tuple[tuple[str, str, bool], ...]
    tables: tuple[MissTable, ...]


def present_misses(finder: Finder, report: MissReport) -> MissPage:
    """The tables that have rows."""
    last = report.last + dt.timedelta(days=6)
    return MissPage(
        period=_("%(first)s bis %(last)s", first=format_date(report.first), last=format_date(last)),
        total=format_number(report.total) if report.total else "",
        least=format_number(K),
        choices=tuple((str(n), _weeks(n), n == report.weeks) for n in WEEKS),
        tables=tuple(
            MissTable(
                "-".join(traits),
                tuple(_(_TRAITS[trait]) for trait in traits),
                tuple(
                    (
                        tuple(label_of(finder, *pair) for pair in zip(traits, keys, strict=True)),
                        format_number(n),
                    )
                    for keys, n in islice(numbers.items(), MAX_ROWS)
                ),
            )
            for traits, numbers in report.shown.items()
            if numbers
        ),
    )


def _weeks(number: int) -> str:
    return ngettext("%(num)s Woche", "%(num)s Wochen", number)


def label_of(finder: Finder, trait: Trait, key: str) -> str:
    """What a key is called in the language of the page."""
    if key == SEVERAL:
        return _("mehrere")
    match trait:
        case Trait.FIELD | Trait.TOPIC:
            return labels.topic(key)
        case Trait.LANGUAGE:
            return _("andere Sprache") if key == OTHER_LANGUAGE else labels.language(key)
        case Trait.NEED:
            return _need(key)
        case Trait.RADIUS:
            return format_measure(float(key), "km", 0)
        case Trait.OUTCOME:
            return labels.of(_OUTCOMES, key)
    return name_of(finder, trait, key)


def _need(key: str) -> str:
    if key in PROFILES:
        return labels.of(labels.PROFILES, key)
    if key in LIMITS:
        return labels.of(labels.LIMITS, key)
    return labels.of(_MOMENTS, key) if key in _MOMENTS else labels.criterion(key)
