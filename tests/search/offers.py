"""Random offers, requests and changes for the tests of the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from unittest import mock

from hypothesis import strategies as st
from search.oracle import metres

from finder.clock import ZONE
from finder.domain import distance
from finder.domain.access import FACT_UNITS
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole
from finder.domain.measures import BEST
from finder.domain.needs import ANY_CABIN, NO_LIMITS, PROFILES, Limits, limits_of
from finder.domain.offer_hours import Channel, hours_text
from finder.domain.point import Point
from finder.domain.query import Related, Sort
from finder.domain.searchrow import SearchRow
from finder.domain.weektime import WeekTime
from finder.search import Request, facets, grid, postings, select

NAMES = (
    "",
    "arzt",
    "arzt muller",
    "arztin",
    "beratung",
    "praxis",
    "praxis a",
    "praxis b",
    "بيت",
    "дом",
    "😀",
)
WORDS = ("a", "arzt", "arztin", "zahn", "zahnarzt", "zahnarztin", "muller", "praxis", "بيت", "дом")
TOPICS = ("health", "health dentist", "health midwife", "work", "work jobcentre", "dentist health work", "")
TOPIC_KEYS = ("health", "dentist", "midwife", "work", "jobcentre", "nothing_has_this")
LANGUAGES = (
    "de/team",
    "fa-AF/professional",
    "fa/phone",
    "fas/team",
    "de-simple/written",
    "tr/team",
    "tr/phone",
    "tr/team@Th_14:00-18:00",
    "kmr/interpreter@Mo-We,Fr_08:00-12:00,14:00-16:00",
    "ku/professional",
    "ar/interpreter",
)
LANGUAGE_RANGES = ("de", "de-simple", "fa", "fa-AF", "tr", "ku", "apc", "xx")
WEEK_TIMES = (
    None,
    None,
    *(WeekTime(day, minute) for day, minute in ((3, 840), (3, 1080), (0, 719), (1, 900))),
)
CRITERIA = ("step_free", "toilet", "lift", "newly_invented")
ROLES = (LanguageRole.TEAM, LanguageRole.PHONE, LanguageRole.PROFESSIONAL, LanguageRole.INTERPRETER)
READINGS = ("yes", "limited", "no")
MEASURED = {
    **dict.fromkeys(BEST, ("0", "1", "2", "3", "3.1", "6", "7", "20", "80", "89.9", "110", "140", "4000000")),
    "level": ("-1", "0", "0", "2"),
}
GROUPS = ((Fit.FITS,), (Fit.FITS, Fit.UNKNOWN), (Fit.UNKNOWN,), (Fit.UNKNOWN, Fit.FAILS), tuple(Fit))
AREAS = ("", "DE", "05", "05966", "05966024", "05962 05966", "09")
NO_DAYS = (None, None)
HOURS = (
    "",
    "",
    hours_text("NW", [("visit", "Mo-Fr 08:00-12:00; PH off", *NO_DAYS)]),
    hours_text("NW", [("visit", "Mo-Fr 08:07-11:53, Th 13:00-13:01", *NO_DAYS), ("phone", "24/7", *NO_DAYS)]),
    hours_text("", [("visit", "Mo-Su 00:00-24:00; PH off", *NO_DAYS)]),
    hours_text("BY", [("visit", "Th[1] 09:00-10:00", *NO_DAYS), ("phone", "Mo-Fr 07:59-08:01", *NO_DAYS)]),
    hours_text("NW", [("counselling", 'Th 08:00-10:00 "nur mit Termin"', *NO_DAYS)]),
    hours_text("NW", [("visit", "Mo-Fr 22:00-02:00", *NO_DAYS), ("on_call", "24/7", *NO_DAYS)]),
    hours_text("NW", [("visit", "Mo-Su 09:00-10:00", date(2026, 6, 5), None)]),
    hours_text("NW", [("visit", "", *NO_DAYS), ("phone", "off", *NO_DAYS)]),
)
MOMENTS = st.tuples(
    st.sampled_from(Channel),
    st.sampled_from(
        [
            datetime.fromisoformat(text).replace(tzinfo=ZONE)
            for text in (
                "2026-06-04T09:00",
                "2026-06-04T13:00",
                "2026-06-11T08:00",
                "2026-06-11T08:07",
                "2026-06-11T11:53",
                "2026-06-12T01:00",
                "2026-06-15T00:00",
            )
        ]
    ),
)
CENTRES = (
    (51.1, 8.07),
    (51.1, 8.07),
    (10.0, 180.0),
    (89.99, 0.0),
    (-90.0, 0.0),
    (0.0, 0.0),
    (-16.5, -179.99),
)
# Steps of some metres up to some hundred kilometres, never the same on both sides of a centre.
STEPS = (0.0, 0.0, 1e-4, 2e-3, -3e-3, 0.017, -0.021, 0.13, -0.11, 0.7, -1.3, 3.1)


def on_earth(lat: float, lon: float) -> tuple[float, float]:
    """The same place with latitude and longitude in range."""
    if abs(lat) > 90:
        lat, lon = (180 if lat > 0 else -180) - lat, lon + 180
    return lat, lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


@st.composite
def places(draw: st.DrawFn) -> tuple[float, float]:
    """A latitude and longitude, often the same, near the date line or a pole."""
    lat, lon = draw(st.sampled_from(CENTRES))
    turn = draw(st.sampled_from((1.0, 1.0, 40.0)))
    return on_earth(lat + draw(st.sampled_from(STEPS)), lon + turn * draw(st.sampled_from(STEPS)))


def joined(values: Sequence[str], most: int) -> st.SearchStrategy[str]:
    """A set of words as search rows have it."""
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(
        lambda some: " ".join(sorted(some))
    )


@st.composite
def accesses(draw: st.DrawFn) -> str:
    known = draw(st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from((*READINGS, "yes")), max_size=3))
    return " ".join(f"{key}={known[key]}" for key in sorted(known))


@st.composite
def measured_facts(draw: st.DrawFn) -> str:
    """The measured facts of a row; often none."""
    most = draw(st.sampled_from((0, 8)))
    keys = draw(st.lists(st.sampled_from(sorted(BEST)), max_size=most, unique=True))
    values = {key: MEASURED[key] if key in FACT_UNITS else READINGS for key in keys}
    return " ".join(f"{key}={draw(st.sampled_from(values[key]))}" for key in sorted(keys))


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """No limits, those of a profile, or some of all."""
    if draw(st.booleans()):
        return NO_LIMITS
    profiles = draw(st.lists(st.sampled_from(list(PROFILES)), max_size=2))
    if draw(st.booleans()):
        return limits_of(profiles, NO_LIMITS)
    stated = Limits(
        max_steps=draw(st.sampled_from((None, 0, 1, 2))),
        max_step_cm=draw(st.sampled_from((None, 3.0, 6.9, 7.0))),
        max_slope_pct=draw(st.sampled_from((None, 6.0, 6.1, 20.0))),
        min_door_cm=draw(st.sampled_from((None, 80.0, 89.9, 90.0))),
        lift_cabin=draw(st.sampled_from((None, ANY_CABIN, (80.0, 110.0)))),
        parking_m=draw(st.sampled_from((None, 0, 20, 9_999))),
    )
    return limits_of(profiles, stated)


def offer_at(key: int, lat: float | None, lon: float | None, name: str = "") -> SearchRow:
    """A public offer without properties."""
    return SearchRow(key, 1, True, lat, lon, name, name, "", "", "", "", "")


@st.composite
def offers(draw: st.DrawFn, key: int, version: int = 1) -> SearchRow:
    """A row with this id; one in eight has no point, one in eight is not public."""
    lat, lon = draw(places())
    has_point = draw(st.integers(0, 7)) > 0
    return SearchRow(
        id=key,
        row_version=version,
        is_public=draw(st.integers(0, 7)) > 0,
        lat=lat if has_point else None,
        lon=lon if has_point else None,
        sort_name=draw(st.sampled_from(NAMES)),
        text=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=3))),
        topics=draw(st.sampled_from(TOPICS)),
        languages=draw(joined(LANGUAGES, 3)),
        access=draw(accesses()),
        areas="" if has_point else draw(st.sampled_from(AREAS)),
        measures=draw(measured_facts()),
        hours=draw(st.sampled_from(HOURS)),
        overdue_from=draw(st.sampled_from((0, 0, 739_000, 739_001, 740_000))),
    )


@st.composite
def catalogues(draw: st.DrawFn, most: int = 25) -> list[SearchRow]:
    """Some offers with distinct ids, one of them beyond 32 bits now and then."""
    keys = draw(st.lists(st.integers(1, 60) | st.just(2**40), max_size=most, unique=True))
    return [draw(offers(key)) for key in keys]


@st.composite
def batches(draw: st.DrawFn) -> list[list[SearchRow]]:
    """Changes in the order in which they come: new offers, moved, renamed and retired ones."""
    sizes = draw(st.lists(st.integers(0, 6), max_size=4))
    keys = st.integers(1, 70)
    return [[draw(offers(draw(keys), 2 + number)) for _ in range(size)] for number, size in enumerate(sizes)]


@st.composite
def requests(draw: st.DrawFn, rows: Sequence[SearchRow]) -> Request:
    """A request; its radius often ends exactly at an offer."""
    point = Point(*draw(places())) if draw(st.integers(0, 5)) else None
    words = st.tuples(
        st.sampled_from(("a", "zahn", "arzt", "mull", "بي", "xyz")),
        st.frozensets(st.sampled_from(TOPIC_KEYS), max_size=2),
    )
    return Request(
        point=point,
        radius_m=draw(st.sampled_from(radii(point, rows))) if point else 0.0,
        languages=tuple(draw(st.lists(st.sampled_from(LANGUAGE_RANGES), max_size=2, unique=True))),
        roles=tuple(draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))),
        language_time=draw(st.sampled_from(WEEK_TIMES)),
        related=draw(st.sampled_from(Related)),
        topics=tuple(draw(st.lists(st.sampled_from(TOPIC_KEYS), max_size=2, unique=True))),
        access=tuple(draw(st.lists(st.sampled_from((*CRITERIA, "quiet")), max_size=2, unique=True))),
        limits=draw(limits()),
        groups=draw(st.sampled_from(GROUPS)),
        words=tuple(draw(st.lists(words, max_size=2))),
        sort=draw(st.sampled_from(Sort)),
        limit=draw(st.sampled_from((1, 3, 100))),
        offset=draw(st.sampled_from((0, 0, 1, 4))),
        area=draw(st.sampled_from(("", "05966024", "05962004", "09", "11000000"))),
        today=draw(st.sampled_from((0, 739_000, 739_500))),
        open_at=tuple(draw(st.lists(MOMENTS, max_size=2, unique_by=lambda asked: asked[0]))),
    )


def radii(point: Point | None, rows: Sequence[SearchRow]) -> list[float]:
    """Round radii and those that end exactly at an offer, or just before it."""
    plain = [0.0, 1.0, 500.0, 20_000.0, 200_000.0, 200_000.0]
    if point is None:
        return plain
    edges = [
        metres(point.lat, point.lon, row.lat, row.lon)
        for row in rows[:5]
        if row.lat is not None and row.lon is not None
    ]
    return plain + [edge for exact in edges for edge in (exact, exact - 0.001) if 0 <= edge <= 200_000]


@contextmanager
def every_way() -> Iterator[None]:
    """Small data takes the ways of big data: grid, posting lists, marking, grouping."""
    constants = (
        (grid, "_WORTH_SKIPPING", 0),
        (postings, "_FEW_LISTS", 1),
        (postings, "_WORTH_MARKING", 1),
        (select, "_FEW_ROWS", 0),
        (select, "_PICKING", 1),
        (distance, "_WORTH_GROUPING", 1),
        (facets, "_FEW_ROWS", 0),
    )
    with ExitStack() as stack:
        for module, name, value in constants:
            stack.enter_context(mock.patch.object(module, name, value))
        yield
