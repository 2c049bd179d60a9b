"""The production server in processes of its own, and what they hold in memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from finder.bench.clients import HttpClient
from finder.errors import ConfigurationError

CONSTANT_PATH = "/api/v1/bench-constant"
"""Where the bench's application has its constant page; a size in bytes follows."""

_LATEST_START_S = 300.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds in MB: resident in all, of that shared with others, and its own."""

    resident_mb: float
    shared_mb: float
    private_mb: float


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    pid: int

    def memory(self) -> list[Memory]:
        """The memory of each worker process. Source: proc(5), smaps_rollup."""
        return [_memory(pid) for pid in _children(self.pid)]


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Served]:
    """`finder serve` with the bench's application on a free port, stopped at the end.

    Raises ConfigurationError when it does not answer in time.
    """
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "finder",
        "serve",
        "--no-worker",
        "--port",
        str(port),
        "--app",
        "finder.bench.app:make_app",
    ]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        _await(port, process)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _LATEST_START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(HttpClient(port)) as client:
                client("/health/ready")
        except (OSError, RuntimeError):
            time.sleep(0.1)
        else:
            return
    raise ConfigurationError("The server of the benchmark did not start; try: finder serve.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    """The worker processes: children that serve, not the helper of multiprocessing."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [int(child) for task in tasks for child in task.read_text().split()]
    return [child for child in pids if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()]


def _memory(pid: int) -> Memory:
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    kb = {parts[0].rstrip(":"): int(parts[1]) for parts in lines}
    shared = kb["Shared_Clean"] + kb["Shared_Dirty"]
    private = kb["Private_Clean"] + kb["Private_Dirty"]
    return Memory(kb["Rss"] / 1024, shared / 1024, private / 1024)
