"""The search by brute force: plain Python over the rows, distances by geographiclib.

Written from the promises alone and slow on purpose; it shares no code with the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from geographiclib.geodesic import Geodesic

from finder.domain.access import CRITERIA
from finder.domain.fit import Fit
from finder.domain.needs import Limits
from finder.domain.offer_hours import Channel, state_of
from finder.domain.point import Point
from finder.domain.searchrow import SearchRow
from finder.domain.weektime import WeekTime
from finder.search import Facets, Matched, Request


@lru_cache(maxsize=200_000)
def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The geodesic distance, to the micrometre."""
    line = Geodesic.WGS84.Inverse(lat, lon, other_lat, other_lon, Geodesic.DISTANCE)
    return float(round(line["s12"], 6))


def is_far(point: Point, row: SearchRow, radius_m: float) -> bool:
    """Whether a row is out of reach even if the earth were a ball one per cent smaller."""
    assert row.lat is not None
    assert row.lon is not None
    phi, other = radians(point.lat), radians(row.lat)
    half = sin((other - phi) / 2) ** 2 + cos(phi) * cos(other) * sin(radians(row.lon - point.lon) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(min(half, 1))) * 0.99 > radius_m + 10


def is_open(hours: str, moment: WeekTime) -> bool:
    """Whether plain weekly hours such as `Mo-We,Fr_08:00-12:00,14:00-16:00` include a moment."""
    days, times = hours.split("_")
    names = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    for part in days.split(","):
        first, _, last = part.partition("-")
        if names.index(first) <= moment.weekday <= names.index(last or first):
            break
    else:
        return False
    minutes = [[int(end[:2]) * 60 + int(end[3:]) for end in span.split("-")] for span in times.split(",")]
    return any(opens <= moment.minute < closes for opens, closes in minutes)


def answers(code: str, wanted: str) -> bool:
    return code == wanted or (code.startswith(wanted + "-") and code != "de-simple")


def serves(key: str, request: Request) -> bool:
    """Whether a language is spoken in a role and at a time that are asked for."""
    pair, _, hours = key.partition("@")
    role = pair.split("/")[1]
    return (not request.roles or role in request.roles) and (
        request.language_time is None or not hours or is_open(hours, request.language_time)
    )


RELATED = {("ku", "kmr"), ("apc", "ar"), ("fa-AF", "fa"), ("fa-AF", "fas"), ("fa", "fas")}
"""Wanted and offered: the closely related languages among those of the tests."""
BEST_FIRST = (
    ("professional", False), ("team", False), ("phone", False), ("volunteer", False),
    (("professional", "team", "phone", "volunteer"), True),
    ("interpreter", False), ("interpreter", True), ("written", False), ("written", True),
)  # fmt: skip


def place_of(key: str, request: Request) -> int | None:
    """The place in BEST_FIRST of a language that answers the request, None when it does not."""
    if not serves(key, request):
        return None
    code, role = key.split("@")[0].split("/")
    is_exact = not request.languages or any(answers(code, wanted) for wanted in request.languages)
    is_related = any((wanted, code) in RELATED for wanted in request.languages)
    if not is_exact and not (is_related and request.related.value == "include"):
        return None
    return next(i for i, (roles, far) in enumerate(BEST_FIRST) if role in roles and far is not is_exact)


def places_of(row: SearchRow, request: Request) -> list[int]:
    found = [place_of(key, request) for key in row.languages.split()]
    return [place for place in found if place is not None]


def asks_language(request: Request) -> bool:
    return bool(request.languages or request.roles or request.language_time)


def speaks(row: SearchRow, request: Request) -> bool:
    return not asks_language(request) or bool(places_of(row, request))


def band(apart: float) -> int:
    return sum(apart > 1000 * km + 1e-6 for km in (1, 2, 5, 10, 20, 50, 100, 200))


def has_word(row: SearchRow, word: str, topics: frozenset[str]) -> bool:
    begins = any(own.startswith(word) for own in row.text.split())
    return begins or any(topic in topics for topic in row.topics.split())


def is_served(row: SearchRow, area: str) -> bool:
    return any(key == "DE" or (area != "" and area.startswith(key)) for key in row.areas.split())


def measured(row: SearchRow, key: str) -> float | None:
    values = dict(pair.split("=") for pair in row.measures.split())
    return abs(float(values[key])) if key in values else None


def says(row: SearchRow, key: str) -> str:
    return dict(pair.split("=") for pair in row.measures.split()).get(key, "")


