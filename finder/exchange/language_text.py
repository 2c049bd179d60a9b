"""Languages as people write them into one field: "Deutsch, Englisch & Arabisch", "de,en,ti",
"einige sprechen Französisch", "(Russisch nach Weiterleitung)".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from finder.domain.language import LanguageLevel, LanguageRole, SpokenLanguage, normalize_language
from finder.domain.names import LanguageNames
from finder.errors import BadInput
from finder.exchange.language_parts import Clause, clauses_of, tidy
from finder.exchange.language_tokens import Said, Sorter
from finder.exchange.language_words import LanguageWords, Name

# Names of language families: what stands in brackets after them says which one is meant.
_FAMILIES: Final = {
    "ar": frozenset({"ar", "apc", "arz", "ary", "acm", "aeb", "ajp", "apd"}),
    "fa": frozenset({"fa", "fa-AF"}),
    "ku": frozenset({"ku", "kmr", "ckb", "zza"}),
    "zh": frozenset({"zh", "yue", "wuu", "nan", "hak"}),
    "sr": frozenset({"sr", "hr", "bs"}),
    "wen": frozenset({"hsb", "dsb"}),
}

DOUBTFUL: Final = "left out: not certain that it is spoken there"
"""Why an import leaves out a language that was read."""


class ReadLanguage(NamedTuple):
    """A language that a text names; its note is the condition in the words of the text.

    Not `is_certain` when the name was guessed (misspelt, a country, a doubtful tag) or when the text
    does not say that the language is offered there as a matter of course (on request, by referral).
    """

    spoken: SpokenLanguage
    is_certain: bool


class LanguageText(NamedTuple):
    """What a text says: the languages in its order, and verbatim what names none or is not understood.

    `interpreter` are the words that promise an interpreter without naming a language; they are among
    `unread`, too.
    """

    found: tuple[ReadLanguage, ...]
    unread: tuple[str, ...]
    interpreter: str

    @property
    def languages(self) -> tuple[SpokenLanguage, ...]:
        """The certain languages."""
        return tuple(language.spoken for language in self.found if language.is_certain)

    @property
    def doubtful(self) -> tuple[SpokenLanguage, ...]:
        """The languages that are not certain: to be looked at by a person."""
        return tuple(language.spoken for language in self.found if not language.is_certain)


def read_languages(text: str, names: LanguageNames, role: LanguageRole = LanguageRole.TEAM) -> LanguageText:
    """The languages that a text names; in the given role where the text does not say another.

    A language stands once in a role. An empty text gives nothing. Never raises.
    """
    reading = _Reading(tidy(text), names, role)
    return reading.result()


def language_code(text: str, names: LanguageNames) -> str | None:
    """The one language that a name or BCP 47 tag means, exactly spelled; None when it means none."""
    plain = text.strip(" .\"'?!")
    code = names.code_for_text(plain)
    if code:
        return code
    named = LanguageWords.load().exact(plain)
    if named and len(named.codes) == 1:
        return named.codes[0]
    try:
        return normalize_language(plain) if len(plain) in (2, 3) or "-" in plain else None
    except BadInput:
        return None


@dataclass(frozen=True, slots=True)
class _Manner:
    """Who speaks a language and on what condition, as said so far."""

    role: LanguageRole | None = None
    condition: str = ""
    is_offered: bool = True
    level: LanguageLevel = LanguageLevel.UNKNOWN

    def with_said(self, said: Said) -> _Manner:
        """What is said of a language outweighs what was said before."""
        return _Manner(
            said.role or self.role,
            said.condition or self.condition,
            self.is_offered and said.is_offered,
            said.level if said.level is not LanguageLevel.UNKNOWN else self.level,
        )


_PLAIN: Final = _Manner()


class _Reading:
    """One text on its way from clauses to languages."""

    def __init__(self, text: str, names: LanguageNames, role: LanguageRole) -> None:
        self._text = text
        self._role = role
        self._clauses = clauses_of(text)
        self._sorter = Sorter(text, names, self._clauses)
        self._found: dict[tuple[str, LanguageRole], ReadLanguage] = {}
        self._unread: list[str] = []
        self._interpreter = ""

    def result(self) -> LanguageText:
        """What was read."""
        self._read(self._clauses, _PLAIN)
        if not self._found and not self._unread and self._clauses:
            self._leave(0, len(self._text))
        return LanguageText(tuple(self._found.values()), tuple(self._unread), self._interpreter)

    def _read(self, clauses: Sequence[Clause], manner: _Manner) -> None:
        """Clauses one after the other. What is said before a language holds for those that follow
        up to the next `;` or the next thing said.
        """
        carried = manner
        last_naming = max(
            (place for place, clause in enumerate(clauses) if self._names_any(clause)), default=-1
        )
        for place, clause in enumerate(clauses):
            may_head = clause.ended_by == ":" and place < last_naming
            carried = self._read_clause(clause, carried, manner, may_head)
            if clause.ended_by == ";":
                carried = manner

    def _names_any(self, clause: Clause) -> bool:
        return any(part.names for part in self._all_said(clause))

    def _read_clause(self, clause: Clause, carried: _Manner, outer: _Manner, may_head: bool) -> _Manner:
        said = self._sorter.said(clause)
        inside = [part for inner in clause.inside for part in self._all_said(inner)]
        if any(part.is_denied for part in (*said, *inside)):
            self._leave(clause.start, clause.end)
            return outer
        inside_names = any(part.names for part in inside)
        if inside and not inside_names and said and said[-1].names:
            return self._read_parts(clause, said, carried, inside)
        if inside_names and self._is_narrowed(said, inside):
            said = [replace(said[0], names=[name for part in inside for name in part.names])]
            return self._read_parts(clause, said, carried, [])
        heads = bool(said) and not any(part.names for part in said)
        if heads and (inside_names or may_head) and self._is_heading(said):
            carried = _merged(outer, said)
            self._leave_all(place for part in said for place in part.unread)
        else:
            carried = self._read_parts(clause, said, carried, [])
        if inside_names:
            self._read(clause.inside, _merged(carried if heads else outer, inside))
        elif clause.inside:
            self._leave(clause.inside[0].start - 1, clause.end)
        return carried

    def _all_said(self, clause: Clause) -> list[Said]:
        return [
            *self._sorter.said(clause),
            *(part for inner in clause.inside for part in self._all_said(inner)),
        ]

    def _is_narrowed(self, said: Sequence[Said], inside: Sequence[Said]) -> bool:
        """Whether the brackets say which language of a family is meant: "Kurdisch (Sorani)"."""
        base = [code for part in said for name in part.names for code in name.codes]
        codes = {code for part in inside for name in part.names for code in name.codes}
        return len(base) == 1 and len(said) == 1 and codes <= _FAMILIES.get(base[0], frozenset())

    def _is_heading(self, said: Sequence[Said]) -> bool:
        return all(part.qualifies or not (part.has_unknown or part.unread) for part in said)

    def _read_parts(
        self, clause: Clause, said: Sequence[Said], carried: _Manner, brackets: Sequence[Said]
    ) -> _Manner:
        """The languages of a clause; what its brackets say is said of the last one."""
        end = clause.words[-1].end if clause.words else clause.end
        for place, part in enumerate(said):
            if not part.names:
                self._leave_part(clause, part, len(said) == 1)
                continue
            manner = carried.with_said(part if part.condition else _with_ending(part, said[-1]))
            if part.is_first:
                carried = manner
            is_last = place == len(said) - 1
            is_sure = not part.has_unknown and not clause.is_asking
            self._add(part.names[:-1], manner, is_sure)
            if is_last and brackets:
                manner = _merged(manner, brackets)
                is_sure = is_sure and not any(inner.has_unknown for inner in brackets)
            self._add(part.names[-1:], manner, is_sure)
            if part.has_unknown:
                self._leave(clause.start, end)
            else:
                self._leave_all(part.unread)
        if any(part.has_unknown or part.unread for part in brackets):
            self._leave(clause.inside[0].start - 1, clause.end)
        if clause.is_asking and not said:
            self._leave(clause.start, clause.end)
        return carried

    def _leave_part(self, clause: Clause, part: Said, is_alone: bool) -> None:
        """A part without a language stays as text, unless it says nothing at all ("Sprachen:")."""
        if part.role is LanguageRole.INTERPRETER and not self._interpreter:
            self._interpreter = self._verbatim(clause.start, clause.words[-1].end)
        if part.qualifies or part.has_unknown or (is_alone and part.unread):
            self._leave(clause.start, clause.words[-1].end)
        else:
            self._leave_all(part.unread)

    def _add(self, names: Iterable[Name], manner: _Manner, is_sure: bool) -> None:
        for name in names:
            for code in name.codes:
                role = manner.role or self._role
                spoken = SpokenLanguage(code, role, manner.level, note=manner.condition)
                read = ReadLanguage(spoken, is_sure and name.is_certain and manner.is_offered)
                known = self._found.get((code, role))
                if known is None or (read.is_certain and not known.is_certain):
                    self._found[code, role] = read

    def _leave_all(self, places: Iterable[tuple[int, int]]) -> None:
        for start, end in places:
            self._leave(start, end)

    def _leave(self, start: int, end: int) -> None:
        text = self._verbatim(start, end)
        if text and text not in self._unread:
            self._unread.append(text)

    def _verbatim(self, start: int, end: int) -> str:
        return self._text[max(start, 0) : end].strip(" \t,;:")


def _with_ending(part: Said, last: Said) -> Said:
    """What is said at the end of "Arabisch und Farsi nach Absprache" is said of all before it."""
    if last.is_first or not last.names or not last.condition:
        return part
    return replace(part, role=part.role or last.role, condition=last.condition, is_offered=last.is_offered)


def _merged(manner: _Manner, said: Iterable[Said]) -> _Manner:
    for part in said:
        if part.qualifies:
            manner = manner.with_said(part)
    return manner
