"""What a typed text was read as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FindPlace = Callable[[str, bool], str]
"""Gives the text by which a place is found, or "" when the words surely name none; the second argument
tells whether a word before them announces a place."""


@dataclass(frozen=True, slots=True)
class Read:
    """Something that was read, `key`, with the words as they were typed."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as. `near.key` is the text of the place; `rest` stays plain, it is the whole
    text when nothing was read; `maybe` are topics of words that stayed plain because they are ambiguous.
    """

    categories: tuple[Read, ...] = ()
    languages: tuple[Read, ...] = ()
    access: tuple[Read, ...] = ()
    near: Read | None = None
    open: Read | None = None
    rest: str = ""
    maybe: tuple[Read, ...] = ()
