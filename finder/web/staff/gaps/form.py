"""The filters of the report on gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from finder.actions.context import Finder
from finder.domain.gap_query import RADII_KM, Area, GapQuery
from finder.web import labels
from finder.web.i18n import format_measure, joined
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option

PATH = "/staff/luecken"


@dataclass(frozen=True, slots=True)
class Select:
    """A choice of one."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class GapForm:
    """The filters, and the addresses of the files of what they show."""

    selects: tuple[Select, ...]
    is_step_free: bool
    csv: str
    csv_all_languages: str

    @property
    def chosen(self) -> str:
        """What is shown, in words, for paper."""
        chosen = [o.label for select in self.selects for o in select.options if o.is_chosen]
        return joined([*chosen, *([_("nur mit stufenlosem Zugang")] if self.is_step_free else [])])


def gap_form(finder: Finder, query: GapQuery) -> GapForm:
    """The form that says what the query says."""
    radii = [(str(km), format_measure(km, "km", 0)) for km in RADII_KM]
    return GapForm(
        selects=(
            _select("category", _("Themen"), _categories(finder), query.category),
            _select("language", _("Sprache"), _languages(finder), query.language),
            _select("radius_km", _("Umkreis"), radii, str(query.radius_km)),
            _select("area", _("Gebiet"), _areas(finder), query.area.value),
        ),
        is_step_free=query.is_step_free,
        csv=address(query, ".csv"),
        csv_all_languages=address(query, ".csv", languages="all"),
    )


def address(query: GapQuery, ending: str = "", **more: str) -> str:
    """The address of the report of a query, or of a file of it."""
    params = urlencode([*query.to_params(), *more.items()])
    return PATH + ending + (f"?{params}" if params else "")


def _select(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> Select:
    return Select(name, label, tuple(Option(value, text, value == chosen) for value, text in choices))


def _categories(finder: Finder) -> list[tuple[str, str]]:
    """Every topic that has others below it, under its fields of action."""
    return [("", _("Alle Handlungsfelder")), *_with_topics(finder)]


def _with_topics(finder: Finder) -> Iterator[tuple[str, str]]:
    for term in finder.taxonomy.terms:
        if finder.taxonomy.children(term.key):
            line = [*reversed(finder.taxonomy.ancestors(term.key)), term.key]
            yield term.key, " › ".join(map(labels.topic, line))


def _languages(finder: Finder) -> list[tuple[str, str]]:
    """All that have a name, not only those that are offered: the others are the gaps."""
    named = sorted(((labels.language(code), code) for code in finder.names.codes), key=_folded)
    return [("", _("Alle Sprachen")), *((code, name) for name, code in named)]


def _folded(pair: tuple[str, str]) -> str:
    return pair[0].casefold()


def _areas(finder: Finder) -> list[tuple[str, str]]:
    home = finder.gazetteer.home
    return [(Area.TOWN.value, home.municipality), (Area.DISTRICT.value, home.district or home.municipality)]
