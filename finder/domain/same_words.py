"""The words of German names by which two entries are told to be one: folded, spelled out, weighted.

`Gemeinschaftspraxis Dres. Müller u. Koch` and `Praxis Mueller & Koch` hold the same telling words;
titles, legal forms and little words tell nothing, words of the trade tell little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from finder.domain.text import fold


def word_set(text: str) -> frozenset[str]:
    """The words between the blanks of a text."""
    return frozenset(text.split())


_TITLES: Final = word_set(
    "dr dres prof professor med dent dipl diplom psych paed pad phil rer nat msc ma ba mag univ habil"
    " herr herrn frau fr hr"
)
_LITTLE: Final = word_set(
    "e v ev ggmbh gmbh ug mbh kg gbr partg partgmbb ev gem eg ag fur und u der die das des dem den in im am"
    " an auf bei beim zu zum zur von vom mit fa inh b d r s m f the of"
)
_TRADE: Final = word_set(
    "praxis arztpraxis facharztpraxis hausarztpraxis hausarzt hausarztin arzt arztin arzte facharzt"
    " facharztin facharzte allgemeinmedizin zahnarzt zahnarztin zahnarztpraxis kinderarztpraxis kinderarzt"
    " kinderarztin gemeinschaftspraxis praxisgemeinschaft zahnmedizin therapie beratung beratungsstelle"
    " stelle buro zentrum verein verband dienst amt stadt gemeinde kreis team haus innere medizin"
    " ubergreifende uberortliche berufsausubungsgemeinschaft medizinisches versorgungszentrum"
    " apotheke krankengymnastik psychotherapeut psychotherapeutin psychotherapeutische logopadie logopadische"
    " hebamme hebammenpraxis kanzlei rechtsanwalt rechtsanwaltin fachanwalt fachanwaltin notar notarin"
    " kollegen partner behorde dienststelle augen frauen kinder haut"
)
_TRADE_ENDINGS: Final = (
    "arzt", "arztin", "arzte", "arztpraxis", "ologie", "ologe", "ologin", "ologische", "padie", "padische",
    "medizin", "therapie", "heilkunde", "chirurgie",
)  # fmt: skip
_UNITS: Final = word_set(
    "abteilung sektion sparte aussenstelle nebenstelle zweigstelle zweigpraxis filiale ausgabe ausgabestelle"
    " geschaftsstelle station ambulanz"
)
_GROUP: Final = word_set(
    "dres gemeinschaftspraxis praxisgemeinschaft berufsausubungsgemeinschaft versorgungszentrum arztehaus"
    " kollegen partner partnerschaft arzte facharzte"
)
_SPELLED: Mapping[str, str] = {
    "tv": "turnverein",
    "tus": "turn sportverein",
    "sv": "sportverein",
    "fc": "fussballclub",
    "ffw": "freiwillige feuerwehr",
    "ff": "freiwillige feuerwehr",
    "drk": "deutsches rotes kreuz",
    "dlrg": "deutsche lebens rettungs gesellschaft",
    "awo": "arbeiterwohlfahrt",
    "vhs": "volkshochschule",
    "mgv": "mannergesangverein",
    "kita": "kindertagesstatte",
    "jmd": "jugendmigrationsdienst",
    "mbe": "migrationsberatung",
    "skf": "sozialdienst katholischer frauen",
    "mvz": "medizinisches versorgungszentrum",
    "bag": "berufsausubungsgemeinschaft",
    "hno": "hals nasen ohren",
    "ges": "gesellschaft",
    "gem": "gemeinschafts",
    "bst": "beratungsstelle",
    "str": "strasse",
    "st": "sankt",
    "kath": "katholische",
    "ev": "evangelische",
    "evang": "evangelische",
    "kv": "kreisverband",
    "ov": "ortsverein",
}
_ASSOCIATION: Final = re.compile(r"\be\.?\s?V\.?(?=\W|$)")
_DIGRAPHS: Final = re.compile("(?<=[bcdfghjklmnprstvwxyz])([aou])e|^([aou])e")
_TRADE_WEIGHT: Final = 0.25
_ENDINGS: Final = ("innen", "in", "en", "es", "er", "e", "n", "s")
_MIN_STEM: Final = 5
BEGINNING: Final = 4
"""So many letters of a word are its beginning."""


class Word(NamedTuple):
    """A word with its weight: 1 for a name, less for a word of the trade."""

    text: str
    weight: float


@lru_cache(maxsize=4096)
def plain_words(text: str) -> tuple[str, ...]:
    """The words in one spelling: folded, `ue` as `u`, abbreviations spelled out; legal forms stay."""
    found = []
    for word in fold(_ASSOCIATION.sub(" ", text)).split():
        found += _SPELLED.get(word, word).split()
    return tuple(_DIGRAPHS.sub(lambda match: match[1] or match[2], word) for word in found)


@lru_cache(maxsize=4096)
def telling_words(text: str) -> tuple[Word, ...]:
    """The words that tell something, each once, in their order; titles and little words do not."""
    kept = dict.fromkeys(w for w in plain_words(text) if w not in _TITLES and w not in _LITTLE)
    return tuple(Word(word, _TRADE_WEIGHT if _is_trade(word) else 1.0) for word in kept)


def beginnings(text: str) -> tuple[str, ...]:
    """How the words of a name begin by which it is looked for; words of the trade, which half a town shares,
    count only where there is no other.
    """
    words = telling_words(text)
    heaviest = max((word.weight for word in words), default=0.0)
    return tuple(dict.fromkeys(word.text[:BEGINNING] for word in words if word.weight == heaviest))


def _is_trade(word: str) -> bool:
    return word in _TRADE or word.endswith(_TRADE_ENDINGS)


def units(text: str) -> frozenset[str]:
    """The words that make a name one of a part: a section of a club, a branch of an office."""
    return _UNITS.intersection(plain_words(text))


def is_group(text: str) -> bool:
    """Whether a name speaks of several professionals: a joint practice, `Dres.`, `Dr. A & Dr. B`."""
    plain = plain_words(text)
    return bool(_GROUP.intersection(plain)) or plain.count("dr") > 1


_SOUND: Mapping[str, str] = {"ph": "f", "th": "t", "dt": "t", "tt": "t", "ck": "k", "ss": "s", "y": "i"}
_SOUNDS: Final = re.compile("|".join(_SOUND))


@lru_cache(maxsize=4096)
def _as_heard(word: str) -> str:
    """One spelling of what sounds alike: `stephan` as `stefan`."""
    return _SOUNDS.sub(lambda match: _SOUND[match[0]], word)


def are_alike(one: str, other: str) -> bool:
    """Whether two words are the same but for an ending or a slip of the hand."""
    one, other = _as_heard(one), _as_heard(other)
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _MIN_STEM and any(longer == shorter + ending for ending in _ENDINGS):
        return True
    if len(shorter) < _MIN_STEM or one.isdigit() or other.isdigit():
        return False
    slips = DamerauLevenshtein.distance(one, other, score_cutoff=2)
    return slips == 1 or (slips == 2 and len(shorter) >= 9 and JaroWinkler.similarity(one, other) > 0.93)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The weight of the words that two names share, and of those that only one of them has."""

    shared: float
    first_only: float
    second_only: float

    @property
    def share(self) -> float:
        """What they share of all their words, 0 to 1; 0 for names without words."""
        total = 2 * self.shared + self.first_only + self.second_only
        return 2 * self.shared / total if total else 0.0

    @property
    def disputed(self) -> float:
        """The weight of what both say otherwise: 0 where one name only says more."""
        return min(self.first_only, self.second_only)


