"""All thirteen languages of the interface on an application, whether their catalogues are there or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from finder.web import i18n

NO_WORDS = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
"""A catalogue that translates nothing, so that its pages show German."""


def offer_all(patch: pytest.MonkeyPatch, folder: Path, *, has_words: bool = True) -> None:
    """Offer every language; one without a catalogue, and without `has_words` all, get an empty one below
    `folder`.
    """
    for lang in i18n.OWN_NAMES:
        shipped = i18n.CATALOGUES / lang / "LC_MESSAGES" / "messages.po"
        target = folder / lang / "LC_MESSAGES" / "messages.po"
        target.parent.mkdir(parents=True)
        if has_words and shipped.exists():
            shutil.copy(shipped, target)
        else:
            target.write_text(NO_WORDS, encoding="utf-8")
    patch.setattr(i18n, "CATALOGUES", folder)
    patch.setattr(i18n, "LANGUAGES", tuple(i18n.OWN_NAMES))
