"""What to do next, the most urgent first, each with the page where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finder.actions.overview import Overview
from finder.clock import utc_now
from finder.domain.review import ReviewState
from finder.domain.roles import Permission
from finder.web.i18n import gettext as _
from finder.web.i18n import ngettext
from finder.web.staff.access import current_account
from finder.web.staff.navigation import PARTS

ENTRIES: Final = "/staff/eintraege"
NEW_ENTRY: Final = "/staff/eintraege/neu"
SUGGESTIONS: Final = "/staff/vorschlaege"
DUE: Final = "/staff/aktualitaet"
UNPLACED: Final = "/staff/positionen"
IMPORTS: Final = "/staff/importe"
JOBS: Final = "/staff/auftraege"
MAILS: Final = "/staff/postausgang"
GAPS: Final = "/staff/luecken"

_NEEDS: Final = {NEW_ENTRY: Permission.EDIT, **{part.path: part.need for part in PARTS}}


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: a sentence, more about it, and the address where it is done ("" for none)."""

    text: str
    more: str
    href: str
    is_urgent: bool = False


def tasks(found: Overview) -> tuple[Task, ...]:
    """What is to do by these numbers; nothing when all is well."""
    return tuple(_tasks(found))


def _tasks(found: Overview) -> Iterator[Task]:
    if n := found.mails.get("failed", 0):
        text = ngettext("%(num)s E-Mail kam nicht an", "%(num)s E-Mails kamen nicht an", n)
        yield Task(text, _("Bitte prüfen und noch einmal senden."), allowed(MAILS), is_urgent=True)
    if n := found.jobs.get("failed", 0):
        text = ngettext("%(num)s Auftrag ist gescheitert", "%(num)s Aufträge sind gescheitert", n)
        yield Task(text, _("Dort steht, woran es lag."), allowed(JOBS), is_urgent=True)
    yield from _suggestions(found)
    yield from _entries(found)


def _suggestions(found: Overview) -> Iterator[Task]:
    waiting = found.suggestions
    n = waiting.this_week + waiting.this_month + waiting.older
    if n and waiting.oldest_at:
        text = ngettext("%(num)s Hinweis wartet auf Antwort", "%(num)s Hinweise warten auf Antwort", n)
        days = (utc_now() - waiting.oldest_at) // dt.timedelta(days=1)
        age = ngettext("Der älteste wartet seit %(num)s Tag.", "Der älteste wartet seit %(num)s Tagen.", days)
        yield Task(text, age, allowed(SUGGESTIONS), is_urgent=bool(waiting.older))


def _entries(found: Overview) -> Iterator[Task]:
    if n := found.pinned.unplaced:
        text = ngettext(
            "%(num)s Anschrift hat noch keinen Punkt", "%(num)s Anschriften haben noch keinen Punkt", n
        )
        yield Task(
            text, _("Solche Einträge fehlen auf der Karte und in der Umkreissuche."), allowed(UNPLACED)
        )
    due = found.reviews.get(ReviewState.DUE, 0)
    if n := found.reviews.get(ReviewState.OVERDUE, 0) + found.reviews.get(ReviewState.NEVER, 0):
        text = ngettext(
            "%(num)s Eintrag ist überfällig oder wurde noch nie bestätigt",
            "%(num)s Einträge sind überfällig oder wurden noch nie bestätigt",
            n,
        )
        more = _("Ein Anruf oder eine Nachricht an den Anbieter genügt.")
        if due:
            more = ngettext("%(num)s weiterer ist jetzt fällig.", "%(num)s weitere sind jetzt fällig.", due)
        yield Task(text, more, allowed(DUE))
    elif due:
        text = ngettext("%(num)s Eintrag ist jetzt fällig", "%(num)s Einträge sind jetzt fällig", due)
        yield Task(text, _("Ein Anruf oder eine Nachricht an den Anbieter genügt."), allowed(DUE))
    if n := found.missing.access:
        text = ngettext(
            "Bei %(num)s Eintrag ist zum Zugang nichts bekannt",
            "Bei %(num)s Einträgen ist zum Zugang nichts bekannt",
            n,
        )
        yield Task(
            text,
            _("Wer auf Stufenlosigkeit angewiesen ist, findet sie nicht."),
            allowed(ENTRIES, "?fehlt=access"),
        )


def allowed(path: str, query: str = "") -> str:
    """The address if the account may open it, else ""."""
    return path + query if current_account().may(_NEEDS[path]) else ""