def overlap(first: str, second: str) -> Overlap:
    """How far two names are made of the same telling words."""
    mine, theirs = telling_words(first), list(telling_words(second))
    shared, alone = 0.0, []
    for word in mine:
        match = next((other for other in theirs if are_alike(word.text, other.text)), None)
        if match is None:
            alone.append(word)
        else:
            theirs.remove(match)
            shared += max(word.weight, match.weight)
    if _joined(alone) and _joined(alone) == _joined(theirs):
        return Overlap(shared + _weight(alone), 0.0, 0.0)
    return Overlap(shared, _weight(alone), _weight(theirs))


def _joined(words: Iterable[Word]) -> str:
    """`Hausarzt Praxis` is `Hausarztpraxis`."""
    return "".join(word.text for word in words)


def _weight(words: Iterable[Word]) -> float:
    return sum(word.weight for word in words)


class Who(NamedTuple):
    """A person's family name and given names, as plain words."""

    family: str
    given: tuple[str, ...]


_NAMED: Final = re.compile(
    r"(?:Dr\.?|Prof\.?|Dipl\.?[- ]?Psych\.?|Frau|Herr)\s*(?:(?:med|dent|phil|rer|nat|Dr|Psych)\b\.?\s*)*"
    r"((?:[A-ZÄÖÜ][\wäöüß-]*\.?\s*){1,3})"
)


@lru_cache(maxsize=4096)
def who(person: str) -> Who | None:
    """The parts of a person's name, `Anna Müller`, `Müller, Anna` or `Dr. A. Müller`; None without one."""
    family, comma, given = person.partition(",")
    if comma:
        return _who([*_names(given), *_names(family)[-1:]])
    return _who(_names(person))


def _who(names: Sequence[str]) -> Who | None:
    return Who(names[-1], tuple(names[:-1])) if names else None


def _names(text: str) -> list[str]:
    """The names in a text without titles; the parts of a double name stay joined by a hyphen."""
    parts = (_name(part) for part in re.split(r"[ .]+", text))
    return [
        name for name in parts if name and name not in _TITLES and (len(name) == 1 or name not in _LITTLE)
    ]


def _name(text: str) -> str:
    return "-".join(map(_as_heard, plain_words(text)))


@lru_cache(maxsize=4096)
def named_in(text: str) -> Who | None:
    """The professional whom a name names after a title (`Praxis Dr. med. Anna Müller`), if it is one."""
    if is_group(text):
        return None
    names = (_who(_own_names(match[1])) for match in _NAMED.finditer(text))
    return next((found for found in names if found is not None), None)


def _own_names(text: str) -> list[str]:
    return list(_until_trade(_names(text)))


def _until_trade(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in _TRADE:
            return
        yield name
