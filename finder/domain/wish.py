"""The wish for a language: which one, by whom, when (rule 4)."""

from __future__ import annotations

from typing import NamedTuple

from finder.domain.language import (
    LanguageRole,
    SpokenLanguage,
    are_related,
    language_matches,
    language_rank,
)
from finder.domain.weektime import WeekTime, is_within


class Answer(NamedTuple):
    """How a language answers a wish: the wanted language that it is or is closely related to, "" when
    any would do, and its rank (0 serves best).
    """

    wanted: str
    is_related: bool
    rank: int


class LanguageWish(NamedTuple):
    """Any of the languages (any at all where none is named), in any of the roles (any where none is),
    at a moment of the week, and whether closely related languages will do.
    """

    languages: tuple[str, ...] = ()
    roles: tuple[LanguageRole, ...] = ()
    moment: WeekTime | None = None
    has_related: bool = False

    @property
    def is_any(self) -> bool:
        """Whether nothing is wished for."""
        return not self.languages and not self.roles and self.moment is None

    def answer(self, spoken: SpokenLanguage) -> Answer | None:
        """How a language answers, or None when it does not. Own hours of a language must include the
        moment; a language without hours is there whenever the offer is.
        """
        if self.roles and spoken.role not in self.roles:
            return None
        hours = spoken.opening_hours
        if self.moment is not None and hours and not is_within(hours, self.moment):
            return None
        wanted, is_related = self._wanted(spoken.code)
        if wanted is None:
            return None
        return Answer(wanted, is_related, language_rank(spoken.role, is_related=is_related))

    def _wanted(self, code: str) -> tuple[str | None, bool]:
        """The wanted language that a language is, or with `has_related` the one it is related to."""
        if not self.languages:
            return "", False
        exact = next((wanted for wanted in self.languages if language_matches(wanted, code)), None)
        if exact is not None or not self.has_related:
            return exact, False
        return next((wanted for wanted in self.languages if are_related(wanted, code)), None), True
