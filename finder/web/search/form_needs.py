"""The part of the search form about needs: profiles, limits in numbers, and when it must be open or
a language spoken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finder.domain.language import LanguageRole
from finder.domain.limit_params import HIGHEST
from finder.domain.needs import PROFILES
from finder.domain.offer_hours import Channel
from finder.domain.opening import NOW, OPENINGS
from finder.domain.query import Related
from finder.domain.weektime import WEEKDAYS
from finder.search import Facets
from finder.web import labels
from finder.web.i18n import format_hour, mark, weekday_full_names
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option, Params, counted, first

DAY, CLOCK, WAY = "open", "open_time", "open_for"
"""The fields of the form that say together when it must be open, and for whom: visitors or callers."""

SPOKEN_DAY, SPOKEN_CLOCK = "language_day", "language_clock"
"""The fields that say together when a language must be spoken."""

_APART = frozenset({CLOCK, WAY, SPOKEN_DAY, SPOKEN_CLOCK})
DEFAULT_CLOCK = "09:00"
_CABINS = ("any", "70x90", "110x140")
_WAYS = {Channel.VISIT: mark("für einen Besuch"), Channel.PHONE: mark("am Telefon")}


@dataclass(frozen=True, slots=True)
class Number:
    """A limit to type in; `value` is what was typed."""

    name: str
    label: str
    unit: str
    value: str
    highest: int
    step: str


@dataclass(frozen=True, slots=True)
class NeedsForm:
    """Profiles to tick, limits to type, and the lift to choose."""

    profiles: tuple[Option, ...]
    numbers: tuple[Number, ...]
    cabins: tuple[Option, ...]

    @property
    def has_limits(self) -> bool:
        """Whether any limit is stated, so that the fields must be seen."""
        return any(number.value for number in self.numbers) or any(o.is_chosen for o in self.cabins[1:])


@dataclass(frozen=True, slots=True)
class WhenForm:
    """When it must be open: never mind, now, or on a weekday at a time; to come or to call."""

    days: tuple[Option, ...]
    clock: str
    ways: tuple[Option, ...]

    @property
    def chosen(self) -> str:
        """The chosen day in words, "" where it does not matter."""
        return next((option.label for option in self.days[1:] if option.is_chosen), "")


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """By whom and when a language must be spoken, and whether a closely related one will do."""

    roles: tuple[Option, ...]
    days: tuple[Option, ...]
    clock: str
    has_related: bool

    @property
    def is_stated(self) -> bool:
        """Whether anything is stated, so that the fields must be seen."""
        return self.has_related or any(o.is_chosen for o in (*self.roles, *self.days[1:]))


def needs_form(params: Params) -> NeedsForm:
    """The needs as the parameters state them."""
    wanted = params.get("profile", ())
    return NeedsForm(
        profiles=tuple(Option(key, labels.of(labels.PROFILES, key), key in wanted) for key in PROFILES),
        numbers=tuple(_number(name, first(params, name)) for name in HIGHEST),
        cabins=tuple(_cabins(first(params, "lift_cabin"))),
    )


def _number(name: str, value: str) -> Number:
    is_whole = labels.LIMIT_UNITS[name] not in ("cm", "%")
    return Number(
        name,
        labels.of(labels.LIMITS, name),
        labels.LIMIT_UNITS[name],
        value,
        HIGHEST[name],
        "1" if is_whole else "0.1",
    )


def _cabins(given: str) -> Sequence[Option]:
    sizes = [*_CABINS, *([given] if given and given not in _CABINS else [])]
    return [
        Option("", _("egal"), not given),
        *(Option(size, labels.cabin(size), size == given) for size in sizes),
    ]


def when_form(params: Params, facets: Facets | None) -> WhenForm:
    """When it must be open, as the parameters state it."""
    channel = Channel.PHONE if first(params, OPENINGS[Channel.PHONE]) else Channel.VISIT
    day, _dash, clock = first(params, OPENINGS[channel]).lower().partition("-")
    counts = facets.openings if facets else None
    now = Option(NOW, _("jetzt"), day == NOW, counted(counts, channel))
    return WhenForm(
        days=(
            Option("", _("egal"), not day),
            now,
            *_weekdays(day),
        ),
        clock=clock or DEFAULT_CLOCK,
        ways=tuple(Option(way.value, _(label), way is channel) for way, label in _WAYS.items()),
    )


def spoken_form(params: Params) -> SpokenForm:
    """By whom and when a language must be spoken, as the parameters state it."""
    wanted = params.get("role", ())
    day, _dash, clock = first(params, "language_time").lower().partition("-")
    return SpokenForm(
        roles=tuple(
            Option(role.value, labels.of(labels.ROLES, role), role in wanted) for role in LanguageRole
        ),
        days=(Option("", _("egal"), not day), *_weekdays(day)),
        clock=clock or DEFAULT_CLOCK,
        has_related=first(params, "related") == Related.INCLUDE,
    )


def _weekdays(chosen: str) -> tuple[Option, ...]:
    names = zip(WEEKDAYS, weekday_full_names(), strict=True)
    return tuple(Option(key, name, key == chosen) for key, name in names)


def with_times(params: Params) -> dict[str, list[str]] | None:
    """The parameters with days, times and ways put together as the search takes them; None where the
    form did not send them apart.
    """
    if not _APART & params.keys():
        return None
    merged = {
        name: kept
        for name, values in params.items()
        if name not in _APART | {DAY} and (kept := [value for value in values if value.strip()])
    }
    if day := first(params, DAY):
        channel = Channel.PHONE if first(params, WAY) == Channel.PHONE else Channel.VISIT
        merged[OPENINGS[channel]] = [_week_time(day, first(params, CLOCK))]
    if day := first(params, SPOKEN_DAY):
        merged["language_time"] = [_week_time(day, first(params, SPOKEN_CLOCK))]
    return merged


def _week_time(day: str, clock: str) -> str:
    return f"{day}-{clock or DEFAULT_CLOCK}" if day in WEEKDAYS else day


def opening_words(text: str) -> str:
    """`now` or a weekday and time, in words."""
    names: Mapping[str, str] = dict(zip(WEEKDAYS, weekday_full_names(), strict=True))
    day, _dash, clock = text.partition("-")
    return _("jetzt") if day == NOW else f"{names.get(day, day)} {format_hour(clock)}"
