"""Access facts of OSM tags: one table from tag to fact, with the units that OSM means."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from finder.domain.access import FACT_UNITS, Fact
from finder.errors import BadInput
from finder.exchange.access_text import STATED, read_access_text
from finder.exchange.context import Notes
from finder.exchange.values import read_number

Tags = Mapping[str, str]
Read = Callable[[str], str]

_MEASURE = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(mm|cm|m|'|\"|in|%|°)?")
_CM = {"mm": 0.1, "cm": 1.0, "m": 100.0, "'": 30.48, '"': 2.54, "in": 2.54}


def _words(**readings: str) -> Read:
    """A reader of one of the given words; each reading names its words, separated by blanks."""
    table = {word: reading for reading, words in readings.items() for word in words.split()}

    def read(value: str) -> str:
        try:
            return table[value.strip().lower()]
        except KeyError:
            raise BadInput("value", value, "one of " + ", ".join(table)) from None

    return read


def _length(most_m: float) -> Read:
    """A reader of a length, in cm. OSM means metres where no unit stands; a number that would be
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

    return read


def _slope(value: str) -> str:
    """The steepness in percent, whether up or down. Raises BadInput for `up` and `down` alone."""
    match = _MEASURE.fullmatch(value.strip())
    if not match or match[2] not in ("%", "°"):
        raise BadInput("value", value, "a slope such as 6% or 3°")
    number = abs(read_number(match[1], "value"))
    if match[2] == "°":
        number = math.tan(math.radians(min(number, 89.0))) * 100
    return f"{number:.4g}"


def _number(value: str) -> str:
    return f"{read_number(value, 'value'):g}"


def _count(value: str) -> str:
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

FACT_TAGS: tuple[tuple[str, str, Read], ...] = (
    ("wheelchair", STATED, _WHEELCHAIR),
    ("toilets:wheelchair", "toilet.accessible", _WHEELCHAIR),
    ("step_count", "entrance.step_count", _count),
    ("entrance:step_count", "entrance.step_count", _count),
    ("wheelchair:step_height", "entrance.step_height_cm", _length(0.5)),
    ("kerb:height", "entrance.threshold_cm", _length(0.5)),
    ("ramp:wheelchair", "entrance.ramp", _YES_NO),
    ("incline", "entrance.slope_pct", _slope),
    ("door:width", "entrance.door_width_cm", _length(5)),
    ("wheelchair:entrance_width", "entrance.door_width_cm", _length(5)),
    ("automatic_door", "entrance.door_automatic", _DOOR),
    ("handrail", "entrance.handrail", _RAIL),
    ("level", "level", _number),
    ("elevator", "lift", _YES_NO),
    ("speech_output", "lift.speech_output", _YES_NO),
    ("changing_table", "toilet.changing_table", _YES_NO),
    ("changing_table:adult", "toilet.changing_table_adult", _YES_NO),
    ("capacity:disabled", "parking.disabled_count", _count),
    ("capacity:disabled", "parking.disabled", _YES_NO),
    ("hearing_loop", "hearing.induction_loop", _YES_NO),
    ("tactile_paving", "vision.tactile_guide", _PAVING),
    ("braille", "vision.braille", _YES_NO),
    ("tactile_writing:braille", "vision.braille", _YES_NO),
    ("tactile_writing:braille:de", "vision.braille", _YES_NO),
    ("dog", "dogs.assistance", _DOG),
    ("walk-in", "booking.walk_in", _YES_NO),
    ("home_visit", "booking.home_visit", _YES_NO),
    ("language:gsg", "hearing.sign_language", _YES_NO),
)
"""Tag, fact and reader of its value. Of several tags for one fact the first that can be read counts;
a tag may say one of two facts (`capacity:disabled=2` or `=yes`). `dog=no` is no row: it does not
keep out assistance dogs. Source: OSM wiki, iD tagging schema."""

_TEXT_TAGS = ("wheelchair:description:de", "wheelchair:description", "wheelchair:description:en")


def access_words(tags: Tags) -> str:
    """The object's access in its mapper's own words, in German where there are several; or ""."""
    return next((tags[name] for name in _TEXT_TAGS if tags.get(name)), "")


def facts_of_tags(tags: Tags, notes: Notes) -> tuple[Fact, ...]:
    """The facts that the tags of one object state, and where no tag does, its mapper's words; what
    cannot be read is noted.
    """
    facts = _tagged_facts(tags, notes)
    for fact in read_access_text(access_words(tags)).facts:
        facts.setdefault(fact.key, fact)
    return tuple(facts.values())


def _tagged_facts(tags: Tags, notes: Notes) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    reasons: dict[str, str] = {}
    done: set[str] = set()
    for tag, key, read in FACT_TAGS:
        if tag not in tags or key in facts:
            continue
        try:
            facts[key] = Fact(key, read(tags[tag]), FACT_UNITS.get(key, ""))
            done.add(tag)
        except BadInput as error:
            reasons[tag] = f"expected {error.expected}"
    for tag, reason in reasons.items():
        if tag not in done:
            notes.add(tag, tags[tag], reason)
    return facts
