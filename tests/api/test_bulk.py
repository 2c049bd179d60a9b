"""Bulk answers have a quota for each key and each guest, whatever process answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from finder.actions import bulk as action
from finder.actions.accounts import keys
from finder.actions.accounts.keys import Quota, add_key, list_keys, set_quota
from finder.actions.bulk import count_bulk
from finder.actions.context import Finder
from finder.actions.tidy import tidy
from finder.app import create_app
from finder.clock import utc_now
from finder.errors import BadInput
from finder.settings import Settings
from finder.store.bulk import QuotaUsedUp
from finder.web.open_data import bulk, open_data_blueprint

PATH = "/api/probe/all"
NOON = dt.datetime(2026, 6, 4, 12, 10, tzinfo=dt.UTC)


@pytest.fixture
def probe(settings: Settings) -> Iterator[FlaskClient]:
    """A finder with one address whose answers are bulk; guests have 2 an hour and 3 a day."""
    app = create_app(replace(settings, bulk_guest=(2, 3), bulk_key=(4, 5)))
    blueprint = open_data_blueprint("probe", "/api/probe")
    blueprint.get("/all")(bulk(lambda: "everything"))
    app.register_blueprint(blueprint)
    yield app.test_client()
    app.extensions["finder"].close()


def finder_of(client: FlaskClient) -> Finder:
    finder: Finder = client.application.extensions["finder"]
    return finder


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    for module in (action, keys):
        monkeypatch.setattr(module, "utc_now", lambda: moment)


def test_a_guest_is_told_what_is_left_and_when_there_is_more(
    probe: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOON)
    first, second, refused = (probe.get(PATH) for _ in range(3))
    assert (first.status_code, second.status_code, refused.status_code) == (200, 200, 429)
    assert first.headers["RateLimit-Policy"] == '"hour";q=2;w=3600, "day";q=3;w=86400'
    assert first.headers["RateLimit"] == '"hour";r=1;t=3000, "day";r=2;t=42600'
    assert first.headers["Cache-Control"] == "max-age=60, private"
    assert refused.headers["RateLimit"] == '"hour";r=0;t=3000, "day";r=1;t=42600'
    assert refused.headers["Retry-After"] == "3000"
    assert refused.headers["Cache-Control"] == "private, no-cache"
    assert refused.content_type == "application/problem+json"
    assert refused.get_json(force=True)["title"] == "Too many requests"
    at(monkeypatch, NOON + dt.timedelta(hours=1))
    assert probe.get(PATH).status_code == 200
    refused = probe.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "39000")
    at(monkeypatch, NOON + dt.timedelta(days=1))
    assert probe.get(PATH).status_code == 200


def test_guests_have_quotas_of_their_own_and_households_one(probe: FlaskClient) -> None:
    def status(address: str) -> int:
        return probe.get(PATH, environ_base={"REMOTE_ADDR": address}).status_code

    assert [status("192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert status("192.0.2.2") == 200
    assert [status(f"2001:db8::{n}") for n in range(1, 4)] == [200, 200, 429]


def test_unchanged_answers_and_heads_cost_nothing(probe: FlaskClient) -> None:
    etag = probe.get(PATH).headers["ETag"]
    for _ in range(3):
        assert probe.get(PATH, headers={"If-None-Match": etag}).status_code == 304
        assert probe.head(PATH).status_code == 200
    assert [probe.get(PATH).status_code for _ in range(2)] == [200, 429]


def test_a_key_has_the_quota_of_the_settings_or_its_own(probe: FlaskClient) -> None:
    finder = finder_of(probe)
    small, usual = (add_key(finder, name, "test", quota=quota) for name, quota in
                    (("Small", Quota(1, 9)), ("Usual", None)))  # fmt: skip
    assert [probe.get(PATH, headers=_bearer(small)).status_code for _ in range(2)] == [200, 429]
    assert [probe.get(PATH, headers=_bearer(usual)).status_code for _ in range(5)] == [200] * 4 + [429]
    assert probe.get(PATH).status_code == 200, "guests are counted apart"
    found = {key.name: key for key in list_keys(finder)}
    assert (found["Small"].quota, found["Small"].used, found["Small"].has_own_quota) == ((1, 9), (1, 1), True)
    assert (found["Usual"].quota, found["Usual"].used, found["Usual"].used_in_days) == ((4, 5), (4, 4), 4)
    set_quota(finder, found["Small"].id, Quota(2, 9), "test")
    assert probe.get(PATH, headers=_bearer(small)).status_code == 200
    with pytest.raises(BadInput):
        set_quota(finder, found["Small"].id, Quota(-1, 9), "test")


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_many_at_once_get_no_more_than_the_quota(settings: Settings) -> None:
    finders = [Finder.open(replace(settings, bulk_guest=(7, 7))) for _ in range(2)]

    def take(number: int) -> int:
        try:
            count_bulk(finders[number % 2], None, "192.0.2.1")
        except QuotaUsedUp:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(take, range(24))) == 7
    for finder in finders:
        finder.close()


def test_counts_are_kept_no_longer_than_they_are_needed(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.find_key(finder, add_key(finder, "Website", "test"))
    for days_ago in (0, 2, 40):
        at(monkeypatch, utc_now() - dt.timedelta(days=days_ago))
        for reader in (None, key):
            count_bulk(finder, reader, "192.0.2.1")
    assert list_keys(finder)[0].used_in_days == 3
    assert tidy(finder).counts == 7  # both hours and days of the guest, hours and the oldest day of the key
    assert list_keys(finder)[0].used_in_days == 2
    assert tidy(finder).counts == 0
