"""Spoken and written languages as BCP 47 tags, and who speaks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

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


EASY_GERMAN = "de-simple"


def typed_language(lang: str) -> str:
    """The language in which somebody types who reads pages in `lang`: German for easy German."""
    return "de" if lang == EASY_GERMAN else lang


@lru_cache(maxsize=4096)
def normalize_language(tag: str) -> str:
    """The BCP 47 tag in the one spelling used everywhere: `DE_de` gives `de`, `prs` gives `fa-AF`.

    Raises BadInput with param `language` when the text is no valid tag. `de-simple` (easy German)
    is kept. Source: RFC 5646 through langcodes; the region of a language's own likely country
    is dropped.
    """
    text = tag.strip().replace("_", "-")
    if text.lower() == EASY_GERMAN:
        return EASY_GERMAN
    if not text or len(text) > 35 or not langcodes.tag_is_valid(text):
        raise BadInput("language", tag, "a BCP 47 language tag such as tr or ar")
    standard = _ALIASES.get(text.lower()) or langcodes.standardize_tag(text)
    standard = _ALIASES.get(standard.lower(), standard)
    language = langcodes.Language.get(standard)
    if language.territory and not language.script and standard != "fa-AF":
        return str(language.language)
    return standard


def language_matches(wanted: str, offered: str) -> bool:
    """Whether an offered tag falls under the wanted one: the same, or the same with more subtags.

    `fa` is answered by `fa-AF`; `de` is not answered by `de-simple`, which nobody speaks.
    Source: RFC 4647, basic filtering.
    """
    if offered == wanted:
        return True
    return offered.startswith(wanted + "-") and offered != EASY_GERMAN


# Varieties of a language whose general name leaves open which is meant (ISO 639-3 macrolanguages that
# CLDR matches in one direction only or not at all).
_VARIETIES: Final = {
    "ar": frozenset({"acm", "aeb", "apc", "ary", "arz"}),
    "ku": frozenset({"ckb", "kmr"}),
}
MAX_RELATED_DISTANCE: Final = 25
"""Languages at most so far apart (CLDR language matching, through langcodes) are closely related:
who asks for one is likely to understand the other."""


@lru_cache(maxsize=65_536)
def are_related(wanted: str, offered: str) -> bool:
    """Whether the offered language, which is not the wanted one, may serve instead of it.

    So are a general language and its varieties (`ku` and `kmr`, `ar` and `apc`), Dari and Persian,
    and what CLDR matches closely (`uk` may be served by `ru`, `hr` by `sr`), whatever its script,
    which speech does not have. Easy German is nobody's language.
    """
    if EASY_GERMAN in (wanted, offered) or language_matches(wanted, offered):
        return False
    if offered in _VARIETIES.get(wanted, ()) or wanted in _VARIETIES.get(offered, ()):
        return True
    script = langcodes.Language.get(wanted).maximize().script
    readings = (offered, f"{offered.split('-')[0]}-{script}") if script else (offered,)
    return any(langcodes.tag_distance(wanted, tag) <= MAX_RELATED_DISTANCE for tag in readings)


_SPOKEN: Final = (LanguageRole.PROFESSIONAL, LanguageRole.TEAM, LanguageRole.PHONE, LanguageRole.VOLUNTEER)
N_RANKS: Final = 9
"""How many ranks `language_rank` tells apart."""


def language_rank(role: LanguageRole, *, is_related: bool) -> int:
    """How well a language serves, 0 best: the wanted one by the professional, then by the team, on
    the telephone, by volunteers; then a closely related one by any of these; then through an
    interpreter on request; last in writing only.
    """
    if role in _SPOKEN:
        return len(_SPOKEN) if is_related else _SPOKEN.index(role)
    return len(_SPOKEN) + 1 + 2 * (role is LanguageRole.WRITTEN) + is_related


def language_key(spoken: SpokenLanguage) -> str:
    """A language as a word of the search: `tr/professional`, with its hours `tr/team@Th_14:00-18:00`."""
    hours = "_".join(spoken.opening_hours.split())
    return f"{spoken.code}/{spoken.role.value}" + (f"@{hours}" if hours else "")


@lru_cache(maxsize=65_536)
def language_of_key(key: str) -> SpokenLanguage:
    """The language, role and hours of a word of the search."""
    pair, _, hours = key.partition("@")
    code, _, role = pair.partition("/")
    return SpokenLanguage(code, LanguageRole(role), opening_hours=hours.replace("_", " "))
