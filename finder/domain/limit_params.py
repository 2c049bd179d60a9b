"""The limits of a visitor as parameters of an address, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from finder.domain.needs import ANY_CABIN, LIMITS, Cabin, Limits
from finder.errors import BadInput

HIGHEST: Mapping[str, int] = {
    "max_steps": 99,
    "max_step_cm": 99,
    "max_slope_pct": 99,
    "min_door_cm": 300,
    "parking_m": 9_999,
}
"""The largest value of each limit that is a number; the smallest is 0."""

CABIN_PATTERN: Final = r"any|[1-9]\d{1,2}x[1-9]\d{1,2}"
"""A lift of any size, or the width and length of its cabin in cm."""

_WHOLE: Final = re.compile(r"\d{1,4}", re.ASCII)
_TENTHS: Final = re.compile(r"\d{1,4}(\.\d)?", re.ASCII)


def read_limits(texts: Mapping[str, str]) -> Limits:
    """The limits of parameters by name; an empty text states none. Raises BadInput."""
    return Limits(
        max_steps=_whole(texts, "max_steps"),
        max_step_cm=_number(texts, "max_step_cm"),
        max_slope_pct=_number(texts, "max_slope_pct"),
        min_door_cm=_number(texts, "min_door_cm"),
        lift_cabin=_cabin(texts["lift_cabin"]),
        parking_m=_whole(texts, "parking_m"),
    )


def limit_params(limits: Limits) -> list[tuple[str, str]]:
    """The name and text of each stated limit, in the order of LIMITS."""
    stated = ((name, getattr(limits, name)) for name in LIMITS)
    return [(name, _text(value)) for name, value in stated if value is not None]


def limits_json(limits: Limits) -> dict[str, float | str]:
    """The stated limits as numbers, the cabin as its text; JSON-ready."""
    values = {name: getattr(limits, name) for name in LIMITS}
    return {
        name: _text(value) if name == "lift_cabin" else value
        for name, value in values.items()
        if value is not None
    }


def _whole(texts: Mapping[str, str], name: str) -> int | None:
    number = _number(texts, name, _WHOLE, "a whole number")
    return None if number is None else int(number)


def _number(
    texts: Mapping[str, str],
    name: str,
    pattern: re.Pattern[str] = _TENTHS,
    kind: str = "a number with at most one decimal",
) -> float | None:
    text = texts[name]
    if not text:
        return None
    if not pattern.fullmatch(text) or float(text) > HIGHEST[name]:
        raise BadInput(name, text, f"{kind} from 0 to {HIGHEST[name]}")
    return float(text)


def _cabin(text: str) -> Cabin | None:
    if not text:
        return None
    if not re.fullmatch(CABIN_PATTERN, text, re.ASCII):
        raise BadInput("lift_cabin", text, "any, or width and length in cm such as 110x140")
    if text == "any":
        return ANY_CABIN
    width, length = text.split("x")
    return float(width), float(length)


def _text(value: float | Cabin) -> str:
    if isinstance(value, tuple):
        return "any" if value == ANY_CABIN else f"{value[0]:g}x{value[1]:g}"
    return f"{value:g}"
