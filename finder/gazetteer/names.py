"""How names of places are spelled, so that what is typed meets what is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from finder.domain.text import fold_keys

STATION, MAIN_STATION = "bahnhof", "hauptbahnhof"

_SHORT = {
    "am": "a", "an": "a", "auf": "a", "bei": "b", "im": "i", "in": "i", "ob": "o", "unter": "u", "vor": "v",
    "dem": "d", "den": "d", "der": "d", "sankt": "st", "bf": STATION, "bhf": STATION, "hbf": MAIN_STATION,
}  # fmt: skip
"""Words that are as often abbreviated as not, and the one form that is compared."""

_TAIL = re.compile(
    r"\s*[(/,].*$|\s+-\s.*$|\s+(?:am|an|auf|bei|im|in|ob|unter|vor|a|b|i)(?:\.|\s).*$|\s+[aiov]\.\s?d\..*$"
)
_DIGITS = tuple("0123456789")
_COUNTRY = re.compile(r"\bde? ?(?=\d{5}\b)")
_LINKS = re.compile(r"\b(?:am|an|auf|bei|im|in|ob|unter|vor|dem|den|der)\b|[()/,-]")


def spellings(text: str) -> tuple[str, ...]:
    """The keys under which a text is stored and looked up: folded, abbreviated, umlauts as `u` and,
    where that differs, as `ue`.

    `Rothenburg ob der Tauber` and `Rothenburg o.d. Tauber` give the same, `D-57368` gives `57368`.
    A text without letters and digits gives none.
    """
    pairs = [_token(token) for token in text.split()]
    plain = " ".join([pair[0] for pair in pairs if pair[0]])
    spelled = " ".join([pair[1] for pair in pairs if pair[1]])
    if plain.endswith(_DIGITS) or " " in plain:
        plain, spelled = _COUNTRY.sub("", plain), _COUNTRY.sub("", spelled)
    if plain == spelled:
        return (plain,) if plain else ()
    return plain, spelled


@lru_cache(maxsize=2**15)
def _token(token: str) -> tuple[str, str]:
    """Both spellings of one blank-free piece of text; each may be several words, or none."""
    if token.isascii() and token.isalnum():
        return (abbreviate(token.lower()),) * 2
    keys = fold_keys(token)
    return abbreviate(keys[0]), abbreviate(keys[-1])


def loosely_written(name: str, typed: Sequence[str]) -> bool:
    """Whether the name is met only because umlauts were ignored: `Bürbach` by `Burbach`, and
    `Husten` by `Hüsten`, but not `München` by `Muenchen`. `typed` is what `spellings` gave.
    """
    plain, spelled = set(typed[0].split()), set(typed[-1].split())
    keys = spellings(name)
    words = zip(keys[0].split(), keys[-1].split(), strict=True)
    return any(bare in plain and full not in spelled for bare, full in words)


def completed(prefix: str) -> tuple[str, ...]:
    """The keys that may become, with more letters typed, the key of a name: the last word is taken
    as it stands, and also as `spellings` would take it when it is not the only one.
    """
    head, _, last = " ".join(prefix.split()).rpartition(" ")
    starts = spellings(head) or ("",)
    begun = [f"{start} {end}".strip() for start in starts for end in fold_keys(last)]
    return tuple(dict.fromkeys(key for key in (*begun, *(spellings(prefix) if head else ())) if key))


def abbreviate(key: str) -> str:
    """A folded text with every word in the form that is compared (`bf` as `bahnhof`)."""
    return " ".join(_street(_SHORT.get(word, word)) for word in key.split())


def _street(word: str) -> str:
    return word + "asse" if word.endswith("str") else word


def short_name(name: str) -> str:
    """The name without title and without what tells it from its namesakes: `Frankfurt am Main`,
    `Frankfurt (Oder)` and `Frankfurt a.M.` give `Frankfurt`; a name without such a part is unchanged.
    """
    return _TAIL.sub("", name.removeprefix("Lutherstadt ")) or name


def aliases(name: str) -> tuple[str, ...]:
    """Every key by which people call a municipality: its official name, the short one, and the
    short one with the bare or the abbreviated distinction (`frankfurt main`, `frankfurt a m`).
    """
    if name.isalpha():
        return spellings(name)
    short = short_name(name)
    distinction = _LINKS.sub(" ", name[len(short) :]) if name.startswith(short) else ""
    texts = (name, short, f"{short} {distinction}", f"{short} {_initials(name[len(short) :])}")
    return tuple(dict.fromkeys(key for text in texts for key in spellings(text)))


def _initials(tail: str) -> str:
    """`am Main` as `a M`; only what begins with a preposition is abbreviated so."""
    words = tail.split()
    return " ".join(word[0] for word in words) if words and words[0].islower() else ""


@lru_cache(maxsize=1024)
def district_aliases(district: str) -> tuple[str, ...]:
    """The keys of a Kreis: `Kreis Olpe` gives `kreis olpe` and `olpe`; "" gives none."""
    bare = re.sub(r"^(?:Land)?[Kk]reis\s+", "", district)
    texts = (district, bare, f"Kreis {bare}", f"Landkreis {bare}") if bare != district else (district,)
    return tuple(dict.fromkeys(key for text in texts for key in spellings(text)))


def station_aliases(name: str, municipality: str) -> tuple[str, ...]:
    """The keys of a railway station: `Lennestadt-Altenhundem` in Lennestadt is also `altenhundem`
    and, in both forms, `... bahnhof` and `bahnhof ...`.
    """
    bases = [*spellings(name), *spellings(re.sub(r"\([^)]*\)", " ", name))]
    for town in spellings(short_name(municipality)):
        bases += [base.removeprefix(town + " ") for base in bases if base.startswith(town + " ")]
    keys = list(bases)
    for base in bases:
        bare = " ".join(word for word in base.split() if word not in (STATION, MAIN_STATION))
        if bare:
            keys += [f"{bare} {STATION}", f"{STATION} {bare}"]
    return tuple(dict.fromkeys(keys))
