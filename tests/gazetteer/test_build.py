"""Public files in, a gazetteer out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from finder.errors import BadInput, ConfigurationError
from finder.gazetteer.build import build_gazetteer
from finder.gazetteer.files import TABLES, GeonamesPlace, Stop, Village, read_rows
from finder.gazetteer.places import Choice, Gazetteer, Place
from finder.paths import DATA

SHIPPED_BOX = (7.25, 50.57, 8.98, 51.55)


def square(lon: float, lat: float) -> dict[str, object]:
    ring = [[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Small files of the right form: two towns beside each other, with villages and stops."""
    folder = tmp_path / "sources"
    folder.mkdir()
    rows = [
        ("11111", "Adorf", 50.05, 8.05),
        ("22222", "Bestadt Cedorf", 50.04, 8.16),
        ("33333", "Altort", 50.0, 8.0),
    ]
    geonames = [f"DE\t{c}\t{n}\tLand\tXX\t\t00\tKreis\t99999\t{lat}\t{lon}\t4" for c, n, lat, lon in rows]
    (folder / "geonames_postal_DE.txt").write_text("\n".join(geonames) + "\n", encoding="utf-8")
    centres = [("11111", 8.05, 50.05), ("22222", 8.15, 50.05)]
    features = [
        {"properties": {"plz": c, "qkm": 70}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for c, lon, lat in centres
    ]
    (folder / "plz_centroids.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    (folder / "plz_ort_ags.csv").write_text(
        "osm_id,ags,ort,plz,landkreis,bundesland\n"
        "1,99001001,Adorf,11111,Kreis Ade,Land\n2,99001002,Bestadt (Be),22222,Kreis Ade,Land\n",
        encoding="utf-8",
    )
    (folder / "municipalities_DE.csv").write_text(
        "ags,name,kreis,bundesland,seat_plz,all_plz,lat,lon,area_km2,population_2018\n"
        "99001001,Adorf,Kreis Ade,Land,11111,11111,50.051,8.051,70,5000\n"
        "99001002,Bestadt,Kreis Ade,Land,22222,22222,50.052,8.152,70,9000\n",
        encoding="utf-8",
    )
    shapes = [
        {"properties": {"AGS": ags}, "geometry": square(lon, 50.0)}
        for ags, lon in (("99001001", 8.0), ("99001002", 8.1))
    ]
    (folder / "municipalities_vg.geojson").write_text(json.dumps({"features": shapes}), encoding="utf-8")
    stops = (
        'eva_id,name,lat,lon\n1,"Edorf Kirche, Adorf",50.02,8.02\n2,"Edorf Linde, Adorf",50.021,8.021\n'
        '3,"Edorf Linde, Adorf",50.0211,8.0211\n8000001,Adorf(Land),50.05,8.05\n8500001,Chur,46.8,9.5\n'
        '4,"Bahnhof, Österreich",50.03,8.03\n5,"Fe 1, Adorf",50.09,8.09\n6,"Fe 2, Adorf",50.09,8.091\n'
    )
    (folder / "stops_DE.csv.gz").write_bytes(gzip.compress(stops.encode()))
    (folder / "villages_be.csv").write_text(
        "village,municipality,plz,lat,lon,source\nGedorf,Bestadt (Be),22222,50.08,8.18,Wikipedia\n",
        encoding="utf-8",
    )
    return folder


def test_small_sources_make_a_working_gazetteer(sources: Path, tmp_path: Path) -> None:
    report = build_gazetteer(sources, tmp_path / "out")
    assert report == (2, 2, 3, 2, 5, 2)
    places = Gazetteer.load(tmp_path / "out" / "gazetteer", "Adorf")
    edorf = places.resolve("Edorf")
    assert isinstance(edorf, Place)
    assert (edorf.kind, edorf.label, edorf.ags) == ("village", "Edorf, Adorf", "99001001")
    gedorf, cedorf = places.resolve("Gedorf"), places.resolve("Cedorf Bestadt")
    assert isinstance(gedorf, Place)
    assert isinstance(cedorf, Place)
    assert gedorf.label == cedorf.label.replace("Cedorf", "Gedorf") == "Gedorf, Bestadt (Be)"
    station = places.resolve("Adorf Bahnhof")
    assert isinstance(station, Place)
    assert station.label == "Bahnhof Adorf(Land)"
    old_code = places.resolve("33333")
    assert isinstance(old_code, Place)
    assert old_code.point.lat == 50.0
    assert isinstance(places.resolve("Kreis Ade"), Choice)
    assert places.municipality_at(gedorf.point) == "99001002"


def test_stops_abroad_twice_or_numbered_make_no_places(sources: Path, tmp_path: Path) -> None:
    build_gazetteer(sources, tmp_path / "out")
    stops = read_rows(tmp_path / "out" / "gazetteer", Stop)
    assert sorted(stop.name for stop in stops) == [
        "Adorf(Land)",
        "Edorf Kirche",
        "Edorf Linde",
        "Fe 1",
        "Fe 2",
    ]
    assert [village.name for village in read_rows(tmp_path / "out" / "gazetteer", Village)] == [
        "Edorf",
        "Gedorf",
    ]


def test_box_selects_stops_and_boundaries(sources: Path, tmp_path: Path) -> None:
    report = build_gazetteer(sources, tmp_path / "out", bbox=(8.1, 50.0, 8.2, 50.1))
    assert (report.municipalities, report.villages, report.stops, report.boundaries) == (2, 2, 0, 1)


def test_without_stops_villages_remain(sources: Path, tmp_path: Path) -> None:
    report = build_gazetteer(sources, tmp_path / "out", stops=False)
    assert (report.villages, report.stops) == (2, 0)


@pytest.mark.parametrize("box", [(8.0, 50.0, 7.0, 51.0), (8.0, 51.0, 9.0, 50.0), (-200.0, 0.0, 1.0, 1.0)])
def test_box_that_is_none_is_refused(
    sources: Path, tmp_path: Path, box: tuple[float, float, float, float]
) -> None:
    with pytest.raises(BadInput, match="bbox"):
        build_gazetteer(sources, tmp_path / "out", bbox=box)


def test_same_sources_give_the_same_bytes(sources: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        build_gazetteer(sources, tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert len(files) == len(TABLES) + 5
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_missing_sources_are_named_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        build_gazetteer(tmp_path, tmp_path / "out")
    for part in ("geonames_postal", "plz_centroids", "plz_ort_ags", "municipalities", "stops"):
        assert part in str(error.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("geonames_postal_DE.txt", b"DE\t11111\n"),
        ("plz_centroids.geojson", b"{}"),
        ("plz_centroids.geojson", b"not json"),
        ("plz_ort_ags.csv", b"a,b\n1,2\n"),
        ("municipalities_DE.csv", b"ags,lat,lon,area_km2,population_2018\n1,x,y,1,1\n"),
        ("municipalities_DE.csv", b"\xff\xfe"),
        ("municipalities_vg.geojson", b'{"features": [{}]}'),
        ("stops_DE.csv.gz", b"not gzip"),
    ],
)
def test_damaged_source_is_named_and_nothing_is_written(
    sources: Path, tmp_path: Path, file: str, content: bytes
) -> None:
    (sources / file).write_bytes(content)
    with pytest.raises(ConfigurationError, match="gazetteer source"):
        build_gazetteer(sources, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"a\tb\n"), gzip.compress(b"\xff")],
    ids=["empty", "not gzip", "other columns", "not text"],  # the bytes themselves hold the time
)
def test_damaged_table_is_a_configuration_error(sources: Path, tmp_path: Path, content: bytes) -> None:
    build_gazetteer(sources, tmp_path / "out")
    (tmp_path / "out" / "gazetteer" / TABLES[Stop]).write_bytes(content)
    with pytest.raises(ConfigurationError, match="gazetteer build"):
        Gazetteer.load(tmp_path / "out" / "gazetteer", "Adorf")


