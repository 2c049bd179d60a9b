"""`finder read hours` prints how a text is understood, as JSON."""

from __future__ import annotations

import json

from click.testing import CliRunner

from finder.cli import cli
from finder.errors import BadInput

TEXT = "Di u. Do 8-12 u. 14-18 Uhr, telefonisch Mo 9-12 Uhr"


def test_the_reading_and_the_state_at_each_moment_are_printed() -> None:
    moments = (
        "2026-11-24T09:00",
        "2026-11-24T13:00",
        "2026-11-23T10:00",
        "2026-06-04T09:00",
        "2026-11-24T08:00Z",
    )
    options = [word for moment in moments for word in ("--at", moment)]
    answer = json.loads(CliRunner().invoke(cli, ["read", "hours", TEXT, *options]).stdout)
    assert answer == {
        "opening_hours": "Tu,Th 08:00-12:00,14:00-18:00",
        "certain": True,
        "rest": "",
        # Nothing is said of Fronleichnam; 08:00 in UTC is 09:00 in Lennestadt.
        "states": ["open", "closed", "closed", "unknown", "open"],
    }


def test_a_text_without_visiting_hours_has_none_and_its_state_is_unknown() -> None:
    result = CliRunner().invoke(cli, ["read", "hours", "Hotline Mo-Fr 8-16", "--at", "2026-11-24T09:00"])
    answer = json.loads(result.stdout)
    assert (answer["opening_hours"], answer["states"]) == (None, ["unknown"])


def test_a_moment_that_is_none_is_refused() -> None:
    error = CliRunner().invoke(cli, ["read", "hours", TEXT, "--at", "tomorrow"]).exception
    assert isinstance(error, BadInput)
    assert error.param == "at"


def test_a_text_may_begin_with_a_dash() -> None:
    answer = json.loads(CliRunner().invoke(cli, ["read", "hours", "- Mo 8-12 Uhr"]).stdout)
    assert answer["opening_hours"] == "Mo 08:00-12:00"
