"""What a page is for every reader: accessibility rules in the real browser."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES_ON = {"target-size": {"enabled": True}}
MIN_RULES = 25
"""So many rules must have found something to look at, or axe did not see the page."""


def open_everything(page: Page) -> None:
    """Open all that is folded away, but not the choice of languages, which lies over the page."""
    page.evaluate(
        "document.querySelectorAll('details').forEach(folded => folded.open = !folded.closest('.languages'))"
    )


def violations(
    page: Page, least: int = MIN_RULES, only: Sequence[str] = ()
) -> list[tuple[str, list[object]]]:
    """The rules that a page breaks, each with the first places; so many must have found something. Of
    all rules, or of those named only.
    """
    options: dict[str, object] = {"runOnly": RULES, "resultTypes": ["violations"], "rules": _RULES_ON}
    if only:
        options = {"runOnly": {"type": "rule", "values": list(only)}, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options).response
    assert len(results["passes"]) >= least
    return [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in results["violations"]]
