"""The report on gaps as its page shows it: a table of villages and topics, a chart, a table of languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from finder.actions.context import Finder
from finder.actions.gap_report import Cell, GapReport, Row, Town, Verdict, search_at
from finder.domain.population import Population
from finder.web import labels
from finder.web.i18n import format_date, format_distance, format_measure, format_number, mark, ngettext
from finder.web.i18n import gettext as _
from finder.web.search.form import search_path
from finder.web.search.misses import UNCOUNTED
from finder.web.staff.charts import PATTERNS, Chart, Data, bar_chart
from finder.web.staff.gaps.village_map import VillageMap, village_map

VERDICTS: Final = {
    Verdict.REACHABLE: mark("im Umkreis"),
    Verdict.UNKNOWN: mark("im Umkreis, aber nicht bekannt, ob stufenlos"),
    Verdict.SERVED: mark("nur am Telefon oder aufsuchend"),
    Verdict.FAR: mark("nur weiter weg"),
    Verdict.NONE: mark("gar nicht"),
}
_FILLINGS: Final = dict(zip(Verdict, PATTERNS, strict=True))


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: its verdict, what is seen, what is heard after the number, and the search that shows it."""

    verdict: str
    text: str
    spoken: str
    href: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A village with its cells; `people` is "" where nobody counted."""

    name: str
    people: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class TownView:
    """A municipality with its villages."""

    name: str
    people: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """A language, and for each topic in how many villages it is reached."""

    name: str
    numbers: tuple[str, ...]
    is_nowhere: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class GapPage:
    """Everything that the page shows of a report."""

    radius: str
    topics: tuple[str, ...]
    towns: tuple[TownView, ...]
    chart: Chart
    legend: tuple[tuple[str, str], ...]
    languages: tuple[LanguageRow, ...]
    n_villages: str
    map: VillageMap
    has_villages_counted: bool
    strange_villages: tuple[str, ...]


def present_gaps(finder: Finder, report: GapReport, map_topic: str) -> GapPage:
    """The page of a report; its map is that of one of the topics, of the first where it is none of them."""
    topics = tuple(map(labels.topic, report.topics))
    shown = report.topics.index(map_topic) if map_topic in report.topics else 0
    return GapPage(
        radius=format_measure(report.query.radius_km, "km", 0),
        topics=topics,
        towns=tuple(_town(report, town) for town in report.towns),
        chart=_chart(report),
        legend=tuple((verdict.value, _(VERDICTS[verdict])) for verdict in _verdicts(report)),
        languages=tuple(_language_rows(report)),
        n_villages=format_number(len(report.rows)),
        map=village_map(finder.gazetteer.whereabouts, report, shown),
        has_villages_counted=any(row.population for row in report.rows),
        strange_villages=report.strange_villages,
    )


def people(population: Population | None) -> str:
    """How many live there, since when and by whom, "" where nobody counted."""
    if population is None:
        return ""
    return _(
        "%(number)s Einwohner (%(day)s, %(source)s)",
        number=format_number(population.number),
        day=format_date(date.fromisoformat(population.as_of)),
        source=population.source,
    )


def _verdicts(report: GapReport) -> list[Verdict]:
    """Those that can occur: without a need nothing about it is unknown."""
    return [each for each in Verdict if each is not Verdict.UNKNOWN or report.query.is_step_free]


def _town(report: GapReport, town: Town) -> TownView:
    return TownView(town.name, people(town.population), tuple(_row(report, row) for row in town.rows))


def _row(report: GapReport, row: Row) -> RowView:
    cells = zip(report.topics, row.cells, strict=True)
    return RowView(
        row.place.name,
        format_number(row.population.number) if row.population else "",
        tuple(_cell(report, row, topic, cell) for topic, cell in cells),
    )


def _cell(report: GapReport, row: Row, topic: str, cell: Cell) -> CellView:
    href = f"{search_path(search_at(report, row, topic))}&{UNCOUNTED}=1"
    return CellView(cell.verdict.value, _cell_text(cell), _(VERDICTS[cell.verdict]), href)


def _cell_text(cell: Cell) -> str:
    """How many there are, or how far away."""
    match cell.verdict:
        case Verdict.REACHABLE:
            return format_number(cell.fitting)
        case Verdict.UNKNOWN:
            return format_number(cell.unknown)
        case Verdict.SERVED:
            return format_number(cell.serving)
        case Verdict.FAR:
            return format_distance(cell.nearest_fitting_m or 0.0)
    return "–"


def _chart(report: GapReport) -> Chart:
    """In how many villages each topic is reached, and how."""
    verdicts, total = _verdicts(report), len(report.rows)
    rows = []
    for number, topic in enumerate(report.topics):
        counts = Counter(row.cells[number].verdict for row in report.rows)
        value = _(
            "%(some)s von %(all)s", some=format_number(counts[Verdict.REACHABLE]), all=format_number(total)
        )
        rows.append(Data(labels.topic(topic), [counts[verdict] for verdict in verdicts], value))
    rows.sort(key=lambda row: row.numbers[0])
    title = ngettext(
        "Wie viele der Ortschaften ein Angebot haben (%(num)s Ortschaft)",
        "Wie viele der Ortschaften ein Angebot haben (%(num)s Ortschaften)",
        total,
    )
    kinds = {_FILLINGS[verdict]: _(VERDICTS[verdict]) for verdict in verdicts}
    return bar_chart("orte", title, _("Thema"), kinds, rows, _worst(rows, total))


def _worst(rows: list[Data], total: int) -> str:
    """The topic that is reached in the fewest villages, in a sentence; "" without topics."""
    if not rows:
        return ""
    return _(
        "Am wenigsten: %(topic)s, in %(some)s von %(all)s Ortschaften im Umkreis. Alle Zahlen stehen in der"
        " Tabelle darunter.",
        topic=rows[0].label,
        some=format_number(rows[0].numbers[0]),
        all=format_number(total),
    )


def _language_rows(report: GapReport) -> list[LanguageRow]:
    return [
        LanguageRow(
            labels.language(code),
            tuple(map(format_number, numbers)),
            tuple(number == 0 for number in numbers),
        )
        for code, numbers in report.villages_reached.items()
    ]
