"""Texts of entries in other languages: who translated, whether it may be relied on, and what is current."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

TRANSLATED: Mapping[str, Mapping[str, str]] = {
    "service": {
        "name": "name",
        "alert": "alert",
        "description": "description",
        "application_process": "application_process",
        "eligibility_description": "eligibility_description",
        "fees_description": "fees_description",
        "wait_time": "wait_time",
        "interpretation_services": "interpretation_services",
    },
    "service_at_location": {"description": "offer_description"},
    "location": {"description": "location_description", "transportation": "transportation"},
}
"""The fields of records that are shown in other languages, with what an offer calls them."""


class TranslationOrigin(StrEnum):
    """Who translated."""

    HUMAN = "human"
    MACHINE = "machine"


class TranslationStatus(StrEnum):
    """Whether a translation may be relied on."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True, order=True)
class Translated:
    """A field of an entry in a language (BCP 47), with who translated it and its state."""

    field: str
    lang: str
    text: str
    origin: TranslationOrigin = TranslationOrigin.HUMAN
    status: TranslationStatus = TranslationStatus.REVIEWED

    @property
    def needs_no_remark(self) -> bool:
        """Whether a person translated it, it was checked, and its German text is still the same."""
        return self.origin is TranslationOrigin.HUMAN and self.status is TranslationStatus.REVIEWED


def source_hash(text: str) -> str:
    """A short digest of the German text that was translated."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def state_now(status: TranslationStatus, translated_from: str, source: str) -> TranslationStatus:
    """The state of a translation: outdated when its German text is no longer the one with the digest that
    was translated. Without a digest ("") it is as stated.
    """
    if translated_from and translated_from != source_hash(source):
        return TranslationStatus.OUTDATED
    return status


_LEAST_SURE = (TranslationStatus.OUTDATED, TranslationStatus.DRAFT, TranslationStatus.REVIEWED)


def put_together(first: Translated, second: Translated) -> Translated:
    """The translation of two texts that are read one after the other, no surer than either."""
    return Translated(
        first.field,
        first.lang,
        f"{first.text}\n\n{second.text}",
        max(first.origin, second.origin, key=list(TranslationOrigin).index),
        min(first.status, second.status, key=_LEAST_SURE.index),
    )


def translations_json(translations: Iterable[Translated]) -> dict[str, dict[str, dict[str, str]]]:
    """The translations by language and field; JSON-ready, always in the same order."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for item in sorted(translations, key=lambda item: (item.lang, item.field)):
        shown = {"text": item.text, "origin": item.origin.value, "status": item.status.value}
        found.setdefault(item.lang, {})[item.field] = shown
    return found


def translated_of(stored: dict[str, Any], field: str, lang: str) -> Translated | None:
    """The inverse of `translations_json` for one field and language; None where there is none."""
    item = stored.get(lang, {}).get(field)
    if item is None:
        return None
    return Translated(
        field, lang, item["text"], TranslationOrigin(item["origin"]), TranslationStatus(item["status"])
    )
