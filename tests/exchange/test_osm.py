"""OSM objects become entries, from Overpass GeoJSON and from extracts alike."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import osmium
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.access import FACT_KEYS, Reading, read_access
from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.exchange.context import MAX_NAME, Notes, ReadContext
from finder.exchange.osm import extract, geojson, json_array
from finder.exchange.osm.access import FACT_TAGS, facts_of_tags
from finder.exchange.osm.objects import OsmObject
from finder.exchange.osm.shape import inside_point
from finder.exchange.osm.tags import read_object
from finder.exchange.values import read_hours

LENNESTADT = Point(51.1, 8.07)
DOCTOR = {"amenity": "doctors", "name": "Beispielpraxis"}

FACTS = [
    ("wheelchair=yes", "stated.wheelchair=yes"),
    ("wheelchair=limited", "stated.wheelchair=limited"),
    ("wheelchair=no", "stated.wheelchair=no"),
    ("wheelchair=designated", "stated.wheelchair=yes"),
    ("toilets:wheelchair=yes", "toilet.accessible=yes"),
    ("toilets:wheelchair=no", "toilet.accessible=no"),
    ("step_count=3", "entrance.step_count=3"),
    ("entrance:step_count=1", "entrance.step_count=1"),
    ("wheelchair:step_height=0.07", "entrance.step_height_cm=7"),
    ("wheelchair:step_height=7 cm", "entrance.step_height_cm=7"),
    ("wheelchair:step_height=15", "entrance.step_height_cm=15"),
    ("kerb:height=0.03", "entrance.threshold_cm=3"),
    ("kerb:height=3cm", "entrance.threshold_cm=3"),
    ("ramp:wheelchair=yes", "entrance.ramp=yes"),
    ("incline=6%", "entrance.slope_pct=6"),
    ("incline=-12 %", "entrance.slope_pct=12"),
    ("incline=45°", "entrance.slope_pct=100"),
    ("door:width=0.9", "entrance.door_width_cm=90"),
    ("door:width=0,95", "entrance.door_width_cm=95"),
    ("door:width=1.2 m", "entrance.door_width_cm=120"),
    ("door:width=90", "entrance.door_width_cm=90"),
    ("wheelchair:entrance_width=85 cm", "entrance.door_width_cm=85"),
    ("automatic_door=button", "entrance.door_automatic=yes"),
    ("automatic_door=no", "entrance.door_automatic=no"),
    ("handrail=both", "entrance.handrail=yes"),
    ("level=-1", "level=-1"),
    ("level=2", "level=2"),
    ("elevator=yes", "lift=yes"),
    ("elevator=no", "lift=no"),
    ("speech_output=yes", "lift.speech_output=yes"),
    ("changing_table=yes", "toilet.changing_table=yes"),
    ("capacity:disabled=2", "parking.disabled_count=2"),
    ("capacity:disabled=yes", "parking.disabled=yes"),
    ("hearing_loop=yes", "hearing.induction_loop=yes"),
    ("tactile_paving=contrasted", "vision.tactile_guide=yes"),
    ("tactile_writing:braille:de=yes", "vision.braille=yes"),
    ("dog=yes", "dogs.assistance=yes"),
    ("language:gsg=yes", "hearing.sign_language=yes"),
    ("wheelchair:description=main entrance with 2 low steps", "entrance.step_count=2"),
    ("wheelchair:description:de=ebenerdiger Zugang", "entrance.is_level=yes"),
]

UNREADABLE = ["wheelchair=bad", "door:width=breit", "door:width=12000", "incline=up", "level=2;3", "dog=no"]


def read_tags(context: ReadContext, point: Point | None = LENNESTADT, /, **tags: str) -> Entry:
    entry = read_object("node/1", {**DOCTOR, **tags}, point, "a.osm", context)
    assert isinstance(entry, Entry)
    return entry


def parse(pairs: str) -> dict[str, str]:
    tag, _, value = pairs.partition("=")
    return {tag: value}


def write_geojson(path: Path, *features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(tags: Mapping[str, Any], geometry: object = None, osm_id: str = "node/7") -> dict[str, object]:
    geometry = geometry or {"type": "Point", "coordinates": [8.07, 51.1]}
    return {"type": "Feature", "id": osm_id, "properties": {"@id": osm_id, **tags}, "geometry": geometry}


@pytest.mark.parametrize(("tag", "fact"), FACTS)
def test_an_access_tag_is_kept_as_its_fact(tag: str, fact: str, context: ReadContext) -> None:
    notes = Notes("a", "1")
    assert [f"{fact.key}={fact.value}" for fact in facts_of_tags(parse(tag), notes)] == [fact]
    assert notes.all() == ()


def test_every_row_of_the_table_gives_a_known_fact_and_is_tried_here() -> None:
    assert {row.key for row in FACT_TAGS} <= set(FACT_KEYS)
    untried = {row.tag for row in FACT_TAGS} - {pair.partition("=")[0] for pair, _ in FACTS}
    assert untried == {"braille", "tactile_writing:braille", "changing_table:adult", "walk-in", "home_visit"}


@pytest.mark.parametrize("tag", UNREADABLE)
def test_an_access_tag_that_cannot_be_read_is_noted_and_states_nothing(tag: str) -> None:
    notes = Notes("a", "1")
    assert facts_of_tags(parse(tag), notes) == ()
    assert [f"{note.column}={note.value}" for note in notes.all()] == [tag]


def test_a_measured_tag_outweighs_the_words_of_the_mapper(context: ReadContext) -> None:
    entry = read_tags(context, step_count="0", **{"wheelchair:description": "two steps"})
    assert [fact.value for fact in entry.location.facts if fact.key == "entrance.step_count"] == ["0"]
    assert entry.location.description == "two steps"


def test_wheelchair_yes_is_a_statement_that_reads_as_step_free(context: ReadContext) -> None:
    facts = read_tags(context, wheelchair="yes").location.facts
    assert read_access(facts)["step_free"] is Reading.YES


def test_tags_become_the_parts_of_an_entry(context: ReadContext) -> None:
    entry = read_tags(
        context,
        **{
            "healthcare:speciality": "paediatrics",
            "name:tr": "Örnek Muayenehane",
            "alt_name": "Praxis am Markt",
            "operator": "Klinikum Beispiel",
            "addr:street": "Hundemstraße",
            "addr:housenumber": "1a",
            "addr:postcode": "57368",
            "addr:city": "Lennestadt",
            "addr:suburb": "Altenhundem",
            "contact:phone": "02723 5000;+49 2723 5001",
            "fax": "02723 5002",
            "website": "www.example.org",
            "contact:email": "a@example.org",
            "opening_hours": "Mo-Fr 08:00-12:00; PH off",
            "language:tr": "yes",
            "language:de": "main",
            "language:ru": "limited",
            "language:en": "no",
            "check_date": "2026-05-01",
            "description": "Im ersten Stock",
        },
    )
    service = entry.service
    assert service.topics == ("paediatrics",)
    assert service.alternate_name == "Örnek Muayenehane; Praxis am Markt"
    assert entry.organization.name == "Klinikum Beispiel"
    assert entry.location.address is not None
    assert entry.location.address.street == "Hundemstraße 1a"
    assert entry.location.address.locality == "Altenhundem"
    assert [(phone.number, phone.type) for phone in service.phones] == [
        ("+4927235000", "voice"),
        ("+4927235001", "voice"),
        ("+4927235002", "fax"),
    ]
    assert (service.url, service.email) == ("https://www.example.org", "a@example.org")
    assert [hours.opening_hours for hours in service.hours] == ["Mo-Fr 08:00-12:00; PH off"]
    assert [(spoken.code, spoken.level.value) for spoken in service.languages] == [
        ("tr", "unknown"),
        ("de", "unknown"),
        ("ru", "basic"),
    ]
    assert str(service.assured_date) == "2026-05-01"
    assert entry.source_url == "https://www.openstreetmap.org/node/1"
    assert entry.notes == ()


def test_places_of_one_operator_share_it(context: ReadContext) -> None:
    keys = {read_tags(context, operator=name).organization.key for name in ("Stadt Olpe", "stadt olpe")}
    assert len(keys) == 1


def test_languages_of_a_language_school_are_taught_not_spoken(context: ReadContext) -> None:
    entry = read_tags(context, amenity="language_school", **{"language:de": "yes"})
    assert entry.service.languages == ()
    assert [note.reason for note in entry.notes] == ["taught here, not spoken"]


@pytest.mark.parametrize(
    ("speciality", "topics"),
    [
        ("general", ("general",)),
        ("internal;tropical", ("internal", "tropical")),
        ("neurology, psychiatry", ("neurology", "psychiatry")),
        ("internist", ("internal",)),
        ("psychiatry;Neurologie", ("psychiatry", "neurology")),
        ("ayurveda", ("doctors",)),
    ],
)
def test_specialities_are_topics_also_when_spelled_freely(
    speciality: str, topics: tuple[str, ...], context: ReadContext
) -> None:
    assert read_tags(context, **{"healthcare:speciality": speciality}).service.topics == topics


@pytest.mark.parametrize(
    ("expression", "hours"),
    [
        ('"nach Vereinbarung"', 'unknown "nach Vereinbarung"'),
        ('Mo 08:00-12:00; "on appointment"', 'Mo 08:00-12:00 || unknown "on appointment"'),
        ('Mo 08:00-12:00 || "by phone"', 'Mo 08:00-12:00 || unknown "by phone"'),
        ('Mo 08:00-12:00 "nach Termin"', 'Mo 08:00-12:00 "nach Termin"'),
        ("Mo 08:00-11", ""),
    ],
)
def test_a_comment_alone_never_says_open_around_the_clock(expression: str, hours: str) -> None:
    found = read_hours(expression)
    assert found is not None
    assert found.opening_hours == hours
    assert hours or found.description == expression


def test_a_number_without_country_is_dialled_where_the_place_is(context: ReadContext) -> None:
    def number(point: Point | None, **tags: str) -> str:
        return read_tags(context, point, phone="0662 844108", **tags).service.phones[0].number

    salzburg = Point(47.8, 13.04)
    assert number(salzburg, **{"addr:country": "AT"}) == "+43662844108"
    assert number(salzburg, **{"addr:postcode": "5020"}) == "0662 844108"
    assert number(Point(60.17, 24.94)) == "0662 844108"


def test_words_in_quotes_describe_their_number(context: ReadContext) -> None:
    phones = read_tags(context, phone='"Praxis:" +49 2723 5000;"Labor:"+49 2723 5001').service.phones
    assert [(phone.number, phone.description) for phone in phones] == [
        ("+4927235000", "Praxis"),
        ("+4927235001", "Labor"),
    ]


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"amenity": "doctors", "operator": "Dr. Beispiel"}, "Dr. Beispiel"),
        ({"amenity": "toilets"}, "Öffentliche Toilette"),
        ({"amenity": "doctors"}, None),
    ],
)
def test_what_has_no_name_is_rejected_unless_others_name_it(
    tags: dict[str, str], name: str | None, context: ReadContext
) -> None:
    result = read_object("node/1", tags, None, "a", context)
    if name is None:
        assert isinstance(result, Rejected)
        assert (result.column, result.external_id) == ("name", "node/1")
    else:
        assert isinstance(result, Entry)
        assert result.service.name == name


def test_health_and_social_help_without_a_topic_of_its_own_is_of_its_field(context: ReadContext) -> None:
    assert read_tags(context, amenity="", healthcare="alternative").service.topics == ("health",)
    outreach = {"amenity": "social_facility", "social_facility": "outreach"}
    assert read_tags(context, **outreach).service.topics == ("counselling",)


def test_an_object_without_a_topic_is_no_entry(context: ReadContext) -> None:
    assert read_object("node/1", {"amenity": "bench", "name": "Bank"}, None, "a", context) is None


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE service; --",
    "a\"b'c`${d}",
    "\u202egnirtS\u202c",
    "👩‍⚕️ Praxis 🏥",
    "x" * 10_000,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_kept_as_data(name: str, context: ReadContext, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", feature({**DOCTOR, "name": name}))
    [entry] = geojson.read(path, context)
    assert isinstance(entry, Entry)
    assert entry.service.name == name
    assert entry.notes == ()


def test_a_name_of_more_than_ten_thousand_characters_is_cut_and_noted(context: ReadContext) -> None:
    entry = read_tags(context, name="y" * (MAX_NAME + 1))
    assert entry.service.name == "y" * MAX_NAME
    assert [note.column for note in entry.notes] == ["name"]


TAG_NAMES = [
    *sorted({row.tag for row in FACT_TAGS}),
    "name", "phone", "website", "email", "opening_hours", "check_date", "addr:postcode", "addr:country",
    "language:tr", "language:x", "healthcare:speciality", "operator", "wheelchair:description",
]  # fmt: skip


@settings(deadline=None, derandomize=True)
@given(tags=st.dictionaries(st.sampled_from(TAG_NAMES), st.text(max_size=40)))
def test_no_tags_ever_raise(tags: dict[str, str], context: ReadContext) -> None:
    result = read_object("node/1", {"amenity": "doctors", **tags}, LENNESTADT, "a", context)
    assert isinstance(result, Entry | Rejected)


# Shapes


@pytest.mark.parametrize(
    "geometry",
    [
        {
            "type": "Polygon",
            "coordinates": [[[8, 51], [9, 51], [9, 51.1], [8.1, 51.1], [8.1, 52], [8, 52], [8, 51]]],
        },
        {"type": "MultiPolygon", "coordinates": [[[[8, 51], [8.1, 51], [8.1, 51.1], [8, 51]]]]},
        {"type": "LineString", "coordinates": [[8, 51], [8.1, 51.1], [8.2, 51]]},
    ],
)
def test_the_point_of_a_shape_lies_within_it(
    geometry: dict[str, Any], context: ReadContext, tmp_path: Path
) -> None:
    [entry] = geojson.read(write_geojson(tmp_path / "a.geojson", feature(DOCTOR, geometry)), context)
    assert isinstance(entry, Entry)
    assert entry.location.point is not None
    point = shapely.Point(entry.location.point.lon_lat)
    assert shapely.geometry.shape(geometry).distance(point) < 1e-9


def test_a_ring_around_a_courtyard_has_its_point_in_the_building() -> None:
    building = shapely.Polygon(
        [(8, 51), (9, 51), (9, 52), (8, 52)], [[(8.1, 51.1), (8.9, 51.1), (8.9, 51.9), (8.1, 51.9)]]
    )
    assert building.contains(shapely.Point(inside_point(building).lon_lat))


def test_a_polygon_that_crosses_itself_still_has_a_point() -> None:
    bow = shapely.Polygon([(8, 51), (9, 52), (9, 51), (8, 52)])
    point = inside_point(bow)
    assert 8 <= point.lon <= 9
    assert 51 <= point.lat <= 52


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [8.07, 100]},
        {"type": "Point", "coordinates": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Circle"},
        "POINT(8 51)",
        [1, 2],
    ],
)
def test_a_shape_outside_of_the_earth_or_none_is_rejected(
    geometry: object, context: ReadContext, tmp_path: Path
) -> None:
    [result] = geojson.read(write_geojson(tmp_path / "a.geojson", feature(DOCTOR, geometry)), context)
    assert isinstance(result, Rejected)
    assert result.column == "geometry"


# GeoJSON files


def test_an_object_without_geometry_waits_to_be_geocoded(context: ReadContext, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", {**feature(DOCTOR), "geometry": None})
    [entry] = geojson.read(path, context)
    assert isinstance(entry, Entry)
    assert entry.location.point is None


def test_tags_may_be_nested_as_older_exports_do(context: ReadContext, tmp_path: Path) -> None:
    properties = {"type": "way", "id": 5, "tags": DOCTOR, "meta": {}}
    point = {"type": "Point", "coordinates": [8, 51]}
    [entry] = geojson.read(
        write_geojson(tmp_path / "a.geojson", {"properties": properties, "geometry": point}), context
    )
    assert isinstance(entry, Entry)
    assert entry.external_id == "way/5"


def test_a_bad_feature_costs_no_other(context: ReadContext, tmp_path: Path) -> None:
    features = [1, {}, feature({"amenity": "bench"}), feature(DOCTOR, osm_id="x"), feature(DOCTOR)]
    results = list(geojson.read(write_geojson(tmp_path / "a.geojson", *features), context))
    assert [type(result) for result in results] == [Rejected] * 4 + [Entry]
    assert [result.row for result in results] == [
        "features[0]",
        "features[1]",
        "node/7",
        "features[3]",
        "node/7",
    ]


@pytest.mark.parametrize("length", [0, 10, 60, 200, 300])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(
    length: int, context: ReadContext, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "a.geojson", feature(DOCTOR), feature(DOCTOR, osm_id="node/8"))
    path.write_bytes(path.read_bytes()[:length])
    results = list(geojson.read(path, context))
    assert [type(result) for result in results] == [Entry] * (len(results) - 1) + [Rejected]


def test_features_longer_than_a_chunk_and_across_chunks_are_read(
    context: ReadContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_array, "_CHUNK", 64)
    features = [feature({**DOCTOR, "note": "ü" * 40 * n}, osm_id=f"node/{n}") for n in range(20)]
    path = write_geojson(tmp_path / "a.geojson", *features)
    assert [entry.row for entry in geojson.read(path, context)] == [f"node/{n}" for n in range(20)]


@settings(deadline=None, derandomize=True)
@given(content=st.binary(max_size=200))
def test_detecting_never_raises(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "a"
    path.write_bytes(content)
    assert geojson.detect(path) is False
    assert extract.detect(path) in (False, b"<osm" in content)


def test_a_folder_and_a_missing_file_are_not_of_these_formats(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        assert not geojson.detect(path)
        assert not extract.detect(path)


@pytest.mark.real_data
def test_the_doctors_of_salzburg_come_in_but_for_one_without_any_name(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "directories" / "salzburg_doctors_osm.geojson"
    assert geojson.detect(path)
    results = list(geojson.read(path, context))
    entries = [result for result in results if isinstance(result, Entry)]
    assert len(results) == 381
    assert [(r.row, r.reason) for r in results if isinstance(r, Rejected)] == [("node/5408279552", "no name")]
    assert len({entry.external_id for entry in entries}) == 380
    assert all(entry.location.point for entry in entries)
    stated = Counter(
        f.value for entry in entries for f in entry.location.facts if f.key == "stated.wheelchair"
    )
    assert stated == {"yes": 16, "no": 15, "limited": 3}
    hours = [hours for entry in entries for hours in entry.service.hours]
    assert len(hours) == 110
    assert [bool(item.opening_hours) for item in hours].count(False) == 6
    # One of the 325 with a street is the nameless one.
    assert sum(bool(entry.location.address and entry.location.address.street) for entry in entries) == 324
    notes = Counter(note.column for entry in entries for note in entry.notes)
    assert notes == {"healthcare:speciality": 12, "opening_hours": 6}
    assert not any("24/7" in item.opening_hours for item in hours)


# Extracts

XML = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="51.10" lon="8.07"><tag k="amenity" v="doctors"/><tag k="name" v="A"/></node>
<node id="2" lat="51.00" lon="8.00"/><node id="3" lat="51.00" lon="8.10"/>
<node id="4" lat="51.10" lon="8.10"/><node id="5" lat="51.10" lon="8.00"/>
<node id="6" lat="51.04" lon="8.04"/><node id="7" lat="51.04" lon="8.06"/>
<node id="8" lat="51.06" lon="8.06"/><node id="9" lat="51.06" lon="8.04"/>
<node id="10" lat="51.2" lon="8.2"><tag k="amenity" v="bench"/><tag k="name" v="B"/></node>
<node id="11" lat="51.2" lon="8.2"><tag k="amenity" v="doctors"/></node>
<way id="20"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="2"/>
  <tag k="amenity" v="townhall"/><tag k="name" v="closed"/></way>
<way id="21"><nd ref="2"/><nd ref="3"/><tag k="amenity" v="library"/><tag k="name" v="open"/></way>
<way id="22"><nd ref="98"/><nd ref="99"/><tag k="amenity" v="library"/><tag k="name" v="elsewhere"/></way>
<way id="23"><nd ref="6"/><nd ref="7"/><nd ref="8"/><nd ref="9"/><nd ref="6"/></way>
<way id="24"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="2"/></way>
<relation id="30"><member type="way" ref="24" role="outer"/><member type="way" ref="23" role="inner"/>
  <tag k="type" v="multipolygon"/><tag k="amenity" v="school"/><tag k="name" v="ring"/></relation>
<relation id="31"><member type="node" ref="1" role=""/>
  <tag k="type" v="site"/><tag k="amenity" v="school"/><tag k="name" v="loose"/></relation>
</osm>"""


