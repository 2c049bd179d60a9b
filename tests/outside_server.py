"""A web server on loopback that answers each path as told."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class WebServer:
    """`answers` says by path the status, or status and Location; others are 200. HEAD is answered with 405
    on `without_head`; with `drips` the headers take two seconds, a few bytes at a time. `asked` is method,
    path and User-Agent of each request.
    """

    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    without_head: bool = False
    delay_s: float = 0.0
    drips: bool = False
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        for _ in range(20 * self.drips):
            handler.flush_headers()
            handler.send_header("X-More", "x")
            time.sleep(0.1)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
                time.sleep(told.delay_s)
                status, location = told.answers.get(self.path, (200, ""))
                if self.command == "HEAD" and told.without_head:
                    status, location = 405, ""
                self.send_response(status)
                told._drip(self)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_args: object) -> None:
                pass

        return Handler
