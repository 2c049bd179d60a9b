"""Where the focus is, whether one sees it there, and the way that a key takes through a page."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page

_LOOK = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const shown = element.closest('.box') ?? element;
  const style = getComputedStyle(shown);
  const isFree = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top !== null && (shown.contains(top) || top.contains(shown) && top !== document.documentElement
      && top !== document.body);
  };
  const share = [0.1, 0.3, 0.5, 0.7, 0.9];
  const points = [...shown.getClientRects()].flatMap(({ left, top, width, height }) =>
    share.flatMap((x) => share.map((y) => [left + x * width, top + y * height])));
  window.stops ??= new Map();
  if (!stops.has(element)) stops.set(element, stops.size);
  return {
    number: stops.get(element),
    name: (element.ariaLabel ?? element.textContent).trim().slice(0, 60) || element.name || element.id,
    id: element.id,
    hasRing: ['solid', 'auto'].includes(style.outlineStyle) && parseFloat(style.outlineWidth) >= 2,
    isSeen: points.filter(([x, y]) => isFree(x, y)).length >= points.length / 4,
  };
}"""

MOST_PARTS = 4
"""So many stops a single field may have: a time has hours, minutes, half of the day, and its list."""


class Focus(NamedTuple):
    """The element that has the focus: its number in the order of arriving there, what it is called, whether
    it has a ring around it, and whether at least a quarter of it is in view and not covered. WCAG 2.4.11
    asks for a part of it; of a tall field a browser shows the line that one types in.
    """

    number: int
    name: str
    id: str
    hasRing: bool  # noqa: N815 - as the page says it
    isSeen: bool  # noqa: N815 - as the page says it


def focus_of(page: Page) -> Focus | None:
    """What has the focus; None where nothing has."""
    found = page.evaluate(_LOOK)
    return Focus(**found) if found else None


def walk(page: Page, key: str = "Tab", most: int = 400) -> list[Focus]:
    """All stops of a key until it leaves the page, in view and with a ring; none of them catches it."""
    stops: list[Focus] = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = focus_of(page)
        if stop is None:
            break
        assert stop.hasRing, stop
        assert stop.isSeen, stop
        before = [other.number for other in stops[-MOST_PARTS:]]
        assert before != [stop.number] * MOST_PARTS, f"caught at {stop}"
        stops.append(stop)
    return stops


def press_until(page: Page, key: str, selector: str, most: int = 200) -> None:
    """Press a key until the focus is on the first element of a selector."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
            return
    pytest.fail(f"{selector} is never reached by {key}")
