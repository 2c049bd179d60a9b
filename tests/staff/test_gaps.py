"""The page of gaps: every cell leads to the search that shows it, and nothing is only colour or only map."""

from __future__ import annotations

import csv
import datetime as dt
import io
from xml.etree.ElementTree import Element

from page import parse, text_of
from staffsite import StaffSite

from finder.clock import utc_now
from finder.domain.miss import Miss, Outcome, week_of
from finder.store.misses import add_misses
from finder.web.staff.gaps.names import LETTER, Mark, place_names

PAGE = "/staff/luecken"
FILTERS = "?category=health&language=tr&step_free=yes&radius_km=10"
VISITOR = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
NOTHING = "/de/suche?near=Saalhausen&radius_km=1&category=midwife"


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def test_each_cell_leads_to_the_search_it_counts(staff_site: StaffSite) -> None:
    tree = parse(staff_site.as_role("reviewer").get(f"{PAGE}?category=doctors").text)
    (table,) = by_class(tree, "gap-table")[:1]
    assert {head.get("scope") for head in table.iter("th")} == {"col", "row", "rowgroup"}
    rows = [row for row in table.iter("tr") if by_class(row, "gap-cell")]
    assert len(rows) == 28
    (altenhundem,) = [row for row in rows if text_of(row).startswith("Altenhundem")]
    links = [link for cell in by_class(altenhundem, "gap-reachable") for link in cell.iter("a")]
    assert links
    for link in links[:3]:
        found = text_of(parse(staff_site.guest.get(link.get("href", "")).text))
        number = text_of(link).split()[0]
        assert f"{number} Treffer" in found


def test_filters_are_kept_and_the_map_has_a_table_with_the_same_villages(staff_site: StaffSite) -> None:
    tree = parse(staff_site.as_role("editor").get(f"{PAGE}{FILTERS}&map=dentist").text)
    chosen = {
        select.get("name"): option.get("value")
        for select in tree.iter("select")
        for option in select
        if "selected" in option.attrib
    }
    assert chosen == {"category": "health", "language": "tr", "radius_km": "10", "area": "town"}
    (figure,) = by_class(tree, "gap-map")
    (drawing,) = by_class(figure, "gap-drawing")
    assert drawing.get("role") == "img"
    assert "Zahnmedizin" in text_of(figure)
    assert len(by_class(drawing, "mark")) == len(list(figure.iter("tr"))) - 1 == 28


def test_a_filter_that_cannot_be_used_is_named_and_the_form_stays(staff_site: StaffSite) -> None:
    client = staff_site.as_role("editor")
    for query in ("category=debt", "radius_km=7", "weeks=3", "language=!"):
        answer = client.get(f"{PAGE}?area=district&{query}")
        assert answer.status_code == 400
        (form,) = by_class(parse(answer.text), "staff-filters")
        chosen = [option.get("value") for option in form.iter("option") if "selected" in option.attrib]
        assert "district" in chosen
    assert client.get(f"{PAGE}.csv?radius_km=7").status_code == 400


def test_files_are_for_the_staff_and_no_formula(staff_site: StaffSite) -> None:
    client = staff_site.as_role("reviewer")
    for path in (f"{PAGE}.csv{FILTERS}", f"{PAGE}.csv?languages=all", f"{PAGE}/suchen.csv?weeks=13"):
        answer = client.get(path)
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        text = answer.text
        assert text.startswith("\ufeff")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
        assert staff_site.guest.get(path).status_code == 303


def test_it_speaks_english(staff_site: StaffSite) -> None:
    answer = staff_site.as_role("editor").get(f"{PAGE}?step_free=yes", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert parse(answer.text).get("lang") == "en"


def test_what_was_searched_in_vain_stands_beside_the_gaps(staff_site: StaffSite) -> None:
    last = week_of(utc_now().date()) - dt.timedelta(weeks=1)
    often = Miss("dentist", "ar", "step_free", "5", "05966020 Saalhausen", Outcome.NOTHING)
    rare = often._replace(topics="hospice", languages="so")
    needs = "manual_wheelchair max_steps open quiet"
    odd = Miss("several gone", "other", needs, "200", "99999999", Outcome.UNKNOWN)
    with staff_site.finder.database.change("misses") as session:
        add_misses(session, {(last, often): 23, (last, rare): 4, (last, odd): 5})
    tables = by_class(parse(staff_site.as_role("editor").get(PAGE).text), "miss-tables")
    shown = {tuple(map(text_of, row)) for row in tables[0].iter("tr")}
    assert shown >= {
        ("Zahnmedizin", "20"),
        ("Saalhausen, Lennestadt", "25"),
        ("Gesundheit", "Arabisch", "20"),
    }
    cells = {cell for row in shown for cell in row}
    assert not {"Hospiz", "Somali"} & cells
    assert {"mehrere", "andere Sprache", "Handrollstuhl", "Stufen, höchstens", "geöffnet", "200 km"} <= cells


def test_only_visitors_who_look_at_the_page_are_counted(staff_site: StaffSite) -> None:
    counter, guest = staff_site.finder.misses, staff_site.guest
    assert counter.write()
    for headers in (
        {"User-Agent": "curl/8.5"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {**VISITOR, "Sec-Purpose": "prefetch"},
    ):
        assert guest.get(NOTHING, headers=headers).status_code == 200
    assert guest.get(f"{NOTHING}&uncounted=1", headers=VISITOR).status_code == 200
    assert not counter._waiting
    for _reload in range(3):
        assert guest.get(NOTHING, headers=VISITOR).status_code == 200
    assert list(counter._waiting.values()) == [1]
    assert counter.write()


def test_names_on_the_map_cover_neither_each_other_nor_a_mark() -> None:
    marks = [Mark("near", 100.0 + 17 * n, 100.0 + (n % 5) * 9, f"Ort {n}", "1 km") for n in range(30)]
    names = list(place_names(marks, 1000.0))
    assert 0 < len(names) < len(marks)
    boxes = []
    for name in names:
        width = LETTER * max(len(name.name), len(name.distance))
        left = name.x - width if name.is_end else name.x
        boxes.append((left, name.y - 15, left + width, name.y + 17))
    dots = [(mark.x, mark.y, mark.x, mark.y) for mark in marks]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= 1000
        for other in (*boxes[number + 1 :], *dots):
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
