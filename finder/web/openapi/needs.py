"""What the OpenAPI document says of needs: their parameters, the groups of results, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from finder.domain.access import CRITERIA, FACT_KEYS, Reading
from finder.domain.access_labels import KbvLevel
from finder.domain.fit import Fit
from finder.domain.limit_params import CABIN_PATTERN, HIGHEST
from finder.domain.needs import NEEDS, PROFILES
from finder.domain.opening import HOURS_FACTS
from finder.domain.query import Unknown
from finder.web.openapi.parts import Schema, array_of, object_of, parameter, repeated

_LIMITS: Final[Mapping[str, str]] = {
    "max_steps": "At most so many steps; a ramp that is flat enough stands in for them.",
    "max_step_cm": "No step higher than this, in cm.",
    "max_slope_pct": "No way in steeper than this, in percent.",
    "min_door_cm": "No door narrower than this, in cm.",
    "parking_m": "A parking space for disabled people within so many metres.",
}
_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final = ("max_steps", "parking_m")


def need_parameters() -> list[Schema]:
    """The parameters by which needs are stated, and the groups of results asked for."""
    fit = {"enum": list(Fit)}
    unknown = {"enum": list(Unknown), "default": "exclude"}
    return [
        repeated("profile", {"enum": list(PROFILES)}, "Ready-made needs; those of all of them."),
        *(parameter(name, _limit(name), text) for name, text in _LIMITS.items()),
        parameter(
            "lift_cabin",
            {"type": "string", "pattern": f"^({CABIN_PATTERN})$"},
            "A lift where the room is not on the ground floor: any, or width and length of its cabin in cm.",
        ),
        repeated("need", {"enum": list(NEEDS)}, "What must be there; all of it."),
        repeated("access", {"enum": list(CRITERIA)}, "Criteria that must be met; all of them."),
        repeated("fit", fit, "Groups of results, fits alone when not given; not together with unknown."),
        parameter("unknown", unknown, "Short for fit: without, with, or only what is not known to fit."),
    ]


def _limit(name: str) -> Schema:
    if name in _WHOLE:
        return {"type": "integer", "minimum": 0, "maximum": HIGHEST[name]}
    return {"type": "number", "minimum": 0, "maximum": HIGHEST[name]}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


GROUP_COUNTS: Final[Schema] = {
    "numberFitting": _count("Offers that meet every need by a recorded fact."),
    "numberUnknown": _count(
        "Offers that nothing speaks against, but of which something needed is not known."
    ),
    "numberFailing": _count("Offers that a recorded fact speaks against."),
}

_ASKED: Final = [*FACT_KEYS, *HOURS_FACTS.values()]
FIT_MEMBERS: Final[Schema] = {
    "fit": {"enum": list(Fit), "description": "Whether it fits the needs; only in a search."},
    "missing": {**array_of({"enum": _ASKED}), "description": "The facts and hours to ask about."},
    "failing": {
        **array_of(object_of({"key": {"enum": _ASKED}, "value": _TEXT, "unit": _TEXT})),
        "description": "The facts and hours that speak against it, as recorded.",
    },
}

_YES_NO: Final[Schema] = {"type": "boolean"}
ACCESS_MEMBERS: Final[Schema] = {
    "facts": {
        **array_of(
            object_of(
                {
                    "key": {"enum": list(FACT_KEYS)},
                    "value": _TEXT,
                    "is_old": _YES_NO,
                    "is_stated_only": _YES_NO,
                }
            )
        ),
        "description": "The recorded facts; only of one offer.",
    },
    "labels": {
        **object_of(
            {
                "osm_wheelchair": {"enum": list(Reading)},
                "kbv_level": {"enum": list(KbvLevel)},
                "barrier_free_toilet": {"enum": list(Reading)},
                "rule_set": _TEXT,
                "rule_version": {"type": "integer"},
            }
        ),
        "description": "Computed from the facts, by these rules; only of one offer.",
    },
    "a11yjson": {"type": "object", "description": "The facts as A11yJSON; only of one offer."},
}
