"""Why an offer answers the wish for a language: "Dr. Muster speaks Turkish", "interpreter on request"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.wish import LanguageWish


@dataclass(frozen=True, slots=True)
class LanguageMatch:
    """A language of an offer that answers a wish: who offers it, and for which wanted language.

    `wanted` is None when any language would do; `related` marks one that is not the wanted one but
    closely related to it. `person` is the professional's name where that person speaks it.
    """

    code: str
    role: LanguageRole
    wanted: str | None
    related: bool
    person: str | None


def spoken_for(properties: Mapping[str, Any], wish: LanguageWish) -> tuple[LanguageMatch, ...]:
    """The languages of an offer (by the properties of a result) that answer a wish, the one that
    serves best first; each once in a role.
    """
    person = properties["person"]
    found: list[tuple[int, LanguageMatch]] = []
    for item in properties["languages"]:
        answered = _answered(wish, item["code"], item["role"], item.get("opening_hours", ""))
        if answered is not None:
            rank, match = answered
            if person and match.role is LanguageRole.PROFESSIONAL:
                match = replace(match, person=person)
            found.append((rank, match))
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(match for _, match in found))


@lru_cache(maxsize=4096)
def _answered(
    wish: LanguageWish, code: str, role: str, opening_hours: str
) -> tuple[int, LanguageMatch] | None:
    """How a language answers, with its rank and without a person; None when it does not."""
    spoken = SpokenLanguage(code, LanguageRole(role), opening_hours=opening_hours)
    answer = wish.answer(spoken)
    if answer is None:
        return None
    return answer.rank, LanguageMatch(code, spoken.role, answer.wanted or None, answer.is_related, None)
