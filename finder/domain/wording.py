"""One search box: what somebody typed is taken apart into topics, languages, needs, a place and the rest.

In this order, the longest phrase first and each word once:
1. a place after a word that announces one ("near Olpe"), whatever else its name may mean;
2. phrases of several words that somebody recorded, in any language, exactly or but for endings;
3. a place of several words without a word before it, where there is no doubt;
4. single words exactly as recorded, and then a place of one word, where there is no doubt;
5. single words but for endings, compounds of a known word, words of other scripts in Latin letters, the
   beginning of a word at the end of the text;
6. slips of the pen, unless the word is one that entries have.
At last everything read is looked at again beside its neighbours (`finder.domain.second_look`).

A wrong reading is worse than none, because what stays plain text is still looked for among names and
topics. So a phrase that names several topics is read in the visitor's language, else in one in which other
words were read, in German or in English; its topics are all taken if they are closely related, and
otherwise none: it stays plain, and they are mentioned as what may be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from finder.domain.lexicon import FOR_WHOM, Kind, Lexicon, Meanings, first_kind
from finder.domain.meant import Sense
from finder.domain.reading import FindPlace, Read, Reading
from finder.domain.second_look import Claim, Marks, looked_again
from finder.domain.taxonomy import DOCTORS, PAEDIATRICS, Taxonomy
from finder.domain.typed import Span, Typed

MAX_PHRASE, MAX_PLACE, MAX_HEARD = 8, 4, 3
"""The most words of a phrase, of a place, and of a phrase of another script in Latin letters."""

MIN_KNOWN = 4
"""A shorter word begins too many others to be one of a topic."""

_MeaningsOf = Callable[[Sequence[str]], Meanings]


class Reader:
    """Reads what people type, with the words of a lexicon and the topics of a taxonomy."""

    def __init__(self, lexicon: Lexicon, taxonomy: Taxonomy) -> None:
        self._lexicon = lexicon
        self._taxonomy = taxonomy

    def read(
        self,
        text: str,
        find_place: FindPlace = lambda words, is_told: "",
        *,
        lang: str = "de",
        is_name: Callable[[str], bool] = lambda word: False,
    ) -> Reading:
        """What a text means to somebody who uses the finder in the language `lang`.

        `is_name` tells which folded words occur in entries, and so are no slips of the pen.
        """
        sense = Sense(self._lexicon, self._taxonomy, lang, is_name)
        work = _Work(Typed(text), self._lexicon, sense, find_place)
        work.read()
        return work.result(self._taxonomy)


class _Work:
    """The reading of one text in progress."""

    def __init__(self, typed: Typed, lexicon: Lexicon, sense: Sense, find_place: FindPlace) -> None:
        self._typed = typed
        self._lexicon = lexicon
        self._sense = sense
        self._find_place = find_place
        self._claims: list[Claim] = []
        self._unclear: list[tuple[Span, Meanings]] = []
        self._open = [True] * len(typed.words)
        self._fillers = self._marks((Kind.FILLER, Kind.PLACE, Kind.TITLE))
        self._whom = self._marks(FOR_WHOM)
        self._children = self._marks((Kind.CHILD,))
        self._titles = self._marks((Kind.TITLE,))
        self._names = self._name_marks()

    def read(self) -> None:
        """Claim everything that can be read, the surest first."""
        for span in self._typed.spans(MAX_PHRASE):
            self._told_place(span)
        self._phrases((self._lexicon.exact, self._lexicon.stemmed), MAX_PHRASE, 2)
        self._untold_place(MAX_PLACE, 2)
        self._phrases((self._telling,), 1, 1)
        self._untold_place(1, 1)
        self._phrases((self._only_if_free(self._lexicon.stemmed),), 1, 1)
        self._phrases((self._only_if_free(self._sense.compound),), 2, 1)
        self._phrases((self._only_if_free(self._sense.heard),), MAX_HEARD, 1)
        self._last_beginning()
        self._phrases((self._only_if_free(self._sense.slip),), 2, 1)
        self._mark_heard()
        self._clear_up()
        self._prefer_place()
        self._look_again()

    # Which words may be read

    def _marks(self, kinds: Sequence[Kind], way: _MeaningsOf | None = None) -> list[bool]:
        """Which words belong to phrases of these kinds, if nothing else is said that only join others."""
        way, marks = way or self._lexicon.joining, [False] * len(self._typed.words)
        for span in self._typed.spans(MAX_PHRASE):
            if any(meaning.kind in kinds for meaning in way(self._typed.words[slice(*span)])):
                marks[slice(*span)] = [True] * (span.end - span.start)
        return marks

    def _joining(self, span: Span) -> Meanings:
        return self._lexicon.joining(self._typed.words[slice(*span)])

    def _mark_heard(self) -> None:
        """Words in Latin letters that only join others in another script (`govorit`) say nothing."""
        for at, word in enumerate(self._typed.words):
            if self._is_plain(at) and not self._names[at] and self._lexicon.heard_joining(word):
                self._fillers[at] = True

    def _name_marks(self) -> list[bool]:
        """Which words follow a title, so that they are the name of a person."""
        marks, after_title = [], False
        for at in range(len(self._typed.words)):
            kinds = {meaning.kind for meaning in self._joining(Span(at, at + 1))}
            marks.append(after_title and not kinds)
            after_title = Kind.TITLE in kinds
        return marks

    def _is_free(self, span: Span) -> bool:
        """Whether nothing in the span is read yet, and no name in it but after its title."""
        return all(self._open[slice(*span)]) and not self._names[span.start]

    def _claim(self, span: Span, kind: Kind, keys: tuple[str, ...], langs: Iterable[str] = ()) -> None:
        self._claims.append(Claim(span, kind, keys, frozenset(langs)))
        self._open[slice(*span)] = [False] * (span.end - span.start)
        if span.end - span.start > 1 and span.end < len(self._names):
            self._names[span.end] = False  # "medic de familie" ends in no title

    # Places

    def _has_place(self) -> bool:
        return any(claim.kind is Kind.PLACE for claim in self._claims)

    def _told_place(self, announcing: Span) -> None:
        """The place after a word that announces one."""
        if self._has_place() or not any(meaning.kind is Kind.PLACE for meaning in self._joining(announcing)):
            return
        for span in self._typed.chunk_spans(MAX_PLACE):
            if span.start == announcing.end and self._claim_place(span, announcing.start, is_told=True):
                return

    def _untold_place(self, longest: int, shortest: int) -> None:
        """A place of so many chunks without a word before it."""
        for span in self._typed.chunk_spans(longest, shortest):
            is_joining = self._fillers[span.start] or self._fillers[span.end - 1]
            if not self._has_place() and not is_joining:
                self._claim_place(span, span.start, is_told=False)

    def _claim_place(self, span: Span, start: int, *, is_told: bool) -> bool:
        place = self._find_place(self._typed.text(span), is_told) if self._is_free(span) else ""
        if place:
            self._claim(Span(start, span.end), Kind.PLACE, (place,))
        return bool(place)

    def _prefer_place(self) -> None:
        """Where a place is lacking and a topic besides another one has the name of a town, the town is
        meant ("Zahnarzt Essen").
        """
        topics = [claim for claim in self._claims if claim.kind is Kind.TOPIC]
        for claim in topics if len(topics) > 1 and not self._has_place() else ():
            place = self._find_place(self._typed.text(claim.span), False)
            if place:
                claim.kind, claim.keys = Kind.PLACE, (place,)
                return

    # Phrases

    def _phrases(self, ways: Iterable[_MeaningsOf], longest: int, shortest: int) -> None:
        """Claim what the words mean in any of these ways, the longest phrases first."""
        for span in self._typed.spans(longest, shortest):
            if self._is_free(span):
                wordings = [*self._wordings(span)]
                found = (way(words) for way in ways for words in wordings)
                next((meanings for meanings in found if meanings and self._take(span, meanings)), None)

    def _wordings(self, span: Span) -> Iterator[Sequence[str]]:
        """The words of a span, and without those between that only join."""
        words, fillers = self._typed.words[slice(*span)], self._fillers[slice(*span)]
        yield words
        if any(fillers) and not fillers[0] and not fillers[-1]:
            yield [word for word, is_filler in zip(words, fillers, strict=True) if not is_filler]

    def _telling(self, words: Sequence[str]) -> Meanings:
        """What one word means exactly, unless it only joins others."""
        is_joining = bool(self._lexicon.joining(words))
        meanings = self._lexicon.exact(words)
        return meanings if not is_joining or self._sense.says_something(words[0]) else frozenset()

    def _only_if_free(self, way: _MeaningsOf) -> _MeaningsOf:
        """A less sure way, for words none of which only joins others."""

        def careful(words: Sequence[str]) -> Meanings:
            return frozenset() if any(self._lexicon.joining([word]) for word in words) else way(words)

        return careful

    def _take(self, span: Span, meanings: Meanings) -> bool:
        """Claim a span for what it means, or remember that this is unclear."""
        first = first_kind(meanings)
        keys = self._sense.settled(first)
        if not keys:
            self._unclear.append((span, frozenset(first)))
            return False
        self._claim(span, first[0].kind, keys, (meaning.lang for meaning in first))
        return True

    def _last_beginning(self) -> None:
        """The last word as the beginning of words that all mean the same."""
        last = Span(len(self._typed.words) - 1, len(self._typed.words))
        if last.start >= 0 and self._is_free(last) and not self._joining(last):
            meanings = self._sense.begun(self._typed.words[-1])
            if meanings:
                self._take(last, meanings)

    def _clear_up(self) -> None:
        """What was unclear, in a language in which other words were read."""
        langs = sorted({lang for claim in self._claims for lang in claim.langs})
        for span, meanings in self._unclear:
            keys = self._sense.settled(sorted(meanings), langs) if self._is_free(span) else ()
            if keys:
                self._claim(span, next(iter(meanings)).kind, keys)

    def _look_again(self) -> None:
        """Give up what does not stand beside its neighbours."""
        things, learning, houses = (
            self._marks((kind,), self._lexicon.noted) for kind in (Kind.THING, Kind.LEARN, Kind.HOUSE)
        )
        plain = [self._is_plain(at) for at in range(len(self._open))]
        marks = Marks(things, learning, houses, self._fillers, self._titles, plain)
        self._claims = looked_again(self._claims, marks)
        self._open = [True] * len(self._open)
        for claim in self._claims:
            self._open[slice(*claim.span)] = [False] * (claim.span.end - claim.span.start)

    def _is_plain(self, at: int) -> bool:
        """Whether a word is neither read nor only joins others."""
        return self._open[at] and not (self._fillers[at] or self._whom[at])

    # The result

    def result(self, taxonomy: Taxonomy) -> Reading:
        """Everything read, in the order of the text; topics without those that only say in general what
        another one says ("doctor for skin").
        """
        topics = self._topics()
        special = taxonomy.most_special([read.key for read in topics])
        unclear = [(span, meanings) for span, meanings in self._unclear if self._is_free(span)]
        maybe = {m.key: self._typed.text(span) for span, meanings in unclear for m in sorted(meanings)}
        return Reading(
            categories=tuple(read for read in topics if read.key in special),
            languages=self._of(Kind.LANGUAGE),
            access=self._of(Kind.ACCESS),
            near=next(iter(self._of(Kind.PLACE)), None),
            open=next(iter(self._of(Kind.OPEN)), None),
            rest=self._rest(taxonomy, special) if self._has_read() else self._typed.whole,
            maybe=tuple(Read(key, words) for key, words in maybe.items()),
        )

    def _has_read(self) -> bool:
        return any(claim.kind is not Kind.PLAIN for claim in self._claims)

    def _rest(self, taxonomy: Taxonomy, topics: Sequence[str]) -> str:
        """What stays plain: neither read, nor joining others, nor a word by which a topic that was read
        is known, too ("driving licence exchange"), because all its offers answer to that.
        """
        kept = []
        for at, word in enumerate(self._typed.words):
            keys = taxonomy.keys_for_word(word) if len(word) >= MIN_KNOWN else frozenset()
            is_known = not self._names[at] and not keys.isdisjoint(topics)
            kept.append(self._is_plain(at) and not is_known)
        for claim in self._claims:
            if claim.kind is Kind.PLAIN:
                kept[slice(*claim.span)] = [True] * (claim.span.end - claim.span.start)
        return self._typed.kept(kept)

    def _topics(self) -> tuple[Read, ...]:
        """The topics read; a doctor for a child is a paediatrician."""
        topics = self._of(Kind.TOPIC)
        is_for_child = any(self._open[at] for at, is_child in enumerate(self._children) if is_child)
        if is_for_child and [read.key for read in topics] == [DOCTORS]:
            return (replace(topics[0], key=PAEDIATRICS),)
        return topics

    def _of(self, kind: Kind) -> tuple[Read, ...]:
        """What was read of a kind, each key once."""
        first: dict[str, str] = {}
        for claim in sorted(self._claims, key=lambda claim: claim.span):
            for key in claim.keys if claim.kind is kind else ():
                first.setdefault(key, self._typed.text(claim.span))
        return tuple(Read(key, words) for key, words in first.items())
