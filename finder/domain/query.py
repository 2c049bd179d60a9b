"""What a visitor asks for: every parameter and every limit, the same on all doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from finder.domain.access import CRITERIA
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole, normalize_language
from finder.domain.limit_params import limit_params, read_limits
from finder.domain.needs import LIMITS, NEEDS, NO_LIMITS, PROFILES, Limits, limits_of, needs_of
from finder.domain.opening import is_opening
from finder.domain.params import (
    choice,
    keys_among,
    many,
    number_between,
    one,
    one_of,
    plain_text,
    whole_between,
)
from finder.domain.point import Point
from finder.domain.weektime import WeekTime
from finder.domain.wish import LanguageWish
from finder.errors import BadInput

MIN_RADIUS_KM, MAX_RADIUS_KM, DEFAULT_RADIUS_KM = 0.1, 200.0, 10.0
RADIUS_STEPS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, MAX_RADIUS_KM)
"""The radii that are offered to choose from, ascending."""
MAX_LIMIT, DEFAULT_LIMIT = 100, 20
MAX_OFFSET = 100_000_000


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
        single = {name: one(params, name) for name in SINGLE}
        point = _point(single["lat"], single["lon"])
        near = plain_text("near", single["near"])
        if point is not None and near:
            raise BadInput("near", near, "either near, or lat and lon, not both")
        fit = keys_among(params, "fit", tuple(Fit))
        if fit and single["unknown"]:
            raise BadInput("unknown", single["unknown"], "either unknown or fit, not both")
        return cls(
            near=near,
            point=point,
            radius_km=number_between(
                "radius_km", single["radius_km"], MIN_RADIUS_KM, MAX_RADIUS_KM, DEFAULT_RADIUS_KM
            ),
            languages=tuple(dict.fromkeys(normalize_language(tag) for tag in many(params, "language"))),
            roles=tuple(dict.fromkeys(one_of("role", role, LanguageRole) for role in many(params, "role"))),
            language_time=_week_time("language_time", single["language_time"]),
            related=choice("related", single["related"], Related, Related.EXCLUDE),
            categories=tuple(dict.fromkeys(many(params, "category"))),
            profiles=keys_among(params, "profile", tuple(PROFILES)),
            limits=read_limits(single),
            needs=keys_among(params, "need", NEEDS),
            access=keys_among(params, "access", tuple(CRITERIA)),
            fit=tuple(group for group in Fit if group in fit),
            unknown=choice("unknown", single["unknown"], Unknown, Unknown.EXCLUDE),
            open=_opening("open", single["open"]),
            phone_open=_opening("phone_open", single["phone_open"]),
            q=plain_text("q", single["q"]),
            read=choice("read", single["read"], YesNo, YesNo.YES),
            sort=choice("sort", single["sort"], Sort, Sort.DISTANCE),
            limit=whole_between("limit", single["limit"], 1, MAX_LIMIT, DEFAULT_LIMIT),
            offset=whole_between("offset", single["offset"], 0, MAX_OFFSET, 0),
            facets=choice("facets", single["facets"], YesNo, YesNo.NO) is YesNo.YES,
        )

    @property
    def groups(self) -> tuple[Fit, ...]:
        """The groups of results asked for, in their order."""
        return self.fit or _GROUPS[self.unknown]

    @property
    def all_limits(self) -> Limits:
        """The limits stated, and those of the profiles that no stated one outweighs."""
        return limits_of(self.profiles, self.limits) if self.profiles else self.limits

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
    return Point(number_between("lat", lat, -90.0, 90.0, 0.0), number_between("lon", lon, -180.0, 180.0, 0.0))


def _week_time(name: str, value: str) -> WeekTime | None:
    return WeekTime.parse(name, value) if value else None
