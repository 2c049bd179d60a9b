"""The sentences of the ask-ahead card: German ones, each to be had in the language of the page, too.

They say what one would say at a counter. What is in the catalogues under them is spoken by the visitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finder.domain.access import FACT_UNITS
from finder.domain.needs import Limits
from finder.domain.query import SearchQuery
from finder.web.i18n import format_number, gettext_in, mark

GREETING = mark("Guten Tag! Ich möchte zu Ihnen kommen und habe vorher ein paar Fragen.")
TICK = mark("Ich spreche noch nicht gut Deutsch. Bitte kreuzen Sie die Antworten an oder schreiben Sie mit.")
THANKS = mark("Vielen Dank für Ihre Hilfe!")
SPEAK = mark("Ich spreche %(language)s.")
ASK_LANGUAGE = mark("Spricht bei Ihnen jemand %(language)s?")

INTRODUCTIONS = {
    "manual_wheelchair": mark("Ich benutze einen Rollstuhl."),
    "electric_wheelchair": mark("Ich benutze einen Elektrorollstuhl."),
    "walker_or_pram": mark("Ich komme mit einem Rollator oder einem Kinderwagen."),
    "walking_difficulty": mark("Das Gehen fällt mir schwer."),
    "blind_or_low_vision": mark("Ich bin blind oder sehe schlecht."),
    "deaf_or_hard_of_hearing": mark("Ich bin gehörlos oder höre schlecht."),
    "cognitive": mark("Bitte sprechen Sie langsam und in einfachen Sätzen mit mir."),
}
"""What a visitor says of themselves who chose a profile."""

QUESTIONS = {
    "entrance.step_count": mark("Gibt es am Eingang Stufen? Wenn ja, wie viele?"),
    "entrance.step_height_cm": mark("Wie hoch sind die Stufen am Eingang?"),
    "entrance.threshold_cm": mark("Wie hoch ist die Türschwelle am Eingang?"),
    "entrance.slope_pct": mark("Wie steil ist die Rampe am Eingang?"),
    "entrance.is_level": mark("Ist der Eingang ebenerdig?"),
    "entrance.ramp": mark("Gibt es am Eingang eine Rampe?"),
    "entrance.door_width_cm": mark("Wie breit ist die Eingangstür?"),
    "level": mark("In welchem Stockwerk sind Ihre Räume?"),
    "lift": mark("Gibt es einen Aufzug?"),
    "lift.door_width_cm": mark("Wie breit ist die Tür des Aufzugs?"),
    "lift.cabin_width_cm": mark("Wie breit ist der Aufzug innen?"),
    "lift.cabin_length_cm": mark("Wie tief ist der Aufzug innen?"),
    "stated.wheelchair": mark("Kommt man mit einem Rollstuhl zu Ihnen hinein?"),
    "toilet.accessible": mark("Gibt es bei Ihnen ein barrierefreies WC?"),
    "toilet.door_width_cm": mark("Wie breit ist die Tür des WC?"),
    "parking.disabled": mark("Gibt es in der Nähe einen Behindertenparkplatz?"),
    "parking.disabled_count": mark("Wie viele Behindertenparkplätze gibt es in der Nähe?"),
    "parking.distance_m": mark("Wie weit ist es vom Behindertenparkplatz bis zum Eingang?"),
    "treatment.adjustable_couch": mark("Lässt sich die Untersuchungsliege herunterfahren?"),
    "treatment.in_wheelchair": mark("Kann ich bei der Untersuchung im Rollstuhl sitzen bleiben?"),
    "treatment.patient_lifter": mark("Haben Sie einen Patientenlifter?"),
    "hearing.induction_loop": mark("Haben Sie eine Induktionsschleife für Hörgeräte?"),
    "hearing.sign_language": mark("Kann bei Ihnen jemand Gebärdensprache?"),
    "hearing.visual_call": mark("Sehe ich auf einer Anzeige, wann ich an der Reihe bin?"),
    "booking.without_phone": mark("Kann ich ohne Telefon einen Termin bekommen, zum Beispiel per E-Mail?"),
    "booking.home_visit": mark("Kommen Sie auch zu mir nach Hause?"),
    "vision.tactile_guide": mark("Gibt es ein Leitsystem für blinde Menschen?"),
    "dogs.assistance": mark("Darf mein Assistenzhund mit hinein?"),
    "cognition.easy_language": mark("Haben Sie Informationen in Leichter Sprache?"),
    "cognition.quiet": mark("Kann ich an einem ruhigen Platz warten?"),
    "opening_hours": mark("Wann haben Sie geöffnet?"),
    "phone_hours": mark("Wann kann ich Sie anrufen?"),
}
"""How to ask about every fact that a need may rest on."""

_STEP_FREE = mark("Gibt es am Eingang eine Stufe? Stufen kann ich nicht steigen.")
_WHEELCHAIR_STEP = mark("Gibt es am Eingang eine Stufe? Mit dem Rollstuhl komme ich nicht hinauf.")
_WHEELCHAIR_DOOR = mark("Mit meinem Rollstuhl brauche ich %(number)s cm. Wie breit ist die Eingangstür?")
_WHEELCHAIR_TOILET = mark("Gibt es bei Ihnen ein WC, in das ich mit dem Rollstuhl komme?")
_WHEELCHAIRS = frozenset({"manual_wheelchair", "electric_wheelchair"})

_MEASURED = {
    "entrance.step_count": (
        "max_steps",
        mark("Wie viele Stufen hat der Eingang? Mehr als %(number)s schaffe ich nicht."),
    ),
    "entrance.step_height_cm": (
        "max_step_cm",
        mark("Wie hoch sind die Stufen am Eingang? Mehr als %(number)s cm schaffe ich nicht."),
    ),
    "entrance.slope_pct": (
        "max_slope_pct",
        mark("Wie steil ist die Rampe am Eingang? Mehr als %(number)s Prozent schaffe ich nicht."),
    ),
    "entrance.door_width_cm": (
        "min_door_cm",
        mark("Ich brauche eine Tür, die mindestens %(number)s cm breit ist. Wie breit ist die Eingangstür?"),
    ),
    "lift.cabin_width_cm": (
        "cabin_width_cm",
        mark("Wie breit ist der Aufzug innen? Ich brauche mindestens %(number)s cm."),
    ),
    "lift.cabin_length_cm": (
        "cabin_length_cm",
        mark("Wie tief ist der Aufzug innen? Ich brauche mindestens %(number)s cm."),
    ),
    "parking.distance_m": (
        "parking_m",
        mark("Wie weit ist der Behindertenparkplatz entfernt? Mehr als %(number)s Meter schaffe ich nicht."),
    ),
}
"""The questions that say how much the visitor needs, with the limit that they name."""

_IN_WORDS = frozenset({"opening_hours", "phone_hours", "level"})


class Answer(StrEnum):
    """How a question is answered on paper."""

    YES_NO = "yes_no"
    LINE = "line"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the card; `values` are numbers or texts by language (`lang` to text)."""

    text: str
    answer: Answer = Answer.NONE
    unit: str = ""
    number: float | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, lang: str) -> str:
        """The sentence as one says it in a language."""
        values = {} if self.number is None else {"number": format_number(self.number, 1, lang)}
        if self.words:
            values["language"] = self.words[lang]
        return gettext_in(lang, self.text, **values)


