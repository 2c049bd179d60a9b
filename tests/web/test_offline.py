"""What is kept for a device without a network: the entries, the worker that answers, the app's manifest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from make import make_offer
from page import CheckedClient, parse, text_of, unpacked
from website import Site

from finder.actions import pack
from finder.web import assets, webapp

PACK = "/de/offline/pack.json"
LENNESTADT = (51.10325, 8.07368)


def packed(client: CheckedClient, path: str = PACK) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return dict(json.loads(unpacked(answer)))


def published(client: CheckedClient) -> dict[int, dict[str, Any]]:
    """What the API says of everything around the home place, by number."""
    lat, lon = LENNESTADT
    where = f"lat={lat}&lon={lon}&radius_km=15&limit=100"
    pages = [client.get(f"/api/v1/search?{where}&offset={offset}").json for offset in (0, 100)]
    assert all(pages)
    return {feature["id"]: feature for page in pages if page for feature in page["features"]}


def test_the_entries_are_those_around_home_with_just_what_the_api_says(client: CheckedClient) -> None:
    entries, found = packed(client)["entries"], published(client)
    assert [entry["id"] for entry in entries] == list(found)
    for entry in entries:
        feature = found[entry["id"]]
        told, point = feature["properties"], feature["geometry"]
        assert (entry["lon"], entry["lat"]) == (tuple(point["coordinates"]) if point else (None, None))
        assert entry["name"] == told["name"]
        assert entry["url"] == "/de" + told["url"]
        assert entry["languages"] == [[spoken["code"], spoken["role"]] for spoken in told["languages"]]
        assert entry["step_free"] == told["access"]["step_free"]
        assert len(entry["topics"]) == len(told["categories"])
        assert len(entry["phones"]) == len(told["phones"])
        assert entry["source"] == told["source"]["name"]
        assert entry["is_example"] == told["source"]["is_example"]
        assert bool(entry["assured"]) == bool(told["assured_date"])
        assert bool(entry["hours"]) == bool(told["opening_hours"])
        assert set(" ".join(entry["address"]).split()) <= set(
            " ".join((told["address"] or {}).values()).split()
        )


def test_a_secret_place_is_there_without_point_and_address(site: Site) -> None:
    (shelter,) = [e for e in packed(site.client)["entries"] if e["id"] == site.ids["shelter"]]
    assert (shelter["lat"], shelter["lon"], shelter["address"]) == (None, None, [])
    assert "Markt 1" not in json.dumps(shelter)


def test_the_labels_are_in_the_language_of_the_address(client: CheckedClient) -> None:
    german, english = packed(client), packed(client, "/en/offline/pack.json")
    assert german["languages"]["tr"] == "Türkisch"
    assert english["languages"]["tr"] == "Turkish"
    used = {code for entry in german["entries"] for code, _role in entry["languages"]}
    assert german["languages"].keys() == english["languages"].keys() == used
    assert {role for e in german["entries"] for _code, role in e["languages"]} <= german["roles"].keys()
    assert german["places"][0] == ["Lennestadt", *LENNESTADT]
    assert len({label for label, _lat, _lon in german["places"]}) == len(german["places"]) > 10


def test_the_entries_are_bounded(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = packed(client)
    monkeypatch.setattr(pack, "MAX_ENTRIES", 2)
    bounded = packed(client)
    assert bounded["entries"] == everything["entries"][:2]
    assert bounded["total"] == everything["total"] == len(everything["entries"])


def test_unchanged_entries_are_not_sent_again_and_changed_ones_are(site: Site) -> None:
    client = site.client
    etag = client.get(PACK).headers["ETag"]
    assert client.get(PACK, headers={"If-None-Match": etag}).status_code == 304
    finder = site.app.extensions["finder"]
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Neu im Ort")
        offer_id = offer.id
    changed = client.get(PACK, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert any(entry["id"] == offer_id for entry in packed(client)["entries"])
    with finder.database.change("test") as session:
        session.delete(session.get_one(type(offer), offer_id))
    assert client.get(PACK).headers["ETag"] == etag


def test_the_page_states_how_much_is_kept_and_explains_itself_without_script(client: CheckedClient) -> None:
    entries = packed(client)["entries"]
    tree = parse(client.get("/de/offline").text)
    size = len(client.get(PACK, headers={"Accept-Encoding": "gzip"}).data)
    text = text_of(tree)
    assert f"{len(entries)} Einträge aus Lennestadt und im Umkreis von 15 km" in text
    assert f"übertragen etwa {max(1, round(size / 1024))} kB" in text
    assert "JavaScript" in "".join(element.text or "" for element in tree.iter("p"))
    assert not [
        b for b in tree.iter("button") if b.get("id") in ("keep", "renew") and "hidden" not in b.attrib
    ]


def build_of(client: CheckedClient, lang: str) -> dict[str, Any]:
    answer = client.get(f"/sw.js?lang={lang}")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    first, rest = unpacked(answer).decode().split("\n", 1)
    assert rest == (assets.STATIC / webapp.WORKER).read_text(encoding="utf-8")
    found = re.fullmatch("const BUILD = (.*);", first)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_everything_that_the_worker_keeps_is_there_and_no_search(client: CheckedClient, lang: str) -> None:
    build = build_of(client, lang)
    assert {f"/{lang}/", f"/{lang}/offline"} <= set(build["pages"])
    for path in (*build["pages"], *build["files"]):
        assert client.get(path).status_code == 200, path
    for path in build["pages"]:
        assert re.fullmatch(rf"/{lang}/(offline|ratgeber)?", path)
    assert "/static/hills.svg" in build["files"]


def test_another_version_or_language_is_another_worker(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = {build_of(client, "de")["version"], build_of(client, "en")["version"]}
    (tmp_path / "app.css").write_text("changed")
    monkeypatch.setattr(webapp, "STATIC", tmp_path)
    webapp._files_version.cache_clear()
    monkeypatch.setattr(webapp, "_worker_text", lambda: "")
    names.add(json.loads(unpacked(client.get("/sw.js?lang=de")).split(b" = ")[1].strip(b";\n"))["version"])
    webapp._files_version.cache_clear()
    assert len(names) == 3


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_manifest_is_complete_and_its_icons_are_as_large_as_it_says(
    client: CheckedClient, lang: str
) -> None:
    answer = client.get(f"/{lang}/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(unpacked(answer))
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == (lang, "ltr", f"/{lang}/")
    assert (manifest["display"], manifest["scope"], manifest["id"]) == ("standalone", "/", "/")
    assert manifest["name"] == "Finder Lennestadt"
    sizes = set()
    for icon in manifest["icons"]:
        image = client.get(icon["src"])
        assert image.mimetype == icon["type"]
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(image.data[at : at + 4], "big") for at in (16, 20))
            assert icon["sizes"] == f"{width}x{height}"
        sizes.add((icon["sizes"], icon.get("purpose", "any")))
    assert sizes == {("any", "any"), *((f"{n}x{n}", p) for n in (192, 512) for p in ("any", "maskable"))}
    tree = parse(client.get(f"/{lang}/").text)
    links = [link.get("href") for link in tree.iter("link") if link.get("rel") == "manifest"]
    assert links == [f"/{lang}/manifest.webmanifest"]


def test_the_script_of_the_page_is_at_most_6_kb(client: CheckedClient) -> None:
    assert len(client.get("/static/offline.js", headers={"Accept-Encoding": "gzip"}).data) <= 6_144
