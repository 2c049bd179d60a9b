"""The words of a clause sorted out: which name a language, and which say something about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from finder.domain.language import LanguageLevel, LanguageRole, normalize_language
from finder.domain.names import LanguageNames
from finder.domain.text import fold
from finder.errors import BadInput
from finder.exchange.language_parts import Clause, Word
from finder.exchange.language_words import LanguageWords, Name, country_tags, sure_tags

_MAX_WORDS: Final = 6
# More unknown words than these, or one of these kinds, and the words are no names in a list.
_MAX_UNKNOWN: Final = 8
_PROSE: Final = frozenset({"start", "name", "not"})
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NO_LANGUAGE: Final = frozenset({"und", "mul", "mis", "zxx", "art"})
_LONG_NAME: Final = 6
# Of several roles said of one language the first of these counts: a volunteer who interprets.
_ROLES: Final = (
    LanguageRole.VOLUNTEER, LanguageRole.INTERPRETER, LanguageRole.WRITTEN, LanguageRole.PHONE,
    LanguageRole.PROFESSIONAL, LanguageRole.TEAM,
)  # fmt: skip
_LEVELS: Final = {level.value for level in LanguageLevel}
# What makes a condition: words that ask for something first, that name few people, days or people.
_CONDITIONS: Final = frozenset({"asked", "absorbed", "some", "until", "day", "name"})
_SAID: Final = _CONDITIONS | set(LanguageRole)
_OPENED: Final = frozenset(
    {"unknown", "start", "filler", "day", "asked", "interpreter", "volunteer", "phone"}
)
_UNSURE: Final = frozenset({"asked", "absorbed"})


class Token(NamedTuple):
    """A few words with what they are: `language`, a kind of `reading.csv`, or `unknown`."""

    kind: str
    start: int
    end: int
    name: Name | None = None


@dataclass(slots=True)
class Said:
    """What the words between two "and" say: languages, and who speaks them when.

    `is_offered`: nothing said makes it depend on a request. `is_first`: that was said before the
    first language, so that it may hold for those that follow. `unread` are places in the text.
    """

    names: list[Name] = field(default_factory=list)
    role: LanguageRole | None = None
    level: LanguageLevel = LanguageLevel.UNKNOWN
    condition: str = ""
    is_offered: bool = True
    is_first: bool = False
    is_denied: bool = False
    has_unknown: bool = False
    unread: list[tuple[int, int]] = field(default_factory=list)

    @property
    def qualifies(self) -> bool:
        """Whether something is said of a language, named here or not."""
        return self.role is not None or bool(self.condition) or self.level is not LanguageLevel.UNKNOWN


class Sorter:
    """Sorts the words of one text. In a list of tags, a word of two letters is a tag."""

    def __init__(self, text: str, names: LanguageNames, clauses: Sequence[Clause]) -> None:
        self._text = text
        self._names = names
        self._words = LanguageWords.load()
        self._said_by: dict[int, list[Said]] = {}
        every = [word for clause in clauses for word in _all_words(clause)]
        named = [word for word in every if self._words.phrase([word.folded]) not in ("filler", "and")]
        self._n_named = len(named)
        tags = [word.folded for word in named if self._tag(word) is not None]
        is_mostly = len(set(tags)) > 1 and 2 * len(tags) >= len(named)
        self._is_tags = bool(tags) and (len(tags) == len(named) or is_mostly)

    def said(self, clause: Clause) -> list[Said]:
        """What a clause says, without its brackets, in parts joined by "and"; each worked out once."""
        known = self._said_by.get(id(clause))
        if known is None:
            known = self._said_by[id(clause)] = self._parts(clause)
        return known

    def _parts(self, clause: Clause) -> list[Said]:
        parts: list[list[Token]] = [[]]
        for token in self._tokens(clause.words):
            if token.kind == "and":
                parts.append([])
            else:
                parts[-1].append(token)
        return [self._said(self._guessed(part)) for part in parts if part]

    def _tokens(self, words: Sequence[Word]) -> Iterator[Token]:
        at = 0
        while at < len(words):
            token, used = self._token(words[at : at + _MAX_WORDS])
            yield token
            at += used

    def _token(self, words: Sequence[Word]) -> tuple[Token, int]:
        """The longest run of words from the first one on that is known, and its length."""
        for count in range(len(words), 0, -1):
            some = words[:count]
            folded = [word.folded for word in some]
            start, end = some[0].start, some[-1].end
            name = self._known_tag(some) or self._words.name(folded)
            if name:
                return Token("language", start, end, name), count
            kind = self._words.phrase(folded)
            if kind:
                return Token(kind, start, end), count
        return Token("unknown", words[0].start, words[0].end), 1

    def _known_tag(self, words: Sequence[Word]) -> Name | None:
        if len(words) == 1:
            return self._tag(words[0]) if self._is_tags else None
        raw = self._text[words[0].start : words[-1].end]
        code = _code_of_tag(raw) if "-" in raw or "_" in raw else None
        if code is None or (code not in self._names.codes and code.split("-")[0] not in sure_tags()):
            return None
        return Name((code,), True)

    def _tag(self, word: Word) -> Name | None:
        """The language of a tag in a list of tags; alone it must be one of ours ("ja", "no")."""
        raw = self._text[word.start : word.end]
        if len(raw) == 2 and raw.lower() in country_tags():
            return Name((country_tags()[raw.lower()],), False)
        code = _code_of_tag(raw)
        if code is None:
            return None
        is_ours, is_known = code in self._names.codes, code in sure_tags()
        if not is_ours and (self._n_named == 1 or (len(raw) == 3 and not is_known)):
            return None
        return Name((code,), is_ours or sure_tags().get(code, False))

    def _guessed(self, part: list[Token]) -> list[Token]:
        """The tokens, with unknown words as languages where all of them can be: misspelt names,
        names that only CLDR knows, countries.
        """
        unknown = [token for token in part if token.kind == "unknown"]
        is_prose = len(unknown) > _MAX_UNKNOWN or any(token.kind in _PROSE for token in part)
        if not unknown or is_prose:
            return part
        start, end = unknown[0].start, unknown[-1].end
        is_run = not any(start < token.start < end and token.kind != "unknown" for token in part)
        whole = self._rare(self._text[start:end]) if is_run else None
        if whole:
            return [
                *(token for token in part if token.kind != "unknown"),
                Token("language", start, end, whole),
            ]
        guesses = {token: self._words.misspelt(self._folded(token)) for token in unknown}
        if not all(guesses.values()):
            return part
        return [
            Token("language", token.start, token.end, guesses[token]) if token in guesses else token
            for token in part
        ]

    def _folded(self, token: Token) -> str:
        return " ".join(_folds(self._text[token.start : token.end]))

    def _rare(self, text: str) -> Name | None:
        code = self._names.code_for_text(text)
        if code and len(text) > 3:
            return Name((code,), len(text) >= _LONG_NAME)
        country = self._words.country(_folds(text))
        if country:
            return country
        code = _code_of_tag(text)
        return Name((code,), False) if code and len(text) <= 3 and code in self._names.codes else None

    def _said(self, tokens: Sequence[Token]) -> Said:
        said = Said()
        tokens = list(_absorbed(tokens))
        kinds = {token.kind for token in tokens}
        said.names = [token.name for token in tokens if token.name]
        said.role = next((role for role in _ROLES if role.value in kinds), None)
        if said.role is None and "some" in kinds:
            said.role = LanguageRole.TEAM
        said.level = LanguageLevel(next(iter(sorted(kinds & _LEVELS)), LanguageLevel.UNKNOWN))
        said.condition = self._condition(tokens)
        said.is_offered = not kinds & _UNSURE
        said.is_denied = "not" in kinds
        said.has_unknown = "unknown" in kinds
        said.unread = list(_runs(tokens, ("more",)))
        said.is_first = _is_said_first(tokens)
        return said

    def _condition(self, tokens: Sequence[Token]) -> str:
        if not any(token.kind in _CONDITIONS for token in tokens):
            return ""
        runs = _runs([token for token in tokens if token.kind != "filler"], _SAID)
        return " … ".join(self._text[start:end].strip(" \"'") for start, end in runs)


def _absorbed(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens; unknown words after one that opens a condition ("nach Überweisung") belong to it,
    and such a word with nothing after it says nothing.
    """
    opener = before = ""
    kinds = [*(token.kind for token in tokens[1:]), ""]
    for token, following in zip(tokens, kinds, strict=True):
        opener = _opener(token.kind, opener)
        kind = token.kind
        if kind == "start":
            kind = "absorbed" if following in _OPENED else "filler"
        elif opener and (
            kind == "unknown" or (kind == "filler" and before == "unknown" and following == "unknown")
        ):
            kind = opener
        before = token.kind
        yield token._replace(kind=kind)


