"""HSDS 3.0 JSON becomes entries, one for each service at each place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.access import Reading, read_access
from finder.domain.entry import Entry, Rejected
from finder.domain.offer import Hours
from finder.exchange.context import Notes, ReadContext
from finder.exchange.hsds import read_json
from finder.exchange.hsds.read_entry import read_service
from finder.exchange.hsds.read_hours import read_schedules
from finder.exchange.values import is_opening_hours

EXAMPLES = ("location", "organization_full", "service_at_location_full", "service_full", "tabular")


def example(shared_data: Path, name: str) -> Any:
    path = shared_data / "hsds" / "examples_3.0" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def read(path: Path, document: object, context: ReadContext) -> list[Entry | Rejected]:
    file = path / "a.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return list(read_json.read(file, context))


def read_one(path: Path, document: object, context: ReadContext) -> Entry:
    [entry] = read(path, document, context)
    assert isinstance(entry, Entry)
    return entry


def moved_to_earth(value: Any) -> Any:
    """The document with every latitude 100 put to 50."""
    if isinstance(value, list):
        return [moved_to_earth(item) for item in value]
    if isinstance(value, dict):
        return {key: 50 if key == "latitude" else moved_to_earth(item) for key, item in value.items()}
    return value


def service(**fields: object) -> dict[str, object]:
    return {"id": "s1", "name": "Beratung", "organization": {"id": "o1", "name": "Verein"}, **fields}


def place(key: str, **fields: object) -> dict[str, object]:
    return {"id": f"p{key}", "location": {"id": f"l{key}", "location_type": "physical", **fields}}


@pytest.mark.real_data
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_at_latitude_100_is_rejected_for_that(
    name: str, shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "hsds" / "examples_3.0" / f"{name}.json"
    assert read_json.detect(path)
    [rejected] = read_json.read(path, context)
    assert isinstance(rejected, Rejected)
    assert (rejected.file, rejected.column) == (path.name, "latitude")
    assert rejected.value == "100"
    assert "from -90 to 90" in rejected.reason


@pytest.mark.real_data
def test_a_page_of_services_without_places_gives_offers_without_a_point(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "hsds" / "examples_3.0" / "service_list.json"
    assert read_json.detect(path)
    [entry] = read_json.read(path, context)
    assert isinstance(entry, Entry)
    assert entry.external_id == "ac148810-d857-441c-9679-408f346de14b"
    assert entry.row == "contents[0]"
    assert (entry.location.location_type, entry.location.point) == ("virtual", None)
    assert entry.organization.name == "Example Organization Inc."
    assert entry.notes == ()


@pytest.mark.real_data
@pytest.mark.parametrize("name", EXAMPLES[1:])
def test_the_example_says_the_same_in_every_form_once_it_is_on_earth(
    name: str, shared_data: Path, context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(tmp_path, moved_to_earth(example(shared_data, name)), context)
    assert entry.external_id == "e94c9f38-1e8f-4564-91d4-d53501ab1765"
    assert entry.service.key == "ac148810-d857-441c-9679-408f346de14b"
    assert entry.organization.key == "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
    assert entry.location.key == "3a19ff88-4620-4d17-9830-ac1d859eb5d5"
    assert entry.location.address is not None
    assert (entry.location.address.street, entry.location.address.country) == ("1-30 Main Street", "US")
    assert (entry.service.minimum_age, entry.service.maximum_age) == (12, 100)
    assert entry.service.status == "active"
    assert str(entry.service.assured_date) == "2005-01-01"
    [document] = entry.service.documents
    assert document.document.startswith("Any official identification")
    [cost] = entry.service.costs
    assert (cost.option, cost.amount, cost.currency) == ("Under 18s and Over 60s", 35, "GBP")
    assert cost.amount_description == "per 1 hour session"
    facts = {fact.key: fact for fact in entry.location.facts}
    assert {key: fact.value for key, fact in facts.items()} == {
        "hearing.induction_loop": "yes",
        "stated.wheelchair": "yes",
    }
    assert "T-coil" in facts["hearing.induction_loop"].note


@pytest.mark.real_data
def test_the_full_example_keeps_its_parts_where_they_belong(
    shared_data: Path, context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(tmp_path, moved_to_earth(example(shared_data, "service_full")), context)
    assert {(spoken.code, spoken.role.value) for spoken in entry.service.languages} == {
        ("ur", "interpreter"),
        ("ur", "phone"),
    }
    [phone] = entry.location.phones
    assert (phone.number, phone.extension, phone.type) == ("+441234234567", "100", "voice")
    [hours] = entry.hours
    # "Weekly, but only in weeks 41 and 42 and on days 2 to 4" is no week that can be said.
    assert hours.opening_hours == ""
    assert "TH,FR 10:00:00-18:00:00" in hours.description
    assert "The service is available from 10 am" in hours.description
    noted = {note.column for note in entry.notes}
    assert noted == {"schedules", "service_areas", "attributes"}


@pytest.mark.real_data
def test_a_place_alone_is_offered_under_its_own_name(
    shared_data: Path, context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(tmp_path, moved_to_earth(example(shared_data, "location")), context)
    assert entry.service.name == entry.location.name == "MyCity Civic Center"
    assert entry.external_id == "location/3a19ff88-4620-4d17-9830-ac1d859eb5d5"


def test_a_service_at_two_places_is_two_offers_that_share_it(context: ReadContext, tmp_path: Path) -> None:
    document = service(service_at_locations=[place("1"), place("2")])
    first, second = read(tmp_path, document, context)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert (first.external_id, second.external_id) == ("p1", "p2")
    assert first.service == second.service
    assert first.organization == second.organization
    assert first.location.key != second.location.key


def test_a_bad_place_costs_no_other(context: ReadContext, tmp_path: Path) -> None:
    places = [place("1", latitude=91, longitude=8), place("2", latitude=51.1, longitude=8.07)]
    bad, good = read(tmp_path, service(service_at_locations=places), context)
    assert isinstance(bad, Rejected)
    assert (bad.column, bad.external_id) == ("latitude", "p1")
    assert isinstance(good, Entry)


def test_without_its_own_number_an_offer_is_known_by_service_and_place(
    context: ReadContext, tmp_path: Path
) -> None:
    document = service(service_at_locations=[{"location": {"id": "l1", "location_type": "physical"}}])
    assert read_one(tmp_path, document, context).external_id == "s1/l1"


@pytest.mark.parametrize(
    ("document", "column"),
    [
        ({"id": "s1", "name": " ", "organization": {}}, "name"),
        ({"name": "A", "organization": {}}, "id"),
        ({"id": "o1", "name": "A", "services": [], "locations": []}, "id"),
    ],
)
def test_what_has_no_name_no_id_or_no_service_is_rejected(
    document: object, column: str, context: ReadContext, tmp_path: Path
) -> None:
    [rejected] = read(tmp_path, document, context)
    assert isinstance(rejected, Rejected)
    assert rejected.column == column


def test_an_organization_brings_its_services_and_its_other_places(
    context: ReadContext, tmp_path: Path
) -> None:
    document = {
        "id": "o1",
        "name": "Verein",
        "services": [{"id": "s1", "name": "Beratung", "service_at_locations": [place("1")]}],
        "locations": [{"id": "l1", "name": "Haus"}, {"id": "l2", "name": "Garten"}],
    }
    entries = read(tmp_path, [document], context)
    assert [e.external_id for e in entries if isinstance(e, Entry)] == ["p1", "location/l2"]
    assert {e.organization.key for e in entries if isinstance(e, Entry)} == {"o1"}


def test_values_that_cannot_be_read_are_noted_and_cost_only_themselves(
    context: ReadContext, tmp_path: Path
) -> None:
    document = service(
        email="nobody",
        url="javascript:alert(1)",
        status="closed",
        assured_date="soon",
        minimum_age="old",
        languages=[{"name": "Vogonisch"}, {"name": "Türkisch"}],
        phones=[{"number": "none"}, {"number": "02723 5000", "type": "cell"}],
        attributes=[
            {"taxonomy_term": {"name": "Raumfahrt"}},
            {"taxonomy_term": {"name": "Schuldnerberatung"}},
        ],
        service_areas=[{"name": "Überall"}, {"uri": "https://example.org/ags/05966020"}],
    )
    entry = read_one(tmp_path, document, context)
    assert entry.service.status == "active"
    assert [spoken.code for spoken in entry.service.languages] == ["tr"]
    assert [phone.number for phone in entry.service.phones] == ["+4927235000"]
    assert entry.service.topics == ("debt",)
    assert entry.service.areas == ("05966020",)
    noted = {note.column: note.value for note in entry.notes}
    assert noted == {
        "email": "nobody",
        "url": "javascript:alert(1)",
        "status": "closed",
        "assured_date": "soon",
        "minimum_age": "old",
        "languages": "Vogonisch",
        "phones.number": "none",
        "attributes": "Raumfahrt",
        "service_areas": "Überall",
    }


def test_accessibility_in_words_becomes_facts_and_the_rest_stays_text(
    context: ReadContext, tmp_path: Path
) -> None:
    access = [{"description": "Rollstuhlgerecht; barrierefrei"}, {"description": "Aufzug vorhanden"}]
    entry = read_one(tmp_path, service(service_at_locations=[place("1", accessibility=access)]), context)
    assert read_access(entry.location.facts)["step_free"] is Reading.YES
    assert {fact.key for fact in entry.location.facts} == {"stated.wheelchair", "lift"}
    assert entry.location.description == "barrierefrei"
    assert [note.column for note in entry.notes] == ["accessibility"]


def test_numbers_are_dialled_in_the_country_of_the_place(context: ReadContext, tmp_path: Path) -> None:
    phones = [{"number": "(650) 253-0000"}]
    address = [{"address_1": "1 Main St", "country": "US", "address_type": "physical"}]
    entry = read_one(
        tmp_path, service(service_at_locations=[place("1", phones=phones, addresses=address)]), context
    )
    assert entry.location.phones[0].number == "+16502530000"


def test_persons_named_as_contacts_are_left_out_but_their_numbers_stay(
    context: ReadContext, tmp_path: Path
) -> None:
    contacts = [{"name": "Erika Beispiel", "department": "Empfang", "phones": [{"number": "02723 5000"}]}]
    entry = read_one(tmp_path, service(contacts=contacts), context)
    assert [(phone.number, phone.description) for phone in entry.service.phones] == [
        ("+4927235000", "Empfang")
    ]
    assert "Erika" not in repr(entry)


def test_costs_and_documents_are_rows(context: ReadContext, tmp_path: Path) -> None:
    costs = [
        {"option": "Kurs", "amount": 12.5, "currency": "chf", "valid_to": "2026-12-31"},
        {"option": "Spende", "amount": "nach Wahl", "currency": "EUR"},
        {"id": "nothing"},
    ]
    documents = [{"document": "Ausweis", "uri": "javascript:alert(1)"}, {"id": "nothing"}]
    entry = read_one(tmp_path, service(cost_options=costs, required_documents=documents), context)
    assert [(cost.option, cost.amount, cost.currency) for cost in entry.service.costs] == [
        ("Kurs", 12.5, "CHF"),
        ("Spende", None, ""),
    ]
    assert entry.service.costs[1].amount_description == "nach Wahl EUR"
    assert [(item.document, item.uri) for item in entry.service.documents] == [("Ausweis", "")]
    assert [note.column for note in entry.notes] == ["cost_options", "uri"]


def test_a_language_alone_in_its_field_may_be_a_code_and_keeps_its_note(
    context: ReadContext, tmp_path: Path
) -> None:
    languages = [{"name": "en", "note": "nachmittags"}]
    [spoken] = read_one(tmp_path, service(languages=languages), context).service.languages
    assert (spoken.code, spoken.note) == ("en", "nachmittags")


def test_an_address_has_all_its_lines_and_no_region_as_its_village(
    context: ReadContext, tmp_path: Path
) -> None:
    address = {"address_1": "A 1", "address_2": "B", "address_3": "C", "region": "Sauerland", "country": "DE"}
    found = read_one(tmp_path, service(service_at_locations=[place("1", addresses=[address])]), context)
    assert found.location.address is not None
    assert (found.location.address.extra, found.location.address.locality) == ("B, C", "")


# What a finder says beside the fields of HSDS


def said(taxonomy: str = "finder-fields", **values: str) -> list[dict[str, object]]:
    return own_terms(taxonomy, values)


def own_terms(taxonomy: str, values: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {"value": value, "taxonomy_term": {"taxonomy": taxonomy, "code": code}}
        for code, value in values.items()
    ]


def test_values_of_ours_that_cannot_be_are_noted_and_left_out(context: ReadContext, tmp_path: Path) -> None:
    translations = {
        "description/tr/human/reviewed": "Danışma",
        "description/tr/machine/draft": "zweite",
        "key/tr/human/reviewed": "kein Text",
        "alert/tr/human/reviewed": "kein deutscher Text",
        "description/tr": "ohne Stand",
        "description/../human/reviewed": "keine Sprache",
    }
    facts = {
        "lift": "yes", "lift/note": "eng", "lift/observed_on": "gestern", "entrance.step_count": "viele",
        "mood": "yes", "lift/evidence_url": "javascript:alert(1)",
    }  # fmt: skip
    at = {
        **place("1"),
        "attributes": [
            *said(source_key="Böse/../Quelle", source_address="javascript:x", new_patients="vielleicht"),
            *said(valid_from="irgendwann", source_url="https://example.org"),
            *own_terms("finder-access", facts),
        ],
        "schedules": [
            {"attributes": said(hours_kind="party", opening_hours="8-12")},
            {"attributes": said(hours_kind="phone", opening_hours="Mo 08:00-12:00"), "description": "gern"},
            {"byday": "MO", "opens_at": "08:00", "closes_at": "12:00", "attributes": said(part_of="x")},
        ],
        "contacts": [{"attributes": said(person="p1", person_family="Muster", gender="x")}],
    }
    attributes = [*own_terms("finder-translations", translations), *own_terms("finder-topics", {"debt": ""})]
    languages = [
        {"code": "tr", "attributes": said(role="professional", level="good", spoken_by="p1")},
        {"code": "??", "attributes": said(role="team")},
        {"code": "ar", "attributes": said(role="cook", opening_hours="8-12")},
    ]
    document = service(
        description="Rat", service_at_locations=[at], attributes=attributes, languages=languages
    )
    entry = read_one(tmp_path, document, context)
    assert entry.source is not None
    assert (entry.source.key, entry.source.url, entry.source_url) == (
        "boese-quelle",
        "",
        "https://example.org",
    )
    assert [(item.field, item.lang, item.text) for item in entry.service.translations] == [
        ("description", "tr", "Danışma")
    ]
    assert [(fact.key, fact.note, fact.observed_on, fact.evidence_url) for fact in entry.facts] == [
        ("lift", "eng", None, "")
    ]
    assert [(hours.kind, hours.opening_hours, hours.description) for hours in entry.hours] == [
        ("visit", "", ""),
        ("phone", "Mo 08:00-12:00", "gern"),
    ]
    assert entry.person is not None
    assert (entry.person.key, entry.person.family, entry.person.gender) == ("p1", "Muster", "")
    assert [(spoken.code, spoken.level) for spoken in entry.person.languages] == [("tr", "unknown")]
    assert [(spoken.code, spoken.role) for spoken in entry.service.languages] == [("ar", "team")]
    assert (entry.service.topics, entry.new_patients, entry.valid_from) == (("debt",), "unknown", None)
    assert {note.column for note in entry.notes} == {
        "source_address", "new_patients", "valid_from", "accessibility", "observed_on", "evidence_url",
        "hours_kind", "opening_hours", "gender", "level", "languages", "role", "translations",
    }  # fmt: skip


def test_a_secret_place_has_no_point_whatever_the_file_says(context: ReadContext, tmp_path: Path) -> None:
    at = place("1", latitude=51.1, longitude=8.07, attributes=said(address_secret="yes"))
    location = read_one(tmp_path, service(service_at_locations=[at]), context).location
    assert (location.is_address_secret, location.point) == (True, None)


def test_tables_may_be_named_by_their_records(context: ReadContext, tmp_path: Path) -> None:
    document = {
        "service": [{"id": "s1", "name": "Rat", "organization_id": "o1"}],
        "organization": [{"id": "o1", "name": "Verein"}],
        "location": [{"id": "s1", "location_type": "physical"}],
        "service_at_location": [{"id": "p1", "service_id": "s1", "location_id": "s1"}],
        "taxonomy_term": [{"id": "t1", "taxonomy": "finder-fields", "code": "address_secret"}],
        "attribute": [{"link_id": "s1", "link_entity": "location", "taxonomy_term_id": "t1", "value": "yes"}],
    }
    entry = read_one(tmp_path, document, context)
    assert (entry.external_id, entry.organization.name) == ("p1", "Verein")
    assert entry.location.is_address_secret


# Schedules


def hours_of(*schedules: Mapping[str, object]) -> tuple[Hours, ...]:
    return read_schedules(schedules, Notes("a", "1"))


SCHEDULES = [
    ([("MO,TU,WE,TH,FR", "08:00", "17:00")], "Mo-Fr 08:00-17:00"),
    ([("MO", "08:00:00", "12:00:00"), ("MO", "14:00", "16:00")], "Mo 08:00-12:00,14:00-16:00"),
    ([("MO,TH", "9am", "1:30 PM"), ("SA", "10:00", "12:00")], "Mo,Th 09:00-13:30, Sa 10:00-12:00"),
    ([("FR", "20:00", "02:00")], "Fr 20:00-02:00"),
    ([("SU", "00:00", "00:00")], "Su 00:00-24:00"),
    ([("SU", "00:00:00", "23:59:00")], "Su 00:00-24:00"),
    ([("SA,SU", "10:00", "12:00")], "Sa,Su 10:00-12:00"),
]


@pytest.mark.parametrize(("rows", "expression"), SCHEDULES)
def test_weekly_schedules_add_to_one_another(rows: list[tuple[str, str, str]], expression: str) -> None:
    schedules = [
        {"freq": "WEEKLY", "byday": day, "opens_at": opens, "closes_at": closes}
        for day, opens, closes in rows
    ]
    [hours] = hours_of(*schedules)
    assert (hours.opening_hours, hours.description) == (expression, "")
    assert is_opening_hours(expression)


def test_monthly_schedules_name_the_weekday_of_the_month() -> None:
    [hours] = hours_of({"freq": "MONTHLY", "byday": "1MO,-1FR", "opens_at": "10:00", "closes_at": "12:00"})
    assert hours.opening_hours == "Mo[1],Fr[-1] 10:00-12:00"


def test_periods_of_validity_stay_apart() -> None:
    summer, winter = hours_of(
        {"byday": "MO", "opens_at": "08:00", "closes_at": "12:00", "valid_from": "2026-04-01"},
        {"byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "valid_from": "2026-10-01"},
    )
    assert (str(summer.valid_from), summer.opening_hours) == ("2026-04-01", "Mo 08:00-12:00")
    assert (str(winter.valid_from), winter.opening_hours) == ("2026-10-01", "Mo 09:00-12:00")


@pytest.mark.parametrize(
    "schedule",
    [
        {"freq": "WEEKLY", "interval": 2, "byday": "MO", "opens_at": "08:00", "closes_at": "12:00"},
        {"freq": "DAILY", "opens_at": "08:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "MO", "bymonthday": "2", "opens_at": "08:00", "closes_at": "12:00"},
        {"byday": "MO", "opens_at": "9am", "closes_at": "03:00"},
        {"byday": "XX", "opens_at": "08:00", "closes_at": "12:00"},
        {"byday": "MO", "opens_at": "25:00", "closes_at": "26:00"},
    ],
)
def test_a_schedule_that_cannot_be_said_is_kept_as_text_and_noted(schedule: dict[str, object]) -> None:
    notes = Notes("a", "1")
    [hours] = read_schedules([schedule], notes)
    assert hours.opening_hours == ""
    assert str(schedule["opens_at"]) in hours.description
    assert [note.column for note in notes.all()] == ["schedules"]


def test_holidays_are_text_beside_the_regular_hours() -> None:
    [hours] = hours_of(
        {"weekday": "Monday", "opens_at": "08:00", "closes_at": "12:00"},
        {"closed": "true", "start_date": "2026-12-24", "end_date": "2026-12-26"},
    )
    assert hours.opening_hours == "Mo 08:00-12:00"
    assert hours.description == "2026-12-24 - 2026-12-26: closed"


# Files


@pytest.mark.parametrize(
    "content", ["", "{", "[1, null]", '"text"', '{"contents": {"a": 1}}', "\ufeff[]", "[" * 100_000]
)
def test_a_damaged_file_gives_rejections_and_never_raises(
    content: str, context: ReadContext, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    assert all(isinstance(result, Rejected) for result in read_json.read(path, context))


@pytest.mark.parametrize(
    ("content", "is_hsds"),
    [
        ('{"id": "1", "service_at_locations": []}', True),
        ('{"services.csv": []}', True),
        ('{"total_items": 0, "contents": []}', True),
        ('{"type": "FeatureCollection", "features": [], "locations": []}', False),
        ('{"resourceType": "Location", "location": {}}', False),
        ('{"name": "package", "resources": [], "services": []}', False),
        ("id,services\n", False),
    ],
)
def test_only_json_of_hsds_is_taken_for_it(content: str, is_hsds: bool, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(content, encoding="utf-8")
    assert read_json.detect(path) is is_hsds
    assert not read_json.detect(tmp_path)


FIELDS = (
    *("id", "name", "organization", "service_at_locations", "location", "latitude", "longitude", "phones"),
    *("number", "languages", "code", "schedules", "byday", "opens_at", "closes_at", "freq", "description"),
    *("accessibility", "addresses", "country", "attributes", "taxonomy_term", "contacts", "service_areas"),
    *("uri", "status", "minimum_age", "cost_options", "keywords", "url"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=25,
)


@settings(deadline=None, derandomize=True)
@given(
    document=st.dictionaries(
        st.sampled_from(["phones", "service_at_locations", "organization", "schedules"]), JSON
    )
)
def test_no_json_ever_raises(document: dict[str, Any], context: ReadContext) -> None:
    results: Iterator[Entry | Rejected] = read_service({**service(), **document}, "a", "1", context)
    assert all(isinstance(result, Entry | Rejected) for result in results)


@settings(deadline=None, derandomize=True)
@given(tables=st.dictionaries(st.sampled_from(["services.csv", "locations.csv", "phones.csv", "languages.csv",
       "service_at_location.csv", "attributes.csv"]), st.lists(JSON, max_size=3)))  # fmt: skip
def test_no_tables_ever_raise(tables: dict[str, Any], context: ReadContext, tmp_path_factory: Any) -> None:
    document = copy.deepcopy(tables) | {"organizations.csv": [{"id": "o1", "name": "Verein"}]}
    results = read(tmp_path_factory.mktemp("x"), document, context)
    assert all(isinstance(result, Entry | Rejected) for result in results)
