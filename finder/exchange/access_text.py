"""Accessibility as people write it: words, sentences and codes, read into facts.

Only what a text says becomes a fact. "Barrierefrei" alone says nothing that can be checked, so it
stays unread; "rollstuhlgerecht, wir helfen gern in die erste Etage" is a no, whatever it claims.
Every rule is a row of a table. Sources: the four levels and the toilet of the KBV as published by
KV Berlin, the codes of the Ohana API, and wordings seen on practices' and towns' pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from finder.domain.access import Fact
from finder.domain.text import clean, fold
from finder.exchange.values import read_text

STATED = "stated.wheelchair"


class AccessText(NamedTuple):
    """The facts of a text, one for a key, and its parts that state none."""

    facts: tuple[Fact, ...]
    unread: tuple[str, ...]


_ANSWERS = {
    **dict.fromkeys(("yes", "ja", "true", "1", "x", "designated", "vorhanden", "voll", "full"), "yes"),
    **dict.fromkeys(("no", "nein", "false", "0", "keine", "nicht vorhanden"), "no"),
    **dict.fromkeys(("limited", "teilweise", "bedingt", "eingeschrankt", "partial", "weitgehend"), "limited"),
}
_UNKNOWN = re.compile(r"\b(unknown|unbekannt|k a|n a|keine? angaben?|unklar|geplant|in planung|planned)\b")
"""What nobody knows, or what is not there yet."""

_CODES = {
    "disabled parking": "parking.disabled",
    "elevator": "lift",
    "ramp": "entrance.ramp",
    "restroom": "toilet.accessible",
    "wheelchair": STATED,
    "deaf interpreter": "hearing.sign_language",
}
"""The codes of the Ohana API that state a fact; `cd`, `tape_braille` ("on tape or in Braille"),
`tty` and `wheelchair_van` do not."""

_NO = re.compile(
    r"\b(nicht|kein\w*|nein|ohne|not|no|without)\b(?! (barrieren|stufen?|schwellen?)\b)"
    r"|\b(defekt|ausser betrieb|out of order|broken)\b"
)
_LIMITED = re.compile(
    r"\b(weitgehend\w*|teilweise|bedingt\w*|eingeschrankt\w*|partially|partly|limited|largely"
    r"|nur (mit|nach)|mit hilfe|only with|with help)\b"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "toilet.accessible",
            r"\b(wc|toilet|restroom|bathroom)\w*\b.*(barriere|rollstuhl|behindert|accessible)"
            r"|(barriere|rollstuhl|behindert|accessible|disabled).*\b(wc|toilet|restroom|bathroom)"
            r"|behinderten(wc|toilet)",
        ),
        (
            "parking.disabled",
            r"behindertenpark|\bpark(ing|platz|platze)\b.*(rollstuhl|behindert|disabled)"
            r"|(rollstuhl|behindert|disabled|accessible).*\bpark(ing|platz|platze)\b",
        ),
        (
            "treatment.adjustable_couch",
            r"verstellbar\w*.*(mobel|liege|stuhl)|adjustable.*(couch|table|chair)",
        ),
        ("treatment.patient_lifter", r"patientenlift|patient lift|hoist"),
        ("hearing.sign_language", r"gebardensprach|sign language|deaf interpreter|\bdgs\b"),
        ("hearing.induction_loop", r"induktion|induktive|induction loop|horschleife|hearing loop"),
        ("cognition.easy_language", r"(leicht|einfach)\w* sprache|(easy|plain) (language|read)"),
        ("vision.tactile_guide", r"taktil|leitsystem|tactile (pav|guide)"),
        ("vision.braille", r"^(?!tape).*\bbraille|blindenschrift"),
        ("dogs.assistance", r"(assistenz|blinden|fuhr|begleit)hund|(assistance|guide|service) dogs?"),
        ("entrance.door_automatic", r"automati\w* (\w+ )?(eingangs)?tur|turoffner|automatic door"),
        ("entrance.ramp", r"\b(rollstuhl|auffahr)?rampe|\bramps?\b"),
        ("entrance.handrail", r"handlauf|gelander|handrail"),
        ("lift", r"\b(fahrstuhl\w*|aufzug\w*|aufzuge|personenlift|lift|elevators?)\b"),
        (
            "entrance.is_level",
            r"stufenlos|stufenfrei|schwellenlos|ebenerdig|step ?free|level access"
            r"|(ohne|keine) (stufe|schwelle)"
            r"|\b(zugang|eingang\w*|entrance)\b.*(barrierefrei|accessible)"
            r"|(barrierefrei\w*|accessible) (zugang|eingang\w*|entrance)\b",
        ),
        (
            STATED,
            r"rollstuhl|\brolli\w*|wheel ?chair|barrierefrei nach din|vollstandig\w* barrierefrei"
            r"|(uneingeschrankt|eingeschrankt|weitgehend|teilweise|bedingt|nicht|kein\w*) barriere"
            r"|(ist|sind) barrierefrei zugang",
        ),
    )
)
_STEPS = re.compile(
    r"\b(\d{1,2}|eine|one|zwei|two|drei|three)\b (?:\w+ )?(?:stufen?|treppenstufen?|steps?)\b"
)
_STEP_WORDS = {"eine": "1", "one": "1", "zwei": "2", "two": "2", "drei": "3", "three": "3"}
_HELPED_UP = re.compile(
    r"\b(?:helf\w*|hilft|hilfe|trag\w*|help\w*|assist\w*|carry|carries|carried)\b(?: \w+){0,8}?"
    r" (?:etagen?|stock|stockwerk\w*|obergeschoss|treppen?\w*|stufen?|upstairs|stairs|steps?|floors?)\b"
)
_WALKING = re.compile(r"gehbehindert|walking impaired")

_SENTENCE = re.compile(r"[;\n\r]+|(?<=[^\d])[.!?](?:\s|$)")
_CLAUSE = re.compile(
    r"[;\n\r|•()]+|,(?!\d)|(?<=[^\d])[.!?](?:\s|$)|\s[–—-]\s|\baber\b|\bbut\b|\bjedoch\b", re.IGNORECASE
)
_LONGEST = 1_000
"""A clause of more characters is no statement on one thing and stays unread."""


def read_access_text(text: str, about: str = STATED) -> AccessText:
    """The facts of a text about accessibility; nothing for an empty text or "unknown". Never raises.

    A bare yes, no or limited answers the question of its column, the fact key `about`; "" where the
    column asks no such question. Where parts
    of a text disagree on a fact, the worse holds. A fact's note is the wording it was read from.
    """
    if _UNKNOWN.fullmatch(fold(text)):
        return AccessText((), ())
    if any(_HELPED_UP.search(fold(sentence)) for sentence in _SENTENCE.split(text)):
        return AccessText((Fact(STATED, "no", note=read_text(text)),), ())
    found: dict[str, Fact] = {}
    unread: list[str] = []
    for clause in _clauses(text):
        facts = list(_facts(clause, about))
        if not facts and not _UNKNOWN.fullmatch(fold(clause)):
            unread.append(clause)
        for fact in facts:
            found[fact.key] = min(found.get(fact.key, fact), fact, key=_worst_first)
    if STATED not in found and _WALKING.search(fold(text)):
        unread = [clause for clause in unread if not _WALKING.search(fold(clause))]
        found[STATED] = Fact(STATED, "no", note=read_text(text))
    return AccessText(tuple(found.values()), tuple(unread))


def _clauses(text: str) -> Iterator[str]:
    for part in _CLAUSE.split(clean(text)):
        if part and fold(part):
            yield part.strip(" .,")


def _facts(clause: str, about: str) -> Iterator[Fact]:
    folded = fold(clause)
    if len(clause) > _LONGEST or _UNKNOWN.search(folded):
        return
    if about and folded in _ANSWERS:
        yield Fact(about, _ANSWERS[folded])
    elif folded in _CODES:
        yield Fact(_CODES[folded], "yes")
    else:
        yield from _stated_facts(clause, folded)


def _stated_facts(clause: str, folded: str) -> Iterator[Fact]:
    """The facts of one clause; a wheelchair in it is about the whole place only where nothing
    narrower is named, except in "the place and its toilet".
    """
    steps = _STEPS.search(folded)
    if steps:
        yield Fact("entrance.step_count", _STEP_WORDS.get(steps[1], steps[1]), note=clause)
    keys = [key for key, pattern in _RULES if pattern.search(folded)]
    if STATED in keys and len(keys) > 1 and "lokal" not in folded.split():
        keys.remove(STATED)
    for key in keys:
        yield _fact(key, clause, folded)


def _fact(key: str, clause: str, folded: str) -> Fact:
    if _NO.search(folded):
        return Fact(key, "no", note=clause)
    if not _LIMITED.search(folded):
        return Fact(key, "yes", note=clause)
    return Fact(STATED if key == "entrance.is_level" else key, "limited", note=clause)


def _worst_first(fact: Fact) -> int:
    return ("no", "limited", "yes").index(fact.value) if fact.value in ("no", "limited", "yes") else 0
