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


def place(lat: float, lon: float, kind: str = "house", rank: int = 30) -> dict[str, object]:
    """One result in the words of Nominatim."""
    return {
        "place_id": 1, "lat": str(lat), "lon": str(lon), "display_name": "Irgendwo", "class": "place",
        "type": kind, "addresstype": kind, "place_rank": rank, "boundingbox": ["0", "0", "0", "0"],
    }  # fmt: skip


def good(*places: dict[str, object]) -> Answer:
    """An answer with these places."""
    return 200, {"Content-Type": "application/json"}, json.dumps(places).encode()


@dataclass
class Asked:
    """A request that came in."""

    question: str
    agent: str
    moment: float


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
        question = parse_qs(urlsplit(path).query).get("q", [""])[0]
        self.asked.append(Asked(question, agent, time.time()))
        time.sleep(self.delay_s)
        return self.answer(question)


@contextmanager
def running() -> Iterator[Service]:
    """A service on a free port of the loopback address."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = service.respond(self.path, self.headers.get("User-Agent", ""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
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
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