def ramp_helps(row: SearchRow, limits: Limits) -> str:
    """Whether a ramp beside the steps is flat enough."""
    slope = measured(row, "entrance.slope_pct")
    if says(row, "entrance.ramp") != "yes":
        return "no"
    if slope is None:
        return "no" if says(row, "entrance.is_level") == "yes" else "unknown"
    return "yes" if slope <= limits.slope_pct else "no"


def steps_fit(row: SearchRow, limits: Limits) -> str:
    assert limits.max_steps is not None
    if (measured(row, "entrance.threshold_cm") or 0) > 3 and limits.max_steps == 0:
        return "no"
    count = measured(row, "entrance.step_count")
    if count is None and says(row, "entrance.is_level") == "yes":
        count = 0
    ramp = ramp_helps(row, limits)
    if count == 0 and (measured(row, "entrance.slope_pct") or 0) > limits.slope_pct:
        return ramp
    if count is not None and count <= limits.max_steps:
        return "yes"
    if count is None and (says(row, "entrance.is_level") != "no" or limits.max_steps > 0):
        return "yes" if ramp == "yes" else "unknown"
    return ramp


def steps_height_fit(row: SearchRow, limits: Limits) -> str:
    assert limits.max_step_cm is not None
    if (measured(row, "entrance.threshold_cm") or 0) > limits.max_step_cm:
        return "no"
    height = measured(row, "entrance.step_height_cm")
    if measured(row, "entrance.step_count") == 0:
        return "yes"
    if height is None:
        if says(row, "entrance.is_level") == "yes" or ramp_helps(row, limits) == "yes":
            return "yes"
        return "unknown"
    return "yes" if height <= limits.max_step_cm else ramp_helps(row, limits)


def slope_fits(row: SearchRow, limits: Limits) -> str:
    assert limits.max_slope_pct is not None
    count, height = measured(row, "entrance.step_count"), measured(row, "entrance.step_height_cm")
    if limits.max_steps is not None and count and count <= limits.max_steps:
        is_low = height is not None and height <= (limits.max_step_cm or 0)
        if limits.max_step_cm is None or is_low:
            return "yes"
    slope = measured(row, "entrance.slope_pct")
    if slope is not None:
        return "yes" if slope <= limits.max_slope_pct else "no"
    is_flat = says(row, "entrance.ramp") == "no" or says(row, "entrance.is_level") == "yes"
    return "yes" if is_flat else "unknown"


def door_fits(row: SearchRow, limits: Limits) -> str:
    assert limits.min_door_cm is not None
    lift = measured(row, "lift.door_width_cm")
    if lift is not None and lift < limits.min_door_cm and measured(row, "level") != 0:
        return "no"
    width = measured(row, "entrance.door_width_cm")
    return "unknown" if width is None else "yes" if width >= limits.min_door_cm else "no"


def lift_fits(row: SearchRow, limits: Limits) -> str:
    assert limits.lift_cabin is not None
    level, lift = measured(row, "level"), says(row, "lift")
    if level == 0:
        return "yes"
    if lift != "yes":
        return "no" if lift in ("no", "limited") and level is not None else "unknown"
    sizes = (measured(row, "lift.cabin_width_cm"), measured(row, "lift.cabin_length_cm"))
    found = ["yes"]
    for size, wanted in zip(sizes, limits.lift_cabin, strict=True):
        if wanted:
            found.append("unknown" if size is None else "yes" if size >= wanted else "no")
    if "no" in found:
        return "unknown" if level is None else "no"
    return "unknown" if "unknown" in found else "yes"


def parking_fits(row: SearchRow, limits: Limits) -> str:
    assert limits.parking_m is not None
    count, metres_away = measured(row, "parking.disabled_count"), measured(row, "parking.distance_m")
    if count == 0 or (count is None and says(row, "parking.disabled") in ("no", "limited")):
        return "no"
    return "unknown" if metres_away is None else "yes" if metres_away <= limits.parking_m else "no"


RULES = {
    "max_steps": steps_fit,
    "max_step_cm": steps_height_fit,
    "max_slope_pct": slope_fits,
    "min_door_cm": door_fits,
    "lift_cabin": lift_fits,
    "parking_m": parking_fits,
}


def stated(limits: Limits) -> list[str]:
    return [name for name in RULES if getattr(limits, name) is not None]


