"""What all addresses for programs have in common: the API, HSDS and FHIR.

Everybody may read without a key; a key that is none of ours is refused. Pages of other origins may read
where `FINDER_CORS` allows it; who has the newest answer already gets 304 before anything is computed; what
goes wrong is told as problem JSON.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from finder.actions.accounts.keys import is_key
from finder.web import conditional, cors
from finder.web.current import current_finder

PREFIXES: Final = ("/api/", "/hsds/", "/fhir/")
"""Below these every answer is for programs, errors and unknown addresses too."""


def is_open_data(path: str) -> bool:
    """Whether a path is an address for programs."""
    return path.startswith(PREFIXES)


def open_data_blueprint(name: str, url_prefix: str, by_minute: Collection[str] = ()) -> Blueprint:
    """A blueprint below one of `PREFIXES`; `by_minute` are the parameters with which an answer may be another
    one every minute ("open now"). Without them answers hold until the data changes or the day ends.

    Its views must read what is at least as new as the primary database (`Searcher`, `Database.newest` or
    `Database.read`), or an old answer would be kept as a new one.
    """
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix)
    blueprint.before_request(cors.preflight)
    blueprint.before_request(_check_key)
    blueprint.before_request(partial(conditional.unchanged, by_minute))
    blueprint.after_request(conditional.with_version)
    blueprint.after_request(cors.with_permission)
    return blueprint


def _check_key() -> Response | None:
    """Answer 401 to a key that is none of ours; without a key everybody may read."""
    given = request.authorization
    if given is not None and given.type == "bearer" and not is_key(current_finder(), given.token or ""):
        raise Unauthorized(
            "This key is not known, or was revoked.", www_authenticate=WWWAuthenticate("bearer")
        )
    return None
