"""All entries as the staff sees them: list, standing, duplicates, history, two becoming one."""

from __future__ import annotations

import uuid

import pytest
from staff_entries import write_traits
from staffsite import StaffSite

from finder.actions.edit_entry import Editor
from finder.actions.entry_history import entry_history
from finder.actions.join_entries import join_entries, side_by_side
from finder.domain.duplicates import Traits
from finder.domain.entry_join import Choice
from finder.domain.roles import Scope
from finder.store.records import Service, ServiceAtLocation

LIST = "/staff/eintraege"


def _twins(site: StaffSite) -> tuple[int, int, str]:
    """Two entries that resemble each other, and the word that only they have."""
    word = f"Q{uuid.uuid4().hex[:8]}"
    one = Traits(f"{word} Apotheke", f"{word} Apotheke", phones=("+492723959000",), street="Markt 1",
                 postal_code="99912", city="Auenbach", topics=("pharmacy",))  # fmt: skip
    other = one._replace(name=f"{word}-Apotheke", phones=("+492723959000", "+492723959001"))
    first, second = write_traits(site.finder.database, [one, other], source=word)
    return first, second, word


@pytest.fixture(scope="module")
def twins(staff_site: StaffSite) -> tuple[int, int, str]:
    return _twins(staff_site)


def test_an_entry_is_found_whatever_its_publication(
    staff_site: StaffSite, twins: tuple[int, int, str]
) -> None:
    first, second, word = twins
    client = staff_site.as_role("reviewer")
    text = client.get(f"{LIST}?q={word}").get_data(as_text=True)
    assert f"/staff/eintraege/{first}/stand" in text
    assert f"/staff/eintraege/{second}/stand" in text
    assert 'name="nummer"' not in text
    assert "Kein Eintrag passt dazu" in client.get(f"{LIST}?q={word}&stand=archived").get_data(as_text=True)
    odd = f"{LIST}?q=&thema=x&quelle=y&fehlt=z&pruefung=q&sortierung=w&seite=99999&einrichtung=%00&stand=1"
    assert client.get(odd).status_code == 200


@pytest.mark.parametrize("sort", ["name", "place", "changed", "confirmed", "completeness"])
def test_every_order_and_filter_is_a_page(staff_site: StaffSite, sort: str) -> None:
    client = staff_site.as_role("editor")
    page = client.get(f"{LIST}?sortierung={sort}&pruefung=never&fehlt=access&stand=public&seite=2")
    assert page.status_code == 200


def test_ticked_entries_are_changed_only_after_a_question(staff_site: StaffSite) -> None:
    first, second, word = _twins(staff_site)
    client, back = staff_site.as_role("editor"), f"{LIST}?q={word}"
    form = {"nummer": [str(first), str(second)], "tat": "retire", "zurueck": back}
    asked = client.post(f"{LIST}/aendern", data=form)
    assert "Diese 2 Einträge" in asked.get_data(as_text=True)
    again = client.post(f"{LIST}/aendern", data={**form, "sicher": "ja"})
    assert again.status_code == 400
    assert "Bitte geben Sie einen Grund an." in again.get_data(as_text=True)
    done = client.post(f"{LIST}/aendern", data={**form, "sicher": "ja", "reason": "Geschlossen"})
    assert (done.status_code, done.location) == (303, back)
    assert "2 Einträge sind zurückgezogen." in client.get(back).get_data(as_text=True)
    standing = client.get(f"{LIST}/{first}/stand").get_data(as_text=True)
    assert "Grund: Geschlossen" in standing
    assert staff_site.guest.get(f"/de/angebot/{first}").status_code == 404
    nothing = client.post(f"{LIST}/aendern", data={"tat": "hide", "zurueck": "https://evil.example"})
    assert (nothing.status_code, nothing.location) == (303, LIST)


def test_who_may_not_edit_changes_nothing(staff_site: StaffSite, twins: tuple[int, int, str]) -> None:
    first, second, _word = twins
    reviewer = staff_site.as_role("reviewer")
    assert reviewer.post(f"{LIST}/aendern", data={"nummer": first, "tat": "hide"}).status_code == 403
    assert reviewer.get(f"{LIST}/{first}/zusammenfuehren?mit={second}").status_code == 403
    bound = staff_site.as_role("editor", Scope(organizations=frozenset({999_999})))
    data = {"nummer": first, "tat": "hide", "sicher": "ja"}
    bound.post(f"{LIST}/aendern", data=data)
    assert "Einen Eintrag dürfen Sie nicht ändern." in bound.get(LIST).get_data(as_text=True)
    assert bound.get(f"{LIST}/{first}/zusammenfuehren?mit={second}").status_code == 403
    moment = entry_history(staff_site.finder, first).moments[0].id
    assert bound.post(f"{LIST}/{first}/verlauf/{moment}", data={"weg": "undo"}).status_code == 403


def test_the_standing_says_what_is_missing_for_whom(
    staff_site: StaffSite, twins: tuple[int, int, str]
) -> None:
    first, second, _word = twins
    text = staff_site.as_role("editor").get(f"{LIST}/{first}/stand").get_data(as_text=True)
    assert "Stufen" in text
    assert "Menschen im Rollstuhl" in text
    assert "Öffnungszeiten" in text
    assert f"/staff/eintraege/{first}/zusammenfuehren?mit={second}" in text
    assert staff_site.as_role("editor").get(f"{LIST}/99999999/stand").status_code == 404


