"""What is understood of a text that somebody typed."""

from __future__ import annotations

from typing import Any

from finder.actions.context import language_names
from finder.exchange.language_text import read_languages


def languages_reading(text: str) -> dict[str, Any]:
    """The languages of a text, JSON-ready: `languages` in their order, each with `code`, `role`,
    `condition` (verbatim, or "") and `certain`; `rest` is verbatim what names no language or was not
    understood, joined by "; "; `interpreter` the words that promise one for no language in particular.
    """
    found = read_languages(text, language_names())
    return {
        "languages": [
            {
                "code": language.spoken.code,
                "role": language.spoken.role.value,
                "condition": language.spoken.note,
                "certain": language.is_certain,
            }
            for language in found.found
        ],
        "rest": "; ".join(found.unread),
        "interpreter": found.interpreter,
    }
