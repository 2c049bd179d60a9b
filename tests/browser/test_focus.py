"""What has the focus can be told from what is around it (WCAG 2.2, 1.4.11 and 2.4.7)."""

from __future__ import annotations

import re

import pytest
from visitors import NewGuest

pytestmark = pytest.mark.browser

PATHS = (
    "/de/",
    "/de/suche?near=Altenhundem&language=tr&access=step_free",
    "/de/ratgeber/hilfe-und-schutz",
)
FOCUS = """() => {
  const focused = document.activeElement.closest(".box") ?? document.activeElement;
  const style = getComputedStyle(focused);
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return /, 0\\)$/.test(colour) && element.parentElement ? behind(element.parentElement) : colour;
  };
  const ring = style.boxShadow.match(/rgb\\([^)]*\\)/)?.[0] ?? style.outlineColor;
  return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor, ring,
    behind(focused.parentElement)];
}"""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_focus_can_be_seen_before_what_is_behind_it(new_guest: NewGuest, path: str, scheme: str) -> None:
    page = new_guest(color_scheme=scheme).open(path)
    for _ in range(25):
        page.keyboard.press("Tab")
        kind, width, outline, ring, behind = page.evaluate(FOCUS)
        assert kind in ("solid", "auto")
        assert width >= 2
        assert max(contrast(outline, behind), contrast(ring, behind)) >= 3, (outline, ring, behind)


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)"), 2) == 21
    assert round(contrast("rgb(255, 255, 255)", "rgb(119, 119, 119)"), 2) == 4.48
