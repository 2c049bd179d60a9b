"""How to measure what is asked about access, so that two clerks give the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from finder.web.i18n import mark

MEASURING: Final[Mapping[str, str]] = {
    "entrance.step_count": mark("Zählen Sie die Stufen vom Gehweg bis zur Tür. Keine Stufe ist 0."),
    "entrance.step_height_cm": mark("Zollstock senkrecht an die höchste Stufe, vom Boden bis zur Kante."),
    "entrance.threshold_cm": mark("Von der Fußmatte bis zur Oberkante der Schwelle. Flache Schwelle ist 0."),
    "entrance.is_level": mark("Ja, wenn weder Stufe noch Absatz zwischen Gehweg und Tür liegt."),
    "entrance.slope_pct": mark(
        "Höhe durch Länge mal 100: Steigt die Rampe auf 2 m um 12 cm, sind das 6 Prozent."
    ),
    "entrance.door_width_cm": mark(
        "Tür ganz öffnen und von der Türkante bis zum Rahmen gegenüber messen: der freie Durchgang."
    ),
    "level": mark("Erdgeschoss ist 0, erster Stock 1, Keller −1."),
    "lift.door_width_cm": mark("Der freie Durchgang bei ganz offener Aufzugtür."),
    "lift.cabin_width_cm": mark("In der Kabine von Wand zu Wand, quer zur Tür."),
    "lift.cabin_length_cm": mark("In der Kabine von der Tür bis zur Rückwand."),
    "room.turning_cm": mark("Die kürzere Seite der freien Fläche, auf der ein Rollstuhl wenden kann."),
    "toilet.door_width_cm": mark("Der freie Durchgang bei ganz offener Tür."),
    "toilet.space_cm": mark("Die kürzere Seite der freien Fläche vor dem WC."),
    "toilet.accessible": mark("Ja nur, wenn man mit dem Rollstuhl hinein- und neben das WC kommt."),
    "parking.disabled_count": mark("Plätze mit Rollstuhlzeichen, die zum Haus gehören oder davor liegen."),
    "parking.distance_m": mark("Der Weg vom Platz bis zur Tür, in großen Schritten gezählt."),
    "lift": mark("Ja, wenn alle Gäste ihn ohne Schlüssel benutzen können."),
    "staff.help": mark("Hilfe ersetzt keine Rampe: Stufen bleiben Stufen."),
}
"""One sentence for each fact that needs it."""
