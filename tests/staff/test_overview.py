"""The overview: what to do next for whom, with the numbers of the database behind it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from make import make_offer, make_source
from page import parse, text_of
from staffsite import StaffClient, StaffSite
from statements import counted

from finder.actions.context import Finder
from finder.actions.overview import Missing, Pinned, overview
from finder.clock import utc_now
from finder.domain.change import ChangeKind, ChangeStatus
from finder.domain.job import JobState
from finder.domain.language import LanguageRole
from finder.domain.review import ReviewState
from finder.store.change_rows import ChangeRequest
from finder.store.job_rows import Job
from finder.store.provenance import ImportRun
from finder.store.records import Publication, Service, ServiceStatus
from finder.web.staff.charts import Data, bar_chart


def request_of(days: int, status: ChangeStatus = ChangeStatus.NEW) -> ChangeRequest:
    """A suggestion that came so many days ago."""
    name = f"{days}-{status}"
    return ChangeRequest(
        reference=name,
        form_key=name,
        digest="",
        kind=ChangeKind.CHANGE,
        status=status,
        lang="de",
        created_at=utc_now() - dt.timedelta(days=days, hours=1),
    )


def test_an_empty_database_has_numbers_that_are_all_0(finder: Finder) -> None:
    found = overview(finder)
    assert found.publications == found.statuses == found.jobs == found.mails == {}
    assert not any(found.reviews.values())
    assert found.suggestions == (0, 0, 0, None)
    assert found.pinned == (0, 0)
    assert found.missing == (0, 0, 0, 0, 0, 0)
    assert found.imports == []


def test_numbers_are_those_of_the_records(finder: Finder) -> None:
    today = utc_now().date()
    with finder.database.change("test") as session:
        for days, publication in (
            (1, "public"),
            (300, "public"),
            (800, "public"),
            (None, "public"),
            (1, "draft"),
        ):
            offer = make_offer(session, languages=[("ar", LanguageRole.TEAM)] if days == 1 else ())
            offer.publication = Publication(publication)
            service = session.get_one(Service, offer.service_id)
            service.assured_date = None if days is None else today - dt.timedelta(days=days)
        service.status = ServiceStatus.ACTIVE
        make_offer(session, point=None, facts={"entrance.step_count": "0"})
        make_offer(session, point=None, is_address_secret=True)
        session.add_all(
            [request_of(0), request_of(20), request_of(90), request_of(95, ChangeStatus.ACCEPTED)]
        )
        for days in (1, 15):
            created_at = utc_now() - dt.timedelta(days=days)
            session.add(Job(kind="test", payload={}, state=JobState.FAILED, created_at=created_at))
        session.add(ImportRun(source_id=make_source(session).id, added=3))
    found = overview(finder)
    assert found.publications == {"public": 6, "draft": 1}
    assert found.statuses == {"active": 6}
    assert found.reviews == {
        ReviewState.FRESH: 2,
        ReviewState.DUE: 0,
        ReviewState.OVERDUE: 1,
        ReviewState.NEVER: 3,
    }
    assert found.suggestions[:3] == (1, 1, 1)
    assert found.suggestions.oldest_at is not None
    assert (utc_now() - found.suggestions.oldest_at).days == 90
    assert found.pinned == Pinned(5, 1)
    assert found.jobs == {"failed": 1}
    assert [(line.added, line.finished_at) for line in found.imports] == [(3, None)]
    assert 0 < found.missing.completeness < 100
    assert found.missing == Missing(6, 5, 5, 6, 6, found.missing.completeness)


def test_the_page_asks_so_many_statements_however_much_there_is(staff_site: StaffSite) -> None:
    finder = staff_site.finder
    with counted(finder.database) as statements:
        overview(finder)
    assert len(statements) <= 10


@pytest.mark.parametrize("role", ["reviewer", "editor", "admin"])
def test_everybody_of_the_staff_begins_here_and_charts_have_tables(staff_site: StaffSite, role: str) -> None:
    client = staff_site.as_role(role)
    tree = parse(client.get("/staff").text)
    charts = [element for element in tree.iter() if element.get("role") == "img"]
    assert charts
    tables = [details for figure in tree.iter("figure") for details in figure.iter("table")]
    assert len(tables) == len(charts)
    assert "Bei " in text_of(tree)
    (main,) = tree.iter("main")
    for link in main.iter("a"):
        if link.get("href", "").startswith("/staff/"):
            assert client.head(link.get("href", "")).status_code == 200


def test_an_empty_workplace_says_how_to_begin(app: Flask) -> None:
    app.test_client_class = StaffClient

    def new_client() -> StaffClient:
        client = app.test_client()
        assert isinstance(client, StaffClient)
        return client

    admin = StaffSite(app.extensions["finder"], new_client, {}).as_role("admin")
    assert "Noch gibt es keinen Eintrag" in text_of(parse(admin.get("/staff").text))
    assert "Noch bei keinem Angebot" in text_of(parse(admin.get("/staff/luecken").text))


def test_bars_are_in_proportion_and_long_names_go_on_further_lines(app: Flask) -> None:
    rows = [
        Data("kurz", [1, 3]),
        Data("ein Name, der in keine einzige Zeile passt", [2, 0]),
        Data("nichts", [0, 0]),
    ]
    with app.test_request_context("/staff"):
        first, second, third = bar_chart("k", "t", "s", {"solid": "a", "empty": "b"}, rows).bars
    assert [(part.pattern, part.begin, part.length) for part in first.segments] == [
        ("solid", 0.0, 25.0),
        ("empty", 25.0, 75.0),
    ]
    assert (first.value.text, first.numbers, third.segments) == ("4", ("1", "3"), ())
    assert len(second.lines) == 2
    assert first.end <= second.lines[0].y < second.lines[1].y < second.y < second.end