def test_missing_table_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="missing"):
        read_rows(tmp_path, GeonamesPlace)


def test_every_shipped_file_is_credited() -> None:
    credits_ = json.loads((DATA / "gazetteer" / "attribution.json").read_text("utf-8"))
    credited = {file for credit in credits_ for file in credit["files"]}
    shipped = {path.name for folder in ("gazetteer", "boundaries") for path in (DATA / folder).iterdir()}
    assert credited == shipped - {"README.md", "attribution.json"}
    assert all(
        credit["text"] and credit["licence"] and credit["url"].startswith("https://") for credit in credits_
    )


@pytest.mark.real_data
def test_shipped_files_are_what_the_sources_give(shared_data: Path, tmp_path: Path) -> None:
    build_gazetteer(shared_data, tmp_path, bbox=SHIPPED_BOX)
    for folder in ("gazetteer", "boundaries"):
        for built in sorted((tmp_path / folder).iterdir()):
            shipped = (DATA / folder / built.name).read_bytes()
            # Compressed bytes depend on the zlib at hand, their content must not.
            unpack = gzip.decompress if built.suffix == ".gz" else bytes
            assert unpack(built.read_bytes()) == unpack(shipped), built.name
        assert {p.name for p in (tmp_path / folder).iterdir()} == {p.name for p in (DATA / folder).iterdir()}
