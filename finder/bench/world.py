"""Generated offers over Germany: where people live, with few common and many rare topics and languages.

The same seed gives the same offers, whatever the number of processes that make them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from finder.bench.facts import draw_facts
from finder.domain.access import Fact
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, Offer, PublicAddress, PublicPhone, PublicSource
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.gazetteer.files import MunicipalityName, MunicipalitySeat, read_rows
from finder.paths import DATA

SEED = 57368
CHUNK = 5_000
N_TOPICS = 60
RAREST_LANGUAGE = 2e-5
NO_POINT = 0.01
N_FAMILIES, N_GIVEN = 30_000, 300

LANGUAGES = [
    "de",
    "en",
    "tr",
    "ar",
    "ru",
    "uk",
    "fa",
    "pl",
    "ro",
    "kmr",
    "sq",
    "bg",
    "sr",
    "it",
    "es",
    "el",
    "fr",
    "fa-AF",
    "hr",
    "ps",
    "bs",
    "ku",
    "ti",
    "so",
    "am",
    "vi",
    "zh",
    "ur",
    "hi",
    "ta",
    "pt",
    "hu",
    "mk",
    "ka",
    "hy",
    "az",
    "th",
    "sw",
    "om",
    "gsg",
]
"""Forty languages, from the one that everybody speaks to the rarest."""

_SYLLABLES = [
    "nor",
    "del",
    "mar",
    "tek",
    "lin",
    "sol",
    "var",
    "bre",
    "kan",
    "os",
    "til",
    "gam",
    "fen",
    "rud",
    "sei",
    "hal",
    "wit",
    "jor",
    "pan",
    "ez",
]
_HOURS = (
    "Mo-Fr 08:00-12:00, Mo,Tu,Th 15:00-18:00; PH off",
    "Mo-Th 09:00-17:00, Fr 09:00-13:00; PH off",
    "Tu 14:00-18:00, Th[1] 09:00-12:00; PH off",
    "",
)
_SOURCE = PublicSource("bench", "Generated offers of the benchmark", is_example=True)
_KM_PER_DEGREE = 111.2


class Town(NamedTuple):
    """A municipality, its seat, and how far it spreads."""

    name: str
    ags: str
    postcode: str
    lat: float
    lon: float
    spread_km: float
    population: int


@dataclass(frozen=True)
class World:
    """What offers are made of. Topics and languages are in the order of their frequency."""

    towns: tuple[Town, ...]
    topics: tuple[str, ...]
    labels: tuple[str, ...]
    ancestors: tuple[tuple[str, ...], ...]
    families: tuple[str, ...]
    given: tuple[str, ...]

    @classmethod
    def load(cls) -> Self:
        """The world of the shipped gazetteer and topics."""
        taxonomy = Taxonomy.load(DATA / "taxonomy")
        parents = {term.parent for term in taxonomy.terms}
        leaves = [term.key for term in taxonomy.terms if term.key not in parents][:N_TOPICS]
        return cls(
            towns=_towns(),
            topics=tuple(leaves),
            labels=tuple(taxonomy.label(key, "de") for key in leaves),
            ancestors=tuple(taxonomy.ancestors(key) for key in leaves),
            families=tuple(_made_up_name(number) for number in range(N_FAMILIES)),
            given=tuple(_made_up_name(7 * number + 1) for number in range(N_GIVEN)),
        )

    @cached_property
    def town_shares(self) -> NDArray[np.float64]:
        """The share of each town in all offers: that of its inhabitants."""
        return _shares(np.array([town.population for town in self.towns], np.float64))

    @cached_property
    def topic_shares(self) -> NDArray[np.float64]:
        """The share of each topic, by Zipf."""
        return _zipf(len(self.topics))

    @cached_property
    def family_shares(self) -> NDArray[np.float64]:
        """The share of each family name, by Zipf."""
        return _zipf(len(self.families))

    @cached_property
    def language_shares(self) -> NDArray[np.float64]:
        """The share of offers that speak each language, each a little rarer than the one before."""
        return np.geomspace(1.0, RAREST_LANGUAGE, len(LANGUAGES))

    def chunk(self, number: int, n_offers: int) -> Iterator[Offer]:
        """The offers of one chunk; ids count from 1 over all chunks."""
        rng = default_rng([SEED, number])
        first = number * CHUNK + 1
        ids = range(first, min(first + CHUNK, n_offers + 1))
        for offer_id, traits in zip(ids, _Traits.draw(self, rng), strict=False):
            yield self._offer(offer_id, traits)

    def _offer(self, offer_id: int, traits: _Traits) -> Offer:
        town = self.towns[traits.town]
        topics = sorted({self.topics[number] for number in traits.topics})
        above = {key for number in traits.topics for key in self.ancestors[number]}
        family = self.families[traits.family]
        is_placed = traits.point is not None
        return Offer(
            id=offer_id,
            is_public=True,
            name=f"{self.labels[traits.topics[0]]} {family}",
            organization=f"Praxis {family} in {town.name}",
            source=_SOURCE,
            person=f"Dr. {self.given[traits.given]} {family}",
            topics=tuple(topics),
            all_topics=tuple(sorted(above.union(topics))),
            languages=traits.languages,
            facts=traits.facts,
            point=traits.point,
            location_type="physical" if is_placed else "virtual",
            address=_address(traits, town) if is_placed else None,
            areas=() if is_placed else ("DE" if traits.number % 3 else town.ags,),
            phones=(PublicPhone(f"+4930{offer_id:08}"),),
            hours=(Hours("visit", _HOURS[traits.number % len(_HOURS)]),),
            website=f"https://{family.lower()}.example/{offer_id}",
            texts={"description": f"{self.labels[traits.topics[0]]} in {town.name}."},
        )


class _Traits(NamedTuple):
    """What chance gives to one offer."""

    town: int
    point: Point | None
    topics: tuple[int, ...]
    languages: tuple[SpokenLanguage, ...]
    facts: tuple[Fact, ...]
    family: int
    given: int
    number: int

    @classmethod
    def draw(cls, world: World, rng: Generator) -> Iterator[_Traits]:
        """A whole chunk of them."""
        towns = rng.choice(len(world.towns), CHUNK, p=world.town_shares)
        topics = rng.choice(len(world.topics), (CHUNK, 2), p=world.topic_shares)
        families = rng.choice(len(world.families), CHUNK, p=world.family_shares)
        spoken = rng.random((CHUNK, len(LANGUAGES))) < world.language_shares
        columns: list[Any] = [
            towns.tolist(),
            _points(world, rng, towns),
            [tuple(pair[: 1 + number % 3 // 2]) for number, pair in enumerate(topics.tolist())],
            _languages(spoken, rng.integers(0, 10, spoken.shape)),
            draw_facts(rng, CHUNK),
            families.tolist(),
            rng.integers(0, len(world.given), CHUNK).tolist(),
            rng.integers(0, 1000, CHUNK).tolist(),
        ]
        yield from map(cls._make, zip(*columns, strict=True))


def _points(world: World, rng: Generator, towns: NDArray[np.int64]) -> list[Point | None]:
    """Around the seat, denser in the middle; to six digits, as people pin them."""
    lat, lon, spread = np.array([(t.lat, t.lon, t.spread_km) for t in world.towns]).T[:, towns]
    north, east = rng.normal(0.0, 1.0, (2, CHUNK)) * spread / _KM_PER_DEGREE
    lats, lons = np.round(lat + north, 6), np.round(lon + east / np.cos(np.radians(lat)), 6)
    placed = rng.random(CHUNK) >= NO_POINT
    return [
        Point(*where) if is_placed else None
        for *where, is_placed in zip(lats.tolist(), lons.tolist(), placed.tolist(), strict=True)
    ]


def _languages(spoken: NDArray[np.bool_], dice: NDArray[np.int64]) -> Iterator[tuple[SpokenLanguage, ...]]:
    professional = dice < 3
    for row, roles in zip(spoken, professional, strict=True):
        yield tuple(
            SpokenLanguage(LANGUAGES[n], LanguageRole.PROFESSIONAL if roles[n] else LanguageRole.TEAM)
            for n in row.nonzero()[0].tolist()
        )


def _address(traits: _Traits, town: Town) -> PublicAddress:
    return PublicAddress(f"Musterstraße {traits.number % 150 + 1}", "", town.postcode, town.name)


def _towns() -> tuple[Town, ...]:
    """Every municipality with inhabitants."""
    names = {row.ags: row for row in read_rows(DATA / "gazetteer", MunicipalityName)}
    return tuple(
        Town(
            name=names[seat.ags].name,
            ags=seat.ags,
            postcode=names[seat.ags].postcodes[:5],
            lat=seat.lat,
            lon=seat.lon,
            spread_km=max(0.3, 0.25 * seat.area_km2**0.5),
            population=seat.population,
        )
        for seat in read_rows(DATA / "gazetteer", MunicipalitySeat)
        if seat.population > 0 and seat.ags in names
    )


def _made_up_name(number: int) -> str:
    """A name of syllables, another for every number."""
    syllables = []
    while True:
        number, digit = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[digit])
        if not number and len(syllables) > 1:
            return "".join(syllables).capitalize()


def _zipf(n: int) -> NDArray[np.float64]:
    return _shares(1.0 / np.arange(1, n + 1))


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
