"""The overview: what to do next, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finder.actions.context import Finder
from finder.actions.misses import MissReport
from finder.actions.overview import ImportLine, Overview
from finder.clock import ZONE
from finder.web.i18n import format_clock, format_date, format_number
from finder.web.i18n import gettext as _
from finder.web.staff.charts import Chart
from finder.web.staff.overview import numbers
from finder.web.staff.overview.tasks import (
    DUE,
    ENTRIES,
    GAPS,
    IMPORTS,
    JOBS,
    NEW_ENTRY,
    SUGGESTIONS,
    UNPLACED,
    Task,
    allowed,
    tasks,
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A run of an import as its row shows it."""

    source: str
    when: str
    is_finished: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the overview: its heading, a sentence, a chart, what stands there without bars, and where
    more is ("" for nowhere).
    """

    key: str
    heading: str
    text: str
    chart: Chart
    empty: str
    link: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Everything that the page shows; `first_steps` only while there is no entry."""

    tasks: tuple[Task, ...]
    first_steps: tuple[Task, ...]
    sections: tuple[Section, ...]
    imports: tuple[ImportRow, ...]
    imports_href: str
    jobs: str
    jobs_href: str


def present_overview(finder: Finder, found: Overview, misses: MissReport) -> OverviewPage:
    """The page of these numbers."""
    has_entries = any(found.publications.values())
    return OverviewPage(
        tasks=tasks(found) if has_entries else (),
        first_steps=() if has_entries else _first_steps(),
        sections=tuple(_sections(finder, found, misses)) if has_entries else (),
        imports=tuple(map(_import_row, found.imports)),
        imports_href=allowed(IMPORTS),
        jobs=_jobs(found),
        jobs_href=allowed(JOBS),
    )


def _first_steps() -> tuple[Task, ...]:
    return (
        Task(
            _("Eine Liste importieren"),
            _("Wenn es schon eine Tabelle gibt, zum Beispiel aus Excel oder LibreOffice."),
            allowed(IMPORTS),
        ),
        Task(
            _("Einen Eintrag anlegen"),
            _("Wenn es noch keine Liste gibt: Fangen Sie mit dem an, wonach am meisten gefragt wird."),
            allowed(NEW_ENTRY),
        ),
    )


def _sections(finder: Finder, found: Overview, misses: MissReport) -> Iterator[Section]:
    yield Section(
        "eintraege",
        _("Einträge"),
        _("Alles, was der Finder hat, auch was die Öffentlichkeit nicht sieht."),
        numbers.entries_chart(found),
        "",
        _("Alle Einträge"),
        allowed(ENTRIES),
    )
    yield Section(
        "pruefung",
        _("Stand der Prüfung"),
        _("Es zählt, wann zuletzt ein Mensch die Angaben bestätigt hat. Speichern allein zählt nicht."),
        numbers.reviews_chart(found),
        _("Noch ist nichts öffentlich."),
        _("Was fällig ist"),
        allowed(DUE),
    )
    yield Section(
        "hinweise",
        _("Offene Hinweise"),
        _("Vorschläge aus der Bevölkerung, über die noch niemand entschieden hat."),
        numbers.suggestions_chart(found),
        _("Alles ist beantwortet."),
        _("Alle Hinweise"),
        allowed(SUGGESTIONS),
    )
    yield Section(
        "lage",
        _("Auf der Karte"),
        _("Anschriften, die einen Punkt haben können. Geheime zählen nicht mit."),
        numbers.pinned_chart(found),
        _("Noch keine Anschriften."),
        _("Punkte setzen"),
        allowed(UNPLACED),
    )
    yield Section(
        "angaben",
        _("Was bei Einträgen fehlt"),
        numbers.missing_sentence(found),
        numbers.missing_chart(found),
        _("Noch ist nichts öffentlich."),
        _("Die unvollständigsten zuerst"),
        allowed(ENTRIES, "?sortierung=completeness"),
    )
    yield Section(
        "vergeblich",
        _("Vergeblich gesucht"),
        numbers.misses_sentence(misses),
        numbers.misses_chart(finder, misses),
        _("Kein Thema wurde oft genug vergeblich gesucht, um es zu zeigen."),
        _("Was in der Stadt fehlt"),
        allowed(GAPS),
    )


def _import_row(run: ImportLine) -> ImportRow:
    began = run.started_at.astimezone(ZONE)
    when = _("%(day)s, %(clock)s", day=format_date(began.date()), clock=format_clock(began))
    counts = (run.added, run.changed, run.retired, run.rejected)
    return ImportRow(run.source, when, run.finished_at is not None, tuple(map(format_number, counts)))


def _jobs(found: Overview) -> str:
    """What works by itself, in a sentence."""
    waiting, running = (format_number(found.jobs.get(state, 0)) for state in ("waiting", "running"))
    mails = format_number(found.mails.get("waiting", 0))
    return _(
        "Aufträge: %(running)s laufen, %(waiting)s warten. E-Mails: %(mails)s warten auf den Versand.",
        running=running,
        waiting=waiting,
        mails=mails,
    )
