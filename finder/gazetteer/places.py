"""Places by name, postcode, stop or coordinates, without the internet: what is typed becomes a point."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finder.domain.point import Point
from finder.errors import BadInput, ConfigurationError
from finder.gazetteer.boundaries import Boundaries
from finder.gazetteer.choose import (
    CITY_POPULATION,
    TOWN_POPULATION,
    Candidate,
    as_written,
    choose,
    nearest_first,
    together,
)
from finder.gazetteer.coordinates import parse_point
from finder.gazetteer.distance import away_km
from finder.gazetteer.entries import PlaceKind
from finder.gazetteer.files import BOUNDARIES_DIR
from finder.gazetteer.index import Index
from finder.gazetteer.labels import Labels, Place
from finder.gazetteer.names import MAIN_STATION, STATION, completed, short_name, spellings
from finder.gazetteer.register import Register
from finder.gazetteer.settlements import Settlements
from finder.gazetteer.sounds import MIN_CONSONANTS, MIN_CONSONANTS_ALONE, Sounds, is_arabic
from finder.gazetteer.whereabouts import Stops, Whereabouts

__all__ = ["Choice", "Gazetteer", "Place", "PlaceKind", "Unknown"]

MAX_TEXT = 200
MAX_CHOICE = 20
MAX_SUGGESTIONS = 8
MAX_WEIGHED = 60
"""So many places of one name, towns and the nearest to home first, are weighed against each other."""

MIN_SLIP, MIN_SLIP_AMONG = 9, 5
"""A name of fewer letters is too easily another name with one letter changed."""

NEAR_KM = 60.0
"""So near to home a town needs no word that announces a place."""

NAME_EXPECTED = "a place, a postcode or coordinates"


@dataclass(frozen=True, slots=True)
class Choice:
    """Several places are called so: at least two, with different labels, nearest to home first."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place is called so; `suggestions` may be what was meant, the likeliest first, or none."""

    suggestions: tuple[Place, ...]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection, which would look through all places again and again while they are
    read, and find nothing: it takes a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Gazetteer:
    """All places of a gazetteer, seen from a home place."""

    def __init__(self, register: Register, boundaries: Boundaries, home: str) -> None:
        self._entries = register.entries
        self._index = Index(register.entries, register.towns)
        self._labels = Labels(register.towns)
        self.settlements = Settlements(register, self._labels)
        self.extent = boundaries.extent
        self.whereabouts = Whereabouts(boundaries, register.towns, register.seats, register.centres)
        self._stops = Stops(register.entries)
        self._home_km = np.zeros(len(self._entries))
        self._home_district = ""
        self.home = self._settle(home)
        self._rank = self._ranked()
        self._sounds = Sounds(self._well_known())

    @classmethod
    def load(cls, directory: Path, home: str) -> Gazetteer:
        """The gazetteer in a directory, with the boundaries in the directory `boundaries` beside it.

        Raises ConfigurationError when a file is missing or damaged, or when `home` is not one place.
        """
        with _uncollected():
            boundaries = Boundaries.load(directory.parent / BOUNDARIES_DIR)
            return cls(Register.load(directory), boundaries, home)

    def _settle(self, home: str) -> Place:
        try:
            found = self.resolve(home)
        except BadInput as error:
            raise ConfigurationError(f"FINDER_HOME: {error}") from error
        if not isinstance(found, Place) or found.kind is PlaceKind.POINT:
            others = found.places if isinstance(found, Choice) else ()
            hint = f"; it may be {', '.join(place.label for place in others[:5])}" if others else ""
            raise ConfigurationError(f"FINDER_HOME: {home[:100]!r} is not one place of the gazetteer{hint}.")
        lats, lons = ([entry.lat for entry in self._entries], [entry.lon for entry in self._entries])
        self._home_km = away_km(found.point.lat, found.point.lon, lats, lons)
        self._home_district = found.ags[:5]
        return found

    def _ranked(self) -> NDArray[np.int64]:
        """The place of each entry in the order of suggestions: stops after the rest, the home Kreis
        first, then the more inhabitants, then the nearer to home.
        """
        is_stop = [entry.kind is PlaceKind.STOP for entry in self._entries]
        is_away = [not self._is_home(number) for number in range(len(self._entries))]
        population = np.array([entry.population for entry in self._entries])
        rank = np.empty(len(self._entries), dtype=np.int64)
        order = np.lexsort((self._home_km, -population, np.array(is_away), np.array(is_stop)))
        rank[order] = np.arange(len(order))
        return rank

    def _is_home(self, number: int) -> bool:
        return bool(self._home_district) and self._entries[number].ags.startswith(self._home_district)

    def resolve(self, text: str) -> Place | Choice | Unknown:
        """The place that a text means, a choice of places, or suggestions: never a place that is
        called otherwise, but for one slip of the pen that leaves no doubt.

        Which of several places of one name is meant is told in `finder.gazetteer.choose`. A slip is
        forgiven in names of at least 9 letters in the home Kreis, and of 5 anywhere beside a
        municipality or a postcode that fits, when no other place is one slip away. A postcode with
        a place that does not fit, and a Kreis, give a choice.
        Raises BadInput naming `near` for a text that is empty, has no letter or digit, or is longer
        than 200 characters, and for two numbers that are no coordinates.
        """
        if len(text) > MAX_TEXT:
            raise BadInput("near", text, f"at most {MAX_TEXT} characters")
        point = parse_point(text)
        if point:
            return self._labels.point(point, self.whereabouts.municipality_at(point))
        keys = spellings(text)
        if not keys:
            raise BadInput("near", text, NAME_EXPECTED)
        return self._named(keys) or self._misspelled(keys) or Unknown(self._suggestions(keys))

    def mentioned(self, text: str, *, is_told: bool) -> Place | None:
        """The one place that words within a longer text surely name, or None: called exactly so, or a
        single word with a slip that leaves no doubt (see `resolve`).

        Of several places of the name the only one of the home Kreis is taken. In Arabic letters places
        of the home Kreis and larger towns are found by their consonants.
        Where nothing before them announces a place (`is_told`), only a postcode, a town of the home
        Kreis, within 60 km or of 20,000 inhabitants, another place of the home Kreis, a railway
        station in it ("Welschen Ennest"), or a stop that is called a station, because every second
        surname is a village somewhere.
        """
        keys = spellings(text[:MAX_TEXT])
        if is_arabic(text):
            least = MIN_CONSONANTS if is_told else MIN_CONSONANTS_ALONE
            return self._only(self._candidates(self._sounds.named(text, least), ()))
        found = self._find(keys, self._index.named)
        if not found:
            is_word = len(keys) > 0 and " " not in keys[0] and not keys[0].isdigit()
            return self._misspelled(keys) if is_word and len(keys[0]) >= MIN_SLIP else None
        meant = choose(as_written(self._candidates(found, keys), keys))
        at_home = [place for place in meant if place.is_home] if len(meant) > 1 else meant
        if len(at_home) != 1 or not (is_told or self._is_obvious(at_home[0], keys)):
            return None
        return self._labels.place(at_home[0].entry)

    def _only(self, candidates: Sequence[Candidate]) -> Place | None:
        """The place that all candidates are, or None."""
        places = together(candidates)
        return self._labels.place(places[0].entry) if len(places) == 1 else None

    def _well_known(self) -> Iterator[tuple[str, int]]:
        """The names of the places that people search around: towns and villages of the home Kreis, towns
        of 20,000 inhabitants nearby, and cities.
        """
        for number, entry in enumerate(self._entries):
            is_town = entry.kind is PlaceKind.MUNICIPALITY
            large = TOWN_POPULATION if self._home_km[number] <= NEAR_KM else CITY_POPULATION
            at_home = self._is_home(number) and entry.kind in (PlaceKind.MUNICIPALITY, PlaceKind.VILLAGE)
            if at_home or (is_town and entry.population >= large):
                yield short_name(entry.name), number

    @staticmethod
    def _is_obvious(place: Candidate, keys: Sequence[str]) -> bool:
        """Whether a name alone, without "near" before it, means this place."""
        if place.entry.kind is PlaceKind.POSTCODE:
            return True
        if place.is_town:
            return place.is_home or place.home_km <= NEAR_KM or place.entry.population >= TOWN_POPULATION
        is_called_stop = any(word in (STATION, MAIN_STATION) for word in keys[0].split())
        is_station = is_called_stop or bool(place.entry.station)
        return place.is_home and (place.entry.kind is not PlaceKind.STOP or is_station)

    def _named(self, keys: Sequence[str]) -> Place | Choice | None:
        found = self._find(keys, self._index.named)
        if found:
            return self._chosen(choose(as_written(self._candidates(found, keys), keys)))
        for find in (self._index.at_odds, self._index.stations_of, self._index.towns_of_district):
            found = self._find(keys, find)
            if found:
                return self._chosen(nearest_first(self._candidates(found, keys)))
        return None

    @staticmethod
    def _find(keys: Iterable[str], find: Callable[[str], set[int]]) -> set[int]:
        return {number for key in keys for number in find(key)}

    def _misspelled(self, keys: Iterable[str]) -> Place | None:
        """The place that is meant by a slip: when all keys that are so near lead to the same one."""
        alone = [found for key in keys for found in self._index.misspelled(key, MIN_SLIP)]
        among = [found for key in keys for found in self._index.misspelled_among(key, MIN_SLIP_AMONG)]
        meant = {place for found in among or alone for place in together(self._candidates(found, ()))}
        is_sure = len(meant) == 1 and (among or all(place.is_home for place in meant))
        return self._labels.place(meant.pop().entry) if is_sure else None

    def _candidates(self, numbers: Iterable[int], keys: Iterable[str]) -> list[Candidate]:
        entries, home_km = self._entries, self._home_km
        weighed = sorted(numbers, key=lambda n: (entries[n].kind is PlaceKind.STOP, home_km[n], n))
        official = set(keys)
        return [
            Candidate(
                number=number,
                entry=self._entries[number],
                home_km=float(self._home_km[number]),
                is_home=self._is_home(number),
                is_official=not official.isdisjoint(spellings(self._entries[number].name)),
            )
            for number in weighed[:MAX_WEIGHED]
        ]

    def _chosen(self, candidates: list[Candidate]) -> Place | Choice | None:
        if len(candidates) == 1:
            return self._labels.place(candidates[0].entry)
        places = self._distinct(candidate.number for candidate in candidates)[:MAX_CHOICE]
        return Choice(tuple(places)) if len(places) > 1 else next(iter(places), None)

    def _distinct(self, numbers: Iterable[int]) -> list[Place]:
        """The places in their order, with labels that resolve to them; of those that look the same
        the first.
        """
        places: dict[str, Place] = {}
        for number in numbers:
            place = self._labels.place(self._entries[number], in_full=self._index.has_namesakes(number))
            places.setdefault(place.label, place)
        return list(places.values())

    def _suggestions(self, keys: Iterable[str]) -> tuple[Place, ...]:
        numbers = [number for key in keys for number in self._index.similar(key, MAX_SUGGESTIONS)]
        return tuple(self._distinct(numbers[: 2 * MAX_SUGGESTIONS])[:MAX_SUGGESTIONS])

    def suggest(self, prefix: str, limit: int = 10) -> list[Place]:
        """Up to `limit` places of which a name begins with the text, each once: those of the home
        Kreis first, then the more inhabitants, then the nearer to home; stops come last.

        A text that is empty, too long or no name gives none.
        """
        if len(prefix) > MAX_TEXT:
            return []
        begun = [self._index.beginning(key) for key in completed(prefix)]
        found = np.concatenate(begun) if begun else np.empty(0, dtype=np.uint32)
        rank = self._rank[found]
        if len(found) > (enough := 6 * limit):
            found = found[np.argpartition(rank, enough)[:enough]]
        return self._distinct(found[np.argsort(self._rank[found])].tolist())[:limit]

    def near_home(self, within_km: float) -> list[Place]:
        """The towns so near to the home place and the villages of its own town, by name."""
        entries, own = self._entries, (PlaceKind.VILLAGE, self.home.ags)
        near = np.flatnonzero(self._home_km <= within_km).tolist()
        kinds = ((number, entries[number].kind, entries[number].ags) for number in near)
        towns = (n for n, kind, ags in kinds if kind is PlaceKind.MUNICIPALITY or (kind, ags) == own)
        return sorted(self._distinct(towns), key=lambda place: place.label)

    def municipality_at(self, point: Point) -> str:
        """The official key (AGS) of the municipality in which the point lies, "" when that is not
        certain: boundaries decide where they are at hand; elsewhere seat and postcode centre must
        both leave no doubt.
        """
        return self.whereabouts.municipality_at(point)

    def nearest_stop(self, point: Point, within_m: float = 1000.0) -> Place | None:
        """The nearest stop within so many metres (geodesic on WGS 84), None when there is none."""
        number = self._stops.nearest(point, within_m)
        return None if number is None else self._labels.place(self._entries[number])
