"""Clerks find what has no sure position and set it: with or without the service, with or without script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from geocoding_world import asking
from make import make_offer
from nominatim import Service, good, place, running
from staffsite import StaffClient, StaffSite
from werkzeug.test import TestResponse

from finder.actions.context import Finder
from finder.actions.work import Worker
from finder.domain.point import Point
from finder.domain.roles import Scope
from finder.store.aids import GeocodeCache, ThrottleSlot
from finder.store.provenance import Metadata
from finder.store.records import Address, Location, Organization, ServiceAtLocation

LIST = "/staff/positionen"
TOWN = {"postal_code": "57368", "city": "Lennestadt"}
HERE, FAR = (51.1041, 8.0715), (51.1257, 7.9030)


@dataclass
class World:
    """The site with one entry of these tests, which may ask a service."""

    site: StaffSite
    service: Service
    offer_id: int

    @property
    def path(self) -> str:
        """The page of the entry's position."""
        return f"/staff/eintraege/{self.offer_id}/position"

    @property
    def finder(self) -> Finder:
        """The finder behind the site."""
        return self.site.finder

    @property
    def location(self) -> Location:
        """The location of the entry as it is stored."""
        with self.finder.database.change("test") as session:
            offer = session.get_one(ServiceAtLocation, self.offer_id)
            return session.get_one(Location, offer.location_id)

    @property
    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude as stored."""
        location = self.location
        return location.latitude, location.longitude

    def send(self, client: StaffClient, what: str, **typed: str) -> TestResponse:
        """Press a button of the page as it is now with these fields changed."""
        page = client.get(self.path).text
        values = {
            name: html.unescape(value)
            for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)
        }
        return client.post(self.path, data={**values, "tun": what, **typed})


@pytest.fixture
def world(staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An entry in Altenhundem without a point; it and what was asked for it go afterwards."""
    database = staff_site.finder.database
    with running() as service:
        service.answer = lambda _question: good(
            place(*HERE, road="Markt", house_number="1", town="Lennestadt", postcode="57368")
        )
        monkeypatch.setattr(staff_site.finder, "settings", asking(staff_site.finder.settings, service))
        with database.change("test") as session:
            offer = make_offer(session, name="Positionsprobe", organization="Haus der Proben", point=None)
            number, owner = offer.id, session.get_one(Location, offer.location_id).organization_id
        yield World(staff_site, service, number)
        with database.change("test") as session:
            session.delete(session.get_one(Organization, owner))
            session.execute(sa.delete(GeocodeCache))
            session.execute(sa.delete(ThrottleSlot).where(ThrottleSlot.service.like("nominatim%")))


def test_what_has_no_position_is_listed_searched_and_filtered(world: World) -> None:
    reader = world.site.as_role("reviewer")
    assert world.path in reader.get(f"{LIST}?q=positionsprobe").text
    assert world.path in reader.get(f"{LIST}?q=markt lennestadt proben&zweifel=no_point").text
    assert world.path not in reader.get(f"{LIST}?q=positionsprobe&zweifel=outside_municipality").text
    assert world.path not in reader.get(f"{LIST}?q=anderswo").text
    assert reader.get(f"{LIST}?q=%00&zweifel=x&seite=-1").status_code == 200
    assert "Suchlauf starten" not in reader.get(LIST).text
    assert reader.post(f"{LIST}/suchlauf").status_code == 403
    assert reader.post(world.path, data={}).status_code == 403
    assert reader.get("/staff/eintraege/99999999/position").status_code == 404
    assert world.site.guest.get(LIST).status_code == 303


def test_an_editor_who_is_bound_to_other_places_only_looks(world: World) -> None:
    stranger = world.site.as_role("editor", Scope(areas=frozenset({"05966004"})))
    assert "Beides übernehmen" not in stranger.get(world.path).text
    assert world.send(stranger, "both", lat=str(HERE[0]), lon=str(HERE[1])).status_code == 403
    assert "Suchlauf starten" not in stranger.get(LIST).text
    assert stranger.post(f"{LIST}/suchlauf").status_code == 403
    own = world.site.as_role("editor", Scope(areas=frozenset({"05966020"})))
    assert world.send(own, "both", lat=str(HERE[0]), lon=str(HERE[1])).status_code == 303


