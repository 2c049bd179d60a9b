"""A geocoding service on the loopback address that speaks as Nominatim does, and as it does when ill."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]

CLOSE = 0
"""The status of an answer that never comes: the connection is closed instead."""


def place(lat: float, lon: float, kind: str = "house", rank: int = 30, **address: str) -> dict[str, object]:
    """One result in the words of Nominatim."""
    return {
        "place_id": 1, "lat": str(lat), "lon": str(lon), "display_name": "Irgendwo", "class": "place",
        "type": kind, "addresstype": kind, "place_rank": rank, "boundingbox": ["0", "0", "0", "0"],
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "address": {"country_code": "de", **address},
    }  # fmt: skip


def good(*places: dict[str, object]) -> Answer:
    """An answer with these places."""
    return 200, {"Content-Type": "application/json"}, json.dumps(places).encode()


def feature(lat: float, lon: float, **properties: str) -> Answer:
    """An answer in the words of Photon and Pelias."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    found = {"type": "Feature", "geometry": geometry, "properties": properties}
    return 200, {}, json.dumps({"type": "FeatureCollection", "features": [found]}).encode()


@dataclass
class Asked:
    """A request that came in: `question` is what was searched for, or "lat,lon" of a reverse lookup."""

    path: str
    question: str
    agent: str
    moment: float
    params: dict[str, list[str]]


@dataclass
class Service:
    """The running service: `answer` decides what a question gets, after `delay_s`; with `drip_s` the
    body comes in pieces with pauses of so long.
    """

    url: str = ""
    answer: Callable[[str], Answer] = lambda _question: good()
    delay_s: float = 0.0
    drip_s: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    def respond(self, path: str, agent: str) -> Answer:
        """The answer to a request, which is noted."""
        parts = urlsplit(path)
        params = parse_qs(parts.query)
        searched = params.get("q") or params.get("text")
        lat, lon = (params.get(name) or params.get(f"point.{name}") or [""] for name in ("lat", "lon"))
        question = searched[0] if searched else f"{lat[0]},{lon[0]}"
        self.asked.append(Asked(parts.path, question, agent, time.time(), params))
        time.sleep(self.delay_s)
        return self.answer(question)


@contextmanager
def running() -> Iterator[Service]:
    """A service on a free port of the loopback address."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = service.respond(self.path, self.headers.get("User-Agent", ""))
            if status == CLOSE:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self._write(body)

        def _write(self, body: bytes) -> None:
            step = max(len(body) // 20, 1) if service.drip_s else len(body)
            for at in range(0, len(body), max(step, 1)):
                self.wfile.write(body[at : at + step])
                time.sleep(service.drip_s)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
