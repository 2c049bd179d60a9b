import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from finder.domain.distance import metres_between
from finder.domain.drawing import Box, Label, View, apart, beside
from finder.domain.point import Point

FRAME = Box(0, 0, 120, 90)
RADIUS = 2.0
inside = st.tuples(st.floats(RADIUS, 120 - RADIUS), st.floats(RADIUS, 90 - RADIUS))
german = st.builds(Point, st.floats(47.3, 55.0), st.floats(5.9, 15.0))


@given(german, st.floats(0, 0.1), st.floats(0, 0.15))
def test_a_length_on_the_drawing_is_that_on_the_earth(corner: Point, high: float, wide: float) -> None:
    other = Point(corner.lat + high, corner.lon + wide)
    view = View.around([corner, other], 128, 150, margin=6, least_m=500)
    (x, y), (x2, y2) = view.at(*corner.lon_lat), view.at(*other.lon_lat)
    drawn_m = math.dist((x, y), (x2, y2)) * view.unit_m
    assert math.isclose(drawn_m, metres_between(corner, other), rel_tol=0.002, abs_tol=0.05 * view.unit_m)
    assert min(x, x2) >= 6 - 0.01
    assert max(x, x2) <= 122.01
    assert y >= y2, "north is up"
    assert view.height <= 150.01


@given(german, st.integers(500, 200_000))
def test_what_a_view_shows_has_the_size_asked_for(middle: Point, least_m: int) -> None:
    view = View.around([middle], 100, 100, least_m=least_m)
    west, south, east, north = view.degrees
    width_m = metres_between(Point(middle.lat, west), Point(middle.lat, east))
    assert math.isclose(width_m, least_m, rel_tol=0.01)
    assert view.at(west, north) == (0.0, 0.0)
    assert view.at(east, south) == (100.0, view.height)


@given(german, st.floats(300, 100_000), st.floats(10, 60))
def test_the_scale_is_a_round_number_that_fits(middle: Point, least_m: float, longest: float) -> None:
    view = View.around([middle], 100, 100, least_m=least_m)
    metres = view.scale_m(longest)
    assert f"{metres:.0e}"[0] in "125"
    assert metres <= longest * view.unit_m * 1.000001
    assert metres * 2.5 >= longest * view.unit_m * 0.999


@given(st.lists(inside, max_size=40))
def test_circles_are_moved_apart_and_no_further_than_they_must(anchors: list[tuple[float, float]]) -> None:
    placed = apart(anchors, RADIUS, FRAME)
    assert placed == apart(anchors, RADIUS, FRAME)
    for one, other in combinations(placed, 2):
        assert math.dist(one, other) >= 2 * RADIUS - 1e-9
    for number, (anchor, at) in enumerate(zip(anchors, placed, strict=True)):
        assert FRAME.holds(Box.around(at, RADIUS))
        before = placed[:number]
        is_free = all(math.dist(anchor, other) >= 2 * RADIUS for other in before)
        assert (at == anchor) == is_free
        # Rings nearer than the chosen one by one step are full: brute force over many more directions.
        ring = round(math.dist(anchor, at) / RADIUS)
        for nearer in range(1, ring):
            free = [turn for turn in range(6 * nearer) if _free_at(_on_ring(anchor, nearer, turn), before)]
            assert free == []


def _on_ring(anchor: tuple[float, float], ring: int, place: int) -> tuple[float, float]:
    turn = 2 * math.pi * place / (6 * ring)
    return (
        round(anchor[0] + ring * RADIUS * math.sin(turn), 2),
        round(anchor[1] - ring * RADIUS * math.cos(turn), 2),
    )


def _free_at(at: tuple[float, float], before: list[tuple[float, float]]) -> bool:
    is_inside = RADIUS <= at[0] <= 120 - RADIUS and RADIUS <= at[1] <= 90 - RADIUS
    return is_inside and all(math.dist(at, other) >= 2 * RADIUS for other in before)


@given(st.lists(inside, max_size=15))
def test_circles_keep_off_what_is_taken(anchors: list[tuple[float, float]]) -> None:
    taken = [Box(0, 70, 40, 90), Box(100, 0, 120, 20)]
    for at in apart(anchors, RADIUS, FRAME, taken):
        assert not any(Box.around(at, RADIUS).meets(box) for box in taken)


def test_more_circles_than_there_is_room_for_are_drawn_all_the_same() -> None:
    assert len(apart([(5.0, 5.0)] * 30, RADIUS, Box(0, 0, 10, 10))) == 30


@given(st.lists(st.builds(Label, inside, st.floats(1, 30), st.floats(1, 4), st.just(1.0), st.just(9.0))))
def test_no_name_covers_another_or_leaves_the_drawing(labels: list[Label]) -> None:
    taken = [Box(40, 30, 60, 50)]
    boxes = beside(labels, taken, FRAME)
    written = [box for box in boxes if box is not None]
    for one, other in combinations([*written, *taken], 2):
        assert not one.meets(other)
    for label, box in zip(labels, boxes, strict=True):
        assert box is None or FRAME.holds(box)
        if box is not None:
            x, y = label.at
            away = max(box.left - x, x - box.right, box.top - y, y - box.bottom)
            assert 1.0 - 1e-9 <= away <= 9.0 + 1e-9


def test_a_name_with_middles_stands_in_the_first_that_is_free() -> None:
    taken = Box(0, 0, 50, 50)
    label = Label((0, 0), 10, 4, middles=((30, 30), (80, 60)))
    assert beside([label], [taken], FRAME) == [Box(75, 58, 85, 62)]
    assert beside([Label((0, 0), 10, 4, middles=((30, 30),))], [taken], FRAME) == [None]
