"""Languages as people write them into one field: "Deutsch, Englisch & Arabisch", "de,en,ti"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from finder.domain.language import LanguageLevel, LanguageRole, SpokenLanguage, normalize_language
from finder.domain.names import LanguageNames
from finder.domain.text import clean, fold
from finder.errors import BadInput

# The parts of a list, where a comma inside brackets does not separate.
_PART = re.compile(r"(?:\([^()]*\)|[^,;/&+\n\r،؛:…|(]|\((?![^()]*\)))+")
_AND = re.compile(r"\s+(?:und|sowie|oder|and|et|ve|и|و)\s+|\s+(?=و\w)", re.IGNORECASE)
_BRACKET = re.compile(r"(?P<before>[^()]*)\((?P<inside>[^()]*)\)[^()]*")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})
_BROAD = frozenset({"ar", "fa", "ku", "zh"})
"""Names of language families: what stands in brackets after them says which one is meant."""
_LEVELS = {
    "muttersprache": LanguageLevel.NATIVE,
    "native": LanguageLevel.NATIVE,
    "fliessend": LanguageLevel.FLUENT,
    "fluent": LanguageLevel.FLUENT,
    "gut": LanguageLevel.FLUENT,
    "grundkenntnisse": LanguageLevel.BASIC,
    "etwas": LanguageLevel.BASIC,
    "wenig": LanguageLevel.BASIC,
    "basic": LanguageLevel.BASIC,
}


class LanguageText(NamedTuple):
    """The languages of a text, each once in its order, and the parts that name none."""

    languages: tuple[SpokenLanguage, ...]
    unread: tuple[str, ...]


def read_languages(text: str, names: LanguageNames, role: LanguageRole = LanguageRole.TEAM) -> LanguageText:
    """The languages that a list of names or tags names, all in one role; nothing for an empty text.

    A group in brackets of its own ("(Russisch nach Weiterleitung)") is not offered on the spot and
    stays unread. Never raises.
    """
    found: dict[str, SpokenLanguage] = {}
    unread: list[str] = []
    for part in _parts(text):
        languages = [SpokenLanguage(code, role, level) for code, level in _codes(part, names)]
        if not languages:
            unread.append(part)
        for language in languages:
            found.setdefault(language.code, language)
    return LanguageText(tuple(found.values()), tuple(unread))


def language_code(text: str, names: LanguageNames) -> str | None:
    """The language that one name or BCP 47 tag means; None when it means none."""
    for spelling in _spellings(text.strip(" .\"'?!")):
        code = names.code_for_text(spelling)
        if code:
            return code
    return _code_of_tag(text.strip(), names)


def _parts(text: str) -> Iterator[str]:
    for part in _PART.findall(clean(text)):
        for piece in _AND.split(part):
            if fold(piece):
                yield piece.strip()


def _codes(part: str, names: LanguageNames) -> Iterator[tuple[str, LanguageLevel]]:
    whole = language_code(part, names)
    bracket = _BRACKET.fullmatch(part)
    if whole or not bracket:
        if whole:
            yield whole, LanguageLevel.UNKNOWN
        return
    base = language_code(bracket["before"], names)
    inside = language_code(bracket["inside"], names) if fold(bracket["before"]) else None
    if base and not (inside and base in _BROAD):
        yield base, _LEVELS.get(fold(bracket["inside"]), LanguageLevel.UNKNOWN)
    if inside:
        yield inside, LanguageLevel.UNKNOWN


def _spellings(text: str) -> Iterator[str]:
    """The text, and without the Arabic "and" and article that are written onto the word."""
    yield text
    if text.startswith("و"):
        text = text[1:]
        yield text
    if text.startswith("ال"):
        yield text[2:]


def _code_of_tag(text: str, names: LanguageNames) -> str | None:
    """The language of a tag; of three letters only where it is surely meant, because many words of
    three letters ("man", "oft") are the tag of some language.
    """
    if not _TAG.fullmatch(text) or text.lower() in _NO_LANGUAGE:
        return None
    try:
        code = normalize_language(text)
    except BadInput:
        return None
    is_sure = len(code.split("-")[0]) == 2 or code in names.codes
    return code if is_sure else None
