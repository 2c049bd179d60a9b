"""What stops tell about places: the municipality they lie in, and the villages they are named after.

Timetables name a stop "VILLAGE STOP, TOWN". Where two stops of a town share their first word and
lie together, that word is a village, unless it is common all over the country ("Bahnhof", "Alte").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import numpy as np

from finder.gazetteer.boundaries import Boundaries
from finder.gazetteer.distance import km
from finder.gazetteer.files import MunicipalityName, Stop, Village
from finder.gazetteer.names import aliases, short_name, spellings
from finder.gazetteer.sources import SourceStop, SourceVillage

Position = tuple[float, float]
"""Latitude and longitude in degrees."""

TOWN_KM = 30.0
"""A town of that name further away is another one."""

SAME_STOP_KM, VILLAGE_KM = 3.0, 2.5
COMMON_WORD = 20
"""A first word in more municipalities than this is no village's name."""

_ABROAD = (
    "Belgien", "Dänemark", "Frankreich", "Italien", "Luxemburg", "Niederlande", "Polen", "Schweiz",
    "Tschechien", "Österreich",
)  # fmt: skip
"""What timetables write in place of a town abroad, sometimes cut off."""

_TWO_WORDS = {"Alt", "Bad", "Groß", "Hohen", "Klein", "Neu"}
_NAME = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+(?:[ /-][A-ZÄÖÜ]?[a-zäöüß]+)*")
_RELATIVE = {"Hinterste", "Mittlere", "Unterm"}
_STREET = re.compile(r"(?:str\.|stra(?:ß|ss)e|weg|platz|allee|ring|er|\.)$", re.IGNORECASE)
_COUNTER = re.compile(r"[IVX]+|[A-Z]|\d.*|[A-Z]?\d+")


class Towns:
    """Finds the municipality that a timetable means by a town's name near a stop."""

    def __init__(self, names: Iterable[MunicipalityName], positions: Mapping[str, Position]) -> None:
        self._positions = positions
        pairs = sorted((key, name.ags) for name in names for key in aliases(name.name))
        self._keys = [key for key, _ in pairs]
        self._ags = [ags for _, ags in pairs]

    def nearest(self, town: str, lat: float, lon: float) -> str:
        """The official key, "" when no such town is near. Names that were cut off at the end, as
        timetables do, are understood.
        """
        for text in dict.fromkeys((town, short_name(town))):
            for key in spellings(text):
                ags = self._closest(key, key + "\x00", lat, lon)
                if ags:
                    return ags
        key = next(iter(spellings(town)), "")
        cut = self._closest(key, key + "\U0010ffff", lat, lon) if len(key) >= 5 else ""
        return cut or self.leading(town, lat, lon)

    def leading(self, name: str, lat: float, lon: float) -> str:
        """The official key of the town with which a name begins, "" when it does not."""
        words = next(iter(spellings(name)), "").split()
        for length in range(len(words), 0, -1):
            key = " ".join(words[:length])
            ags = self._closest(key, key + "\x00", lat, lon)
            if ags:
                return ags
        return ""

    def _closest(self, low: str, high: str, lat: float, lon: float) -> str:
        found = self._ags[bisect_left(self._keys, low) : bisect_left(self._keys, high)]
        away = [(km(lat, lon, *self._positions[ags]), ags) for ags in found]
        nearest, ags = min(away, default=(TOWN_KM, ""))
        return ags if nearest <= TOWN_KM else ""


def is_german(eva: int) -> bool:
    """Whether a number of the railways' EVA scheme is German: other countries begin with their own
    two digits (UIC leaflet 920-14), German bus stops have six digits.
    """
    return eva < 1_000_000 or 8_000_000 <= eva < 8_100_000


def is_station(eva: int) -> bool:
    """Whether the number is a railway station's; 807 and 808 but 8089 are buses and replacements."""
    return 8_000_000 <= eva < 8_030_000 or 8_089_000 <= eva < 8_090_000


