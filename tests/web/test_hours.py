"""Opening hours in words, where the words are certain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from finder.web import i18n
from finder.web.hours import plain_words, weekly_lines


@pytest.fixture(scope="module")
def pages() -> Flask:
    """An application that has languages and nothing else."""
    app = Flask("finder")
    i18n.init_app(app)
    return app


@pytest.fixture
def _german(pages: Flask) -> Iterator[None]:
    with pages.test_request_context("/de/"):
        yield


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        ("Mo-Fr 08:00-12:00", ["Mo–Fr 08:00–12:00"]),
        ("Mo-Fr 08:00-12:00, Mo,Tu,Th 15:00-18:00; PH off",
         ["Mo, Di, Do 08:00–12:00, 15:00–18:00", "Mi, Fr 08:00–12:00", "Feiertage geschlossen"]),
        ("Mo-Fr 08:00-12:00; Mo 15:00-18:00", ["Mo 15:00–18:00", "Di–Fr 08:00–12:00"]),
        ("Mo-Fr 08:00-12:00,14:00-16:00; We off", ["Mo, Di, Do, Fr 08:00–12:00, 14:00–16:00"]),
        ("Fr-Mo 10:00-11:00", ["Mo, Fr, Sa, So 10:00–11:00"]),
        ("24/7", ["täglich rund um die Uhr"]),
        ("08:00-20:00", ["täglich 08:00–20:00"]),
        ("Sa,Su,PH 10:00-12:00", ["Sa, So 10:00–12:00", "Feiertage 10:00–12:00"]),
        ("Mo 08:00-12:00; PH off, Tu 09:00-10:00",
         ["Mo 08:00–12:00", "Di 09:00–10:00", "Feiertage geschlossen"]),
        ("We[1] 16:00-19:00", ["Mi (1. Mi im Monat) 16:00–19:00"]),
        ("We 10:00-13:00, We[1] 16:00-19:00; PH off",
         ["Mi 10:00–13:00", "Mi (1. Mi im Monat) 16:00–19:00", "Feiertage geschlossen"]),
        ("Sa[1, 3] 10:00-12:00,14:00-16:00",
         ["Sa (1. Sa im Monat), Sa (3. Sa im Monat) 10:00–12:00, 14:00–16:00"]),
        ("Mo-Fr 08:00-12:00; Fr[-1] off",
         ["Mo–Fr 08:00–12:00", "Fr (letzter Fr im Monat) geschlossen"]),
        ("We[1] 10:00-12:00; We[3] 14:00-16:00; PH off",
         ["Mi (1. Mi im Monat) 10:00–12:00", "Mi (3. Mi im Monat) 14:00–16:00", "Feiertage geschlossen"]),
        ("We[1] 10:00-12:00, We[1] 14:00-16:00",
         ["Mi (1. Mi im Monat) 10:00–12:00", "Mi (1. Mi im Monat) 14:00–16:00"]),
        ("Mo 08:00-12:00; Tu[2] 09:00-10:00", ["Mo 08:00–12:00", "Di (2. Di im Monat) 09:00–10:00"]),
    ],
)  # fmt: skip
def test_plain_weekly_hours_are_said_in_words(expression: str, lines: list[str]) -> None:
    found = weekly_lines(expression)
    assert found is not None
    assert [f"{line.days} {line.times}" for line in found] == lines


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize(
    "expression",
    [
        "", "nach Vereinbarung", "Mo-Fr 8-12", "week 2-53/2 Mo 08:00-12:00",
        "sunrise-sunset",
        "Mo-Fr 08:00-12:00 || \"by appointment\"", "2026 Dec 24 off", "Mo-PH 08:00-12:00", "Mo 08:00+",
        "Mo 25:00-26:00", "We 10:00-13:00; We[1] 16:00-19:00", "We[1] 16:00-19:00; We 10:00-13:00",
        "We[1] 10:00-12:00; We[1] 14:00-16:00", "We[1,3] 10:00-12:00; We[3] off",
        "We[4] 10:00-12:00; We[-1] off",
        "Su[1] 10:00-12:00; PH,Su 14:00-16:00", "We[1] 10:00-12:00, Mo 08:00-12:00",
        "We[1-3] 10:00-12:00", "We[6] 10:00-12:00", "PH[1] off", "We[1] 16:00-19:00 || \"x\"",
    ],
)  # fmt: skip
def test_anything_finer_is_left_as_it_is_written(expression: str) -> None:
    assert weekly_lines(expression) is None


def test_weekdays_of_a_month_are_said_in_the_words_and_digits_of_the_language(pages: Flask) -> None:
    for lang, days in (("en", "Tue (Tue no. 2 of the month)"), ("fa", "سه‌شنبه (شمارهٔ ۲ در ماه)")):
        with pages.test_request_context(f"/{lang}/"):
            lines = weekly_lines("Tu[2] 09:00-10:00")
        assert lines is not None
        assert lines[0].days == days


def test_weekdays_are_those_of_the_language(pages: Flask) -> None:
    with pages.test_request_context("/en/"):
        lines = weekly_lines("Mo-Fr 08:00-12:00")
    assert lines is not None
    assert lines[0].days == "Mon–Fri"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('unknown "nach Vereinbarung"', "nach Vereinbarung"),
        ('"by appointment"', "by appointment"),
        ('Mo 08:00-10:00 || "x"', 'Mo 08:00-10:00 || "x"'),
        ("Sa[1] 10:00-13:00", "Sa[1] 10:00-13:00"),
    ],
)
def test_hours_that_are_only_words_are_shown_as_words(expression: str, text: str) -> None:
    assert plain_words(expression) == text
