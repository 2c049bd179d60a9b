"""The settings, read once from the environment; the README has the same table."""

from __future__ import annotations

import math
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from finder.errors import ConfigurationError

ENVIRONMENT = {
    "FINDER_VAR": "Directory of everything that changes: database, snapshot, tile cache, secret.",
    "FINDER_DATABASE_URL": "The database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    "FINDER_DATABASE_REPLICA_URL": "A standby of the PostgreSQL database for guests' reads.",
    "FINDER_SECRET_KEY": "Secret that signs what the server hands out; generated once when not set.",
    "FINDER_HOME": "The home place: what is meant when a name is ambiguous, and where the map starts.",
    "FINDER_TILE_URL": "Source of map tiles with {z}, {x} and {y}; without it the map draws boundaries.",
    "FINDER_TILE_ATTRIBUTION": "The credit that the licence of the tiles asks for.",
    "FINDER_ROUTE_URL": "Address of a route planner with {lat} and {lon}, for links on the page of an offer.",
    "FINDER_TILE_LICENCE_URL": "Where that licence can be read; the credit leads there.",
    "FINDER_TILE_BOX": "West,south,east,north in degrees: tiles outside are neither asked for nor kept.",
    "FINDER_TILE_ZOOMS": "First and last zoom of tiles, such as 6-18.",
    "FINDER_GEOCODER": "Geocoding service for staff: off, nominatim, photon or pelias, with its address.",
    "FINDER_CONTACT": "Address of the operator, named to geocoding and tile services.",
    "FINDER_TRUSTED_HOSTS": "Host names that are answered, separated by commas; empty answers all.",
    "FINDER_EXIT_URL": "Where the quick exit of pages on sensitive topics leads.",
    "FINDER_FACT_MAX_AGE_DAYS": "Age in days from which an access fact is marked as old.",
    "FINDER_CONTACT_KEPT_DAYS": "Days after which the contact that a visitor left is deleted.",
    "FINDER_MAIL": "Mail server: smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT.",
    "FINDER_MAIL_FROM": "Sender of the finder's mails: ADDRESS or NAME <ADDRESS>.",
    "FINDER_LINK_CHECK": "Whether websites of entries are checked every 30 days without staff: on or off.",
    "FINDER_REMINDERS": "Whether providers of entries that are due are asked without staff: on or off.",
    "FINDER_URL": "Public address of the finder, for links in mails and letters.",
    "FINDER_MISSES_KEPT_WEEKS": "Weeks for which numbers of searches that found nothing are kept.",
    "FINDER_SYNC_FOLDER": "Directory below which sources may be read from files.",
    "FINDER_SYNC_HOSTS": "Hosts in the own network that sources may be fetched from, with port, by commas.",
    "FINDER_EMBED_HOSTS": "Origins whose pages may show the finder in a frame, separated by commas.",
    "FINDER_CORS": "Origins whose pages may read the API, HSDS and FHIR, separated by commas; * for all.",
    "FINDER_BULK_GUEST": "Bulk answers that a guest may have in an hour and in a day: 10/40.",
    "FINDER_BULK_KEY": "The same with an API key that has no quota of its own: 100/1000.",
    "FINDER_PROXY_HOPS": "Number of reverse proxies whose X-Forwarded headers are believed.",
}
"""Every setting with its meaning; tests hold the README against this."""


MIN_TILE_ZOOM, MAX_TILE_ZOOM = 5, 19
"""The zooms between which the map can be."""

ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
"""An origin without path; it goes into a header, so nothing else may."""

ANY_ORIGIN = ("*",)
"""All origins, where a setting names origins."""

MAX_DIGITS = 5
"""Of a whole number; a hundred years are fewer days than that."""


