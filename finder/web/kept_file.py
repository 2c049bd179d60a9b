"""Answers that people keep as files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Response

from finder.clock import today
from finder.exchange.result_file import Terms

MIMETYPES: Final = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a file."""


def to_keep(response: Response, ending: str, terms: Iterable[Terms]) -> Response:
    """The answer as a file with a name and the day, and where the licences of its sources can be read
    (RFC 4946, RFC 8288).
    """
    response.mimetype = MIMETYPES[ending]
    name = f"finder-{today().isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    for url in sorted({one.licence_url for one in terms if one.licence_url}):
        response.headers.add("Link", f'<{url}>; rel="license"')
    return response
