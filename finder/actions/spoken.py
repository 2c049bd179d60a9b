"""Why an offer answers the wish for a language: "Dr. Muster speaks Turkish", "interpreter on request"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    found: dict[tuple[str, LanguageRole], tuple[int, LanguageMatch]] = {}
    for item in properties["languages"]:
        role = LanguageRole(item["role"])
        spoken = SpokenLanguage(item["code"], role, opening_hours=item.get("opening_hours", ""))
        answer = wish.answer(spoken)
        if answer is not None:
            person = properties["person"] if role is LanguageRole.PROFESSIONAL else None
            match = LanguageMatch(spoken.code, role, answer.wanted or None, answer.is_related, person)
            found.setdefault((spoken.code, role), (answer.rank, match))
    return tuple(match for _, match in sorted(found.values(), key=lambda pair: pair[0]))
