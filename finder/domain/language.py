"""Spoken and written languages as BCP 47 tags, and who speaks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import langcodes

from finder.errors import BadInput


class LanguageRole(StrEnum):
    """Who offers the language (rule 4: a language has a role)."""

    PROFESSIONAL = "professional"
    TEAM = "team"
    PHONE = "phone"
    INTERPRETER = "interpreter"
    VOLUNTEER = "volunteer"
    WRITTEN = "written"


class LanguageLevel(StrEnum):
    """How well the language is spoken."""

    NATIVE = "native"
    FLUENT = "fluent"
    BASIC = "basic"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class SpokenLanguage:
    """A language with its role, how well it is spoken, the weekly time at which it is offered (OSM
    `opening_hours`, or "" when always), and on what condition, in the words of whoever said so.
    """

    code: str
    role: LanguageRole = LanguageRole.TEAM
    level: LanguageLevel = LanguageLevel.UNKNOWN
    opening_hours: str = ""
    note: str = ""


# Deprecated or local spellings that langcodes leaves as they are, and this project's one way.
_ALIASES = {"prs": "fa-AF", "pes": "fa", "sgn-gsg": "gsg", "ku-latn": "kmr", "pnb": "pa"}


@lru_cache(maxsize=4096)
def normalize_language(tag: str) -> str:
    """The BCP 47 tag in the one spelling used everywhere: `DE_de` gives `de`, `prs` gives `fa-AF`.

    Raises BadInput with param `language` when the text is no valid tag. `de-simple` (easy German)
    is kept. Source: RFC 5646 through langcodes; the region of a language's own likely country
    is dropped.
    """
    text = tag.strip().replace("_", "-")
    if text.lower() == "de-simple":
        return "de-simple"
    if not text or len(text) > 35 or not langcodes.tag_is_valid(text):
        raise BadInput("language", tag, "a BCP 47 language tag such as tr or ar")
    standard = _ALIASES.get(text.lower()) or langcodes.standardize_tag(text)
    standard = _ALIASES.get(standard.lower(), standard)
    language = langcodes.Language.get(standard)
    if language.territory and not language.script and standard != "fa-AF":
        return str(language.language)
    return standard


# The distance that langcodes gives to languages without anything in common.
_UNRELATED = 134
MAX_RELATED = 24
"""The largest distance of closely related languages. Source: langcodes, by CLDR: up to here who speaks
the one understands the other in common situations."""


@lru_cache(maxsize=4096)
def language_distance(one: str, other: str) -> int:
    """How far apart two languages are, in the direction in which they are nearer: 0 for two names of
    one language (`ku`, `kmr`), 4 for `fa` and `fa-AF`, 14 at most for `ar` and its dialects. Easy
    German, which nobody speaks, is far from everything.
    """
    if "de-simple" in (one, other):
        return _UNRELATED
    return min(langcodes.tag_distance(one, other), langcodes.tag_distance(other, one))


def language_matches(wanted: str, offered: str) -> bool:
    """Whether an offered tag falls under the wanted one: the same, or the same with more subtags.

    `fa` is answered by `fa-AF`; `de` is not answered by `de-simple`, which nobody speaks.
    Source: RFC 4647, basic filtering.
    """
    if offered == wanted:
        return True
    return offered.startswith(wanted + "-") and offered != "de-simple"