def test_looking_at_the_page_asks_nobody_and_searching_shows_what_fits_first(world: World) -> None:
    editor = world.site.as_role("editor")
    shown = editor.get(world.path).text
    assert "57368 Lennestadt" in shown
    assert world.service.asked == []
    world.service.answer = lambda _question: good(place(*FAR, "road", 26), place(*HERE))
    found = world.send(editor, "suchen").text
    labels = [found.index(text) for text in ("auf das Gebäude genau", "nur der Ort", "auf die Straße genau")]
    assert labels == sorted(labels)
    assert "außerhalb der Gemeinde der Adresse" in found
    assert "OpenStreetMap" in found
    assert [asked.question for asked in world.service.asked] == ["Markt 1, 57368 Lennestadt"]
    assert "auf das Gebäude genau" in editor.get(world.path).text
    assert len(world.service.asked) == 1


def test_a_candidate_becomes_the_pin_and_is_stored_with_who_and_how(world: World) -> None:
    editor = world.site.as_role("editor")
    found = world.send(editor, "suchen").text
    button = next(value for value in re.findall(r'value="(hierher [^"]+)"', found) if "51.104100" in value)
    chosen = world.send(editor, button).text
    assert 'value="51.104100"' in chosen
    assert world.point == (None, None)
    sent = world.send(editor, "both", lat="51.104100", lon="8.071500")
    assert (sent.status_code, sent.headers["Location"]) == (303, world.path)
    assert "Bestätigt von editor@example.org" in editor.get(world.path).text
    location = world.location
    assert (location.latitude, location.longitude) == HERE
    assert (location.geocode_source, location.geocode_precision) == ("nominatim", "building")
    assert location.geocode_address == "Markt 1, 57368 Lennestadt"
    assert location.geocoded_at is not None
    assert location.pin_confirmed_at is not None
    with world.finder.database.change("test") as session:
        by = sa.select(Metadata.updated_by).where(
            Metadata.resource_type == "location", Metadata.field_name == "pin_confirmed_by"
        )
        assert session.scalars(by.order_by(Metadata.id.desc())).first() == "editor@example.org"
    assert world.path not in editor.get(f"{LIST}?q=positionsprobe").text


def test_a_pin_that_does_not_fit_needs_a_second_word(world: World) -> None:
    editor = world.site.as_role("editor")
    far = {"lat": str(FAR[0]), "lon": str(FAR[1])}
    refused = world.send(editor, "pin", **far)
    assert refused.status_code == 400
    for text in (
        "nämlich in Attendorn",
        "von der Mitte der Postleitzahl",
        "auseinander",
        "Trotzdem übernehmen",
    ):
        assert text in refused.text
    assert world.location.latitude is None
    assert world.send(editor, "pin", **far, trotzdem="ja").status_code == 303
    assert world.point == FAR
    assert world.location.geocode_source == "pin"


