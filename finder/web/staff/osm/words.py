"""What the report says, in the words of the workplace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from finder.domain.access import FACT_UNITS
from finder.domain.duplicates import MAYBE_FROM
from finder.domain.osm_report import Advice, Certainty, Compared, Difference, Side
from finder.exchange.osm.tags import OBJECT_URL
from finder.web import labels
from finder.web.i18n import format_date, format_distance, mark
from finder.web.i18n import gettext as _

SIDES: Final = {
    Side.BOTH: mark("Unterschiede"),
    Side.OURS: mark("Nur bei uns"),
    Side.OSM: mark("Nur in OpenStreetMap"),
}
CERTAINTIES: Final = {
    Certainty.LINKED: mark("verknüpft"),
    Certainty.SAME: mark("sehr wahrscheinlich dasselbe"),
    Certainty.MAYBE: mark("vielleicht dasselbe"),
}
ADVICE: Final = {
    Advice.TAKE: mark("Bei uns prüfen und eintragen"),
    Advice.TELL: mark("In OpenStreetMap ergänzen lassen"),
    Advice.ASK: mark("Nachfragen, was stimmt"),
}
FIELDS: Final = {
    "name": mark("Name"),
    "operator": mark("Träger"),
    "topics": mark("Themen"),
    "street": mark("Straße und Hausnummer"),
    "postal_code": mark("Postleitzahl"),
    "city": mark("Ort"),
    "phone": mark("Telefon"),
    "fax": mark("Fax"),
    "email": mark("E-Mail"),
    "website": mark("Website"),
    "opening_hours": mark("Öffnungszeiten"),
    "opening_hours:phone": mark("telefonische Sprechzeiten"),
    "languages": mark("Sprachen"),
    "wheelchair": mark("rollstuhlgerecht"),
    "position": mark("Lage auf der Karte"),
}


_NEAR_M: Final = 10.0
"""Nearer than this nobody measures."""


@dataclass(frozen=True, slots=True)
class Line:
    """A difference in words; a day is "" where it is not known."""

    label: str
    ours: str
    osm: str
    ours_on: str
    osm_on: str
    advice: str
    tags: str


@dataclass(frozen=True, slots=True)
class Item:
    """A place in words: `sure` says how certain the pair is, `about` where it is and what it is, `resembles`
    what it is beside another's.
    """

    found: Compared
    sure: str
    about: str
    resembles: str
    osm_url: str
    lines: tuple[Line, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look first if both are one place."""
        return self.found.certainty is Certainty.MAYBE or _is_odd(self.found)


def field_label(name: str) -> str:
    """What a field of the report is called."""
    return _(FIELDS[name]) if name in FIELDS else labels.fact(name)


def item_of(found: Compared) -> Item:
    """A place in words."""
    topics = ", ".join(map(labels.topic, found.topics))
    organization = "" if found.organization == found.name else found.organization
    return Item(
        found=found,
        sure=_sure(found) if found.side is Side.BOTH else "",
        about=" · ".join(filter(None, (organization, topics, found.place))),
        resembles="" if found.side is Side.BOTH else _resembles(found),
        osm_url=OBJECT_URL + found.osm_id if found.osm_id else "",
        lines=tuple(map(_line, found.differences)),
    )


def _sure(found: Compared) -> str:
    """How certain it is that both are one place, and how far apart they are."""
    words = _(CERTAINTIES[found.certainty]) if found.certainty else ""
    if _is_odd(found):
        words = _("verknüpft, sieht aber nach etwas anderem aus")
    if found.metres is None or found.metres < _NEAR_M:
        return words
    return _("%(words)s, %(distance)s entfernt", words=words, distance=format_distance(found.metres))


def _is_odd(found: Compared) -> bool:
    """Whether a link leads to what looks like something else."""
    return found.certainty is Certainty.LINKED and (found.score or 0.0) < MAYBE_FROM


def _resembles(found: Compared) -> str:
    if found.certainty is Certainty.LINKED:
        return _("Verknüpft mit einem Objekt, das in der Datei nicht mehr so vorkommt.")
    if found.score is None:
        return ""
    if found.side is Side.OURS:
        return _("Ähnelt einem Objekt, das schon zu einem anderen Eintrag gehört:")
    return _("Ähnelt einem Eintrag, zu dem schon ein anderes Objekt gehört:")


def _line(difference: Difference) -> Line:
    in_words = _in_words(difference.field)
    return Line(
        label=field_label(difference.field),
        ours=in_words(difference.ours),
        osm=in_words(difference.osm),
        ours_on=_("geprüft %(day)s", day=format_date(difference.ours_on)) if difference.ours_on else "",
        osm_on=_osm_on(difference),
        advice=_(ADVICE[difference.advice]),
        tags=difference.tags,
    )


def _osm_on(difference: Difference) -> str:
    if difference.osm_on is None:
        return ""
    day = format_date(difference.osm_on)
    return _("geprüft %(day)s", day=day) if difference.is_checked else _("bearbeitet %(day)s", day=day)


def _in_words(field: str) -> Callable[[str], str]:
    """How values of a field are shown: keys by their names, the rest as it is written."""
    if field == "topics":
        return _each(labels.topic)
    if field == "languages":
        return _each(labels.language)
    if field == "wheelchair" or (field not in FIELDS and field not in FACT_UNITS):
        return _each(lambda value: labels.of(labels.READINGS, value))
    return str


def _each(name: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: ", ".join(map(name, filter(None, text.split("; "))))
