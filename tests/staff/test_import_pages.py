"""The pages of an import, as a clerk without script uses them."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from importing import exported
from staffsite import StaffClient, StaffSite
from uploading import work_all
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from finder.domain.roles import Scope
from finder.store.records import Service

TABLE = (
    "Praxisname;Strasse;PLZ;Ort;Fachgebiete;Sprachen\n"
    "Praxis Ährenfeld;Markt 1;57368;Lennestadt;Augenheilkunde;Türkisch\n"
)


@pytest.fixture
def clerk(staff_site: StaffSite) -> StaffClient:
    return staff_site.as_role("editor")


def send(
    clerk: StaffClient, text: bytes, name: str = "liste.csv", source: str = "Ärzteliste"
) -> TestResponse:
    file = FileStorage(BytesIO(text), name)
    boundary, body = encode_multipart({"datei": file, "quelle": source})
    content_type = f"multipart/form-data; boundary={boundary}"
    return clerk.post("/staff/importe", data=body, content_type=content_type)


def sent(clerk: StaffClient, text: bytes, name: str = "liste.csv", source: str = "Ärzteliste") -> str:
    answer = send(clerk, text, name, source)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_from_the_upload_to_its_undoing(clerk: StaffClient, staff_site: StaffSite) -> None:
    address = sent(clerk, TABLE.encode("cp1252"))
    page = clerk.get(address).text
    assert "Praxis Ährenfeld" in page, "the encoding is found"
    assert re.search(r'name="spalte-0"[^>]*>.*?<option value="" selected', page, re.DOTALL)
    fields = ["name", "street", "postal_code", "city", "topic", "languages"]
    data = {f"spalte-{place}": field for place, field in enumerate(fields)}
    assert clerk.post(f"{address}/spalten", data=data).headers["Location"] == address
    assert "Datei prüfen" in clerk.get(address).text
    work_all(staff_site.finder)
    page = clerk.get(address).text
    assert "Das würde sich ändern" in page
    rows = clerk.get(f"{address}/zeilen?q=ahrenfeld").text
    assert "Praxis Ährenfeld" in rows
    assert "Praxis Ährenfeld;neu;" in clerk.get(f"{address}/zeilen.csv").text
    assert clerk.post(f"{address}/uebernehmen").status_code == 303
    work_all(staff_site.finder)
    assert "1 Zeile ist übernommen." in clerk.get(address).text
    assert "Praxis Ährenfeld" in exported(staff_site.finder)
    clerk.post(f"{address}/zuruecknehmen")
    work_all(staff_site.finder)
    assert "Der Import ist zurückgenommen." in clerk.get(address).text
    assert "Praxis Ährenfeld" not in exported(staff_site.finder)
    again = sent(clerk, TABLE.encode("cp1252"))
    assert re.search(
        r'name="spalte-0"[^>]*>.*?<option value="name" selected', clerk.get(again).text, re.DOTALL
    )
    assert clerk.post(f"{again}/loeschen").headers["Location"] == "/staff/importe"
    assert clerk.get(again).status_code == 404


def test_what_changed_since_the_check_is_taken_only_when_somebody_has_seen_it(
    clerk: StaffClient, staff_site: StaffSite
) -> None:
    finder = staff_site.finder

    def checked(name: str, text: str) -> str:
        address = sent(clerk, f"id;name;description\nstale-1;{name};{text}\n".encode(), source="Stand")
        work_all(finder)
        return address

    clerk.post(f"{checked('Treff der Nachbarn', 'Alt')}/uebernehmen")
    work_all(finder)
    address = checked("Treff der Nachbarn", "Neu")
    with finder.database.change("other@example.org") as session:
        service = session.scalars(sa.select(Service).where(Service.name == "Treff der Nachbarn")).one()
        service.url = "https://example.org/neu"
        service.description = "Von Hand"
    clerk.post(f"{address}/uebernehmen")
    work_all(finder)
    page = clerk.get(address).text
    assert "Inzwischen geändert" in page
    [form] = re.findall(
        r'<form action="[^"]*/uebernehmen"(?:(?!</form>).)*auch diese übernehmen', page, re.DOTALL
    )
    assert '<input type="hidden" name="geaenderte" value="ja">' in form
    clerk.post(f"{address}/uebernehmen", data={"geaenderte": "ja"})
    work_all(finder)
    assert "Inzwischen geändert" not in clerk.get(address).text


def test_what_cannot_be_taken_is_said_beside_its_field(clerk: StaffClient) -> None:
    nothing = clerk.post("/staff/importe", data={"quelle": "Liste"})
    assert nothing.status_code == 422
    assert 'value="Liste"' in nothing.text
    assert "Die Datei ist leer" in nothing.text
    assert send(clerk, b"\x89PNG\0\0", "bild.png").status_code == 422
    assert "Woher kommt die Datei?" in send(clerk, TABLE.encode(), source=" ").text
    large = send(clerk, b"x" * (51 * 1024 * 1024))
    assert large.status_code == 413
    assert "größer als 50 MB" in large.text


def test_other_forms_stay_small_and_who_may_not_import_sends_nothing(staff_site: StaffSite) -> None:
    clerk, reviewer = staff_site.as_role("editor"), staff_site.as_role("reviewer")
    assert clerk.post("/staff/importe/1/spalten", data={"x": "y" * 2_000_000}).status_code == 413
    assert send(reviewer, TABLE.encode()).status_code == 403
    bound = staff_site.as_role("editor", Scope(areas=frozenset({"05966"})))
    assert send(bound, TABLE.encode()).status_code == 403
    assert bound.get("/staff/importe/1/zeilen").status_code == 403
    staff_site.as_role("editor")
    assert send(reviewer, b"x" * 2_000_000).status_code in (403, 413)
    assert send(clerk, TABLE.encode() + b"Praxis;Lennestadt\n" * 120_000).status_code == 303


def test_the_jobs_are_listed_and_told_as_json(clerk: StaffClient, staff_site: StaffSite) -> None:
    address = sent(clerk, b"name,categories\nBeratung,debt\n", source="Eigene")
    jobs = clerk.get("/staff/auftraege").text
    number = re.findall(r'href="/staff/auftraege/(\d+)"', jobs)[0]
    assert clerk.get(f"/staff/auftraege/{number}/stand").json == {
        "is_open": True,
        "percent": None,
        "state": "wartet",
        "words": "Der Auftrag wartet, bis ein anderer fertig ist.",
    }
    assert "Abbrechen" in clerk.get(f"/staff/auftraege/{number}").text
    bound = staff_site.as_role("admin", Scope(areas=frozenset({"05966"})))
    assert "Abbrechen" not in bound.get(f"/staff/auftraege/{number}").text
    assert bound.post(f"/staff/auftraege/{number}/abbrechen").status_code == 403
    staff_site.as_role("admin")
    assert clerk.post(f"/staff/auftraege/{number}/abbrechen").headers["Location"] == address
    work_all(staff_site.finder)
    assert "abgebrochen" in clerk.get(f"/staff/auftraege/{number}").text
    assert "Die Prüfung ist nicht zu Ende" in clerk.get(address).text
    assert clerk.get("/staff/auftraege?stand=cancelled").status_code == 200
    assert clerk.get("/staff/auftraege/99999").status_code == 404