DEFAULT_EXIT_URL = "https://www.dwd.de/"
"""The weather: a page that anybody may have open."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one running finder; `from_env` reads and checks them."""

    var: Path
    database_url: str
    secret_key: str
    home: str = "Lennestadt"
    replica_url: str = ""
    tile_url: str = ""
    tile_attribution: str = ""
    route_url: str = ""
    tile_licence_url: str = ""
    tile_box: tuple[float, float, float, float] | None = None
    tile_zooms: tuple[int, int] = (MIN_TILE_ZOOM, MAX_TILE_ZOOM)
    geocoder: str = "off"
    contact: str = ""
    trusted_hosts: tuple[str, ...] = ()
    embed_hosts: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    bulk_guest: tuple[int, int] = (10, 40)
    bulk_key: tuple[int, int] = (100, 1000)
    proxy_hops: int = 0
    fact_max_age_days: int = 730
    contact_kept_days: int = 90
    misses_kept_weeks: int = 104
    exit_url: str = DEFAULT_EXIT_URL
    mail: str = field(default="", repr=False)
    mail_from: str = ""
    url: str = ""
    reminders: bool = False
    link_check: bool = False
    sync_folder: Path | None = None
    sync_hosts: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """The settings of an environment (the process's own by default).

        Creates the var directory and, once, the secret in it.
        Raises ConfigurationError with one sentence for a value that cannot be used.
        """
        env = os.environ if env is None else env
        var = Path(env.get("FINDER_VAR") or "var").resolve()
        try:
            var.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"FINDER_VAR: {var} cannot be created ({error.strerror}).") from error
        return cls(
            var=var,
            database_url=_database_url(env, "FINDER_DATABASE_URL") or f"sqlite:///{var / 'finder.sqlite'}",
            secret_key=env.get("FINDER_SECRET_KEY") or _own_secret(var),
            home=env.get("FINDER_HOME") or "Lennestadt",
            replica_url=_database_url(env, "FINDER_DATABASE_REPLICA_URL"),
            tile_url=_tile_url(env.get("FINDER_TILE_URL", "")),
            tile_attribution=env.get("FINDER_TILE_ATTRIBUTION", ""),
            route_url=_route_url(env.get("FINDER_ROUTE_URL", "")),
            tile_licence_url=_web_address(env, "FINDER_TILE_LICENCE_URL"),
            tile_box=_box(env.get("FINDER_TILE_BOX", "")),
            tile_zooms=_zooms(env.get("FINDER_TILE_ZOOMS") or f"{MIN_TILE_ZOOM}-{MAX_TILE_ZOOM}"),
            geocoder=env.get("FINDER_GEOCODER") or "off",
            contact=env.get("FINDER_CONTACT", ""),
            trusted_hosts=_parts(env, "FINDER_TRUSTED_HOSTS"),
            embed_hosts=_origins(env, "FINDER_EMBED_HOSTS"),
            cors=ANY_ORIGIN if env.get("FINDER_CORS") == "*" else _origins(env, "FINDER_CORS"),
            bulk_guest=_quota(env, "FINDER_BULK_GUEST", (10, 40)),
            bulk_key=_quota(env, "FINDER_BULK_KEY", (100, 1000)),
            proxy_hops=_whole_number(env, "FINDER_PROXY_HOPS", 0),
            exit_url=_web_address(env, "FINDER_EXIT_URL") or DEFAULT_EXIT_URL,
            fact_max_age_days=_whole_number(env, "FINDER_FACT_MAX_AGE_DAYS", 730),
            contact_kept_days=_whole_number(env, "FINDER_CONTACT_KEPT_DAYS", 90),
            misses_kept_weeks=_whole_number(env, "FINDER_MISSES_KEPT_WEEKS", 104),
            mail=_mail_server(env),
            mail_from=_mail_from(env),
            url=_web_address(env, "FINDER_URL").rstrip("/"),
            reminders=_switch(env, "FINDER_REMINDERS"),
            link_check=_switch(env, "FINDER_LINK_CHECK"),
            sync_folder=_folder(env, "FINDER_SYNC_FOLDER"),
            sync_hosts=tuple(host.lower() for host in _parts(env, "FINDER_SYNC_HOSTS")),
        )


def _own_secret(var: Path) -> str:
    """The secret kept in the var directory; made on the first call, readable by its owner alone."""
    path = var / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise ConfigurationError(f"The secret in {path} is too short; delete the file to make a new one.")
    return secret


