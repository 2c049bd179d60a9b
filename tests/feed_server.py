"""A web server on loopback that publishes the file of a source, in each of its moods."""

from __future__ import annotations

import gzip
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class FeedServer:
    """Answers every path with `body`, or as its `mood` says; `asked` are path and headers of each request."""

    body: bytes = b""
    mood: str = "good"
    etag: str = ""
    kind: str = "text/csv"
    location: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/list.csv"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - a method for each mood
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
                getattr(self, f"be_{told.mood}")()

            def answer(self, status: int, body: bytes, size: int | None = None, **headers: str) -> None:
                self.send_response(status)
                for name, text in headers.items():
                    if text:
                        self.send_header(name.replace("_", "-"), text)
                self.send_header("Content-Type", told.kind)
                self.send_header("Content-Length", str(len(body) if size is None else size))
                self.end_headers()
                self.wfile.write(body)

            def be_good(self) -> None:
                if told.etag and self.headers.get("If-None-Match") == told.etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.answer(200, told.body, ETag=told.etag)

            def be_packed(self) -> None:
                self.answer(200, gzip.compress(told.body), Content_Encoding="gzip")

            def be_broken_pack(self) -> None:
                self.answer(200, gzip.compress(told.body)[:-9], Content_Encoding="gzip")

            def be_missing(self) -> None:
                self.answer(404, b"<p>Not found</p>")

            def be_failing(self) -> None:
                self.answer(500, b"")

            def be_redirecting(self) -> None:
                self.answer(302, b"", Location=told.location)

            def be_circling(self) -> None:
                self.answer(302, b"", Location=told.url)

            def be_truncated(self) -> None:
                self.answer(200, told.body[:-20], size=len(told.body))

            def be_slow(self) -> None:
                self.send_response(200)
                self.end_headers()
                while not told._stop.is_set():
                    try:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                    except OSError:
                        return
                    time.sleep(0.02)

            def log_message(self, *_args: object) -> None:
                pass

        return Handler
