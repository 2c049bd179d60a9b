"""The own table: what a clerk writes is understood, or refused with its row, column and reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import OTHER, PRAXIS, Row, write_table

from finder.domain.entry import Entry, Rejected
from finder.domain.language import LanguageRole
from finder.domain.offer import Hours, PublicPhone
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange import own_csv
from finder.exchange.context import ReadContext
from finder.exchange.own_columns import COLUMNS, csv_line, join_list, split_list, template


def _read(path: Path, context: ReadContext) -> list[Entry | Rejected]:
    return list(own_csv.read(path, context))


def _entry(tmp_path: Path, context: ReadContext, row: Row) -> Entry:
    (result,) = _read(write_table(tmp_path / "t.csv", [row]), context)
    assert isinstance(result, Entry), result
    return result


def test_a_row_gives_all_that_it_says(tmp_path: Path, context: ReadContext) -> None:
    entry = _entry(tmp_path, context, PRAXIS)
    assert (entry.external_id, entry.row) == ("1", "2")
    assert (entry.organization.name, entry.service.name) == ("Praxis am Markt", "Hausarztpraxis")
    assert entry.person is not None
    assert (entry.person.title, entry.person.family) == ("Dr.", "Öztürk")
    assert entry.service.topics == ("general",)
    assert entry.location.point == Point(51.1, 8.07)
    assert entry.location.address is not None
    assert entry.location.address.postal_code == "57368"
    assert entry.phones == (PublicPhone("+4927236080"), PublicPhone("+4927236081", "fax"))
    assert [(each.code, each.role, each.opening_hours) for each in entry.languages] == [
        ("de", LanguageRole.TEAM, ""),
        ("tr", LanguageRole.PROFESSIONAL, "Th 14:00-18:00"),
    ]
    assert [(fact.key, fact.value) for fact in entry.facts] == [("entrance.step_count", "0")]
    assert entry.hours == (Hours("visit", "Mo-Fr 08:00-12:00; PH off"),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiter_byte_order_mark_and_line_ends_make_no_difference(
    tmp_path: Path, context: ReadContext, delimiter: str, start: str, line_end: str
) -> None:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(PRAXIS), delimiter=delimiter, lineterminator=line_end)
    table.writeheader()
    table.writerow(PRAXIS)
    path = tmp_path / "t.csv"
    path.write_text(start + text.getvalue(), encoding="utf-8", newline="")
    assert own_csv.detect(path)
    assert _read(path, context) == [_entry(tmp_path, context, PRAXIS)]


def test_the_order_and_case_of_the_columns_make_no_difference(tmp_path: Path, context: ReadContext) -> None:
    path, columns = tmp_path / "u.csv", sorted(PRAXIS, reverse=True)
    path.write_text(
        csv_line(name.upper() for name in columns) + csv_line(PRAXIS[name] for name in columns),
        encoding="utf-8",
    )
    assert _read(path, context) == [_entry(tmp_path, context, PRAXIS)]


def test_the_template_names_every_column_and_its_example_is_good(
    tmp_path: Path, context: ReadContext
) -> None:
    path = tmp_path / "template.csv"
    path.write_text(template(), encoding="utf-8", newline="")
    assert next(csv.reader(io.StringIO(template()))) == list(COLUMNS)
    assert own_csv.detect(path)
    (entry,) = _read(path, context)
    assert isinstance(entry, Entry)
    assert "Beispiel" in entry.organization.name


@pytest.mark.parametrize(
    ("column", "value", "about"),
    [
        ("lat", "100", "lat"),
        ("lat", "acht", "lat"),
        ("lat", "", "lat"),
        ("lon", "", "lon"),
        ("lon", "181", "lon"),
        ("lat", "nan", "lat"),
        ("name", "", "name"),
        ("categories", "Quacksalber", "categories"),
        ("languages", "Hinterwäldlerisch", "languages"),
        ("languages", "tr/boss", "languages"),
        ("languages", "tr@8-12", "languages"),
        ("facts", "entrance.step_count", "facts"),
        ("facts", "entrance.step_count=viele", "facts"),
        ("facts", "entrance.step_count=-1", "facts"),
        ("facts", "entrance.unheard_of=1", "facts"),
        ("phones", "keine", "phones"),
        ("phones", "pager:02723 6080", "phones"),
        ("email", "info at example.org", "email"),
        ("website", "javascript:alert(1)", "website"),
        ("source_url", "ftp://example.org", "source_url"),
        ("status", "open", "status"),
        ("location_type", "moon", "location_type"),
        ("address_secret", "vielleicht", "address_secret"),
        ("assured_date", "31.2.2026", "assured_date"),
        ("areas", "Olpe", "areas"),
        ("id", "x" * 201, "id"),
    ],
)
def test_a_bad_value_rejects_its_row_alone_and_says_where_and_why(
    tmp_path: Path, context: ReadContext, column: str, value: str, about: str
) -> None:
    path = write_table(tmp_path / "t.csv", [OTHER, {**PRAXIS, column: value}, {**OTHER, "id": "3"}])
    first, bad, last = _read(path, context)
    assert isinstance(first, Entry)
    assert isinstance(last, Entry)
    assert isinstance(bad, Rejected)
    assert (bad.file, bad.row, bad.column) == ("t.csv", "3", about)
    assert bad.value in value
    assert bad.reason.startswith("expected ")
    if column != "id":
        assert bad.external_id == "1"


def test_swapped_coordinates_are_refused_with_that_reason(tmp_path: Path, context: ReadContext) -> None:
    (bad,) = _read(write_table(tmp_path / "t.csv", [{**PRAXIS, "lat": "8,07", "lon": "51,1"}]), context)
    assert isinstance(bad, Rejected)
    assert "swapped" in bad.reason


def test_a_decimal_comma_is_understood(tmp_path: Path, context: ReadContext) -> None:
    entry = _entry(tmp_path, context, {**PRAXIS, "lat": "51,1041", "lon": "8,0715"})
    assert entry.location.point == Point(51.1041, 8.0715)


def test_hours_that_are_no_expression_are_kept_for_people(tmp_path: Path, context: ReadContext) -> None:
    entry = _entry(tmp_path, context, {**PRAXIS, "opening_hours": "8-12", "phone_hours": "Tu 10:00-12:00"})
    assert entry.hours == (Hours("visit", "", "8-12"), Hours("phone", "Tu 10:00-12:00"))


def test_labels_and_names_are_understood_like_keys_and_codes(tmp_path: Path, context: ReadContext) -> None:
    label = context.taxonomy.label("paediatrics", "en")
    entry = _entry(tmp_path, context, {**PRAXIS, "categories": label, "languages": "Türkisch;Arabic/phone"})
    assert entry.service.topics == ("paediatrics",)
    assert [(each.code, each.role) for each in entry.languages] == [
        ("tr", LanguageRole.TEAM),
        ("ar", LanguageRole.PHONE),
    ]


def test_a_short_number_stays_as_written(tmp_path: Path, context: ReadContext) -> None:
    entry = _entry(tmp_path, context, {**PRAXIS, "phones": "hotline:116117"})
    assert entry.phones == (PublicPhone("116117", "hotline"),)


def test_an_unknown_column_is_noted_once_and_costs_nothing(tmp_path: Path, context: ReadContext) -> None:
    path = write_table(
        tmp_path / "t.csv", [{**OTHER, "mood": "good"}, {**PRAXIS, "mood": ""}], (*COLUMNS, "mood")
    )
    first, second = _read(path, context)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert [note.column for note in first.notes] == ["mood"]
    assert second.notes == ()
    assert own_csv.detect(path)


def test_a_row_without_id_gets_one_that_stays(tmp_path: Path, context: ReadContext) -> None:
    first = _entry(tmp_path, context, {**PRAXIS, "id": ""})
    again = _entry(tmp_path, context, {**PRAXIS, "id": "", "description": "Neu", "lat": "51.2"})
    colleague = _entry(tmp_path, context, {**PRAXIS, "id": "", "person_family": "Weiß"})
    assert first.external_id == again.external_id != colleague.external_id


def test_equal_names_and_addresses_share_their_records(tmp_path: Path, context: ReadContext) -> None:
    one = _entry(tmp_path, context, PRAXIS)
    colleague = _entry(tmp_path, context, {**PRAXIS, "id": "2", "person_family": "Weiß"})
    moved = _entry(tmp_path, context, {**PRAXIS, "id": "3", "street": "Markt 2", "name": "Labor"})
    assert one.organization == colleague.organization == moved.organization
    assert one.service.key == colleague.service.key != moved.service.key
    assert one.location.key == colleague.location.key != moved.location.key
    assert one.person is not None
    assert colleague.person is not None
    assert one.person.key != colleague.person.key


def test_rows_without_an_address_have_a_location_each(tmp_path: Path, context: ReadContext) -> None:
    nowhere = {**OTHER, "lat": "", "lon": ""}
    one, two = (_entry(tmp_path, context, {**nowhere, "id": number}) for number in "12")
    assert one.location.key != two.location.key
    assert one.location.location_type == "virtual"
    assert one.location.address is None


def test_a_secret_address_is_kept_as_secret(tmp_path: Path, context: ReadContext) -> None:
    entry = _entry(tmp_path, context, {**OTHER, "lat": "", "lon": "", "address_secret": "ja"})
    assert entry.location.is_address_secret
    assert entry.location.location_type == "physical"


def test_bytes_that_are_no_utf_8_cost_their_row_alone(tmp_path: Path, context: ReadContext) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("name,categories\nSchön,general\n".encode("cp1252") + "Schön,general\n".encode())
    bad, good = _read(path, context)
    assert isinstance(bad, Rejected)
    assert bad.column == "name"
    assert "UTF-8" in bad.reason
    assert isinstance(good, Entry)
    assert good.service.name == "Schön"


def test_rows_are_named_by_their_line_and_empty_ones_are_passed_over(
    tmp_path: Path, context: ReadContext
) -> None:
    path = tmp_path / "t.csv"
    path.write_text('name,description\nA,"two\nlines"\n,\n\nB,x\nC\n', encoding="utf-8")
    a, b, c = _read(path, context)
    assert isinstance(a, Entry)
    assert a.service.description == "two\nlines"
    assert isinstance(b, Entry)
    assert (a.row, b.row, c.row) == ("2", "6", "7")
    assert isinstance(c, Rejected)
    assert "1 cells instead of the 2" in c.reason


@pytest.mark.parametrize("header", ["organization,city", "name,name", ""])
def test_a_header_that_cannot_be_used_refuses_the_file(
    tmp_path: Path, context: ReadContext, header: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{header}\nx,y\n", encoding="utf-8")
    with pytest.raises(BadInput):
        _read(path, context)


def test_other_files_are_not_taken_for_ours(tmp_path: Path) -> None:
    others = {
        "a.csv": b"Name,Strasse,PLZ\nx,y,z\n",
        "b.json": b'{"name": 1}',
        "c.bin": bytes(range(256)),
        "d": b"",
    }
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
        assert not own_csv.detect(tmp_path / name), name
    assert not own_csv.detect(tmp_path)
    assert not own_csv.detect(tmp_path / "missing.csv")


_ITEM = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)


@given(items=st.lists(st.one_of(_ITEM, st.sampled_from(['"', ";", 'a";b', '"a"', '";"', 'Th 10:00 "x;y"']))))
def test_a_list_cell_gives_its_items_back(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    cells=st.dictionaries(
        st.sampled_from(sorted(COLUMNS)),
        st.one_of(
            st.text(max_size=30), st.sampled_from(["yes", "51.1", "DE", "de/team", '"', ";", "a=b", "x:1"])
        ),
    )
)
def test_whatever_a_cell_holds_is_an_entry_or_a_rejection(
    tmp_path: Path, context: ReadContext, cells: dict[str, str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        csv_line(COLUMNS)
        + csv_line({"name": "x", **dict.fromkeys(COLUMNS, ""), **cells}[c] for c in COLUMNS),
        encoding="utf-8",
        errors="surrogatepass",
        newline="",
    )
    for result in _read(path, context):
        assert isinstance(result, Entry | Rejected)
