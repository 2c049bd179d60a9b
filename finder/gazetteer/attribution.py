"""Who made the data of the gazetteer, and under which licence: shown in the app, written beside the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from finder.gazetteer.sources import SourceVillage


class Attribution(TypedDict):
    """One credit: `text` is shown as it stands, `url` leads to the source, `files` carry its data."""

    name: str
    text: str
    licence: str
    licence_url: str
    url: str
    files: list[str]


BOUNDARY_CREDIT = "© GeoBasis-DE / BKG 2013 (Daten verändert)"

_CC_BY = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
_ODBL = ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/")
_DL_DE = ("dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0")
_CC_BY_SA = ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")

_CREDITS = (
    (
        "GeoNames",
        "GeoNames (geonames.org), bearbeitet",
        _CC_BY,
        "https://www.geonames.org/",
        ["geonames_places.tsv.gz"],
    ),
    (
        "OpenStreetMap",
        "© OpenStreetMap-Mitwirkende",
        _ODBL,
        "https://www.openstreetmap.org/copyright",
        [
            "osm_municipalities.tsv.gz",
            "osm_postcodes.tsv.gz",
            "db_osm_stops.tsv.gz",
            "db_osm_villages.tsv.gz",
        ],
    ),
    (
        "DB InfraGO",
        "Haltestellen: DB InfraGO AG, bearbeitet",
        _CC_BY,
        "https://data.deutschebahn.com/",
        ["db_osm_stops.tsv.gz", "db_osm_villages.tsv.gz"],
    ),
    (
        "BKG and Destatis",
        "© GeoBasis-DE / BKG 2019, © Statistisches Bundesamt (Destatis) 2019 (Daten verändert)",
        _DL_DE,
        "https://gdz.bkg.bund.de/",
        ["bkg_municipalities.tsv.gz"],
    ),
    (
        "BKG",
        BOUNDARY_CREDIT,
        _DL_DE,
        "https://gdz.bkg.bund.de/",
        ["municipalities.geojson", "districts.geojson"],
    ),
)
_WIKIPEDIA = (
    "Wikipedia",
    "Lage einzelner Dörfer: Wikipedia",
    _CC_BY_SA,
    "https://de.wikipedia.org/",
    ["db_osm_villages.tsv.gz"],
)


def attributions(villages: Iterable[SourceVillage]) -> list[Attribution]:
    """Every credit that is due for a gazetteer with these listed villages, in a fixed order."""
    named = any("Wikipedia" in village.source for village in villages)
    return [
        Attribution(name=name, text=text, licence=licence, licence_url=licence_url, url=url, files=files)
        for name, text, (licence, licence_url), url, files in (*_CREDITS, *([_WIKIPEDIA] if named else []))
    ]


def readme(due: Iterable[Attribution], extent: str) -> str:
    """The text that lies beside the files: what they are, of which extent, and under which licence each
    may be used.
    """
    rows = [
        f"| {', '.join(f'`{file}`' for file in credit['files'])} | {credit['text']} "
        f"| [{credit['licence']}]({credit['licence_url']}) | {credit['url']} |"
        for credit in due
    ]
    return _README.format(extent=extent) + "\n".join(rows) + "\n"


_README = """# Places

Written by `finder gazetteer build`; do not edit. Gzipped tab-separated tables with a header line,
degrees WGS 84, and GeoJSON. What derives from OpenStreetMap (ODbL) is in files of its own; the tables
are joined by the official key (AGS) and the postcode only when they are loaded.

Municipalities, postcodes and villages are those of all Germany; stops and boundaries those of
{extent}.

The data was changed: selected, rounded to five decimals (about one metre), names cleaned, stops of
one name in a town merged, villages placed at the mean of the stops named after them, boundaries
simplified and fitted to their neighbours.

| Files | Credit | Licence | Source |
|---|---|---|---|
"""
