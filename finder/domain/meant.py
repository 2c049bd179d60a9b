"""Which of the meanings that words can have is meant, and what words mean that nobody recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from finder.domain.compounds import COURSES, LONG_TAIL, parts
from finder.domain.lexicon import MIN_BEGINNING, NOTHING, Kind, Lexicon, Meaning, Meanings, first_kind
from finder.domain.taxonomy import Taxonomy


class Sense:
    """Finds out what words mean to somebody who uses the finder in the language `lang`."""

    def __init__(
        self, lexicon: Lexicon, taxonomy: Taxonomy, lang: str, is_name: Callable[[str], bool]
    ) -> None:
        self._lexicon = lexicon
        self._taxonomy = taxonomy
        self._lang = lang
        self._is_name = is_name

    def settled(self, meanings: Sequence[Meaning], langs: Iterable[str] = ()) -> tuple[str, ...]:
        """The keys that are meant, of meanings of one kind; none when there is no telling: those of the
        visitor's language count, else of `langs`, German or English.
        """
        keys = _keys(meanings)
        if len(keys) <= 1:
            return keys
        for lang in dict.fromkeys((self._lang, *langs, "de", "en")):
            own = _keys(meaning for meaning in meanings if meaning.lang == lang)
            if own:
                keys = own
                break
        is_clear = len(keys) == 1 or (meanings[0].kind is Kind.TOPIC and self._taxonomy.are_related(keys))
        return keys if is_clear else ()

    def says_something(self, word: str) -> bool:
        """Whether a word that only joins in one language says something in the visitor's or in German;
        one of more than three letters may say something in any.
        """
        joined = {meaning.lang for meaning in self._lexicon.joining([word])}
        telling = {meaning.lang for meaning in self._lexicon.exact([word])}
        is_own = bool(telling & {self._lang, "de"}) and self._lang not in joined
        return len(word) > 3 or is_own

    def compound(self, words: Sequence[str]) -> Meanings:
        """What the known part of a longer word means; the head of a compound must be a German topic, and
        what is before an ending a whole word, in Cyrillic (`русскоговорящий`) and before a long ending
        (`polskojęzyczny`) or the stem of one. A language before `kurs` is learnt, not spoken.
        """
        word = "".join(words)
        for part, is_head in parts(word):
            known = self._lexicon.part(part)
            tail = "" if is_head else word.removeprefix(part)
            if tail and (not part.isascii() or len(tail) >= LONG_TAIL):
                known = known or self._lexicon.stemmed([part])
            wanted = Kind.TOPIC if is_head or tail in COURSES else None
            meant = [m for m in known if wanted in (None, m.kind) and (not is_head or m.lang == "de")]
            if meant:
                return frozenset(meant)
        return NOTHING

    def begun(self, word: str) -> Meanings:
        """What all phrases of one word mean that a word begins, when that is one and the same; in Latin
        letters only phrases in the visitor's language, German or English count.
        """
        if len(word) < MIN_BEGINNING:
            return NOTHING
        begun = (m for _, meanings in self._lexicon.beginning(word) for m in first_kind(meanings))
        meant = {m for m in begun if not word.isascii() or m.lang in (self._lang, "de", "en")}
        return frozenset(meant) if len({(m.kind, m.key) for m in meant}) == 1 else NOTHING

    def heard(self, words: Sequence[str]) -> Meanings:
        """What words in Latin letters mean in another script, unless entries have them."""
        return NOTHING if any(self._is_name(word) for word in words) else self._lexicon.heard(words)

    def slip(self, words: Sequence[str]) -> Meanings:
        """What a misspelt word means, or two with one slip; those that entries have are right."""
        if any(self._is_name(word) for word in words):
            return NOTHING
        return self._lexicon.similar("".join(words), 2 if len(words) == 1 else 1)


def _keys(meanings: Collection[Meaning] | Iterable[Meaning]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(meaning.key for meaning in meanings))