def test_a_script_and_a_form_are_warned_of_a_duplicate(
    staff_site: StaffSite, twins: tuple[int, int, str]
) -> None:
    first, second, word = twins
    client = staff_site.as_role("editor")
    asked = f"{LIST}/aehnlich?name={word}+Apoth&phone=02723+959000&ohne={second}"
    answer = client.get(asked, headers={"Accept": "application/json"})
    (found,) = answer.get_json()["entries"]
    assert (found["id"], found["path"]) == (first, f"{LIST}/{first}/stand")
    assert "Telefon" in found["fields"]
    form = {"service/name": f"{word} Apotheke", "phone/new1/number": "02723 959000", "person/family": ""}
    assert word in client.post(f"{LIST}/aehnlich", data=form).get_data(as_text=True)
    assert "Kein anderer Eintrag" in client.get(f"{LIST}/aehnlich?name=Xyzzyq").get_data(as_text=True)


def test_two_become_one_by_the_choices_and_the_address_leads_on(staff_site: StaffSite) -> None:
    first, second, _word = _twins(staff_site)
    client, path = staff_site.as_role("editor"), f"{LIST}/{first}/zusammenfuehren"
    assert str(second) in client.get(path).get_data(as_text=True)
    assert client.get(f"{path}?mit={first}").status_code == 400
    assert client.get(f"{path}?mit=abc").status_code == 400
    page = client.get(f"{path}?mit={second}").get_data(as_text=True)
    assert "+492723959001" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    form = {"mit": str(second), "seen": seen, "reason": "Doppelt"}
    refused = client.post(path, data=form)
    assert refused.status_code == 400
    assert "Bitte wählen Sie überall, was gelten soll." in refused.get_data(as_text=True)
    assert client.post(path, data={**form, "seen": "x", "choice/service/name": "mine"}).status_code == 409
    done = client.post(path, data={**form, "choice/service/name": "mine"})
    assert (done.status_code, done.location) == (303, f"{LIST}/{first}/stand")
    moved = staff_site.guest.get(f"/de/angebot/{second}-apotheke")
    assert moved.status_code == 301
    assert moved.location.startswith(f"/de/angebot/{first}")
    assert f"Zusammengeführt mit Eintrag {first}" in client.get(f"{LIST}/{second}/stand").get_data(
        as_text=True
    )


def test_a_change_is_shown_before_it_is_taken_back(staff_site: StaffSite) -> None:
    first, _second, word = _twins(staff_site)
    client = staff_site.as_role("editor")
    data = {"nummer": str(first), "tat": "hide", "sicher": "ja", "reason": "Umzug"}
    client.post(f"{LIST}/aendern", data=data)
    history = client.get(f"{LIST}/{first}/verlauf").get_data(as_text=True)
    assert "Umzug" in history
    assert "editor@example.org" in history
    moment = entry_history(staff_site.finder, first).moments[0].id
    path = f"{LIST}/{first}/verlauf/{moment}"
    page = client.get(f"{path}?weg=undo").get_data(as_text=True)
    assert "Das würde sich ändern" in page
    stale = client.post(path, data={"weg": "undo", "newest": "1"})
    assert stale.status_code == 409
    newest = page.partition('name="newest" value="')[2].partition('"')[0]
    done = client.post(path, data={"weg": "undo", "newest": newest})
    assert (done.status_code, done.location) == (303, f"{LIST}/{first}/verlauf")
    assert f"/staff/eintraege/{first}" in client.get(f"{LIST}?q={word}&stand=public").get_data(as_text=True)
    again = client.get(f"{path}?weg=undo").get_data(as_text=True)
    assert "danach etwas geschah" in again
    assert client.get(f"{LIST}/{first}/verlauf/1?weg=undo").status_code == 404


def test_who_is_bound_brings_no_entry_of_others_back(staff_site: StaffSite) -> None:
    word = f"Q{uuid.uuid4().hex[:8]}"
    one = Traits(f"{word} eins", f"{word} Verein", street="Markt 1", postal_code="99912", city="Auenbach",
                 topics=("pharmacy",))  # fmt: skip
    other = one._replace(organization=f"{word} Amt")
    mine, theirs = write_traits(staff_site.finder.database, [one, other], source=word)
    choices = side_by_side(staff_site.finder, mine, theirs, {})
    chosen = {question.unit: Choice.MINE for question in choices.joined.questions}
    join_entries(
        staff_site.finder, mine, theirs, chosen, choices.seen, Editor("admin@example.org", "doppelt")
    )
    moment = entry_history(staff_site.finder, mine).moments[0].id
    with staff_site.finder.database.change("test") as session:
        service = session.get_one(Service, session.get_one(ServiceAtLocation, mine).service_id)
        organization = service.organization_id
    path, data = f"{LIST}/{mine}/verlauf/{moment}", {"newest": str(moment), "weg": "zurueck"}
    bound = staff_site.as_role("editor", Scope(organizations=frozenset({organization})))
    assert bound.post(path, data=data).status_code == 403
    assert staff_site.as_role("editor").post(path, data=data).status_code == 303