@pytest.mark.parametrize("pair", ["51.1041, 8.0715", "51,1041; 8,0715", "8.0715 51.1041"])
def test_both_numbers_may_be_pasted_into_one_field(world: World, pair: str) -> None:
    assert world.send(world.site.as_role("editor"), "pin", lat=pair, lon="").status_code == 303
    assert world.point == HERE


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("both", {"lat": "Rathaus"}, "lat"),
        ("pin", {"lat": "", "lon": ""}, "lat"),
        ("pin", {"lat": "95.5", "lon": "200.5"}, "lat"),
        ("adresse-zum-pin", {"lat": "", "lon": ""}, "lat"),
        ("address", {"postal_code": "573"}, "postal_code"),
        ("suchen", {"country": "Deutschland"}, "country"),
        ("both", {"street": "x" * 201, "lat": "51.1041", "lon": "8.0715"}, "street"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field_and_nothing_is_lost(
    world: World, what: str, typed: dict[str, str], field: str
) -> None:
    answer = world.send(world.site.as_role("editor"), what, **{"locality": "Dorf am Bach", **typed})
    assert answer.status_code == 400
    assert f'id="{field}-problem"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert 'value="Dorf am Bach"' in answer.text
    assert world.point == (None, None)
    assert world.service.asked == []


def test_while_the_service_is_down_everything_typed_stays_and_the_entry_waits(world: World) -> None:
    world.service.answer = lambda _question: (403, {}, b"")
    editor = world.site.as_role("editor")
    typed = {"street": "Weg 7", "postal_code": "", "city": "Xyzzystadt"}
    answer = world.send(editor, "suchen", **typed)
    assert "lehnt die Anfrage ab" in answer.text
    assert 'value="Weg 7"' in answer.text
    assert world.send(editor, "address", **typed).status_code == 303
    assert "hat noch keine Position" in editor.get(world.path).text
    assert world.point == (None, None)
    assert world.path in editor.get(f"{LIST}?q=xyzzystadt&zweifel=no_point").text


def test_an_address_alone_takes_the_point_of_its_place(world: World) -> None:
    editor = world.site.as_role("editor")
    assert world.send(editor, "address", street="Weg 7", locality="Meggen").status_code == 303
    location = world.location
    assert (location.geocode_source, location.geocode_precision) == ("gazetteer", "place")
    assert location.pin_confirmed_at is None
    assert world.path in editor.get(f"{LIST}?q=meggen&zweifel=place_only").text


def test_the_address_at_the_pin_fills_the_fields_and_is_saved_only_when_wanted(world: World) -> None:
    world.service.answer = lambda _question: good(
        place(51.1, 8.1, road="Neue Straße", house_number="5", town="Lennestadt", postcode="57368")
    )
    editor = world.site.as_role("editor")
    answer = world.send(editor, "adresse-zum-pin", lat="51.1041", lon="8.0715", extra="2. Stock")
    assert 'value="Neue Straße 5"' in answer.text
    assert 'value="2. Stock"' in answer.text
    assert world.service.asked[0].path == "/reverse"
    with world.finder.database.change("test") as session:
        address = session.scalars(sa.select(Address).where(Address.location_id == world.location.id)).one()
        assert address.address_1 == "Markt 1"
    world.service.answer = lambda _question: good()
    assert "keine Adresse bekannt" in world.send(editor, "adresse-zum-pin", lat="51.2", lon="8.1").text


def test_a_confirmed_pin_stays_when_the_address_changes_and_is_listed_as_a_conflict(world: World) -> None:
    editor = world.site.as_role("editor")
    world.send(editor, "both", lat=str(HERE[0]), lon=str(HERE[1]))
    assert world.send(editor, "address", street="Weg 7").status_code == 303
    assert world.point == HERE
    assert world.path in editor.get(f"{LIST}?q=positionsprobe&zweifel=pin_and_address").text


def test_of_two_clerks_the_second_sees_what_the_first_saved_and_loses_nothing(world: World) -> None:
    first, second = world.site.as_role("editor"), world.site.as_role("admin")
    stale = re.search(r'name="stand" value="(\w+)"', second.get(world.path).text)
    assert stale is not None
    world.send(first, "both", lat=str(HERE[0]), lon=str(HERE[1]))
    mine = {"lat": "51.1050", "lon": "8.0720", "street": "Weg 8"}
    answer = world.send(second, "both", **mine, stand=stale[1])
    assert answer.status_code == 409
    assert "Bestätigt von editor@example.org" in answer.text
    assert 'value="Weg 8"' in answer.text
    assert 'value="51.105000"' in answer.text
    assert world.point == HERE
    again = re.search(r'name="stand" value="(\w+)"', answer.text)
    assert again is not None
    assert world.send(second, "both", **mine, stand=again[1], trotzdem="ja").status_code == 303
    assert world.point == (51.105, 8.072)


def test_a_run_is_started_from_the_list_and_leaves_a_report(world: World) -> None:
    editor = world.site.as_role("editor")
    started = editor.post(f"{LIST}/suchlauf")
    assert started.status_code == 303
    job = started.headers["Location"].rsplit("/", 1)[1]
    while Worker(world.finder).run_next():
        pass
    assert world.point == HERE
    report = editor.get(f"{LIST}/suchlauf/{job}.csv")
    assert report.mimetype == "text/csv"
    assert "Haus der Proben" in report.text
    assert "Position gefunden" in report.text
    assert f"/suchlauf/{job}.csv" in editor.get(LIST).text
    assert editor.get(f"{LIST}/suchlauf/99999999.csv").status_code == 404


def test_a_point_far_from_postcode_and_municipality_is_doubted_until_somebody_confirms_it(
    world: World,
) -> None:
    editor = world.site.as_role("editor")
    with world.finder.database.change("test") as session:
        session.get_one(Location, world.location.id).place_at(Point(*FAR))
    for doubt in ("far_from_postcode", "outside_municipality"):
        assert world.path in editor.get(f"{LIST}?q=positionsprobe&zweifel={doubt}").text
    assert world.path not in editor.get(f"{LIST}?q=positionsprobe&zweifel=pin_and_address").text
    world.send(editor, "suchen")
    assert world.path in editor.get(f"{LIST}?q=positionsprobe&zweifel=pin_and_address").text
    world.send(editor, "pin", lat=str(FAR[0]), lon=str(FAR[1]), trotzdem="ja")
    assert world.path not in editor.get(f"{LIST}?q=positionsprobe").text


def test_a_geocoder_that_is_off_leaves_the_gazetteer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(world.finder.settings, geocoder="off")
    monkeypatch.setattr(world.finder, "settings", settings)
    editor = world.site.as_role("editor")
    answer = world.send(editor, "suchen").text
    assert "kein Geocoding-Dienst eingestellt" in answer
    assert "57368 Lennestadt" in answer
    assert "Adresse zum Pin suchen" not in answer
