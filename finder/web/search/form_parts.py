"""What all parts of the search form are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from finder.web.i18n import format_number

Params = Mapping[str, Sequence[str]]
_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `value` goes into the address, `count` says how many hits it would give, "" where
    that was not counted.
    """

    value: str
    label: str
    is_chosen: bool = False
    count: str = ""


def first(params: Params, name: str) -> str:
    """The first value of a parameter that says something, or ""."""
    return next((value.strip() for value in params.get(name, ()) if value.strip()), "")


def counted(counts: Mapping[_Key, int] | None, key: _Key) -> str:
    """How many hits a choice would give, written out; "" where nothing was counted."""
    return "" if counts is None else format_number(counts.get(key, 0))
