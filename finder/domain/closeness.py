"""Which of some languages serves best somebody who reads others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import langcodes

from finder.domain.language import EASY_GERMAN

MAX_DISTANCE: Final = 25
"""Languages farther apart (CLDR language matching, through langcodes) do not serve one another."""

MAX_WISHES: Final = 20
MAX_TAG: Final = 35


def best_language(wishes: Iterable[tuple[str, float]], offered: Sequence[str]) -> str:
    """The offered language for the best of some wishes, each a BCP 47 tag with its weight from 0 to 1,
    that any of them serves; "" when none does. Of equal wishes the first counts.

    `uk-UA` is served by `uk`, Dari by Persian, Serbian by nothing that is offered here; easy German only
    to those who ask for it. Wishes of weight 0 and what is no tag do not count, nor do wishes after the
    twentieth. Source: RFC 9110, 12.5.4, and CLDR language matching.
    """
    weighed = sorted((wish for wish in wishes if wish[1] > 0), key=lambda wish: -wish[1])[:MAX_WISHES]
    return next(filter(None, (_closest(tag, tuple(offered)) for tag, _weight in weighed)), "")


@lru_cache(maxsize=4096)
def _closest(tag: str, offered: tuple[str, ...]) -> str:
    if tag.lower() in offered:
        return tag.lower()
    plain = [one for one in offered if one != EASY_GERMAN]
    if len(tag) > MAX_TAG or not langcodes.tag_is_valid(tag):
        return ""
    found, _distance = langcodes.closest_match(tag, plain, max_distance=MAX_DISTANCE)
    return found if found in plain else ""
