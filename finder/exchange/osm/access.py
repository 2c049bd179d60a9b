"""Access facts and OSM tags: one table for both directions, with the units that OSM means."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from finder.domain.access import FACT_UNITS, Fact, Reading
from finder.domain.access_labels import osm_wheelchair
from finder.errors import BadInput
from finder.exchange.access_text import STATED, read_access_text
from finder.exchange.context import Notes
from finder.exchange.osm.dates import observed_on
from finder.exchange.osm.mapping import Tags
from finder.exchange.values import read_number

Read = Callable[[str], str]
Write = Callable[[str], str]

_MEASURE = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(mm|cm|m|'|\"|in|%|°)?")
_CM = {"mm": 0.1, "cm": 1.0, "m": 100.0, "'": 30.48, '"': 2.54, "in": 2.54}


@dataclass(frozen=True, slots=True)
class FactTag:
    """A tag that says a fact: how its value is read and how it is written; `write` gives "" where a value
    cannot be said by the tag, and is None for a tag that is only read.
    """

    tag: str
    key: str
    read: Read
    write: Write | None = None


class _Form(NamedTuple):
    """How a kind of value is read and written."""

    read: Read
    write: Write


def _words(**readings: str) -> _Form:
    """One of the given words; each reading names its words, separated by blanks, the first is written."""
    table = {word: reading for reading, words in readings.items() for word in words.split()}
    written = {reading: words.split()[0] for reading, words in readings.items()}

    def read(value: str) -> str:
        try:
            return table[value.strip().lower()]
        except KeyError:
            raise BadInput("value", value, "one of " + ", ".join(table)) from None

    return _Form(read, lambda value: written.get(value, ""))


def _length(most_m: float) -> _Form:
    """A length, in cm; written in metres. OSM means metres where no unit stands; a number that would be
    more than `most_m` metres was surely written in centimetres.
    """

    def read(value: str) -> str:
        match = _MEASURE.fullmatch(value.strip())
        if not match or match[2] in ("%", "°"):
            raise BadInput("value", value, "a length in metres such as 0.9, or with its unit")
        number = read_number(match[1], "value")
        unit = match[2] or ("m" if number <= most_m else "cm")
        length_cm = number * _CM[unit]
        if not 0 <= length_cm <= most_m * 100:
            raise BadInput("value", value, f"a length from 0 to {most_m:g} metres")
        return f"{length_cm:.6g}"

    return _Form(read, lambda value: f"{float(value) / 100:.8g}")


def _read_slope(value: str) -> str:
    """The steepness in percent, whether up or down. Raises BadInput for `up` and `down` alone."""
    match = _MEASURE.fullmatch(value.strip())
    if not match or match[2] not in ("%", "°"):
        raise BadInput("value", value, "a slope such as 6% or 3°")
    number = abs(read_number(match[1], "value"))
    if match[2] == "°":
        number = math.tan(math.radians(min(number, 89.0))) * 100
    return f"{number:.4g}"


def _read_number(value: str) -> str:
    return f"{read_number(value, 'value'):g}"


def _read_count(value: str) -> str:
    number = read_number(value, "value")
    if number < 0 or number != int(number):
        raise BadInput("value", value, "a whole number")
    return f"{int(number)}"


_YES_NO = _words(yes="yes", no="no", limited="limited partial")
_WHEELCHAIR = _words(yes="yes designated", no="no", limited="limited")
_DOOR = _words(yes="yes button motion floor continuous slowdown_button", no="no")
_RAIL = _words(yes="yes both left right center", no="no")
_PAVING = _words(yes="yes contrasted", no="no", limited="partial primitive")
_DOG = _words(yes="yes leashed")
_COUNT = _Form(_read_count, str)
_NUMBER = _Form(_read_number, str)
_SLOPE = _Form(_read_slope, "{}%".format)
_STEP, _DOOR_WIDTH = _length(0.5), _length(5)

FACT_TAGS: tuple[FactTag, ...] = (
    FactTag("wheelchair", STATED, *_WHEELCHAIR),
    FactTag("toilets:wheelchair", "toilet.accessible", *_WHEELCHAIR),
    FactTag("step_count", "entrance.step_count", *_COUNT),
    FactTag("entrance:step_count", "entrance.step_count", _read_count),
    FactTag("wheelchair:step_height", "entrance.step_height_cm", *_STEP),
    FactTag("kerb:height", "entrance.threshold_cm", *_STEP),
    FactTag("ramp:wheelchair", "entrance.ramp", *_YES_NO),
    FactTag("incline", "entrance.slope_pct", *_SLOPE),
    FactTag("door:width", "entrance.door_width_cm", *_DOOR_WIDTH),
    FactTag("wheelchair:entrance_width", "entrance.door_width_cm", _DOOR_WIDTH.read),
    FactTag("automatic_door", "entrance.door_automatic", *_DOOR),
    FactTag("handrail", "entrance.handrail", *_RAIL),
    FactTag("level", "level", *_NUMBER),
    FactTag("elevator", "lift", *_YES_NO),
    FactTag("speech_output", "lift.speech_output", *_YES_NO),
    FactTag("changing_table", "toilet.changing_table", *_YES_NO),
    FactTag("changing_table:adult", "toilet.changing_table_adult", *_YES_NO),
    FactTag("capacity:disabled", "parking.disabled_count", *_COUNT),
    FactTag("capacity:disabled", "parking.disabled", *_YES_NO),
    FactTag("hearing_loop", "hearing.induction_loop", *_YES_NO),
    FactTag("tactile_paving", "vision.tactile_guide", *_PAVING),
    FactTag("braille", "vision.braille", _YES_NO.read),
    FactTag("tactile_writing:braille", "vision.braille", _YES_NO.read),
    FactTag("tactile_writing:braille:de", "vision.braille", *_YES_NO),
    FactTag("dog", "dogs.assistance", *_DOG),
    FactTag("walk-in", "booking.walk_in", *_YES_NO),
    FactTag("home_visit", "booking.home_visit", *_YES_NO),
    FactTag("language:gsg", "hearing.sign_language", *_YES_NO),
)
"""Of several tags for one fact the first that can be read counts, and one is written; a tag may say one
of two facts (`capacity:disabled=2` or `=yes`), of which the first is written. `dog=no` is no row: it does
not keep out assistance dogs. Source: OSM wiki, iD tagging schema."""

_TEXT_TAGS = ("wheelchair:description:de", "wheelchair:description", "wheelchair:description:en")
_OTHER_TEXTS = re.compile(r"wheelchair:description:[a-z]{2,3}")


def access_words(tags: Tags) -> str:
    """The object's access in its mapper's own words, in German where there are several; or ""."""
    others = sorted(tag for tag in tags if _OTHER_TEXTS.fullmatch(tag))
    return next((tags[tag] for tag in (*_TEXT_TAGS, *others) if tags.get(tag)), "")


def facts_of_tags(tags: Tags, notes: Notes) -> tuple[Fact, ...]:
    """The facts that the tags of one object state, and where no tag does, its mapper's words, each with
    the day on which the mapper looked; what cannot be read is noted.
    """
    facts = _tagged_facts(tags, notes)
    day = observed_on(tags, "wheelchair:description")
    for fact in read_access_text(access_words(tags)).facts:
        facts.setdefault(fact.key, replace(fact, observed_on=day))
    return tuple(facts.values())


def _tagged_facts(tags: Tags, notes: Notes) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    reasons: dict[str, str] = {}
    done: set[str] = set()
    for row in FACT_TAGS:
        if row.tag not in tags or row.key in facts:
            continue
        try:
            value = row.read(tags[row.tag])
        except BadInput as error:
            reasons[row.tag] = f"expected {error.expected}"
            continue
        day = observed_on(tags, row.tag)
        facts[row.key] = Fact(row.key, value, FACT_UNITS.get(row.key, ""), observed_on=day)
        done.add(row.tag)
    for tag, reason in reasons.items():
        if tag not in done:
            notes.add(tag, tags[tag], reason)
    return facts


def tags_of_facts(facts: Iterable[Fact]) -> dict[str, str]:
    """The tags that state the facts so that reading gives them again; a fact that no tag can state is
    left out. `wheelchair` is computed of the measures where they decide it, as it is nowhere typed.
    """
    values = {fact.key: fact.value for fact in facts}
    computed = osm_wheelchair(values)
    if computed is not Reading.UNKNOWN:
        values[STATED] = computed.value
    tags: dict[str, str] = {}
    for row in FACT_TAGS:
        if row.key in values and row.tag not in tags and (text := _written(row, values[row.key])):
            tags[row.tag] = text
    return tags


def _written(row: FactTag, value: str) -> str:
    """The value of the tag, "" where it would be read as something else."""
    if row.write is None:
        return ""
    try:
        text = row.write(value)
        return text if row.read(text) == value else ""
    except (BadInput, ValueError):
        return ""
