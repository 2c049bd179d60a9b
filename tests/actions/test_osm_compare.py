"""Two sides are compared by what they mean, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from finder.actions.context import language_names
from finder.actions.osm_report.compare import Comparer, Sides
from finder.domain.access import Fact
from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService
from finder.domain.holiday import Calendars
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.osm_report import Advice, Difference, Side
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.exchange.context import ReadContext
from finder.exchange.osm.objects import OsmObject
from finder.exchange.osm.tags import read_object
from finder.paths import DATA

HERE = Point(51.1, 8.07)
TAXONOMY = Taxonomy.load(DATA / "taxonomy")
CONTEXT = ReadContext(TAXONOMY, language_names())
COMPARER = Comparer(TAXONOMY, Calendars(), dt.date(2026, 1, 1))
TAGS = {"amenity": "doctors", "name": "Praxis am Markt"}


def differences(
    tags: Mapping[str, str], *, organization: str = "Praxis am Markt", facts: Mapping[str, str] | None = None,
    address: PublicAddress | None = None, **service: object,
) -> dict[str, Difference]:  # fmt: skip
    values = {"name": "Praxis am Markt", "topics": ("doctors",), **service}
    ours = Entry(
        "1",
        "1",
        EntryOrganization("1", organization),
        EntryService("1", **values),  # type: ignore[arg-type]
        EntryLocation(
            "1",
            point=HERE,
            address=address,
            facts=tuple(Fact(key, value) for key, value in (facts or {}).items()),
        ),
    )
    found = OsmObject("node/1", {**TAGS, **tags}, HERE)
    osm = read_object("node/1", found.tags, HERE, "a", CONTEXT)
    assert isinstance(osm, Entry)
    listed, _n_same = COMPARER.differences(Sides(ours, osm, found, 0.0))
    return {item.field: item for item in listed}


SAME: list[tuple[dict[str, str], dict[str, object]]] = [
    ({"healthcare:speciality": "paediatrics"}, {}),
    ({}, {"topics": ("paediatrics",)}),
    ({}, {"name": "Kinderärztliche Sprechstunde", "organization": "Praxis am Markt"}),
    ({}, {"organization": "Klinikum Beispiel"}),
    ({"phone": "02723 5000"}, {"phones": (PublicPhone("+4927235000"),)}),
    ({"contact:website": "HTTP://www.Example.org/"}, {"url": "https://example.org"}),
    ({"email": "A@example.org"}, {"email": "a@Example.org"}),
    ({"opening_hours": "Mo,Tu 08:00-12:00"}, {"hours": (Hours("visit", "Mo-Tu 08:00-12:00; PH off"),)}),
    ({"addr:street": "Hauptstrasse", "addr:housenumber": "1 A"}, {"address": PublicAddress("Hauptstr. 1a")}),
    ({"language:de": "yes"}, {}),
    ({}, {"languages": (SpokenLanguage("ar", LanguageRole.INTERPRETER), SpokenLanguage("de"))}),
    ({}, {"languages": (SpokenLanguage("ar", opening_hours="Th 14:00-18:00"),)}),
    ({}, {"topics": ("doctors", "debt")}),
    ({}, {"facts": {"room.turning_cm": "150"}}),
    (
        {"wheelchair": "yes", "step_count": "0", "level": "0"},
        {"facts": {"entrance.step_count": "0", "level": "0"}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "ours"), SAME)
def test_what_means_the_same_or_cannot_be_said_is_no_difference(
    tags: dict[str, str], ours: dict[str, object]
) -> None:
    assert differences(tags, **ours) == {}  # type: ignore[arg-type]


DIFFERENT: list[tuple[dict[str, str], dict[str, object], str, Side, str]] = [
    ({"healthcare:speciality": "urology"}, {"topics": ("cardiology",)}, "topics", Side.BOTH,
     "amenity=doctors healthcare:speciality=cardiology"),
    ({"operator": "Klinikum"}, {}, "operator", Side.OSM, ""),
    ({"phone": "02723 5000;02723 5001"}, {"phones": (PublicPhone("+4927235000"),)}, "phone", Side.OSM, ""),
    ({"phone": "02723 5000"}, {"phones": (PublicPhone("+4927235000"), PublicPhone("+4927235001"))}, "phone",
     Side.OURS, "phone=+49 2723 5000;+49 2723 5001"),
    ({"fax": "02723 5000"}, {"phones": (PublicPhone("+4927235001", "fax"),)}, "fax", Side.BOTH,
     "fax=+49 2723 5001"),
    ({"opening_hours": "Mo 08:00-12:00"}, {"hours": (Hours("visit", "Mo 08:00-13:00"),)}, "opening_hours",
     Side.BOTH, "opening_hours=Mo 08:00-13:00"),
    ({}, {"hours": (Hours("phone", "Mo 08:00-13:00"),)}, "opening_hours:phone", Side.OURS,
     "opening_hours:phone=Mo 08:00-13:00"),
    ({"language:tr": "yes"}, {"languages": (SpokenLanguage("ar"),)}, "languages", Side.BOTH,
     "language:ar=yes"),
    ({"wheelchair": "yes"}, {"facts": {"entrance.step_count": "5"}}, "wheelchair", Side.BOTH,
     "wheelchair=no"),
    ({"addr:postcode": "57368"}, {"address": PublicAddress(city="Olpe")}, "postal_code", Side.OSM, ""),
    ({"toilets:wheelchair": "no"}, {"facts": {"toilet.accessible": "yes"}}, "toilet.accessible", Side.BOTH,
     "toilets:wheelchair=yes"),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "ours", "field", "side", "written"), DIFFERENT)
def test_what_differs_is_told_with_who_says_it_and_the_tags_that_would(
    tags: dict[str, str], ours: dict[str, object], field: str, side: Side, written: str
) -> None:
    found = differences(tags, **ours)[field]  # type: ignore[arg-type]
    assert (found.side, found.tags) == (side, written)


@pytest.mark.parametrize(
    ("side", "ours_on", "osm_on", "advice"),
    [
        (Side.OSM, None, None, Advice.TAKE),
        (Side.OURS, None, None, Advice.TELL),
        (Side.BOTH, 1, 2, Advice.TAKE),
        (Side.BOTH, 2, 1, Advice.TELL),
        (Side.BOTH, 1, 1, Advice.ASK),
        (Side.BOTH, None, 1, Advice.ASK),
        (Side.BOTH, 1, None, Advice.ASK),
    ],
)
def test_the_later_day_is_proposed_and_without_both_somebody_has_to_ask(
    side: Side, ours_on: int | None, osm_on: int | None, advice: Advice
) -> None:
    days = [None if day is None else dt.date(2026, 1, day) for day in (ours_on, osm_on)]
    assert Difference("phone", side, ours_on=days[0], osm_on=days[1]).advice is advice