def test_nodes_ways_and_areas_of_an_extract_get_a_point_within(context: ReadContext, tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text(XML, encoding="utf-8")
    assert extract.detect(path)
    results = {result.external_id: result for result in extract.read(path, context)}
    points = {
        key: shapely.Point(result.location.point.lon_lat)
        for key, result in results.items()
        if isinstance(result, Entry) and result.location.point
    }
    assert set(points) == {"node/1", "way/20", "way/21", "relation/30"}
    square, hole = shapely.box(8.0, 51.0, 8.1, 51.1), shapely.box(8.04, 51.04, 8.06, 51.06)
    assert square.contains(points["way/20"])
    assert shapely.LineString([(8.0, 51.0), (8.1, 51.0)]).distance(points["way/21"]) < 1e-9
    assert square.difference(hole).contains(points["relation/30"])
    rejected = {key: result.column for key, result in results.items() if isinstance(result, Rejected)}
    assert rejected == {"node/11": "name", "way/22": "geometry", "relation/31": "geometry"}


def test_packed_and_binary_forms_say_the_same_whatever_their_name(
    context: ReadContext, tmp_path: Path
) -> None:
    plain, packed, binary = tmp_path / "a.osm", tmp_path / "a.dat", tmp_path / "a.osm.pbf"
    plain.write_text(XML, encoding="utf-8")
    packed.write_bytes(gzip.compress(XML.encode()))
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-11-01T10:00:00Z")
    with osmium.SimpleWriter(str(binary), header=header) as writer:
        for item in osmium.FileProcessor(str(plain)):
            writer.add(item)
    expected = [result.external_id for result in extract.read(plain, context)]
    for path in (packed, binary):
        assert extract.detect(path)
        assert [result.external_id for result in extract.read(path, context)] == expected
    assert extract.as_of(plain) is None
    assert str(extract.as_of(binary.rename(tmp_path / "b.dat"))) == "2026-11-01"


def test_the_day_of_the_last_edit_is_that_of_the_file_where_it_tells(
    context: ReadContext, tmp_path: Path
) -> None:
    edited = XML.replace('<node id="1"', '<node id="1" timestamp="2025-06-01T08:00:00Z"')
    path = tmp_path / "a.osm"
    path.write_text(edited, encoding="utf-8")
    days = {
        item.external_id: item.edited_on
        for item in extract.objects(path, context)
        if isinstance(item, OsmObject)
    }
    assert (str(days["node/1"]), days["way/20"]) == ("2025-06-01", None)
    told = feature({**DOCTOR, "@timestamp": "2025-06-01T08:00:00Z"})
    nested = feature({**DOCTOR, "meta": {"timestamp": "2025-06-02T08:00:00Z"}}, osm_id="node/8")
    path.write_text(
        json.dumps({"timestamp": "2026-11-01T10:00:00Z", "type": "FeatureCollection",
                    "features": [told, nested, feature(DOCTOR, osm_id="node/9")]}),
        encoding="utf-8",
    )  # fmt: skip
    found = [item for item in geojson.objects(path, context) if isinstance(item, OsmObject)]
    assert [str(item.edited_on) for item in found] == ["2025-06-01", "2025-06-02", "None"]
    assert str(geojson.as_of(path)) == "2026-11-01"


def test_an_extract_that_breaks_off_is_one_rejection_and_no_crash(
    context: ReadContext, tmp_path: Path
) -> None:
    path = tmp_path / "a.osm"
    path.write_text(XML[:-200], encoding="utf-8")
    results = list(extract.read(path, context))
    assert any(isinstance(r, Rejected) and "cannot be read" in r.reason for r in results)


POIS = {
    "clinic",
    "doctors",
    "dentist",
    "pharmacy",
    "social_facility",
    "townhall",
    "community_centre",
    "library",
}


def is_health_social_or_government(tags: Mapping[str, str]) -> bool:
    return (
        tags.get("amenity") in POIS
        or "healthcare" in tags
        or tags.get("office") in ("government", "ngo", "association")
    )


@pytest.mark.real_data
def test_all_health_social_and_government_places_of_helsinki_come_in(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "osm" / "Helsinki.osm.pbf"
    entries = {entry.external_id: entry for entry in extract.read(path, context) if isinstance(entry, Entry)}
    kinds = {"n": "node", "w": "way"}
    wanted = {
        f"{kinds[item.type_str()]}/{item.id}": dict(item.tags)
        for item in osmium.FileProcessor(str(path))
        if is_health_social_or_government(dict(item.tags))
    }
    assert len(wanted) == 68
    assert wanted.keys() <= entries.keys()
    chosen = [entries[key] for key in wanted]
    assert sum(bool(entry.service.hours) for entry in chosen) == 16
    assert sum(any(f.key == "stated.wheelchair" for f in entry.location.facts) for entry in chosen) == 9
    assert sum(bool(entry.location.address and entry.location.address.street) for entry in chosen) == 60


@pytest.mark.real_data
def test_of_helsinki_only_places_without_a_name_are_rejected(shared_data: Path, context: ReadContext) -> None:
    results = list(extract.read(shared_data / "osm" / "Helsinki.osm.pbf", context))
    assert Counter(type(result) for result in results) == {Entry: 163, Rejected: 8}
    assert {result.reason for result in results if isinstance(result, Rejected)} == {"no name"}
    points = [entry.location.point for entry in results if isinstance(entry, Entry)]
    assert all(point and 60 < point.lat < 61 and 24 < point.lon < 26 for point in points)


@pytest.mark.real_data
def test_of_the_amenities_north_of_bayreuth_only_those_with_a_topic_come_in(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "osm" / "north-bayreuth.osm.gz"
    amenities = [item for item in osmium.FileProcessor(str(path)) if "amenity" in item.tags]
    assert len(amenities) == 146
    results = list(extract.read(path, context))
    entries = [result for result in results if isinstance(result, Entry)]
    # The rest is parking, benches, restaurants and the like; one sports centre is no amenity.
    topics = Counter(topic for entry in entries for topic in entry.service.topics)
    assert topics == {
        "town_hall": 3,
        "religious": 3,
        "kindergarten": 3,
        "pharmacy": 1,
        "post": 1,
        "sports": 1,
    }
    assert len(results) == len(entries) == 12