def overall(fits: Iterable[Fit]) -> Fit:
    """The fit of all needs together: the worst of them, FITS without any."""
    return max(fits, key=[Fit.FITS, Fit.UNKNOWN, Fit.FAILS].index, default=Fit.FITS)


def group_of(row: SearchRow, request: Request) -> Fit:
    limits = request.limits
    found = [*readings(row, request.access), *(RULES[name](row, limits) for name in stated(limits))]
    found += openings(row, request)
    if "no" in found or "limited" in found:
        return Fit.FAILS
    return Fit.UNKNOWN if "unknown" in found else Fit.FITS


def readings(row: SearchRow, wanted: Iterable[str]) -> list[str]:
    known = dict(pair.split("=") for pair in row.access.split())
    return [known.get(criterion, "unknown") for criterion in wanted]


def openings(row: SearchRow, request: Request) -> list[str]:
    """Open as `yes`, closed as `no`."""
    names = {"open": "yes", "closed": "no", "unknown": "unknown"}
    return [names[state_of(row.hours, channel, moment)] for channel, moment in request.open_at]


def fits(row: SearchRow, request: Request) -> bool:
    """Everything asked for but needs."""
    return (
        row.is_public
        and speaks(row, request)
        and (not request.topics or any(topic in request.topics for topic in row.topics.split()))
        and all(has_word(row, word, topics) for word, topics in request.words)
    )


def distance(row: SearchRow, request: Request) -> float | None:
    if request.point is None or row.lat is None or row.lon is None:
        return None
    return metres(request.point.lat, request.point.lon, row.lat, row.lon)


def is_near(row: SearchRow, request: Request) -> bool:
    if request.point is None:
        return True
    if row.lat is None:
        return is_served(row, request.area)
    if is_far(request.point, row, request.radius_m):
        return False
    found = distance(row, request)
    return found is not None and found <= request.radius_m + 1e-6


def search(rows: Iterable[SearchRow], request: Request) -> Matched:
    """What the search must answer."""
    near = [row for row in rows if fits(row, request) and is_near(row, request)]
    by_group = {group: [row for row in near if group_of(row, request) is group] for group in Fit}
    asks = request.access or stated(request.limits) or request.open_at
    wanted = [group for group in Fit if group in request.groups] if asks else [Fit.FITS]

    def order(row: SearchRow) -> tuple[bool, int, int, float, bool, str, int]:
        apart = distance(row, request)
        by_language = request.sort.value == "language" and asks_language(request)
        best = min(places_of(row, request)) if by_language else 0
        if request.sort.value == "name" or apart is None:
            is_last = apart is None and request.sort.value != "name"
            return (is_last, 0, best, 0.0, False, row.sort_name, row.id)
        is_overdue = row.overdue_from <= request.today
        return (False, band(apart) if by_language else 0, best, apart, is_overdue, row.sort_name, row.id)

    hits = [(row, group) for group in wanted for row in sorted(by_group[group], key=order)]
    page = hits[request.offset : request.offset + request.limit]
    return Matched(
        [row.id for row, _ in page],
        [distance(row, request) for row, _ in page],
        [group for _, group in page],
        len(hits),
        len(by_group[Fit.FITS]),
        len(by_group[Fit.UNKNOWN]),
        len(by_group[Fit.FAILS]),
    )


def facets(rows: Sequence[SearchRow], request: Request, languages: Iterable[str]) -> Facets:
    """What must stand beside each value: the hits of the search with it, asked one by one. `languages`
    are those offered as choices.
    """

    def with_hits(values: Iterable[str], asking: Callable[[str], Request]) -> dict[str, int]:
        totals = {value: search(rows, asking(value)).total for value in values}
        return {value: total for value, total in totals.items() if total}

    topics = {topic for row in rows for topic in row.topics.split()}
    public = [row for row in rows if row.is_public]
    criteria = {pair.split("=")[0] for row in public for pair in row.access.split()} | set(CRITERIA)
    channels = [] if request.now is None else list(Channel)
    return Facets(
        with_hits(languages, lambda value: replace(request, languages=(value,))),
        with_hits(topics, lambda value: replace(request, topics=(value,))),
        with_hits(criteria, lambda value: replace(request, access=(*request.access, value))),
        {channel: total for channel in channels if (total := _open_now(rows, request, channel))},
    )


def _open_now(rows: Sequence[SearchRow], request: Request, channel: Channel) -> int:
    assert request.now is not None
    return search(rows, replace(request, open_at=(*request.open_at, (channel, request.now)))).total
