"""What a page shows of an offer: plain view objects, ready to be written, out of its stored summary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from finder.actions.search import Hit, SearchResult
from finder.actions.spoken import LanguageMatch
from finder.clock import today, utc_now
from finder.domain.access import Reading
from finder.domain.fit import Fit
from finder.domain.language import language_matches
from finder.web import labels
from finder.web.clean import without_directions
from finder.web.contact import Phone, phone, web_address, web_name
from finder.web.current import current_finder
from finder.web.hours import HoursLine, in_a_line, plain_words, weekly_lines
from finder.web.i18n import current_lang, format_date, format_distance, joined, ngettext
from finder.web.i18n import gettext as _
from finder.web.offer.ask_link import card_path
from finder.web.open_words import OpenNow, open_now
from finder.web.shortlist.carry import with_list
from finder.web.translated import Words, meaning_of

MAX_NAME = 200
"""Longer names are cut in lists and on the map; the page of the offer has them whole."""

CORE_CRITERIA = ("step_free", "door_wide", "lift", "toilet", "parking")
"""The criteria that a list shows besides those asked for, known or not."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language; `is_wanted` when the visitor asked for it, `condition` in the words of whoever stated
    it (German).
    """

    name: str
    is_wanted: bool
    note: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class SpokenBy:
    """The languages of one role."""

    role: str
    languages: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """One criterion with what is known of it."""

    key: str
    label: str
    reading: str
    word: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Times:
    """Hours of one kind: lines in words, or the text itself where it is not understood."""

    kind: str
    lines: tuple[HoursLine, ...]
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the visitor asked for, to be stressed in the entries."""

    languages: Collection[str] = ()
    access: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One offer as a list shows it; `number` is its place in the list and on the map.

    `is_approximate` when its point cannot be better than a village or postcode. `missing` are the facts
    to ask about, `failing` those that stand against what is needed; `why` says who speaks the language
    asked for, `ask` leads to ready questions about what is missing. `meaning` is the name in the language
    of the page. `id` is 0 where nobody needs it.
    """

    number: int
    path: str
    name: str
    organization: str
    person: str
    topics: tuple[str, ...]
    distance: str
    address: tuple[str, ...]
    lat: float | None
    lon: float | None
    is_approximate: bool
    phones: tuple[Phone, ...]
    spoken: tuple[SpokenBy, ...]
    access: tuple[Access, ...]
    unknown: tuple[Access, ...]
    hours: Times | None
    website: str
    website_name: str
    source: str
    is_example: bool
    is_closed: bool
    assured: str
    overdue: str
    new_patients: str
    open_now: OpenNow | None
    fit: str = Fit.FITS
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    why: str = ""
    ask: str = ""
    meaning: Words | None = None
    id: int = 0


def entries(result: SearchResult) -> tuple[Entry, ...]:
    """The entries of a page of results, numbered on from the page before."""
    query = result.sought
    wanted = Wanted(query.languages, query.all_criteria)
    first = query.offset + 1
    return tuple(
        replace(
            _entry_of_hit(hit, number, wanted), ask=card_path(hit.id, query) if hit.reasons.missing else ""
        )
        for number, hit in enumerate(result.hits, first)
    )


def _entry_of_hit(hit: Hit, number: int, wanted: Wanted) -> Entry:
    distance = "" if hit.distance_m is None else format_distance(hit.distance_m)
    shown = entry(hit.properties, (hit.lat, hit.lon), number=number, distance=distance, wanted=wanted)
    return replace(
        shown,
        id=hit.id,
        fit=hit.fit.value,
        why=_why(hit.spoken),
        missing=tuple(labels.fact(key) for key in hit.reasons.missing),
        failing=tuple(
            f"{labels.fact(fact.key)}: {labels.fact_value(fact.value, fact.unit)}"
            for fact in hit.reasons.failing
        ),
    )


def _why(spoken: tuple[LanguageMatch, ...]) -> str:
    """Who speaks the language asked for, the one that serves best."""
    if not spoken:
        return ""
    best = spoken[0]
    name = labels.language(best.code)
    if best.related:
        name = _("%(language)s (eng verwandt)", language=name)
    if best.person:
        return _("%(person)s spricht %(language)s", person=shortened(best.person), language=name)
    return f"{labels.of(labels.ROLES, best.role)}: {name}"


def entry(
    summary: Mapping[str, Any],
    lat_lon: tuple[float | None, float | None],
    *,
    number: int = 0,
    distance: str = "",
    wanted: Wanted | None = None,
) -> Entry:
    """The entry of a stored summary."""
    wanted = wanted or Wanted()
    access = [item for item in readings(summary["access"], wanted.access) if _is_listed(item)]
    website = web_address(summary["website"])
    return Entry(
        number=number,
        path=with_list(f"/{current_lang()}{summary['url']}"),
        name=shortened(summary["name"]),
        organization=shortened(summary["organization"]),
        person=shortened(summary["person"] or ""),
        topics=labels.topics(summary["categories"]),
        distance=distance,
        address=address_lines(summary["address"]),
        lat=lat_lon[0],
        lon=lat_lon[1],
        is_approximate=lat_lon[0] is not None and is_approximate(summary),
        phones=tuple(phone(stored) for stored in summary["phones"]),
        spoken=spoken_by(summary["languages"], wanted.languages),
        access=tuple(item for item in access if item.reading != Reading.UNKNOWN),
        unknown=tuple(item for item in access if item.reading == Reading.UNKNOWN),
        hours=times("visit", summary["opening_hours"] or ""),
        website=website,
        website_name=web_name(website),
        source=summary["source"]["name"],
        is_example=bool(summary["source"]["is_example"]),
        is_closed=summary["status"] != "active",
        assured=day(summary["assured_date"]),
        overdue=overdue(summary),
        new_patients=labels.of(labels.NEW_PATIENTS, key) if (key := _patients(summary)) else "",
        open_now=open_now(summary, utc_now(), current_finder().calendars),
        meaning=meaning_of(summary, only_checked=True),
    )


def is_approximate(summary: Mapping[str, Any]) -> bool:
    """Whether a point of this summary can be no better than that of a village or a postcode."""
    return not (summary["address"] or {}).get("street")


def _is_listed(item: Access) -> bool:
    return item.is_wanted or item.key in CORE_CRITERIA


def shortened(text: str) -> str:
    """The text, cut at MAX_NAME characters and without marks that would turn what stands around it."""
    text = without_directions(text)
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


def address_lines(address: Mapping[str, str] | None) -> tuple[str, ...]:
    """Street, addition, village, and postcode with town: those that are known."""
    if address is None:
        return ()
    city = address.get("city", "")
    locality = address.get("locality", "")
    town = " ".join(part for part in (address.get("postal_code", ""), city) if part)
    lines = (address.get("street", ""), address.get("extra", ""), "" if locality == city else locality, town)
    return tuple(line for line in lines if line)


def spoken_by(languages: Iterable[Mapping[str, Any]], wanted: Collection[str] = ()) -> tuple[SpokenBy, ...]:
    """The languages by role, in the order in which they are stored, each once a role."""
    roles: dict[str, dict[str, Spoken]] = {}
    for item in languages:
        code = item["code"]
        is_wanted = any(language_matches(tag, code) for tag in wanted)
        notes = (
            labels.of(labels.LEVELS, item.get("level", "unknown")),
            _in_words(item.get("opening_hours", "")),
        )
        note = joined(text for text in notes if text and text != "unknown")
        spoken = Spoken(labels.language(code), is_wanted, note, item.get("note", ""))
        roles.setdefault(item["role"], {})[code] = spoken
    return tuple(SpokenBy(labels.of(labels.ROLES, role), tuple(by.values())) for role, by in roles.items())


def _in_words(expression: str) -> str:
    """The hours of a language in a line."""
    return in_a_line(weekly_lines(expression) or ()) or plain_words(expression)


def readings(access: Mapping[str, str], wanted: Collection[str] = ()) -> list[Access]:
    """Every criterion with its reading: first those the visitor asked for, then in the usual order."""
    items = [
        Access(key, labels.criterion(key), reading, labels.of(labels.READINGS, reading), key in wanted)
        for key, reading in access.items()
    ]
    return sorted(items, key=lambda item: not item.is_wanted)


def times(kind: str, expression: str, note: str = "") -> Times | None:
    """Hours of one kind; None without any."""
    if not expression and not note:
        return None
    lines = weekly_lines(expression)
    return Times(
        labels.of(labels.HOURS, kind), tuple(lines or ()), "" if lines else plain_words(expression), note
    )


def _patients(summary: Mapping[str, Any]) -> str:
    """Whether new patients are taken; "" where that is not known."""
    known: str = summary.get("new_patients", "unknown")
    return known if known in labels.NEW_PATIENTS else ""


def overdue(summary: Mapping[str, Any]) -> str:
    """How long ago an entry was last confirmed that should have been since; "" for one that is not overdue,
    or that nobody ever confirmed.
    """
    day, first = today(), summary.get("overdue_from")
    if not first or date.fromisoformat(first) > day:
        return ""
    years = (day - date.fromisoformat(summary["assured_date"] or first)).days // 365
    return ngettext(
        "zuletzt geprüft vor mehr als %(num)s Jahr",
        "zuletzt geprüft vor mehr als %(num)s Jahren",
        max(years, 1),
    )


def day(text: str | None) -> str:
    """A stored date (ISO 8601) in words; "" for none."""
    return format_date(date.fromisoformat(text)) if text else ""