def _opener(kind: str, opener: str) -> str:
    """What kind of condition is open after a word: `absorbed`, `name`, or "" for none."""
    if kind in ("start", "asked"):
        return "absorbed"
    if kind in ("name", "professional", "day"):
        return "name"
    return opener if kind in ("unknown", "filler") else ""


def _is_said_first(tokens: Sequence[Token]) -> bool:
    """Whether a role or condition comes before the first language."""
    for token in tokens:
        if token.kind == "language":
            return False
        if token.kind in _SAID:
            return True
    return False


def _runs(tokens: Sequence[Token], kinds: Sequence[str] | frozenset[str]) -> Iterator[tuple[int, int]]:
    """The places of neighbouring tokens of these kinds, each run as one."""
    start = end = -1
    for token in tokens:
        if token.kind in kinds:
            start, end = (token.start if start < 0 else start), token.end
        elif start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _all_words(clause: Clause) -> Iterator[Word]:
    yield from clause.words
    for inner in clause.inside:
        yield from _all_words(inner)


def _folds(text: str) -> list[str]:
    return fold(text).split()


def _code_of_tag(text: str) -> str | None:
    if not _TAG.fullmatch(text) or text.lower() in _NO_LANGUAGE:
        return None
    try:
        return normalize_language(text)
    except BadInput:
        return None
