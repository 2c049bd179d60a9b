"""Other people's tables, under their own headings, become entries."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange import table
from finder.exchange.address_text import likely_country, split_address, split_postcode_city, whole_postcode
from finder.exchange.context import ReadContext
from finder.exchange.table_headings import NAME_TOPICS, TOPIC_CODES, field_of_heading

HEADINGS = {
    "116117": "ID;Titel;Vorname;Nachname;Anrede;Geschlecht;Telefon;Handy;Email;Webseite;Strasse;Hausnummer;"
    "PLZ;Ort;Distanz (m);Fachgebiete;Therapieverfahren;Barrierefreiheit;Sprachen;Mo 12.01.2026;Di 13.01.2026",
    "116117 Excel": "id;name;tel;geschlecht;strasse;hausnummer;plz;ort;email;distanz in meter von plz;web;"
    "telefonische_sprechzeiten",
    "KV Bayern": "überschrift;name;vorname;nachname;anschrift;kvnr;telefon;telefax;e_mail;zulassungsgebiet;"
    "arzttyp;gemeinschaftspraxis mit;schwerpunkt;zusatzbezeichnung;bemerkung;sprechstunden;internetadressen;"
    "behandlung in fremdsprachen;rollstuhlgerechte praxis;verkehrsmittel;linie;haltestelle parkplätze;"
    "wegbeschreibung;entfernung zur praxis;titel;geschlecht;straße;plz;ort",
    "München": "WBZ;WAHLLOKAL_NAME;STRANAM;NR;ERLAEUTERUNG;BARRIEREFREIHEIT;ROLLSTUHLFAHRENDE;GEHBEHINDERTE;"
    "SEHBEEINTRÄCHTIGTE;BLINDE;KOGNITIV_BEEINTRAECHTIGTE",
    "Stadt Haar": "Art;Name;Straße;Ort;Beschreibung",
    "Baden-Württemberg": "lanr;name;praxis;straße;plz_ort",
    "Ennepe-Ruhr": "Adresse;Kontakt;Fremdsprachen;Parkmöglichkeiten;Barrierefreiheit",
    "hospitals": "Name;City;Postcode;Street;Housenumber;Phone;Latitude;Longitude",
    "Integreat": "region;address;postcode;city;country;latitude;longitude;location_on_map;archived;website;"
    "email;phone_number;category",
    "Afeefa": "name;description;descriptionshort;category;subcategory;spokenlanguages;forchildren;certified;"
    "supportwanted;published;locale;placename;street;district;zip;city;lat;lon;openinghours;arrival",
    "institutions": "name;kind;street;plz;place;phone;web_or_mail;hours_as_written;source_and_caveat",
}
"""Every set of headings that was seen."""


def write(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def read_one(folder: Path, context: ReadContext, *lines: str, encoding: str = "utf-8") -> Entry:
    [entry] = table.read(write(folder, *lines, encoding=encoding), context)
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize("headings", HEADINGS.values(), ids=HEADINGS)
def test_every_heading_seen_is_known_and_its_table_recognized(headings: str, tmp_path: Path) -> None:
    assert [heading for heading in headings.split(";") if not field_of_heading(heading)] == []
    assert table.detect(write(tmp_path, headings))


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found(
    delimiter: str, encoding: str, context: ReadContext, tmp_path: Path
) -> None:
    lines = ("Name;Straße;PLZ;Ort", "Ärzte für Köln;Mühlenstraße 5;57368;Lennestadt")
    entry = read_one(tmp_path, context, *(line.replace(";", delimiter) for line in lines), encoding=encoding)
    assert entry.service.name == "Ärzte für Köln"
    assert entry.location.address is not None
    assert entry.location.address.street == "Mühlenstraße 5"


def test_an_export_of_the_doctor_search_gives_professionals(context: ReadContext, tmp_path: Path) -> None:
    entry = read_one(
        tmp_path,
        context,
        HEADINGS["116117"],
        "17;Dr. med.;Erika;Beispiel;Frau;W;02723 5000;0171 2345678;p@example.org;www.example.org;Hauptstr.;1;"
        "57368;Lennestadt;250;Kinder- und Jugendmedizin, Allergologie;;"
        "Rollstuhlgerecht, Behindertenparkplätze;"
        'Englisch, Türkisch;"08:00 - 12:00\n14:00 - 16:00";',
        encoding="utf-8-sig",
    )
    assert entry.external_id == "17"
    assert entry.person is not None
    assert (entry.person.title, entry.person.given, entry.person.family) == ("Dr. med.", "Erika", "Beispiel")
    assert entry.person.gender == "f"
    assert entry.service.name == "Dr. med. Erika Beispiel"
    assert entry.service.topics == ("paediatrics", "allergology")
    assert {(spoken.code, spoken.role.value) for spoken in entry.languages} == {
        ("en", "professional"),
        ("tr", "professional"),
    }
    assert [phone.number for phone in entry.phones] == ["+4927235000", "+491712345678"]
    assert {(fact.key, fact.value) for fact in entry.location.facts} == {
        ("stated.wheelchair", "yes"),
        ("parking.disabled", "yes"),
    }
    [hours] = entry.hours
    assert (hours.opening_hours, hours.description) == ("", "Mo 12.01.2026: 08:00 - 12:00\n14:00 - 16:00")
    assert entry.notes == ()


def test_telephone_hours_are_hours_of_the_telephone(context: ReadContext, tmp_path: Path) -> None:
    line = "3;Dr. Beispiel;02723 5000;M;Hauptstr.;1;57368;Lennestadt;;250;;Mo 10:00-10:50"
    entry = read_one(tmp_path, context, HEADINGS["116117 Excel"], line)
    assert [(hours.kind, hours.opening_hours) for hours in entry.hours] == [("phone", "Mo 10:00-10:50")]
    assert entry.person is not None
    assert (entry.person.family, entry.person.gender) == ("Dr. Beispiel", "m")


def test_postcode_and_town_in_one_column_are_taken_apart(context: ReadContext, tmp_path: Path) -> None:
    lines = (
        HEADINGS["Baden-Württemberg"],
        "123;Dr. A;Praxis am Tor;Torstr. 1;71638 Ludwigsburg",
        "124;Dr. B;Praxis am Tor;Torstr. 1;71638 Ludwigsburg",
        "123;Dr. A;Praxis am Tor;Dorfstr. 2;71640 Ludwigsburg",
    )
    first, colleague, branch = table.read(write(tmp_path, *lines), context)
    assert isinstance(first, Entry)
    assert isinstance(colleague, Entry)
    assert isinstance(branch, Entry)
    assert first.location.address is not None
    assert (first.location.address.postal_code, first.location.address.city) == ("71638", "Ludwigsburg")
    assert first.person is not None
    assert branch.person is not None
    assert first.person.key == branch.person.key == "123"
    assert len({entry.external_id for entry in (first, colleague, branch)}) == 3
    assert first.organization == colleague.organization
    assert first.location == colleague.location
    assert branch.location.key != first.location.key


def test_a_booklet_of_whole_addresses_and_contacts_is_taken_apart(
    context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(
        tmp_path,
        context,
        HEADINGS["Ennepe-Ruhr"],
        '"Dr. Beispiel, Hauptstr. 1a, 58285 Gevelsberg";"Tel. 02332 5000, Fax 02332 5001, a@example.org, '
        'www.example.org";Türkisch und Russisch;ja, auch Behindertenparkplatz;Rampe, WC barrierefrei',
    )
    assert entry.service.name == "Dr. Beispiel"
    assert entry.location.address is not None
    assert (entry.location.address.street, entry.location.address.postal_code) == ("Hauptstr. 1a", "58285")
    assert [(phone.number, phone.type) for phone in entry.phones] == [
        ("+4923325000", "voice"),
        ("+4923325001", "fax"),
    ]
    assert (entry.service.url, entry.service.email) == ("https://www.example.org", "a@example.org")
    assert [spoken.code for spoken in entry.languages] == ["tr", "ru"]
    facts = {fact.key: fact.value for fact in entry.location.facts}
    assert facts == {"entrance.ramp": "yes", "toilet.accessible": "yes", "parking.disabled": "yes"}
    # "Yes, there is parking" says nothing of parking for disabled people.
    assert [note.value for note in entry.notes] == ["ja"]


@pytest.mark.parametrize(
    ("told", "wheelchair", "value"),
    [
        ("barrierefrei", "", None),
        ("barrierefrei", "1", "yes"),
        ("teilweise barrierefrei", "", "limited"),
        ("teilweise barrierefrei", "1", "limited"),
        ("", "", None),
    ],
)
def test_a_column_for_wheelchairs_answers_what_barrierefrei_alone_does_not(
    told: str, wheelchair: str, value: str | None, context: ReadContext, tmp_path: Path
) -> None:
    line = f"1;Schule;Schulstr.;1;;{told};{wheelchair};1;1;1;1"
    entry = read_one(tmp_path, context, HEADINGS["München"], line)
    stated = {fact.key: fact.value for fact in entry.location.facts}
    assert stated == ({} if value is None else {"stated.wheelchair": value})


@pytest.mark.parametrize(
    ("lat", "lon"), [("51.1041", "8.0715"), ("51,1041", "8,0715"), (" 51.1041 ", "8.0715")]
)
def test_a_decimal_comma_is_understood(lat: str, lon: str, context: ReadContext, tmp_path: Path) -> None:
    entry = read_one(tmp_path, context, "Name;Breitengrad;Längengrad;Ort", f"A;{lat};{lon};Lennestadt")
    assert entry.location.point == Point(51.1041, 8.0715)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (";51.1;8.07;B", "name"),
        ("A;100;8.07;B", "lat"),
        ("A;51.1;;B", "lon"),
        ("A;x;8;B", "Lat"),
        ("A;1;2;B;C", ""),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_and_costs_no_other(
    cells: str, column: str, context: ReadContext, tmp_path: Path
) -> None:
    path = write(tmp_path, "Name;Lat;Lon;Ort", cells, "Gut;51.1;8.07;Lennestadt")
    bad, good = table.read(path, context)
    assert isinstance(bad, Rejected)
    assert (bad.file, bad.row, bad.column.lower()) == ("a.csv", "2", column.lower())
    assert isinstance(good, Entry)


def test_lines_are_counted_as_an_editor_shows_them(context: ReadContext, tmp_path: Path) -> None:
    path = write(tmp_path, "Name;Ort;Beschreibung", 'A;X;"eins\nzwei"', "", "B;X;", ";X;")
    assert [result.row for result in table.read(path, context)] == ["2", "5", "6"]


def test_an_unknown_heading_is_noted_once(context: ReadContext, tmp_path: Path) -> None:
    path = write(tmp_path, "Name;Ort;Straße;Schuhgröße", "A;X;S 1;42", "B;X;S 2;43")
    first, second = table.read(path, context)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert [(note.row, note.column) for note in first.notes] == [("1", "Schuhgröße")]
    assert second.notes == ()


def test_a_table_that_is_no_directory_is_not_taken_and_not_read(context: ReadContext, tmp_path: Path) -> None:
    path = write(tmp_path, "value,reading_in_source_or_mine,where_seen", "a,b,c")
    assert not table.detect(path)
    with pytest.raises(BadInput):
        list(table.read(path, context))


def test_without_a_number_a_row_is_known_by_name_and_address(context: ReadContext, tmp_path: Path) -> None:
    lines = ("Name;Straße;PLZ;Ort", "Praxis Müller;Hauptstraße 1;57368;Lennestadt")
    first = read_one(tmp_path, context, *lines)
    again = read_one(tmp_path, context, lines[0], lines[1].replace("Müller", "MÜLLER"))
    other = read_one(tmp_path, context, lines[0], lines[1].replace("1;", "2;"))
    assert first.external_id == again.external_id != other.external_id


def test_what_is_archived_is_no_active_offer(context: ReadContext, tmp_path: Path) -> None:
    headings = "name;address;postcode;city;archived"
    entry = read_one(tmp_path, context, headings, "Café;Markt 1;57368;Lennestadt;true")
    assert entry.service.status == "inactive"
    assert entry.location.address is not None
    assert entry.location.address.street == "Markt 1"


def test_topics_are_found_by_label_code_or_name_and_others_noted(
    context: ReadContext, tmp_path: Path
) -> None:
    def topics(art: str, name: str = "A") -> tuple[str, ...]:
        return read_one(tmp_path, context, "Art;Name;Ort", f"{art};{name};Haar").service.topics

    assert topics("Bücherei") == ("library",)
    assert topics("Behörde/Amt") == ("authorities",)
    assert topics("Kardiologie, Innere Medizin") == ("cardiology", "internal")
    assert topics("Raumfahrt", "Klinikum Haar") == ()
    entry = read_one(tmp_path, context, "Art;Name;Ort", "Raumfahrt;A;Haar")
    assert [(note.column, note.value) for note in entry.notes] == [("Art", "Raumfahrt")]


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("St. Josefs-Hospital", ("hospital",)),
        ("Kreiskrankenhaus", ("hospital",)),
        ("Fachklinik für Psychiatrie", ("hospital",)),
        ("Tierklinik Olpe", ()),
        ("Zahnklinik", ()),
        ("Poliklinik", ()),
        ("Hospitalstraße 1", ()),
    ],
)
def test_a_name_says_the_topic_only_where_no_column_does(
    name: str, topics: tuple[str, ...], context: ReadContext, tmp_path: Path
) -> None:
    assert read_one(tmp_path, context, "Name;Ort;Straße", f"{name};Olpe;").service.topics == topics


def test_every_code_has_a_topic_that_exists(context: ReadContext) -> None:
    assert {key for key in TOPIC_CODES.values() if key not in context.taxonomy} == set()
    assert {key for _, key in NAME_TOPICS if key not in context.taxonomy} == set()


# Addresses


@pytest.mark.parametrize(
    ("written", "point", "whole"),
    [
        ("1067", None, "01067"),
        ("9232", Point(50.88, 12.79), "09232"),
        ("4126", Point(47.57, 7.68), "4126"),
        ("5280", Point(48.26, 13.03), "5280"),
        ("57368", None, "57368"),
        ("59-900", None, "59-900"),
        ("", None, ""),
    ],
)
def test_a_lost_zero_comes_back_only_where_postcodes_begin_with_it(
    written: str, point: Point | None, whole: str
) -> None:
    assert whole_postcode(written, point) == whole


@pytest.mark.parametrize("country", ["AT", "CH"])
def test_a_stated_country_keeps_its_four_digits(country: str) -> None:
    assert whole_postcode("1010", None, country) == "1010"


@pytest.mark.parametrize(
    ("postal_code", "point", "country"),
    [
        ("57368", None, "DE"),
        ("", Point(51.1, 8.07), "DE"),
        ("5020", Point(47.8, 13.04), ""),
        ("00100", Point(60.17, 24.94), ""),
    ],
)
def test_the_country_is_germany_unless_something_speaks_against_it(
    postal_code: str, point: Point | None, country: str
) -> None:
    assert likely_country(postal_code, point) == country


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("71638 Ludwigsburg", ("71638", "Ludwigsburg")),
        ("D-57368 Lennestadt", ("57368", "Lennestadt")),
        ("Lennestadt", ("", "Lennestadt")),
        ("", ("", "")),
    ],
)
def test_postcode_and_town_are_told_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_postcode_city(text) == parts


@pytest.mark.parametrize(
    ("text", "name", "street", "city"),
    [
        ("Praxis A, Hauptstr. 1-3, 57368 Lennestadt", "Praxis A", "Hauptstr. 1-3", "Lennestadt"),
        ("Hauptstr. 1\n57368 Lennestadt", "", "Hauptstr. 1", "Lennestadt"),
        ("57368 Lennestadt", "", "", "Lennestadt"),
        ("", "", "", ""),
    ],
)
def test_a_whole_address_is_taken_apart(text: str, name: str, street: str, city: str) -> None:
    before, address = split_address(text)
    assert (before, address.street, address.city) == (name, street, city)


# Hostile and real files


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\u202egnirtS", '=HYPERLINK("x")', "👩‍⚕️", "z" * 10_000]
)
def test_a_hostile_name_is_kept_as_data(name: str, context: ReadContext, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Name", "Ort", "Straße"], [name, "Olpe", ""]])
    [entry] = table.read(path, context)
    assert isinstance(entry, Entry)
    assert entry.service.name == name
    assert len(entry.external_id) <= 200


@settings(deadline=None, derandomize=True)
@given(
    cells=st.lists(st.lists(st.text(max_size=30), min_size=29, max_size=29), max_size=3),
    kind=st.sampled_from(sorted(HEADINGS)),
)
def test_no_cells_ever_raise(
    cells: list[list[str]], kind: str, context: ReadContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    headings = HEADINGS[kind].split(";")
    path = tmp_path_factory.mktemp("x") / "a.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([headings, *(row[: len(headings)] for row in cells)])
    assert all(isinstance(result, Entry | Rejected) for result in table.read(path, context))


@settings(deadline=None, derandomize=True)
@given(content=st.binary(max_size=300))
def test_detecting_never_raises(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "a"
    path.write_bytes(content)
    assert table.detect(path) in (True, False)
    assert not table.detect(path.parent)


@pytest.mark.real_data
def test_all_821_hospitals_come_in_and_six_are_named_twice(shared_data: Path, context: ReadContext) -> None:
    path = shared_data / "directories" / "hospitals_DE_half_A.csv"
    assert table.detect(path)
    entries = [result for result in table.read(path, context) if isinstance(result, Entry)]
    assert len(entries) == len(list(table.read(path, context))) == 821
    # Six hospitals stand in the list twice, with coordinates some metres apart: same name, same address.
    assert len({entry.external_id for entry in entries}) == 815
    assert sum(entry.location.point is not None for entry in entries) == 817
    assert sum(bool(entry.phones) for entry in entries) == 322
    assert all(phone.number.startswith("+") for entry in entries for phone in entry.phones)
    addresses = [entry.location.address for entry in entries]
    abroad = {a.city for a in addresses if a and a.country != "DE"}
    assert abroad == {"Zgorzelec", "Bettingen", "Rheinau", "Riehen", "Braunau am Inn"}
    assert all(a and len(a.postal_code) == 5 for a in addresses if a and a.country == "DE")
    assert not any(entry.notes for entry in entries)
    lennestadt = [
        entry for entry in entries if entry.location.address and entry.location.address.city == "Lennestadt"
    ]
    assert [entry.service.topics for entry in lennestadt] == [("hospital",)]
    # The rest is no hospital by its name: dialysis, rehabilitation, vaccination centres, practices.
    assert Counter(bool(entry.service.topics) for entry in entries) == {True: 707, False: 114}


@pytest.mark.real_data
def test_zeros_that_a_spreadsheet_dropped_come_back_in_the_east(
    shared_data: Path, context: ReadContext, tmp_path: Path
) -> None:
    path = shared_data / "directories" / "hospitals_DE_half_A.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    whole = [row[2] for row in rows[1:]]
    spoiled = [[*row[:2], row[2].lstrip("0"), *row[3:]] for row in rows]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(spoiled)
    read = [
        entry.location.address
        for entry in table.read(tmp_path / "a.csv", context)
        if isinstance(entry, Entry)
    ]
    assert [address.postal_code for address in read if address] == whole
    assert sum(code.startswith("0") for code in whole) > 50


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("Di 8-12 Uhr", [("visit", "Tu 08:00-12:00", "Di 8-12 Uhr")]),
        ("Di 8-12 Uhr 14-tägig", [("visit", "", "Di 8-12 Uhr 14-tägig")]),
        (
            "Di 8-12 Uhr, telefonisch 14-16 Uhr",
            [
                ("visit", "Tu 08:00-12:00", "Di 8-12 Uhr, telefonisch 14-16 Uhr"),
                ("phone", "Tu 14:00-16:00", ""),
            ],
        ),
        ("Tu 08:00-12:00; PH off", [("visit", "Tu 08:00-12:00; PH off", "")]),
    ],
)
def test_typed_hours_are_read_where_they_are_certain_and_always_kept(
    typed: str, hours: list[tuple[str, str, str]], context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(
        tmp_path,
        context,
        "Name;Straße;PLZ;Ort;Öffnungszeiten",
        f'Beratung;Markt 1;57368;Lennestadt;"{typed}"',
    )
    assert [(item.kind, item.opening_hours, item.description) for item in entry.hours] == hours


def test_typed_hours_under_a_heading_for_the_telephone_are_of_the_telephone(
    context: ReadContext, tmp_path: Path
) -> None:
    entry = read_one(
        tmp_path,
        context,
        "Name;Straße;PLZ;Ort;Telefonische Sprechzeiten",
        "Beratung;Markt 1;57368;Lennestadt;Mo-Fr 8-12 Uhr",
    )
    assert [(item.kind, item.opening_hours) for item in entry.hours] == [("phone", "Mo-Fr 08:00-12:00")]


@pytest.mark.real_data
def test_of_308_offers_in_dresden_only_three_without_a_name_are_rejected(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "directories" / "afeefa_dresden_2017_half_A.csv"
    assert table.detect(path)
    results = list(table.read(path, context))
    rejected = [result for result in results if isinstance(result, Rejected)]
    entries = [result for result in results if isinstance(result, Entry)]
    assert len(results) == 308
    assert [(r.external_id, r.column) for r in rejected] == [
        ("5817aa53bbaeb", "name"),
        ("58f2457d7a8cb", "name"),
        ("57835d7b0ddf7", "name"),
    ]
    assert len({entry.external_id for entry in entries}) == 305
    # All three rejected have coordinates, one has opening hours.
    assert sum(entry.location.point is not None for entry in entries) == 296 - 3
    assert sum(bool(entry.hours) for entry in entries) == 141 - 1
    assert sum(bool(entry.languages) for entry in entries) == 67
    # What was typed is always kept; what is certain of it can be asked, too.
    assert all(entry.hours[0].description for entry in entries if entry.hours)
    assert sum(any(hours.opening_hours for hours in entry.hours) for entry in entries) >= 100
    notes = [(note.column, note.value) for entry in entries for note in entry.notes]
    # Two tags that may be slips of other ones are for a person to judge.
    assert sorted(notes) == [
        ("spoken_languages", "ce"),
        ("spoken_languages", "tk"),
        ("website", "htttp://www.vhs-dresden.de"),
    ]
    # Those without a topic state no category either.
    assert sum(not entry.service.topics for entry in entries) == 19


@pytest.mark.real_data
def test_a_towns_list_of_its_institutions_comes_in_whole(shared_data: Path, context: ReadContext) -> None:
    path = shared_data / "lennestadt" / "institutions_lennestadt.csv"
    entries = [result for result in table.read(path, context) if isinstance(result, Entry)]
    assert len(entries) == 19
    assert all(entry.source_note for entry in entries)
    kreishaus = next(entry for entry in entries if entry.service.name.startswith("Kreisverwaltung"))
    assert [(phone.number, phone.type) for phone in kreishaus.phones] == [
        ("+492761810", "voice"),
        ("+49276181343", "fax"),
    ]
    assert kreishaus.service.email == "info@kreis-olpe.de"
    assert [note.value for entry in entries for note in entry.notes] == ["information page", "care"]
