"""Words made of a known word and something that changes little: `Zahnarztpraxis`, `Kreisjugendamt`."""

from __future__ import annotations

from collections.abc import Iterator

_AFTER = """
praxis praxen sprechstunde sprechstunden termin termine notdienst beratung beratungsstelle stelle hilfe
zentrum klinik buro buero amt
team dienst kurs kurse kursus gruppe angebot angebote suche besuch besuche nahe naehe
in innen inn nen en e n s es er em ern sche sprachig sprachige sprachigen sprachiger sprachiges
jezyczny jezyczna jezyczni jezycznego jezycznej ojezyczny ojezyczna ojezyczni ojezycznego ojezycznej
sprechend sprechende sprechenden sprechender kundig kundige kundigen
yi yu i u a ya ye na ne ni nu si su da de dan den ta te ci ca ce cisi cu
lar ler lari leri lara lere larin lerin larini lerini
ego emu owi em om ie ami ach ow ul ului ii le lor uri
оговорящии оговорящая оговорящие оговорящего оязычныи оязычная оязычные омовнии омовна омовного
а у ом е ы и і ю ові ем ою еи ів ов ам ами ах ът та то те
"""
_BEFORE = """
kinder jugend frauen manner maenner senioren fach stadt kreis gemeinde landes zentral tages gemeinschafts
sozial familien migranten fluchtlings fluechtlings privat haus land kassen notfall
"""
_TAILS = frozenset(_AFTER.split())
"""What may follow a known word, folded: endings, and German words that leave its meaning as it is."""

COURSES = frozenset(("kurs", "kurse", "kursus"))
"""Those before which a language is what is learnt."""

LONG_TAIL = 6
"""So many letters of an ending leave no doubt that what is before them is a stem."""

_FRONTS = tuple(_BEFORE.split())
"""What may stand before a known German word without changing what it is."""

_MIN_BEFORE_TAIL, _MIN_HEAD = 4, 6


def parts(word: str) -> Iterator[tuple[str, bool]]:
    """The parts of a folded word that may be known, the longest first, each with whether it is the end
    of a German compound (its head) rather than the beginning. Four Latin letters are too few before a
    mere ending (`Müller` is no `Müll`).
    """
    for end in range(len(word) - 1, _MIN_BEFORE_TAIL - 1, -1):
        is_enough = end > _MIN_BEFORE_TAIL or len(word) - end >= _MIN_BEFORE_TAIL or not word.isascii()
        if is_enough and word[end:] in _TAILS:
            yield word[:end], False
    for front in _FRONTS:
        if word.startswith(front) and len(word) - len(front) >= _MIN_HEAD:
            yield word.removeprefix(front), True
