"""Everything public as a file, for programs: `/api/v1/export.csv`, `.geojson` and `.xlsx`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from flask import Flask, Response

from finder.actions.public_file import open_public_file, public_terms
from finder.web.current import current_finder, site_address
from finder.web.kept_file import to_keep
from finder.web.open_data import bulk, given_parameters, open_data_blueprint

PATH: Final = "/api/v1/export"
"""The address of the files without their ending."""

_CHUNK_BYTES: Final = 1 << 16

blueprint = open_data_blueprint("public_files", "/api/v1")


def init_app(app: Flask) -> None:
    """Serve the files."""
    app.register_blueprint(blueprint)


@blueprint.get("/export.<any(csv,geojson,xlsx):ending>")
@bulk
def export(ending: str) -> Response:
    """All public offers; it counts as bulk."""
    finder = current_finder()
    given_parameters()
    file = open_public_file(finder, ending, site_address())
    response = Response(_chunks(file))
    response.content_length = os.fstat(file.fileno()).st_size
    response.call_on_close(file.close)  # nobody need have asked for the chunks
    return to_keep(response, ending, public_terms(finder))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
