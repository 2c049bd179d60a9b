"""The charts of the overview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from finder.actions.context import Finder
from finder.actions.misses import MissReport
from finder.actions.overview import Overview
from finder.domain.miss import K, Trait
from finder.domain.review import ReviewState
from finder.web.i18n import format_number, mark
from finder.web.i18n import gettext as _
from finder.web.staff.charts import Chart, Data, bar_chart
from finder.web.staff.gaps.misses import label_of

STATUSES: Final = {
    "active": mark("öffentlich"),
    "temporarily closed": mark("vorübergehend geschlossen"),
    "inactive": mark("ruht, wird nicht gezeigt"),
    "defunct": mark("aufgegeben, wird nicht gezeigt"),
}
"""The statuses of services whose entries are meant for the public."""

PUBLICATIONS: Final = {
    "draft": mark("Entwurf"),
    "hidden": mark("verborgen"),
    "archived": mark("zurückgezogen"),
}
"""The states of all other entries."""

MAX_MISSES: Final = 6


def entries_chart(found: Overview) -> Chart:
    """Entries by state, each in one of them."""
    rows = (*_named(STATUSES, found.statuses), *_named(PUBLICATIONS, found.publications))
    return _counts("eintraege", _("Einträge nach Zustand"), _("Zustand"), rows)


REVIEWS: Final = {
    ReviewState.FRESH: mark("bestätigt und aktuell"),
    ReviewState.DUE: mark("jetzt fällig"),
    ReviewState.OVERDUE: mark("überfällig"),
    ReviewState.NEVER: mark("noch nie bestätigt"),
}


def reviews_chart(found: Overview) -> Chart:
    """Public entries by whether their confirmation is still good."""
    rows = [(_(name), found.reviews.get(state, 0)) for state, name in REVIEWS.items()]
    title = _("Öffentliche Einträge nach Stand der Prüfung")
    return _counts("pruefung", title, _("Stand"), rows)


def suggestions_chart(found: Overview) -> Chart:
    """Open suggestions by age."""
    waiting = found.suggestions
    rows = (
        (_("bis zu 7 Tage alt"), waiting.this_week),
        (_("bis zu 30 Tage alt"), waiting.this_month),
        (_("älter"), waiting.older),
    )
    return _counts("hinweise", _("Offene Hinweise nach Alter"), _("Alter"), rows)


def pinned_chart(found: Overview) -> Chart:
    """Locations with and without a point."""
    rows = ((_("mit Punkt"), found.pinned.placed), (_("ohne Punkt"), found.pinned.unplaced))
    return _counts("lage", _("Anschriften mit und ohne Punkt"), _("Lage"), rows)


def missing_chart(found: Overview) -> Chart:
    """What public entries lack."""
    missing = found.missing
    rows = (
        (_("nichts zum Zugang"), missing.access),
        (_("keine Sprache"), missing.languages),
        (_("keine Öffnungszeiten"), missing.hours),
        (_("kein Thema"), missing.topics),
    )
    total = format_number(missing.total)
    data = [
        Data(label, [n, missing.total - n], _("%(some)s von %(all)s", some=format_number(n), all=total))
        for label, n in (rows if missing.total else ())
    ]
    kinds = {"cross": _("fehlt"), "empty": _("angegeben")}
    return bar_chart("angaben", _("Was bei öffentlichen Einträgen fehlt"), _("Angabe"), kinds, data)


def missing_sentence(found: Overview) -> str:
    """How complete public entries are."""
    average = format_number(found.missing.completeness)
    return _("Öffentliche Einträge sind im Mittel zu %(average)s von 100 vollständig.", average=average)


def misses_chart(finder: Finder, report: MissReport) -> Chart:
    """The topics that were searched in vain most often."""
    topics = islice(report.shown[Trait.TOPIC,].items(), MAX_MISSES)
    rows = ((label_of(finder, Trait.TOPIC, key), number) for (key,), number in topics)
    return _counts("vergeblich", _("Themen, die vergeblich gesucht wurden"), _("Thema"), rows)


def misses_sentence(report: MissReport) -> str:
    """How many searches found nothing in the last weeks."""
    if not report.total:
        return _("In den letzten vier Wochen weniger als %(least)s Suchen ohne passendes Ergebnis.", least=K)
    total = format_number(report.total)
    return _("In den letzten vier Wochen mindestens %(total)s Suchen ohne passendes Ergebnis.", total=total)


def _named(names: Mapping[str, str], numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """The numbers that there are, in the order of the names."""
    return [(_(name), numbers[key]) for key, name in names.items() if numbers.get(key)]


def _counts(key: str, title: str, subject: str, rows: Iterable[tuple[str, int]]) -> Chart:
    """A chart of single numbers; without bars where all are 0."""
    data = [Data(label, [number]) for label, number in rows]
    shown = data if any(sum(row.numbers) for row in data) else []
    return bar_chart(f"zahl-{key}", title, subject, {"solid": _("Anzahl")}, shown)
