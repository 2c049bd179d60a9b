"""What all addresses for programs have in common: the API, HSDS and FHIR.

Everybody may read without a key; a key that is none of ours is refused. What holds everything has a quota,
which is larger with a key. Pages of other origins may read
where `FINDER_CORS` allows it; who has the newest answer already gets 304 before anything is computed; what
goes wrong is told as problem JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial, wraps
from typing import Final, ParamSpec, TypeVar

from flask import Blueprint, Response, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from finder.actions.accounts.keys import find_key
from finder.actions.bulk import count_bulk
from finder.errors import BadInput
from finder.store.bulk import LENGTHS_S, QuotaUsedUp, Use
from finder.web import conditional, cors
from finder.web.current import current_finder

PREFIXES: Final = ("/api/", "/hsds/", "/fhir/")
"""Below these every answer is for programs, errors and unknown addresses too."""

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


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
    for finish in (cors.with_permission, _with_quota, conditional.with_version):  # Flask begins with the last
        blueprint.after_request(finish)
    return blueprint


def given_parameters(known: Iterable[str] = ()) -> dict[str, list[str]]:
    """The parameters of the request; one that does not exist is an error, not a silent nothing.

    Raises BadInput.
    """
    names, given = tuple(known), request.args.to_dict(flat=False)
    for name in given:
        if name not in names:
            expected = "one of the parameters " + ", ".join(names) if names else "no parameter"
            raise BadInput(name, given[name][0], expected)
    return given


def bulk(view: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """The view, every answer of which counts as bulk."""

    @wraps(view)
    def counted(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        count_as_bulk()
        return view(*args, **kwargs)

    return counted


def count_as_bulk() -> None:
    """Count the answer to this request against the quota of who asks; for views of which some answers are
    bulk, once they know it. HEAD costs nothing, and neither does 304.

    Raises QuotaUsedUp, which becomes 429 with `Retry-After`.
    """
    if request.method == "HEAD":
        return
    try:
        g.bulk_uses = count_bulk(current_finder(), g.get("reading_key"), request.remote_addr or "")
    except QuotaUsedUp as error:
        g.bulk_uses = error.uses
        raise


def _check_key() -> Response | None:
    """Answer 401 to a key that is none of ours; without a key everybody may read."""
    given = request.authorization
    if given is None or given.type != "bearer":
        return None
    g.reading_key = find_key(current_finder(), given.token or "")
    if g.reading_key is None:
        raise Unauthorized(
            "This key is not known, or was revoked.", www_authenticate=WWWAuthenticate("bearer")
        )
    return None


def _with_quota(response: Response) -> Response:
    """The answer, with what is allowed and what is left of it (draft-ietf-httpapi-ratelimit-headers-10);
    nobody else may be given it.
    """
    uses: tuple[Use, ...] = g.get("bulk_uses", ())
    if uses:
        response.headers["RateLimit-Policy"] = ", ".join(
            f'"{use.window}";q={use.quota};w={LENGTHS_S[use.window]}' for use in uses
        )
        response.headers["RateLimit"] = ", ".join(
            f'"{use.window}";r={use.left};t={use.ends_in_s}' for use in uses
        )
        if response.status_code == 200:
            response.cache_control.public, response.cache_control.private = False, True
    return response