def _database_url(env: Mapping[str, str], name: str) -> str:
    url = env.get(name, "")
    if url and urlsplit(url).scheme.split("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise ConfigurationError(f"{name}: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.")
    return url


def _parts(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    path = env.get(name, "")
    if path and not Path(path).is_dir():
        raise ConfigurationError(f"{name}: {path} is no directory.")
    return Path(path).resolve() if path else None


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(part.lower().rstrip("/") for part in _parts(env, name))
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise ConfigurationError(f"{name}: use origins such as https://www.example.org, separated by commas.")
    return origins


def _tile_url(url: str) -> str:
    if url and (
        urlsplit(url).scheme not in ("http", "https") or not all(p in url for p in ("{z}", "{x}", "{y}"))
    ):
        raise ConfigurationError("FINDER_TILE_URL: use an http(s) address with {z}, {x} and {y}.")
    return url


def _route_url(url: str) -> str:
    if url and (
        urlsplit(url).scheme not in ("http", "https") or not all(p in url for p in ("{lat}", "{lon}"))
    ):
        raise ConfigurationError("FINDER_ROUTE_URL: use an http(s) address with {lat} and {lon}.")
    return url


def _web_address(env: Mapping[str, str], name: str) -> str:
    url = env.get(name, "")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        raise ConfigurationError(f"{name}: use an http(s) address.")
    return url


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name) or "off"
    if text not in ("on", "off"):
        raise ConfigurationError(f"{name}: use on or off.")
    return text == "on"


MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
_OWN_HOSTS = ("localhost", "127.0.0.1", "::1")


def _mail_server(env: Mapping[str, str]) -> str:
    url = env.get("FINDER_MAIL", "")
    try:
        parts = urlsplit(url)
        is_usable = not url or (parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ConfigurationError(
            "FINDER_MAIL: use smtp+starttls://USER:PASSWORD@HOST:PORT, smtps:// or smtp://."
        )
    if parts.password and parts.scheme == "smtp" and parts.hostname not in _OWN_HOSTS:
        raise ConfigurationError("FINDER_MAIL: a password needs smtp+starttls:// or smtps://.")
    return url


def _mail_from(env: Mapping[str, str]) -> str:
    sender = env.get("FINDER_MAIL_FROM", "")
    _name, address = parseaddr(sender)
    is_usable = re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", address) is not None and sender.isprintable()
    if (sender or env.get("FINDER_MAIL")) and not is_usable:
        raise ConfigurationError("FINDER_MAIL_FROM: use ADDRESS or NAME <ADDRESS>; FINDER_MAIL needs it.")
    return sender


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ConfigurationError("FINDER_TILE_BOX: use west,south,east,north in degrees.")
    return west, south, east, north


def _zooms(text: str) -> tuple[int, int]:
    numbers = [int(part) for part in text.split("-") if part.isascii() and part.isdigit()]
    if len(numbers) != 2 or not MIN_TILE_ZOOM <= numbers[0] <= numbers[1] <= MAX_TILE_ZOOM:
        raise ConfigurationError(f"FINDER_TILE_ZOOMS: use {MIN_TILE_ZOOM}-{MAX_TILE_ZOOM} or fewer zooms.")
    return numbers[0], numbers[1]


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > MAX_DIGITS:
        raise ConfigurationError(f"{name}: use a whole number.")
    return int(text)


def _quota(env: Mapping[str, str], name: str, default: tuple[int, int]) -> tuple[int, int]:
    """How many are allowed in an hour and in a day, written with a slash between."""
    text = env.get(name, "")
    if text and not re.fullmatch(rf"[0-9]{{1,{MAX_DIGITS}}}/[0-9]{{1,{MAX_DIGITS}}}", text):
        raise ConfigurationError(f"{name}: use two whole numbers, for an hour and for a day, such as 10/40.")
    per_hour, _slash, per_day = text.partition("/")
    return (int(per_hour), int(per_day)) if text else default
