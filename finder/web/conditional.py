"""Whether somebody has the newest answer already (RFC 9110, 8.8 and 13), and how long they may keep it.

The version of an answer is that of the public data in the database, so that all processes tell the same
one; with the program, the settings that answers depend on, the address and the day or minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from flask import Response, g, request

from finder.actions.program import program_version
from finder.clock import ZONE, utc_now
from finder.errors import StoreDown
from finder.store.search_rows import PublicVersion, read_public_version
from finder.web.current import current_finder
from finder.web.headers import keep_for

FRESH_S: Final = 60
"""So long an answer may be used without asking again, unless its minute or day ends before."""

_MINUTE: Final = dt.timedelta(minutes=1)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """Of an answer: what changes with it, since when it is so (None: that cannot be told in whole seconds),
    and for how many seconds it may be kept.
    """

    etag: str
    since: dt.datetime | None
    fresh_s: int


def unchanged(by_minute: Collection[str]) -> Response | None:
    """304 for who has the newest answer; else None, and `g.version` is what `with_version` tells. Where the
    database gives no answer nothing is known.
    """
    g.version = None
    if request.method not in ("GET", "HEAD"):
        return None
    try:
        state = current_finder().database.newest(read_public_version)
    except StoreDown:
        return None
    g.version = _version(state, utc_now(), is_by_minute=not request.args.keys().isdisjoint(by_minute))
    return _not_modified() if _is_known(g.version) else None


def _is_known(version: Version) -> bool:
    if "If-None-Match" in request.headers:
        known = request.if_none_match
        return known.contains_weak(version.etag) and not known.star_tag
    moment = request.if_modified_since
    return moment is not None and version.since is not None and version.since <= moment


def _not_modified() -> Response:
    response = Response(status=304)
    del response.headers["Content-Type"]
    return response


def with_version(response: Response) -> Response:
    """The answer, with its version and how long it may be kept, where it is one."""
    version: Version | None = g.get("version")
    if version is None or response.status_code not in (200, 304):
        return response
    response.set_etag(version.etag, weak=True)
    if version.since is not None:
        response.last_modified = version.since
    return keep_for(response, version.fresh_s)


def _version(state: PublicVersion, now: dt.datetime, *, is_by_minute: bool) -> Version:
    begun, ends = _minute(now) if is_by_minute else _day(now)
    settings = current_finder().settings
    told = (settings.home, settings.fact_max_age_days, settings.url)
    parts = (program_version(), told, tuple(state), begun.isoformat(), request.host_url, request.full_path)
    etag = blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    return Version(etag, _since(state, begun, now), min(FRESH_S, int((ends - now).total_seconds())))


def _since(state: PublicVersion, begun: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """When the data changed, or the day or minute began; None within the same second, in which it might
    change once more (RFC 9110, 8.8.2.2).
    """
    since = max(state.changed_at or begun, begun).replace(microsecond=0)
    return since if since < now.replace(microsecond=0) else None


def _minute(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    begun = now.replace(second=0, microsecond=0)
    return begun, begun + _MINUTE


def _day(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The beginning and end of the German day, which has 23 to 25 hours."""
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(dt.UTC), (midnight + _DAY).astimezone(dt.UTC)
