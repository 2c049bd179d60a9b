"""The pages of the sources, as a clerk without script uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from feed_server import FeedServer
from importing import OTHER, PRAXIS, Row, write_table
from staffsite import StaffClient, StaffSite
from uploading import work_all

from finder.actions.sync.feeds import get_source, input_of, set_source
from finder.domain.roles import Scope
from finder.store.records import Service

NAME = "Ärzteliste des Kreises"
PATH = "/staff/quellen/aerzteliste-des-kreises"
KEY = "aerzteliste-des-kreises"
FORM = {"name": NAME, "interval_h": "24", "licence": "CC BY 4.0", "retire_at_most_percent": "10"}


@pytest.fixture
def clerk(staff_site: StaffSite) -> StaffClient:
    return staff_site.as_role("editor")


@pytest.fixture
def server(staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    with FeedServer() as server:
        finder = staff_site.finder
        monkeypatch.setattr(finder, "settings", replace(finder.settings, sync_hosts=(server.host,)))
        yield server


def publish(server: FeedServer, tmp_path: Path, *rows: Row) -> None:
    server.body = write_table(tmp_path / "published.csv", rows).read_bytes()


def waiting_from_sources(clerk: StaffClient) -> set[str]:
    """The addresses of what sources say otherwise, other tests' among them."""
    page = clerk.get("/staff/vorschlaege?art=quelle").text
    return set(re.findall(r'href="(/staff/vorschlaege/[0-9A-Z]{5}-[0-9A-Z]{5})"', page))


def synced(clerk: StaffClient, staff_site: StaffSite, **sent: str) -> str:
    assert clerk.post(f"{PATH}/abgleichen", data=sent).headers["Location"] == PATH
    work_all(staff_site.finder)
    return clerk.get(PATH).text


def test_from_the_address_to_a_decision_and_back(
    clerk: StaffClient, staff_site: StaffSite, server: FeedServer, tmp_path: Path
) -> None:
    first = {**PRAXIS, "name": "Praxis der Quelle", "id": "q1"}
    publish(server, tmp_path, first, {**OTHER, "id": "q2"}, {**OTHER, "id": "q3", "lat": "500"})
    answer = clerk.post("/staff/quellen", data={**FORM, "location": "http://example.org/liste.csv"})
    assert answer.status_code == 422
    assert "https://" in answer.text
    assert 'value="http://example.org/liste.csv"' in answer.text, "nothing typed is lost"
    answer = clerk.post("/staff/quellen", data={**FORM, "location": f"{server.url}?key=s3kr1t"})
    assert answer.headers["Location"] == PATH
    assert clerk.post("/staff/quellen", data=FORM).status_code == 422, "there is one of this name"
    page = clerk.get(PATH).text
    assert f"{server.url}?…" in page
    assert "jeden Tag" in page
    assert clerk.post(f"{PATH}/abgleichen").status_code == 303
    assert "Quelle abgleichen" in clerk.get(PATH).text
    assert clerk.post(f"{PATH}/abgleichen").status_code == 303
    assert "läuft schon ein Auftrag" in clerk.get(PATH).text
    work_all(staff_site.finder)
    page = clerk.get(PATH).text
    assert "abgeglichen" in page
    assert re.search(r"q3.*lat.*500.*zwischen -90 und 90.*Zeile abgewiesen", page, re.DOTALL)
    with staff_site.finder.database.change("clerk@example.org") as session:
        service = session.scalars(sa.select(Service).where(Service.name == "Praxis der Quelle")).one()
        service.description = "Von Hand"
    publish(server, tmp_path, {**first, "description": "Von der Quelle"}, {**OTHER, "id": "q2"})
    before = waiting_from_sources(clerk)
    assert "Bei 1 Eintrag sagt die Quelle etwas anderes" in synced(clerk, staff_site)
    assert "Quelle sagt etwas anderes" in clerk.get("/staff/vorschlaege?art=quelle").text
    [address] = waiting_from_sources(clerk) - before
    assert address not in clerk.get("/staff/vorschlaege?art=change").text, "no visitor sent it"
    request = clerk.get(address).text
    for text in (NAME, "Angebot: Beschreibung", "Von Hand", "Von der Quelle"):
        assert text in request
    assert "checked" not in request.split('class="diff card"')[1].split("</fieldset>")[0]
    form = {"version": "0", "action": "accept", "accept": "service/description"}
    assert clerk.post(address, data=form | {"value service/description": "Beides"}).status_code == 303
    assert "Bei 1 Eintrag" not in clerk.get(PATH).text
    with staff_site.finder.database.read() as connection:
        texts = connection.execute(sa.select(Service.description)).scalars().all()
        assert "Beides" in texts
    run_id = get_source(staff_site.finder, KEY).feed.run_id  # type: ignore[union-attr]  # it has one
    assert clerk.post(f"{PATH}/zuruecknehmen", data={"lauf": str(run_id)}).status_code == 303
    work_all(staff_site.finder)
    assert "nur auf Wunsch" in clerk.get(PATH).text


def test_what_looks_wrong_is_said_and_waits_for_somebody(
    clerk: StaffClient, staff_site: StaffSite, server: FeedServer, tmp_path: Path
) -> None:
    finder = staff_site.finder
    rows = [{**OTHER, "id": f"w{n}"} for n in range(5)]
    publish(server, tmp_path, *rows)
    said = replace(input_of(get_source(finder, KEY)), location=server.url, retires=True)
    set_source(finder, KEY, said, "clerk@example.org")
    synced(clerk, staff_site, trotzdem="ja")
    publish(server, tmp_path, rows[0])
    page = synced(clerk, staff_site)
    assert "weniger als halb so viele" in page
    assert "trotzdem abgleichen" in page
    publish(server, tmp_path, *rows[:3])
    assert "2 von 5 Einträgen fehlen" in synced(clerk, staff_site)
    assert "fehlen" not in synced(clerk, staff_site, trotzdem="ja")
    server.mood = "missing"
    page = synced(clerk, staff_site)
    assert "Der Server antwortet mit dem Fehler 404." in page
    assert "Der Server antwortet mit dem Fehler 404." in clerk.get("/staff/quellen").text
    failed = re.search(
        r'href="/staff/auftraege"[^>]*>\s*(\d+) Aufträge sind gescheitert', clerk.get("/staff").text
    )
    assert failed is not None, "the overview tells of it"
    assert int(failed[1]) >= 2, "of what was held, too"


def test_a_path_on_the_server_is_named_by_its_operator_alone(clerk: StaffClient) -> None:
    for location in ("liste.csv", "../liste.csv", "/etc/passwd", "file:///etc/passwd"):
        answer = clerk.post("/staff/quellen", data={**FORM, "name": "Neu", "location": location})
        assert answer.status_code == 422
    for wrong in ({"interval_h": "x"}, {"retire_at_most_percent": "101"}, {"name": ""}, {"format": "x"}):
        assert clerk.post("/staff/quellen", data={**FORM, "name": "Neu", **wrong}).status_code == 422
    assert clerk.get("/staff/quellen/gibtsnicht").status_code == 404


def test_who_is_bound_to_some_entries_sees_no_sources(staff_site: StaffSite) -> None:
    bound = staff_site.as_role("editor", Scope(organizations=frozenset({1})))
    assert bound.get("/staff/quellen").status_code == 403
