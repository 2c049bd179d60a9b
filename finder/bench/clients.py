"""Clients in processes of their own, each asking one thing after another as fast as it is answered."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np


class Ask(Protocol):
    """One connection: ask one thing by calling it."""

    def __call__(self, job: Any, /) -> object:
        """The answer."""

    def close(self) -> None:
        """End the connection."""


Connect = Callable[[], Ask]

_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds at three percentiles, and answers a second of all clients together."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float


class Clients:
    """Processes that wait for work; open them with `opened`."""

    def __init__(self, pipes: Sequence[Any]) -> None:
        self._pipes = pipes

    @classmethod
    @contextmanager
    def opened(cls, connect: Connect, number: int) -> Iterator[Clients]:
        """So many clients; each connects anew for every run by calling `connect` in its process."""
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload(["finder.bench.floors"])
        pairs = [processes.Pipe() for _ in range(number)]
        running = [
            processes.Process(target=_serve, args=(connect, theirs), daemon=True) for _, theirs in pairs
        ]
        for process in running:
            process.start()
        try:
            yield cls([ours for ours, _ in pairs])
        finally:
            for ours, _ in pairs:
                ours.send(None)
            for process in running:
                process.join(10)

    def run(self, jobs: Sequence[Any], n_clients: int, n_asked: int) -> Timing:
        """The first clients ask `n_asked` times each, all at once, each starting at another job.

        Raises RuntimeError when an answer was an error.
        """
        pipes = self._pipes[:n_clients]
        for number, pipe in enumerate(pipes):
            first = number * len(jobs) // n_clients
            pipe.send(([*jobs[first:], *jobs[:first]], n_asked))
        for pipe in pipes:
            _received(pipe)
        start = time.perf_counter()
        for pipe in pipes:
            pipe.send("go")
        took = np.concatenate([_received(pipe) for pipe in pipes])
        seconds = time.perf_counter() - start
        p50, p95, p99 = np.percentile(took * 1000, (50, 95, 99)).tolist()
        return Timing(p50, p95, p99, len(took) / seconds)


def _received(pipe: Any) -> Any:
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer


def _serve(connect: Connect, pipe: Any) -> None:
    while (work := pipe.recv()) is not None:
        try:
            jobs, n_asked = work
            with closing(connect()) as ask:
                _run(ask, jobs, n_asked, pipe)
        except Exception as error:
            pipe.send(f"{type(error).__name__}: {error}")


def _run(ask: Ask, jobs: Sequence[Any], n_asked: int, pipe: Any) -> None:
    for job in jobs[:_WARM_UP]:
        ask(job)
    pipe.send(None)
    pipe.recv()
    took = np.empty(n_asked)
    now = time.perf_counter
    for number in range(n_asked):
        job = jobs[number % len(jobs)]
        start = now()
        ask(job)
        took[number] = now() - start
    pipe.send(took)


class HttpClient:
    """Asks for paths over one connection and reads each answer whole; gives its body."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._end = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    def __call__(self, path: str) -> bytes:
        """The body of the answer to a GET. Raises RuntimeError unless the status is 200."""
        self._socket.sendall(b"GET " + path.encode() + self._end)
        data = self._socket.recv(262_144)
        while (split := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:split].lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{path}: {head[:40].decode()}")
        at = head.index(b"content-length:") + 15
        size = split + 4 + int(head[at : head.find(b"\r\n", at) if b"\r\n" in head[at:] else len(head)])
        if len(data) < size:
            parts = [data]
            missing = size - len(data)
            while missing > 0:
                parts.append(self._more())
                missing -= len(parts[-1])
            data = b"".join(parts)
        return data[split + 4 :]

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _more(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data
