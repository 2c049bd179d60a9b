"""Facts that are old or that only the provider states are marked."""

from __future__ import annotations

from datetime import date

import pytest

from finder.domain.evidence import marks_of

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("seen", "is_old"),
    [
        ("2026-11-26", False),
        ("2024-11-26", False),
        ("2024-11-25", True),
        ("2030-01-01", False),
        (None, False),
    ],
)
def test_a_fact_is_old_after_so_many_days(seen: str | None, is_old: bool) -> None:
    fact = {"key": "lift"} if seen is None else {"key": "lift", "observed_on": seen}
    assert marks_of(fact, TODAY, 730)["is_old"] is is_old


@pytest.mark.parametrize(
    ("fact", "is_stated_only"),
    [
        ({"source": "provider"}, True),
        ({"source": "Anbieter"}, True),
        ({"source": "provider", "checked_by": "Stadt"}, False),
        ({"source": "OpenStreetMap"}, False),
        ({}, False),
    ],
)
def test_a_fact_is_stated_only_until_somebody_checked_it(fact: dict[str, str], is_stated_only: bool) -> None:
    assert marks_of(fact, TODAY, 730)["is_stated_only"] is is_stated_only
