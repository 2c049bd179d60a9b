"""`finder read`: how a typed text is understood, as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import click
import orjson

from finder.actions.read_text import languages_reading
from finder.clock import ZONE
from finder.domain.holiday import land_of
from finder.domain.hours import State, state_at
from finder.domain.school import load_calendars
from finder.errors import BadInput
from finder.exchange.hours_text import read_hours_text
from finder.settings import Settings

# A text may begin with a dash.
_ANY_TEXT = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
_LENNESTADT = land_of("05966020")


@click.group("read")
def read() -> None:
    """Show how a typed text is understood, as JSON."""


@read.command("hours", context_settings=_ANY_TEXT)
@click.argument("text")
@click.option(
    "--at", "moments", multiple=True, help="Moment such as 2026-11-23T09:00, local time; repeatable."
)
def hours_command(text: str, moments: tuple[str, ...]) -> None:
    """Read typed opening hours; say whether visits are possible at each --at, in Lennestadt."""
    reading = read_hours_text(text)
    answer = {
        "opening_hours": reading.visits or None,
        "certain": reading.is_certain,
        "rest": reading.rest,
        "states": _states(reading.visits, moments) if moments else [],
    }
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


@read.command("languages")
@click.argument("text")
def languages_command(text: str) -> None:
    """Print which languages TEXT names, in which role, on what condition and how certainly."""
    click.echo(orjson.dumps(languages_reading(text), option=orjson.OPT_INDENT_2).decode())


def _states(visits: str, moments: Iterable[str]) -> list[State]:
    calendar = load_calendars(Settings.from_env().var).of(_LENNESTADT)
    return [state_at(visits, _moment(moment), calendar) for moment in moments]


def _moment(text: str) -> dt.datetime:
    """The moment, by the clock of Lennestadt where it names no time zone. Raises BadInput."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("at", text, "a moment such as 2026-11-23T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


COMMANDS = (read,)