def locate_stops(stops: Iterable[SourceStop], boundaries: Boundaries, towns: Towns) -> list[Stop]:
    """The German stops with their municipality, each name once in a town unless 3 km apart."""
    german = [stop for stop in stops if is_german(stop.eva) and not _is_abroad(_split(stop.name)[1])]
    inside = boundaries.containing_each(np.array([(stop.lon, stop.lat) for stop in german]).reshape(-1, 2))
    located = [_locate(stop, ags, towns) for stop, ags in zip(german, inside, strict=True)]
    named: dict[tuple[str, tuple[str, ...]], list[Stop]] = defaultdict(list)
    for stop in sorted(located, key=lambda stop: (-stop.station, stop)):
        named[stop.ags or stop.town, spellings(stop.name)].append(stop)
    return [stop for same in named.values() for stop in _apart(same)]


def _locate(stop: SourceStop, ags: str, towns: Towns) -> Stop:
    name, town = _split(stop.name)
    if not ags:
        find = towns.nearest if town else towns.leading
        ags = find(town or name, stop.lat, stop.lon)
    return Stop(name, town, ags, stop.lat, stop.lon, int(is_station(stop.eva)))


def _split(name: str) -> tuple[str, str]:
    """The name of the stop and its town, "" when it has none; a comma in brackets parts nothing."""
    stop, _, town = name.rpartition(", ")
    return (stop, town) if stop and town.count(")") <= town.count("(") else (name, "")


def _is_abroad(town: str) -> bool:
    return len(town) > 2 and any(country.startswith(town) for country in _ABROAD)


def _apart(stops: Sequence[Stop]) -> list[Stop]:
    kept: list[Stop] = []
    for stop in stops:
        if all(km(stop.lat, stop.lon, other.lat, other.lon) > SAME_STOP_KM for other in kept):
            kept.append(stop)
    return kept


def listed_villages(villages: Iterable[SourceVillage], names: Iterable[MunicipalityName]) -> list[Village]:
    """The villages of a list under their municipality's official key; one of an unknown town is left out."""
    ags = {(name.name, code): name.ags for name in names for code in name.postcodes.split()}
    return [
        Village(village.name, ags[village.municipality, village.postcode], village.lat, village.lon)
        for village in villages
        if (village.municipality, village.postcode) in ags
    ]


def derive_villages(stops: Iterable[Stop], names: Mapping[str, MunicipalityName]) -> list[Village]:
    """The villages after which stops are named, at the mean of their stops."""
    by_town: dict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop.ags and stop.town:
            by_town[stop.ags].append(stop)
    words = [{word for stop in members for word in _ends(stop)} for members in by_town.values()]
    spread = Counter(word for each in words for word in each)
    return [
        village
        for ags, members in sorted(by_town.items())
        for village in _villages(ags, short_name(names[ags].name), members, spread)
    ]


def _villages(ags: str, town: str, stops: Iterable[Stop], spread: Mapping[str, int]) -> Iterable[Village]:
    groups: dict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        groups[_head(_words(stop))].append(stop)
    for name, members in sorted(groups.items()):
        if name == town or not _is_village(name, members, spread):
            continue
        lat, lon = fmean(stop.lat for stop in members), fmean(stop.lon for stop in members)
        if all(km(lat, lon, stop.lat, stop.lon) <= VILLAGE_KM for stop in members):
            yield Village(name, ags, round(lat, 5), round(lon, 5))


def _words(stop: Stop) -> list[str]:
    return stop.name.split() or [""]


def _ends(stop: Stop) -> tuple[str, str]:
    """The first and the last word: `Schützenhalle` is either, a village only the first."""
    words = _words(stop)
    return words[0], words[-1]


def _head(words: Sequence[str]) -> str:
    return " ".join(words[: 2 if words[0] in _TWO_WORDS else 1])


def _is_village(name: str, stops: Iterable[Stop], spread: Mapping[str, int]) -> bool:
    first, *more = name.split() or [""]
    is_common = first in _RELATIVE or (not more and spread[first] > COMMON_WORD)
    if is_common or not _NAME.fullmatch(name) or _STREET.search(name):
        return False
    tails = {stop.name[len(name) :].strip() for stop in stops}
    return len([tail for tail in tails if not _COUNTER.fullmatch(tail)]) >= 2
