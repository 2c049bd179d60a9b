"""What can be taken away from a search: its address, and its hits as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request

from finder.clock import utc_now
from finder.domain.query import SearchQuery
from finder.web.contact import letter_with
from finder.web.i18n import format_date, mark
from finder.web.i18n import gettext as _
from finder.web.search.chips import Link
from finder.web.search.form import search_path

FILES: Mapping[str, str] = {
    "xlsx": mark("Tabelle (Excel)"),
    "csv": mark("Tabelle (CSV)"),
    "geojson": mark("Kartendaten (GeoJSON)"),
}
"""The formats of the files, by the ending of their address."""


@dataclass(frozen=True, slots=True)
class Share:
    """The whole address of the page, a mail with it, files of all its hits, and the day in words."""

    address: str
    mail: str
    files: tuple[Link, ...]
    stand: str


def share(query: SearchQuery, heading: str) -> Share:
    """What can be taken away from the results of a query."""
    address = request.host_url.rstrip("/") + search_path(query, is_shared=True)
    everything = replace(query, offset=0, facets=False)
    return Share(
        address,
        letter_with(heading, address),
        tuple(Link(_(text), search_path(everything, f".{ending}")) for ending, text in FILES.items()),
        _("Stand: %(day)s", day=format_date(utc_now().date())),
    )
