"""Where an address is secret, no point leaves the server, by whatever page, file or interface."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from geocoding_world import asking
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import exported, exported_geojson
from make import make_offer
from nominatim import Service, good, place, running
from staffsite import StaffSite

from finder.actions.entry_history import entry_history
from finder.actions.geocoding.job import KIND, report_csv
from finder.actions.geocoding.listing import list_doubtful
from finder.actions.geocoding.position import Adopt, NoPosition, get_position, save_position, state_of
from finder.actions.geocoding.run import GeocodeOptions, geocode
from finder.actions.hsds.export import export_hsds
from finder.actions.jobs import cancel_job, start_job
from finder.actions.offer import get_offer
from finder.domain.geocoding import GeocodePrecision
from finder.domain.point import Point
from finder.store.aids import GeocodeOutcome
from finder.store.records import Address, Location, LocationType, Organization
from finder.web.staff.session import COOKIE

LAT, LON = st.floats(62.0, 63.0), st.floats(70.0, 71.0)
"""Where nothing else of the site is, and no seconds of a moment: such numbers can be of nothing else."""

QUERY = "?near=57368&radius_km=50&category=violence_against_women&limit=100&unknown=include"

STATES = st.fixed_dictionaries(
    {
        "geocode_source": st.sampled_from(["", "gazetteer", "nominatim", "pin", "import"]),
        "geocode_precision": st.sampled_from([None, *GeocodePrecision]),
        "pin_confirmed_at": st.sampled_from([None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]),
        "location_type": st.sampled_from(list(LocationType)),
    }
)


@pytest.fixture
def service(staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service that would know every address."""
    with running() as service:
        service.answer = lambda _question: good(place(51.1, 8.07))
        monkeypatch.setattr(staff_site.finder, "settings", asking(staff_site.finder.settings, service))
        yield service


class _Secret:
    """A secret entry with a point in the database, as an earlier mistake may have left it."""

    def __init__(self, site: StaffSite, point: Point, **state: object) -> None:
        self.finder = site.finder
        with self.finder.database.change("test") as session:
            offer = make_offer(
                session, name="Schutzhaus", organization="Verein Schutz", point=point,
                is_address_secret=True, topics=["violence_against_women"], areas=["05966"],
            )  # fmt: skip
            self.id = offer.id
            self.location = session.get_one(Location, offer.location_id)
            address = session.scalars(
                sa.select(Address).where(Address.location_id == offer.location_id)
            ).one()
            address.address_1 = "Geheimweg 7"
            for name, value in state.items():
                setattr(self.location, name, value)
        self.traces = re.compile("|".join(re.escape(f"{value:.5f}"[:-1]) for value in (point.lat, point.lon)))

    def remove(self) -> None:
        """Take it away."""
        with self.finder.database.change("test") as session:
            session.delete(session.get_one(Organization, self.location.organization_id))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=LAT, lon=LON, state=STATES)
def test_no_action_gives_the_point_of_a_secret_place_or_looks_for_one(
    staff_site: StaffSite, service: Service, lat: float, lon: float, state: dict[str, object]
) -> None:
    finder = staff_site.finder
    secret = _Secret(staff_site, Point(lat, lon), **state)
    try:
        geocode(finder, GeocodeOptions())
        position = get_position(finder, secret.id)
        assert position.point is None
        with pytest.raises(NoPosition):
            save_position(
                finder, secret.id, Adopt.BOTH, position.address, Point(51.0, 8.0),
                seen=state_of(position), actor="clerk@example.org",
            )  # fmt: skip
        offer = get_offer(finder, secret.id)
        assert (offer.lat, offer.lon, offer.summary["address"]) == (None, None, None)
        hsds = BytesIO()
        export_hsds(finder, "hsds-tabular", hsds.write)
        parts = [exported(finder), exported_geojson(finder), hsds.getvalue().decode()]
        parts += [repr(offer), repr(list_doubtful(finder, text="schutzhaus"))]
        assert "Schutzhaus" not in parts[-1]
        assert not secret.traces.search("".join(parts))
    finally:
        secret.remove()
    assert all("Geheimweg" not in asked.question for asked in service.asked)


def test_no_address_of_the_site_tells_the_point_of_a_secret_place(
    staff_site: StaffSite, service: Service
) -> None:
    secret = _Secret(staff_site, Point(62.123457, 70.098763), geocode_source="import")
    job = start_job(staff_site.finder, KIND, {}, "clerk@example.org")
    admin = staff_site.as_role("admin")
    reader = FlaskClient(admin.application, admin.response_wrapper)  # only the numbers count here
    reader.set_cookie(COOKIE, staff_site.session_of("admin"), path="/staff")
    rules = [rule for rule in admin.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    visited = 0
    try:
        for rule in rules:
            path = re.sub(r"<(?:int:)?offer_id>", str(secret.id), rule.rule)
            path = re.sub(r"<_?lang>|<\w+:_?lang>", "de", path)
            if "<" in path or path.endswith("/abmelden"):
                continue
            visited += 1
            for query in ("", QUERY):
                assert not secret.traces.search(reader.get(path + query).text), path
        with staff_site.finder.database.change("test") as session:
            moved = session.get_one(Location, secret.location.id)
            moved.place_at(Point(62.123459, 70.098769))
        verlauf = f"/staff/eintraege/{secret.id}/verlauf"
        for moment in entry_history(staff_site.finder, secret.id).moments:
            for query in ("", "?weg=return"):
                answer = reader.get(f"{verlauf}/{moment.id}{query}")
                assert answer.status_code == 200
                assert not secret.traces.search(answer.text)
        for what in ("suchen", "adresse-zum-pin", "both", "pin", "address"):
            data = {"tun": what, "lat": "51.0500", "lon": "8.0500", "street": "Geheimweg 7"}
            answer = admin.post(f"/staff/eintraege/{secret.id}/position", data=data)
            assert answer.status_code == 409
            assert not secret.traces.search(answer.text)
        with staff_site.finder.database.change("test") as session:
            session.execute(
                sa.insert(GeocodeOutcome).values(
                    run_id=job, location_id=secret.location.id, outcome="placed", question="Geheimweg 7"
                )
            )
        assert "Schutzhaus" not in report_csv(staff_site.finder, job)
        assert "Geheimweg" not in report_csv(staff_site.finder, job)
    finally:
        cancel_job(staff_site.finder, job, "clerk@example.org")
        secret.remove()
    assert visited > 20
    assert service.asked == []
