"""One table says which tags say what: what is written is read again as the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.access import FACT_UNITS, Fact
from finder.domain.entry import Entry, EntryLocation, EntryOrganization, EntryService
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import Hours, PublicAddress, PublicPhone
from finder.domain.offer_hours import CLOSED
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import clean
from finder.exchange.access_text import STATED
from finder.exchange.context import ReadContext
from finder.exchange.osm.access import FACT_TAGS
from finder.exchange.osm.mapping import FIELD_TAGS, MAX_VALUE, TARGET_GROUPS
from finder.exchange.osm.tags import read_object
from finder.exchange.osm.writing import tags_of_entry

HERE = Point(51.1, 8.07)
ENTRY = Entry(
    external_id="1",
    row="1",
    organization=EntryOrganization("1", "Stadt Beispiel"),
    service=EntryService("1", "Bürgerbüro", topics=("town_hall",)),
    location=EntryLocation("1", point=HERE),
)


def again(entry: Entry, context: ReadContext) -> Entry:
    """What an import reads of the tags that say an entry."""
    tags = tags_of_entry(entry, context.taxonomy)
    assert [*tags] == sorted(tags)
    assert all(0 < len(value) <= MAX_VALUE for value in tags.values())
    read = read_object("node/1", tags, HERE, "a", context)
    assert isinstance(read, Entry)
    assert read.notes == ()
    return read


WORDS = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters=";\""), min_size=1, max_size=20
).map(lambda text: clean(f"A{text}"))  # fmt: skip
NUMBERS = st.sampled_from(
    [("+4927235000", ""), ("+49272361234", "12"), ("+33142685300", ""), ("+358941003000", ""), ("116117", "")]
)
PHONES = st.builds(
    lambda number, kind: PublicPhone(number[0], kind, number[1]),
    NUMBERS,
    st.sampled_from(["voice", "fax", "sms"]),
)
EXPRESSIONS = st.sampled_from(
    ["Mo-Fr 08:00-12:00; PH off", "24/7", "Mo,Tu 09:00-12:00,14:00-17:00", 'unknown "nach Vereinbarung"']
)
HOURS = st.lists(
    st.builds(Hours, kind=st.sampled_from(["visit", "phone"]), opening_hours=EXPRESSIONS),
    unique_by=lambda hours: hours.kind,
    max_size=2,
)
ADDRESSES = st.none() | st.builds(
    PublicAddress,
    street=st.sampled_from(
        ["", "Hundemstraße 1a", "Straße des 17. Juni 135", "Markt", "Weg 5-7", "Im Hof 2 b"]
    ),
    postal_code=st.sampled_from(["", "57368"]),
    city=st.sampled_from(["", "Lennestadt"]),
    locality=st.sampled_from(["Altenhundem", "Elspe"]),
)
SPOKEN = st.builds(
    SpokenLanguage,
    code=st.sampled_from(["tr", "ar", "fa-AF", "uk", "kmr"]),
    role=st.just(LanguageRole.TEAM),
)
DAYS = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))
GROUPS = st.lists(st.sampled_from(sorted(TARGET_GROUPS.values())), unique=True, max_size=4)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    service = EntryService(
        key="1",
        name=draw(WORDS),
        alternate_name=draw(st.just("") | WORDS),
        description=draw(st.just("") | WORDS),
        url=draw(st.sampled_from(["", "https://www.example.org/a?b=c", "http://example.org"])),
        email=draw(st.sampled_from(["", "a@example.org"])),
        eligibility_description=", ".join(draw(GROUPS)),
        assured_date=draw(DAYS),
        topics=("town_hall",),
        phones=tuple(draw(st.lists(PHONES, max_size=4, unique_by=lambda phone: phone.number))),
        hours=tuple(draw(HOURS)),
        languages=tuple(draw(st.lists(SPOKEN, max_size=3, unique_by=lambda spoken: spoken.code))),
    )
    location = EntryLocation("1", point=HERE, address=draw(ADDRESSES))
    organization = EntryOrganization("1", draw(st.just("Stadt Beispiel") | st.just(service.name)))
    return Entry("1", "1", organization, service, location)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(entry=entries())
def test_what_is_written_is_read_again_as_the_same(entry: Entry, context: ReadContext) -> None:
    read = again(entry, context)
    mine, theirs = entry.service, read.service
    for field in ("url", "email", "eligibility_description", "assured_date", "topics", "name", "description"):
        assert getattr(theirs, field) == getattr(mine, field), field
    if mine.alternate_name != mine.name:
        assert theirs.alternate_name == mine.alternate_name
    assert read.organization.name == entry.organization.name
    assert set(theirs.phones) == set(mine.phones)
    assert set(theirs.hours) == set(mine.hours)
    assert set(theirs.languages) == set(mine.languages)
    assert read.location.address == entry.location.address


def values_of(key: str) -> st.SearchStrategy[str]:
    """Values that the tags of a fact can say."""
    if key == "dogs.assistance":
        return st.just("yes")
    if key not in FACT_UNITS:
        limited = (
            ["limited"]
            if key in (STATED, "toilet.accessible", "entrance.ramp", "vision.tactile_guide")
            else []
        )
        return st.sampled_from(["yes", "no", *limited])
    if key.endswith("_count"):
        return st.integers(0, 40).map(str)
    most = 500 if "width" in key else 40
    return st.integers(0, most * 2).map(lambda half: f"{half / 2:g}")


WRITTEN = sorted({row.key for row in FACT_TAGS if row.write} - {"parking.disabled"})


@settings(deadline=None, derandomize=True, max_examples=80)
@given(data=st.data())
def test_facts_are_written_and_read_again_as_the_same(data: st.DataObject, context: ReadContext) -> None:
    keys = data.draw(st.lists(st.sampled_from(WRITTEN), unique=True))
    facts = {key: Fact(key, data.draw(values_of(key)), FACT_UNITS.get(key, "")) for key in keys}
    location = replace(ENTRY.location, facts=tuple(facts.values()))
    read = {fact.key: fact for fact in again(replace(ENTRY, location=location), context).location.facts}
    read.pop(STATED, None)
    facts.pop(STATED, None)
    assert read == facts


@pytest.mark.parametrize(
    ("facts", "wheelchair"),
    [
        ({"entrance.step_count": "0", "level": "0", "entrance.door_width_cm": "95"}, "yes"),
        ({"entrance.step_count": "1", "entrance.step_height_cm": "7", "level": "0"}, "limited"),
        ({"entrance.step_count": "5"}, "no"),
        ({STATED: "limited"}, "limited"),
        ({STATED: "yes", "entrance.step_count": "5"}, "no"),
        ({"toilet.accessible": "yes"}, None),
    ],
)
def test_the_wheelchair_tag_is_computed_of_measures_where_they_decide(
    facts: dict[str, str], wheelchair: str | None, context: ReadContext
) -> None:
    location = replace(ENTRY.location, facts=tuple(Fact(key, value) for key, value in facts.items()))
    assert tags_of_entry(replace(ENTRY, location=location), context.taxonomy).get("wheelchair") == wheelchair


def tagged_topics(taxonomy: Taxonomy) -> list[str]:
    return [term.key for term in taxonomy.terms if term.osm_tags]


def test_each_topic_with_a_tag_is_written_and_read_again(context: ReadContext) -> None:
    for key in tagged_topics(context.taxonomy):
        service = replace(ENTRY.service, topics=(key,))
        assert again(replace(ENTRY, service=service), context).service.topics == (key,), key


@settings(deadline=None, derandomize=True, max_examples=100)
@given(data=st.data())
def test_several_topics_are_written_together(data: st.DataObject, context: ReadContext) -> None:
    taxonomy = context.taxonomy
    keys = data.draw(st.lists(st.sampled_from(tagged_topics(taxonomy)), min_size=1, max_size=5, unique=True))
    keys = [key for key in keys if not any(key in taxonomy.ancestors(other) for other in keys)]
    # A community centre that has others beside it is said by them.
    keys = [key for key in keys if key != "community_centre"] or ["library"]
    read = again(replace(ENTRY, service=replace(ENTRY.service, topics=tuple(keys))), context)
    assert set(read.service.topics) == set(keys)


@pytest.mark.parametrize("change", [{"is_address_secret": True}, {"location_type": "virtual"}])
def test_what_has_no_place_on_a_map_has_no_tags(change: dict[str, Any], context: ReadContext) -> None:
    entry = replace(ENTRY, location=replace(ENTRY.location, **change))
    assert tags_of_entry(entry, context.taxonomy) == {}
    assert tags_of_entry(ENTRY, context.taxonomy) != {}


def test_what_a_tag_does_not_mean_is_not_written(context: ReadContext) -> None:
    service = replace(
        ENTRY.service,
        description="x" * (MAX_VALUE + 1),
        eligibility_description="Frauen und ihre Kinder",
        url="https://example.org/a;b",
        topics=("debt",),
        hours=(Hours("counselling", "Mo 08:00-12:00"), Hours("visit", "", "morgens")),
        languages=(
            SpokenLanguage("ar", LanguageRole.INTERPRETER),
            SpokenLanguage("ru", LanguageRole.TEAM, opening_hours="Th 14:00-18:00"),
        ),
    )
    tags = tags_of_entry(replace(ENTRY, service=service), context.taxonomy)
    assert tags == {"name": "Bürgerbüro", "operator": "Stadt Beispiel"}


def test_dated_hours_become_one_expression(context: ReadContext) -> None:
    day = dt.date(2026, 12, 24)
    hours = (Hours("visit", "Mo-Fr 08:00-12:00"), Hours("visit", CLOSED, "Ferien", day, day))
    tags = tags_of_entry(replace(ENTRY, service=replace(ENTRY.service, hours=hours)), context.taxonomy)
    assert tags["opening_hours"] == 'Mo-Fr 08:00-12:00; 2026 Dec 24-2026 Dec 24 off "Ferien"'


def test_every_field_that_is_written_is_read_from_the_same_tag() -> None:
    for field, tags in FIELD_TAGS.items():
        assert tags.write in ("", *tags.read), field


LIFECYCLE = [
    {"disused": "yes", "amenity": "doctors"},
    {"abandoned": "yes", "amenity": "doctors"},
    {"disused:amenity": "doctors"},
    {"disused:amenity": "doctors", "healthcare": "doctor", "healthcare:speciality": "paediatrics"},
    {"was:amenity": "library", "amenity": "library"},
]


@pytest.mark.parametrize("tags", LIFECYCLE)
def test_what_is_there_no_more_is_no_entry(tags: dict[str, str], context: ReadContext) -> None:
    assert read_object("node/1", {**tags, "name": "A"}, HERE, "a", context) is None


def test_what_came_after_it_is_one(context: ReadContext) -> None:
    tags = {"disused:amenity": "pharmacy", "disused": "no", "amenity": "doctors", "name": "A"}
    read = read_object("node/1", tags, HERE, "a", context)
    assert isinstance(read, Entry)
    assert read.service.topics == ("doctors",)


def test_facts_have_the_day_of_their_own_check_or_of_that_of_the_object(context: ReadContext) -> None:
    tags = {
        "amenity": "doctors",
        "name": "A",
        "wheelchair": "yes",
        "toilets:wheelchair": "no",
        "survey:date": "2025-03-01",
        "check_date:wheelchair": "2026-02-02",
        "fixme": "Öffnungszeiten?",
    }
    read = read_object("node/1", tags, HERE, "a", context)
    assert isinstance(read, Entry)
    days = {fact.key: str(fact.observed_on) for fact in read.location.facts}
    assert days == {STATED: "2026-02-02", "toilet.accessible": "2025-03-01"}
    assert str(read.service.assured_date) == "2025-03-01"
    assert [(note.column, note.value) for note in read.notes] == [("fixme", "Öffnungszeiten?")]


def test_other_ways_to_write_contacts_and_words_are_read(context: ReadContext) -> None:
    tags = {
        "amenity": "townhall",
        "name": "Rathaus",
        "contact:mobile": "0171 1234567",
        "contact:sms": "0171 1234568",
        "contact:website": "example.org",
        "contact:email": "a@example.org",
        "wheelchair:description:fr": "deux marches",
        "social_facility:for": "refugee;roma",
    }
    read = read_object("node/1", tags, HERE, "a", context)
    assert isinstance(read, Entry)
    assert {(phone.number, phone.type) for phone in read.service.phones} == {
        ("+491711234567", "voice"),
        ("+491711234568", "sms"),
    }
    assert (read.service.url, read.service.email) == ("https://example.org", "a@example.org")
    assert read.location.description == "deux marches"
    assert read.service.eligibility_description == "Geflüchtete, roma"
