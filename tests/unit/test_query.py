"""Every parameter is understood or refused by name, and a query survives its own address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.access import CRITERIA
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole
from finder.domain.needs import ANY_CABIN, NEEDS, PROFILES, Limits
from finder.domain.point import Point
from finder.domain.query import PARAMETERS, Related, SearchQuery, Sort, Unknown
from finder.domain.weektime import WeekTime
from finder.errors import BadInput

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60).map(str.strip)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


tenths = st.none() | st.integers(0, 990).map(lambda n: n / 10)
limits = st.builds(
    Limits,
    max_steps=st.none() | st.integers(0, 99),
    max_step_cm=tenths,
    max_slope_pct=tenths,
    min_door_cm=tenths,
    lift_cabin=st.sampled_from([None, ANY_CABIN, (70.0, 90.0), (110.0, 140.0)]),
    parking_m=st.none() | st.integers(0, 9_999),
)


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    point = draw(st.none() | points)
    return SearchQuery(
        near="" if point else draw(texts),
        point=point,
        radius_km=draw(st.floats(0.1, 200).map(lambda km: float(f"{km:.15g}"))),
        languages=tuple(
            draw(st.lists(st.sampled_from(["tr", "ar", "fa-AF", "gsg", "de-simple"]), unique=True))
        ),
        roles=tuple(draw(st.lists(st.sampled_from(LanguageRole), unique=True))),
        language_time=draw(st.none() | st.builds(WeekTime, st.integers(0, 6), st.integers(0, 1439))),
        related=draw(st.sampled_from(Related)),
        categories=tuple(draw(st.lists(st.sampled_from(["health", "paediatrics"]), unique=True))),
        access=tuple(draw(st.lists(st.sampled_from(list(CRITERIA)), unique=True))),
        profiles=tuple(draw(st.lists(st.sampled_from(list(PROFILES)), unique=True, max_size=2))),
        limits=draw(limits),
        needs=tuple(draw(st.lists(st.sampled_from(NEEDS), unique=True, max_size=3))),
        fit=(fit := tuple(group for group in Fit if draw(st.booleans()))),
        unknown=Unknown.EXCLUDE if fit else draw(st.sampled_from(Unknown)),
        open=draw(st.sampled_from(("", "now", "tu-09:30", "su-23:59"))),
        phone_open=draw(st.sampled_from(("", "now", "mo-00:00"))),
        q=draw(texts),
        sort=draw(st.sampled_from(Sort)),
        limit=draw(st.integers(1, 100)),
        offset=draw(st.integers(0, 10_000)),
        facets=draw(st.booleans()),
    )


@given(queries())
def test_a_query_survives_its_own_address(query: SearchQuery) -> None:
    address = urlencode(query.to_params())
    assert SearchQuery.from_params(parse_qs(address, keep_blank_values=True)) == query


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=300), max_size=3)))
def test_any_text_is_understood_or_refused_by_name(params: dict[str, list[str]]) -> None:
    try:
        SearchQuery.from_params(params)
    except BadInput as error:
        assert error.param in PARAMETERS
        assert error.expected


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"lat": ["91"], "lon": ["8"]}, "lat"),
        ({"lat": ["51"], "lon": ["181"]}, "lon"),
        ({"lat": ["nan"], "lon": ["8"]}, "lat"),
        ({"lat": ["51"]}, "lon"),
        ({"lon": ["8"]}, "lat"),
        ({"lat": ["51"], "lon": ["8"], "near": ["Olpe"]}, "near"),
        ({"radius_km": ["0"]}, "radius_km"),
        ({"radius_km": ["200.1"]}, "radius_km"),
        ({"radius_km": ["1e308"]}, "radius_km"),
        ({"radius_km": ["5", "6"]}, "radius_km"),
        ({"language": ["not a language"]}, "language"),
        ({"access": ["flying"]}, "access"),
        ({"unknown": ["maybe"]}, "unknown"),
        ({"fit": ["perhaps"]}, "fit"),
        ({"fit": ["fits"], "unknown": ["include"]}, "unknown"),
        ({"profile": ["astronaut"]}, "profile"),
        ({"need": ["step_free"]}, "need"),
        ({"max_steps": ["1.5"]}, "max_steps"),
        ({"max_steps": ["-1"]}, "max_steps"),
        ({"max_steps": ["100"]}, "max_steps"),
        ({"max_steps": ["1", "2"]}, "max_steps"),
        ({"max_slope_pct": ["6.25"]}, "max_slope_pct"),
        ({"max_step_cm": ["1e1"]}, "max_step_cm"),
        ({"min_door_cm": ["300.1"]}, "min_door_cm"),
        ({"parking_m": ["٢"]}, "parking_m"),
        ({"lift_cabin": ["110"]}, "lift_cabin"),
        ({"lift_cabin": ["0x140"]}, "lift_cabin"),
        ({"open": ["tomorrow"]}, "open"),
        ({"open": ["tu-24:00"]}, "open"),
        ({"open": ["now", "tu-09:30"]}, "open"),
        ({"phone_open": ["tu-9:30"]}, "phone_open"),
        ({"sort": ["price"]}, "sort"),
        ({"limit": ["0"]}, "limit"),
        ({"limit": ["101"]}, "limit"),
        ({"limit": ["٢"]}, "limit"),
        ({"offset": ["-1"]}, "offset"),
        ({"q": ["x" * 201]}, "q"),
        ({"facets": ["perhaps"]}, "facets"),
        ({"near": ["a\x00b"]}, "near"),
        ({"language": ["tr"] * 51}, "language"),
        ({"role": ["doctor"]}, "role"),
        ({"related": ["yes"]}, "related"),
        ({"language_time": ["do-15:00"]}, "language_time"),
        ({"language_time": ["th-24:00"]}, "language_time"),
        ({"language_time": ["th-15:00", "fr-15:00"]}, "language_time"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(params: dict[str, list[str]], param: str) -> None:
    with pytest.raises(BadInput) as refused:
        SearchQuery.from_params(params)
    assert refused.value.param == param


def test_empty_fields_of_a_form_count_as_not_given() -> None:
    assert SearchQuery.from_params({name: [" "] for name in PARAMETERS}) == SearchQuery()


def test_unknown_is_short_for_groups() -> None:
    groups = {"exclude": (Fit.FITS,), "include": (Fit.FITS, Fit.UNKNOWN), "only": (Fit.UNKNOWN,)}
    for word, expected in groups.items():
        assert SearchQuery.from_params({"unknown": [word]}).groups == expected
    assert SearchQuery.from_params({"fit": ["fails", "fits"]}).groups == (Fit.FITS, Fit.FAILS)
    assert SearchQuery().groups == (Fit.FITS,)


def test_profile_needs_and_access_add_up_and_a_stated_limit_outweighs_the_profile() -> None:
    query = SearchQuery.from_params(
        {
            "profile": ["electric_wheelchair"],
            "need": ["quiet", "toilet"],
            "access": ["parking"],
            "max_steps": ["2"],
        }
    )
    assert query.all_criteria == ("parking", "quiet", "toilet")
    assert (query.all_limits.max_steps, query.all_limits.min_door_cm) == (2, 90)
    assert SearchQuery.from_params({"lift_cabin": ["any"]}).all_limits.lift_cabin == ANY_CABIN
