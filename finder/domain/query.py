"""What a visitor asks for: every parameter and every limit, the same on all doors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from finder.domain.access import CRITERIA
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole, normalize_language
from finder.domain.limit_params import limit_params, read_limits
from finder.domain.needs import LIMITS, NEEDS, NO_LIMITS, PROFILES, Limits, limits_of, needs_of
from finder.domain.opening import is_opening
from finder.domain.point import Point
from finder.domain.weektime import WeekTime
from finder.domain.wish import LanguageWish
from finder.errors import BadInput

_E = TypeVar("_E", bound=StrEnum)

MIN_RADIUS_KM, MAX_RADIUS_KM, DEFAULT_RADIUS_KM = 0.1, 200.0, 10.0
RADIUS_STEPS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, MAX_RADIUS_KM)
"""The radii that are offered to choose from, ascending."""
MAX_LIMIT, DEFAULT_LIMIT = 100, 20
MAX_OFFSET = 100_000_000
MAX_TEXT = 200
MAX_REPEATS = 50


class Unknown(StrEnum):
    """What to do with offers about which a need, or whether they are open, is not known (rule 2): a
    short form of `fit`.
    """

    EXCLUDE = "exclude"
    INCLUDE = "include"
    ONLY = "only"


class Related(StrEnum):
    """Whether offers in a language closely related to a wanted one are results too."""

    EXCLUDE = "exclude"
    INCLUDE = "include"


class Sort(StrEnum):
    """The order of results; without a place to measure from, `distance` is by name.

    `language` goes by distance in bands (`BAND_EDGES_M`), within a band by how well the wanted
    language is offered (`language_rank`), and then by distance.
    """

    DISTANCE = "distance"
    NAME = "name"
    LANGUAGE = "language"


class YesNo(StrEnum):
    """Whether something is wanted."""

    YES = "yes"
    NO = "no"


_GROUPS = {
    Unknown.EXCLUDE: (Fit.FITS,),
    Unknown.INCLUDE: (Fit.FITS, Fit.UNKNOWN),
    Unknown.ONLY: (Fit.UNKNOWN,),
}
SINGLE = (
    *("near", "lat", "lon", "radius_km", "language_time", "related", *LIMITS, "open", "phone_open"),
    *("unknown", "q", "read", "sort", "limit", "offset", "facets"),
)
REPEATED = ("language", "role", "category", "profile", "need", "access", "fit")
PARAMETERS = (*SINGLE, *REPEATED)
"""Every search parameter, in the order of a canonical query string."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as asked, checked but not yet resolved.

    `near` is the text of a place, `point` the given coordinates; at most one of the two is set.
    Languages are any-of, categories any-of (with their descendants); what is needed is all-of, be it
    by profile, by limit, or as a need or access criterion that must be there, or that it is open:
    `open` and `phone_open` are "", `now` or a weekday with a time (`tu-09:30`). `fit` are the groups of
    results asked for, () where `unknown` says so in short. `facets` asks for the counts beside the
    filters, too.
    `roles` (any-of) and `language_time` say how a wanted language must be offered, or without a
    wanted one any language (rule 4); `related` takes closely related languages for it as well.
    With `read` what is read from `q` is added to all that; a place is only read where none is given.
    """

    near: str = ""
    point: Point | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    languages: tuple[str, ...] = ()
    roles: tuple[LanguageRole, ...] = ()
    language_time: WeekTime | None = None
    related: Related = Related.EXCLUDE
    categories: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    limits: Limits = NO_LIMITS
    needs: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    fit: tuple[Fit, ...] = ()
    unknown: Unknown = Unknown.EXCLUDE
    open: str = ""
    phone_open: str = ""
    q: str = ""
    read: YesNo = YesNo.YES
    sort: Sort = Sort.DISTANCE
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    facets: bool = False

    @property
    def language_wish(self) -> LanguageWish:
        """The wish for a language."""
        has_related = self.related is Related.INCLUDE
        return LanguageWish(self.languages, self.roles, self.language_time, has_related)

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> SearchQuery:
        """The query of form or URL parameters; empty values count as not given, names that are
        no search parameter are left to the caller.

        Raises BadInput naming the first parameter that cannot be used. Whether a category exists
        is judged where the taxonomy is at hand.
        """
        single = {name: _one(params, name) for name in SINGLE}
        point = _point(single["lat"], single["lon"])
        near = _text("near", single["near"])
        if point is not None and near:
            raise BadInput("near", near, "either near, or lat and lon, not both")
        fit = _keys(params, "fit", tuple(Fit))
        if fit and single["unknown"]:
            raise BadInput("unknown", single["unknown"], "either unknown or fit, not both")
        return cls(
            near=near,
            point=point,
            radius_km=_float(
                "radius_km", single["radius_km"], MIN_RADIUS_KM, MAX_RADIUS_KM, DEFAULT_RADIUS_KM
            ),
            languages=tuple(dict.fromkeys(normalize_language(tag) for tag in _many(params, "language"))),
            roles=tuple(dict.fromkeys(_one_of("role", role, LanguageRole) for role in _many(params, "role"))),
            language_time=_week_time("language_time", single["language_time"]),
            related=_choice("related", single["related"], Related, Related.EXCLUDE),
            categories=tuple(dict.fromkeys(_many(params, "category"))),
            profiles=_keys(params, "profile", tuple(PROFILES)),
            limits=read_limits(single),
            needs=_keys(params, "need", NEEDS),
            access=_keys(params, "access", tuple(CRITERIA)),
            fit=tuple(group for group in Fit if group in fit),
            unknown=_choice("unknown", single["unknown"], Unknown, Unknown.EXCLUDE),
            open=_opening("open", single["open"]),
            phone_open=_opening("phone_open", single["phone_open"]),
            q=_text("q", single["q"]),
            read=_choice("read", single["read"], YesNo, YesNo.YES),
            sort=_choice("sort", single["sort"], Sort, Sort.DISTANCE),
            limit=_int("limit", single["limit"], 1, MAX_LIMIT, DEFAULT_LIMIT),
            offset=_int("offset", single["offset"], 0, MAX_OFFSET, 0),
            facets=_choice("facets", single["facets"], YesNo, YesNo.NO) is YesNo.YES,
        )

    @property
    def groups(self) -> tuple[Fit, ...]:
        """The groups of results asked for, in their order."""
        return self.fit or _GROUPS[self.unknown]

    @property
    def all_limits(self) -> Limits:
        """The limits stated, and those of the profiles that no stated one outweighs."""
        return limits_of(self.profiles, self.limits)

    @property
    def all_criteria(self) -> tuple[str, ...]:
        """Every criterion that must be met, each once."""
        return tuple(dict.fromkeys((*self.access, *self.needs, *needs_of(self.profiles))))

    @property
    def has_needs(self) -> bool:
        """Whether anything is needed, so that results fall into groups."""
        return bool(self.all_criteria or self.open or self.phone_open) or self.all_limits.are_stated

    def to_params(self) -> list[tuple[str, str]]:
        """The canonical parameters, without those that have their default; `from_params` of them
        gives an equal query.
        """
        point = self.point
        single = (
            ("near", self.near, ""),
            ("lat", "" if point is None else repr(point.lat), ""),
            ("lon", "" if point is None else repr(point.lon), ""),
            ("radius_km", f"{self.radius_km:.15g}", f"{DEFAULT_RADIUS_KM:.15g}"),
            *((name, value, "") for name, value in limit_params(self.limits)),
            ("language_time", str(self.language_time or ""), ""),
            ("related", self.related.value, Related.EXCLUDE.value),
            ("unknown", self.unknown.value, Unknown.EXCLUDE.value),
            ("open", self.open, ""),
            ("phone_open", self.phone_open, ""),
            ("q", self.q, ""),
            ("read", self.read.value if self.q else YesNo.YES.value, YesNo.YES.value),
            ("sort", self.sort.value, Sort.DISTANCE.value),
            ("limit", str(self.limit), str(DEFAULT_LIMIT)),
            ("offset", str(self.offset), "0"),
            ("facets", YesNo.YES.value if self.facets else "", ""),
        )
        repeated = (
            ("language", self.languages),
            ("role", self.roles),
            ("category", self.categories),
            ("profile", self.profiles),
            ("need", self.needs),
            ("access", self.access),
            ("fit", self.fit),
        )
        return [
            *((name, value) for name, value, default in single if value != default),
            *((name, str(value)) for name, values in repeated for value in values),
        ]


def _one(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = [value for value in params.get(name, ()) if value.strip()]
    if len(values) > 1:
        raise BadInput(name, values[1], "this parameter only once")
    return values[0].strip() if values else ""


def _many(params: Mapping[str, Sequence[str]], name: str) -> list[str]:
    values = [value.strip() for value in params.get(name, ()) if value.strip()]
    if len(values) > MAX_REPEATS:
        raise BadInput(name, len(values), f"at most {MAX_REPEATS} values")
    return values


def _text(name: str, value: str) -> str:
    if len(value) > MAX_TEXT:
        raise BadInput(name, value, f"at most {MAX_TEXT} characters")
    if "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise BadInput(name, ascii(value), "text without control characters")
    return value


def _opening(name: str, value: str) -> str:
    value = value.lower()
    if value and not is_opening(value):
        raise BadInput(name, value, "now, or a weekday and a time such as tu-09:30")
    return value


def _point(lat: str, lon: str) -> Point | None:
    if not lat and not lon:
        return None
    for name, value in (("lat", lat), ("lon", lon)):
        if not value:
            raise BadInput(name, value, "both lat and lon")
    return Point(_float("lat", lat, -90.0, 90.0, 0.0), _float("lon", lon, -180.0, 180.0, 0.0))


def _float(name: str, value: str, low: float, high: float, default: float) -> float:
    if not value:
        return default
    expected = f"a number from {low:g} to {high:g}"
    try:
        number = float(value)
    except ValueError:
        raise BadInput(name, value, expected) from None
    if not math.isfinite(number) or not low <= number <= high:
        raise BadInput(name, value, expected)
    return number


def _int(name: str, value: str, low: int, high: int, default: int) -> int:
    if not value:
        return default
    expected = f"a whole number from {low} to {high}"
    if not value.isascii() or not value.isdigit() or len(value) > 12 or not low <= int(value) <= high:
        raise BadInput(name, value, expected)
    return int(value)


def _choice(name: str, value: str, kind: type[_E], default: _E) -> _E:
    return _one_of(name, value, kind) if value else default


def _one_of(name: str, value: str, kind: type[_E]) -> _E:
    try:
        return kind(value)
    except ValueError:
        raise BadInput(name, value, "one of " + ", ".join(kind)) from None


def _keys(params: Mapping[str, Sequence[str]], name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The values of a parameter that takes certain words, each once."""
    keys = tuple(dict.fromkeys(_many(params, name)))
    for key in keys:
        if key not in known:
            raise BadInput(name, key, "one of " + ", ".join(known))
    return keys


def _week_time(name: str, value: str) -> WeekTime | None:
    return WeekTime.parse(name, value) if value else None
