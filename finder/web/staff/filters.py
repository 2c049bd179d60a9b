"""The filters of lists of the staff: what may be chosen, and what an address has chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from finder.web import labels
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option


def choice(text: str, choices: Collection[str], otherwise: str = "") -> str:
    """What an address asks for, if it is one of the choices."""
    return text if text in choices else otherwise


def options(texts: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    """The choices of a filter in their order, by what stands in the address."""
    return tuple(Option(str(key), text, str(key) == chosen) for key, text in texts.items())


def options_or_all(texts: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    """The same after the choice not to filter."""
    return options({"": _("alle"), **texts}, chosen)


def field_names() -> dict[str, str]:
    """The names of the fields of action, by key."""
    terms = current_finder().taxonomy.terms
    return {term.key: labels.topic(term.key) for term in terms if not term.parent}
