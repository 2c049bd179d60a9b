"""Reports of the workplace as files to keep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from flask import Response

from finder.clock import utc_now
from finder.web.kept_file import MIMETYPES

_MIMETYPES: Final = {**MIMETYPES, "json": "application/json"}


def download(lines: Iterator[str], name: str, ending: str) -> Response:
    """The lines, of which there is at least one, as a file with a name and the day. The first is made before
    the answer begins, so that what fails there fails as a page.
    """
    response = Response(chain([next(lines)], lines), mimetype=_MIMETYPES[ending])
    file_name = f"{name}-{utc_now().date().isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response
