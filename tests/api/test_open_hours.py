"""Open now and open at a time: a hit is open for certain, what is not known is offered apart."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer

from finder.actions.context import Finder
from finder.cli import cli
from finder.store.details import ScheduleKind
from finder.store.records import ServiceAtLocation

FRONLEICHNAM = dt.datetime(2026, 6, 4, 7, 30, tzinfo=dt.UTC)
TUESDAY = dt.datetime(2026, 6, 2, 7, 30, tzinfo=dt.UTC)
"""09:30 in Germany."""


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        for name, hours in (
            ("Closed on holidays", [(ScheduleKind.VISIT, "Mo-Fr 08:00-12:00; PH off")]),
            ("Says nothing of holidays", [(ScheduleKind.VISIT, "Mo-Fr 08:00-12:00")]),
            ("By appointment", [(ScheduleKind.VISIT, 'unknown "nach Vereinbarung"')]),
            (
                "Afternoons",
                [(ScheduleKind.VISIT, "Mo-Fr 14:00-18:00"), (ScheduleKind.PHONE, "Tu 09:00-10:00")],
            ),
            ("Nothing known", []),
        ):
            make_offer(session, name=name, hours=hours)
    at(monkeypatch, TUESDAY)
    return app.test_client()


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    for name in ("actions.search", "clock"):
        monkeypatch.setattr(f"finder.{name}.utc_now", lambda: moment)


def get(client: FlaskClient, **params: Any) -> tuple[list[str], int]:
    body = client.get("/api/v1/search", query_string=params).get_json(force=True)
    return [feature["properties"]["name"] for feature in body["features"]], body["numberUnknown"]


def test_open_now_finds_what_is_open_and_counts_what_is_not_known(client: FlaskClient) -> None:
    assert get(client, open="now") == (["Closed on holidays", "Says nothing of holidays"], 2)
    assert get(client, open="now", unknown="only")[0] == ["By appointment", "Nothing known"]
    assert len(get(client, open="now", unknown="include")[0]) == 4
    assert get(client, open="now", near="Altenhundem")[1] == 2


def test_a_holiday_closes_who_says_so_and_makes_the_others_unknown(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, FRONLEICHNAM)
    assert get(client, open="now") == ([], 3)
    assert get(client, open="fr-09:30")[0] == ["Closed on holidays", "Says nothing of holidays"]
    assert get(client, open="th-09:30") == ([], 3)
    assert get(client, open="th-15:00", unknown="only")[0] == [
        "Afternoons",
        "By appointment",
        "Nothing known",
    ]


def test_calls_and_visits_are_asked_apart(client: FlaskClient) -> None:
    assert get(client, phone_open="now") == (["Afternoons"], 4)
    assert get(client, phone_open="now", open="now") == ([], 4)
    assert get(client, phone_open="tu-09:30", open="tu-14:00")[0] == ["Afternoons"]


def test_hours_and_access_are_both_wanted(client: FlaskClient) -> None:
    assert get(client, open="now", access="step_free") == ([], 4)


def test_an_edit_of_hours_is_in_the_next_answer(app: Flask, client: FlaskClient) -> None:
    assert len(get(client, open="now")[0]) == 2
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_offer(session, name="At night too", hours=[(ScheduleKind.VISIT, "24/7")])
    assert "At night too" in get(client, open="now")[0]
    assert get(client, open="tu-03:00")[0] == ["At night too"]
    with finder.database.change("test") as session:
        for offer in session.query(ServiceAtLocation):
            session.delete(offer)
    assert get(client, open="tu-03:00") == ([], 0)


def test_the_query_says_which_minute_is_meant(client: FlaskClient) -> None:
    body = client.get("/api/v1/search?open=mo-09:30").get_json(force=True)
    assert body["query"]["open"] == {"asked": "mo-09:30", "at": "2026-06-08T09:30+02:00"}
    assert body["query"]["phone_open"] is None
    assert "open=mo-09%3A30" in body["links"][0]["href"]


def test_a_time_that_is_none_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?open=tomorrow")
    assert (answer.status_code, answer.get_json(force=True)["param"]) == (400, "open")


def test_the_terminal_asks_the_same(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    finder: Finder = app.extensions["finder"]
    monkeypatch.setenv("FINDER_DATABASE_URL", finder.settings.database_url)
    monkeypatch.setenv("FINDER_VAR", str(finder.settings.var))
    result = CliRunner().invoke(cli, ["search", "--open", "now"])
    assert result.output.startswith("2 found\n2 fit, 2 not known, 1 do not fit\n")
    assert (
        CliRunner()
        .invoke(cli, ["search", "--phone-open", "now"])
        .output.startswith("1 found\n1 fit, 4 not known, 0 do not fit\n")
    )


SUMMER_BEGINS = dt.datetime(2026, 7, 20, 7, 30, tzinfo=dt.UTC)


def test_school_holidays_close_or_open_in_the_years_that_are_given(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        for name, hours in (("School", "Mo-Fr 08:00-12:00; SH off"), ("Camp", "SH Mo-Fr 08:00-12:00")):
            make_offer(session, name=name, hours=[(ScheduleKind.VISIT, hours)])
    client = app.test_client()
    for moment, found in (
        (SUMMER_BEGINS - dt.timedelta(days=3), (["School"], 0)),
        (SUMMER_BEGINS, (["Camp"], 0)),
        (SUMMER_BEGINS.replace(year=2031, day=21), ([], 2)),
    ):
        at(monkeypatch, moment)
        assert get(client, open="now") == found
    at(monkeypatch, SUMMER_BEGINS)
    monkeypatch.setattr("finder.web.present.utc_now", lambda: SUMMER_BEGINS)
    page = client.get("/de/suche?near=Altenhundem").get_data(as_text=True)
    assert page.index("Camp") < page.index("jetzt geöffnet, bis 12:00")
    assert "öffnet am 2. September 2026 um 08:00" in page


def test_the_command_knows_school_holidays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDER_VAR", str(tmp_path))
    answer = CliRunner().invoke(
        cli, ["read", "hours", "Mo-Fr 8-12 Uhr, Schulferien geschlossen", *AT], catch_exceptions=False
    )
    assert json.loads(answer.stdout)["states"] == ["open", "closed", "unknown"]


AT = [part for day in ("2026-07-17", "2026-07-20", "2031-07-21") for part in ("--at", f"{day}T09:00")]
