"""The grid says when it is open, and the expression says the same, on every kind of day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from opening_hours import validate

from finder.domain.holiday import Calendar
from finder.domain.hours import State, spans_on, state_by_clock
from finder.domain.hours_grid import DAYS, NTHS, OFF, HoursGrid, Monthly, expression_of, grid_of, read_times

EASTER = (dt.date(2026, 3, 30), dt.date(2026, 4, 11))
SUMMER = (dt.date(2026, 7, 20), dt.date(2026, 9, 1))
NW = Calendar("NW", (EASTER, SUMMER, (dt.date(2026, 10, 17), dt.date(2026, 10, 31))))
SAMPLE = [
    dt.date(2026, 6, 1) + dt.timedelta(days=number)  # Fronleichnam on the 4th
    for number in (*range(15), 25, 26, 27, 28, 29, *range(48, 56), 62, 64)
]


@st.composite
def _times(draw: st.DrawFn, least: int = 0) -> str:
    cuts = draw(st.lists(st.integers(0, 48), min_size=2 * least, max_size=6, unique=True))
    edges = [f"{cut // 2:02}:{cut % 2 * 30:02}" for cut in sorted(cuts)]
    return ",".join(f"{a}-{b}" for a, b in zip(edges[::2], edges[1::2], strict=False))


GRIDS = st.builds(
    HoursGrid,
    days=st.tuples(*[_times()] * 7),
    holidays=st.one_of(st.sampled_from(["", OFF]), _times(1)),
    no_school=st.booleans(),
    monthly=st.lists(
        st.builds(Monthly, st.sampled_from(NTHS), st.sampled_from(DAYS), _times(1)), max_size=2
    ).map(tuple),
    words=st.sampled_from(["", "nach Vereinbarung"]),
)


def _is_nth(nth: int, day: dt.date) -> bool:
    if nth == -1:
        return (day + dt.timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def _times_on(grid: HoursGrid, day: dt.date) -> list[str] | None:
    """What the grid says of a day; None where it says nothing of a holiday."""
    if NW.name(day, "de"):
        if grid.holidays:
            return [] if grid.holidays == OFF else grid.holidays.split(",")
        return None
    if grid.no_school and any(first <= day <= last for first, last in NW.school):
        return []
    texts = [grid.days[day.weekday()]]
    texts += [
        item.times for item in grid.monthly if item.day == DAYS[day.weekday()] and _is_nth(item.nth, day)
    ]
    return [span for text in texts for span in text.split(",") if span]


def _open_minutes(grid: HoursGrid, day: dt.date) -> set[int] | None:
    spans = _times_on(grid, day)
    if spans is None:
        return None
    edges = [(int(s[:2]) * 60 + int(s[3:5]), int(s[6:8]) * 60 + int(s[9:11])) for s in spans]
    return {minute for start, end in edges for minute in range(start, end, 30)}


@property_settings(max_examples=60)
@given(GRIDS)
def test_open_by_the_grid_is_open_by_the_expression(grid: HoursGrid) -> None:
    expression = expression_of(grid)
    if not any(grid.days) and not grid.monthly:
        return  # nothing is said of usual days
    assert validate(expression)
    for day in SAMPLE:
        wanted = _open_minutes(grid, day)
        if wanted is None:
            continue
        midnight = dt.datetime.combine(day, dt.time())
        found = {
            minute
            for span in spans_on(expression, day, NW)
            if span.state is State.OPEN
            for minute in range(0, 24 * 60, 30)
            if span.start <= midnight + dt.timedelta(minutes=minute) < span.end
        }
        assert found == wanted, (expression, day)


@given(GRIDS)
def test_what_a_grid_wrote_it_reads_again(grid: HoursGrid) -> None:
    expression = expression_of(grid)
    again = grid_of(expression)
    assert again is not None, expression
    assert expression_of(again) == expression


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 08:00-12:00; Mo,Tu,Th 15:00-18:00",
        "Mo-Fr 08:00-12:00, Mo,Th 15:00-18:00; PH off",
        "Mo,Tu,Th 08:00-12:00,15:00-18:00; We,Fr 08:00-12:00; PH off",
        "Mo-Su,PH 10:00-18:00",
        "24/7",
        'Mo 08:00-12:00; PH off || unknown "nach Vereinbarung"',
        'unknown "nach Vereinbarung"',
        "Th[1,3] 14:00-16:00",
        "Mo-Fr 08:00-12:00, We[-1] 14:00-16:00; SH off; PH off",
        "08:00-20:00",
        "Fr,Sa 22:00-02:00",
        "Mo-Fr 08:00-12:00; Su,PH off",
    ],
)
def test_an_expression_and_that_of_its_grid_say_the_same(expression: str) -> None:
    grid = grid_of(expression)
    assert grid is not None
    for day in SAMPLE:
        for minute in range(0, 24 * 60, 30):
            moment = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)
            states = {state_by_clock(text, moment, NW) for text in (expression, expression_of(grid))}
            assert len(states) == 1, (expression, expression_of(grid), moment)


_RULES = st.lists(
    st.tuples(
        st.sampled_from(["; ", ", "]),
        st.sampled_from(
            ["Mo-Fr", "Mo,We", "Su", "Fr-Mo", "PH", "SH", "Su,PH", "Mo-Su,PH", "We[1]", "We[2,-1]", "PH,SH"]
        ),
        st.sampled_from(["08:00-12:00", "10:00-11:00,15:00-18:00", "22:00-02:00", "off"]),
    ),
    min_size=1,
    max_size=4,
)


@property_settings(max_examples=150)
@given(_RULES)
@example([("; ", "Su", "22:00-02:00"), ("; ", "Su", "08:00-12:00")])  # the night before lasts into Monday
@example([("; ", "Mo,We", "08:00-12:00"), ("; ", "PH", "22:00-02:00"), ("; ", "PH", "08:00-12:00")])
def test_what_has_a_grid_means_what_the_grid_means(rules: list[tuple[str, str, str]]) -> None:
    expression = "".join(f"{joint}{days} {times}" for joint, days, times in rules)[2:]
    grid = grid_of(expression) if validate(expression) else None
    if grid is None or not (any(grid.days) or grid.monthly):
        return
    again = expression_of(grid)
    for day in SAMPLE:
        for hour in (1, 8, 10, 11, 16, 23):
            moment = dt.datetime.combine(day, dt.time(hour, 30))
            states = {state_by_clock(text, moment, NW) for text in (expression, again)}
            assert len(states) == 1, (expression, again, moment)


@pytest.mark.parametrize(
    "expression",
    [
        "week 2-53/2 Mo 10:00-12:00",
        "Dec 24-Jan 02 off",
        "Mo sunrise-sunset",
        "Mo 10:00+",
        "PH off; Mo-Fr 08:00-12:00",
        "Th[1] 14:00-16:00; Mo-Fr 08:00-12:00",
        'Mo 08:00-12:00 "mit Termin"',
        "Mo 22:00-02:00; Tu 08:00-12:00",
        "Mo-Fr 08:00-12:00; Mo off; SH Mo 10:00-12:00",
        "kein Ausdruck",
    ],
)
def test_what_a_grid_cannot_say_has_none(expression: str) -> None:
    assert grid_of(expression) is None


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("8-12", "08:00-12:00"),
        ("8-12, 15-18 Uhr", "08:00-12:00,15:00-18:00"),
        ("15.30–18 und 8 bis 12", "08:00-12:00,15:30-18:00"),
        ("08:00-12:00 15:00-18:00", "08:00-12:00,15:00-18:00"),
        ("0-24", "00:00-24:00"),
        ("22-2", "22:00-02:00"),
        ("geschlossen", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, times: str) -> None:
    assert read_times(typed) == times


@pytest.mark.parametrize(
    "typed", ["morgens", "8", "8-25", "8-12-14", "8-12, 11-13", "8-12 Termin", "9-9", "8.70-9"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_times(typed)
