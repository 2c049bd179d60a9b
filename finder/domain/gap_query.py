"""What is asked of the report on gaps: every parameter and limit, the same on page, file and terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.domain.language import normalize_language
from finder.domain.params import choice, many, one
from finder.domain.query import YesNo
from finder.errors import BadInput

RADII_KM: Final = (2, 5, 10, 20)
"""So far somebody may be expected to go."""

DEFAULT_RADIUS_KM: Final = 5


class Area(StrEnum):
    """Whose villages are looked at: those of the home municipality, or of its Kreis."""

    TOWN = "town"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class GapQuery:
    """Which gaps are looked for: offers of the topics below `category` (of all fields of action where it
    is ""), in a language (BCP 47; "" for any), with a step-free way or not, within a radius around every
    village of an area.
    """

    category: str = ""
    language: str = ""
    is_step_free: bool = False
    radius_km: int = DEFAULT_RADIUS_KM
    area: Area = Area.TOWN

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> GapQuery:
        """The query of URL parameters; empty values count as not given.

        Raises BadInput naming the first parameter that cannot be used. Whether a category exists is
        judged where the taxonomy is at hand.
        """
        languages = many(params, "language")
        if len(languages) > 1:
            raise BadInput("language", ", ".join(languages), "one language")
        return cls(
            category=one(params, "category"),
            language=normalize_language(languages[0]) if languages else "",
            is_step_free=choice("step_free", one(params, "step_free"), YesNo, YesNo.NO) is YesNo.YES,
            radius_km=_radius(one(params, "radius_km")),
            area=choice("area", one(params, "area"), Area, Area.TOWN),
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that differ from their default; `from_params` of them gives an equal query."""
        given = (
            ("category", self.category, ""),
            ("language", self.language, ""),
            ("step_free", YesNo.YES.value if self.is_step_free else "", ""),
            ("radius_km", str(self.radius_km), str(DEFAULT_RADIUS_KM)),
            ("area", self.area.value, Area.TOWN.value),
        )
        return [(name, value) for name, value, default in given if value != default]


def _radius(text: str) -> int:
    allowed = {str(km): km for km in RADII_KM}
    if text and text not in allowed:
        raise BadInput("radius_km", text, f"one of {', '.join(allowed)}")
    return allowed.get(text, DEFAULT_RADIUS_KM)