def question(fact: str, query: SearchQuery) -> Sentence:
    """How a visitor with the needs of a query asks about a fact."""
    is_wheelchair = not _WHEELCHAIRS.isdisjoint(query.profiles)
    if fact == "entrance.step_count" and (query.all_limits.max_steps == 0 or "step_free" in query.access):
        return Sentence(_WHEELCHAIR_STEP if is_wheelchair else _STEP_FREE, Answer.YES_NO)
    if fact == "toilet.accessible" and is_wheelchair:
        return Sentence(_WHEELCHAIR_TOILET, Answer.YES_NO)
    limit, text = _MEASURED.get(fact, ("", ""))
    number = _limits(query.all_limits).get(limit)
    if number is None:
        text = QUESTIONS[fact]
    elif fact == "entrance.door_width_cm" and is_wheelchair:
        text = _WHEELCHAIR_DOOR
    is_open = fact in FACT_UNITS or fact in _IN_WORDS
    return Sentence(text, Answer.LINE if is_open else Answer.YES_NO, FACT_UNITS.get(fact, ""), number)


def _limits(limits: Limits) -> dict[str, float | None]:
    """The limits by name, the cabin of a lift by its two measures."""
    width, length = limits.lift_cabin or (0.0, 0.0)
    return {
        "max_steps": limits.max_steps,
        "max_step_cm": limits.max_step_cm,
        "max_slope_pct": limits.max_slope_pct,
        "min_door_cm": limits.min_door_cm,
        "parking_m": limits.parking_m,
        "cabin_width_cm": width or None,
        "cabin_length_cm": length or None,
    }
