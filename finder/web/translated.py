"""Texts of entries in the language of the page where there is a translation, else in German."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finder.domain.translation import Translated, TranslationOrigin, TranslationStatus, translated_of
from finder.web.i18n import SOURCE, current_lang, direction, mark
from finder.web.i18n import gettext as _

_REMARKS = {
    (TranslationOrigin.HUMAN, TranslationStatus.REVIEWED): "",
    (TranslationOrigin.HUMAN, TranslationStatus.DRAFT): mark("Diese Übersetzung hat noch niemand geprüft."),
    (TranslationOrigin.HUMAN, TranslationStatus.OUTDATED): mark(
        "Der deutsche Text hat sich seit dieser Übersetzung geändert."
    ),
    (TranslationOrigin.MACHINE, TranslationStatus.REVIEWED): mark(
        "Diesen Text hat ein Computer übersetzt, und ein Mensch hat ihn geprüft."
    ),
    (TranslationOrigin.MACHINE, TranslationStatus.DRAFT): mark(
        "Diesen Text hat ein Computer übersetzt. Niemand hat ihn geprüft."
    ),
    (TranslationOrigin.MACHINE, TranslationStatus.OUTDATED): mark(
        "Diesen Text hat ein Computer übersetzt. Der deutsche Text hat sich seitdem geändert."
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is shown: its language and direction, what is to be said of the translation, and the
    German text behind it ("" where the text itself is German).
    """

    text: str
    lang: str
    dir: str
    remark: str = ""
    original: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether this is German on a page in another language."""
        return self.lang == SOURCE and current_lang() != SOURCE


def words_of(stored: Mapping[str, Any], field: str, german: str) -> Words:
    """A text of an entry for the page, out of the entry's translations."""
    item = _translated(stored, field)
    if item is None:
        return Words(german, SOURCE, direction(SOURCE))
    remark = _REMARKS[item.origin, item.status]
    return Words(item.text, item.lang, direction(item.lang), _(remark) if remark else "", german)


def meaning_of(stored: Mapping[str, Any], *, only_checked: bool = False) -> Words | None:
    """The name of an offer in the language of the page, to stand beside the German one; None where there is
    none, or with `only_checked` none that needs no remark.
    """
    item = _translated(stored, "name")
    if item is None or (only_checked and not item.needs_no_remark):
        return None
    return words_of(stored, "name", "")


def _translated(stored: Mapping[str, Any], field: str) -> Translated | None:
    lang = current_lang()
    return None if lang == SOURCE else translated_of(stored.get("translations", {}), field, lang)
