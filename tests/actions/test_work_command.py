"""`finder serve` has a worker beside it: started again when it dies, gone with the server."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from finder.actions.context import Finder
from finder.actions.jobs import get_job, start_job
from finder.cli import work
from finder.settings import Settings

PATIENCE_S = 120.0


def until(is_so: Callable[[], bool]) -> None:
    gives_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < gives_up, "nothing happens"
        time.sleep(0.05)


@pytest.fixture
def served(spatialite_template: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    shutil.copy(spatialite_template, tmp_path / "finder.sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "finder", "serve", "--workers", "1", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, "FINDER_VAR": str(tmp_path)}, stdout=log, stderr=log
        )
    yield process
    process.kill()
    process.wait()


def workers(server: int) -> list[int]:
    """The running workers that were started for a server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[-4:-1] == [b"work", b"--parent", str(server).encode()]:
            found.append(int(path.parent.name))
    return found


def test_a_worker_comes_again_and_goes_with_its_server(
    served: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(tmp_path)}))
    until(lambda: len(workers(served.pid)) == 1)
    first = workers(served.pid)
    os.kill(first[0], signal.SIGKILL)
    until(lambda: len(workers(served.pid)) == 1 and workers(served.pid) != first)
    number = start_job(finder, "unknown", {}, "")
    until(lambda: get_job(finder, number).state.is_over)
    served.send_signal(signal.SIGTERM)
    assert served.wait(PATIENCE_S) == 0
    assert workers(served.pid) == []
    finder.close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # from Python 3.12 on
def test_a_process_that_the_server_forks_meanwhile_does_not_hold_up_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("true"))
    is_over = threading.Event()

    def start_many() -> None:
        for _ in range(100):
            work.start_worker().wait()
        is_over.set()

    threading.Thread(target=start_many, daemon=True).start()
    servers: list[multiprocessing.process.BaseProcess] = []
    while not is_over.is_set() and len(servers) < 100:
        servers.append(multiprocessing.get_context("fork").Process(target=time.sleep, args=(PATIENCE_S,)))
        servers[-1].start()
    try:
        assert is_over.wait(PATIENCE_S / 2)
    finally:
        for server in servers:
            server.kill()
            server.join()


def test_a_worker_goes_when_its_server_was_killed(spatialite_template: Path, tmp_path: Path) -> None:
    """To a worker whose server was killed it looks as if another process had started it."""
    shutil.copy(spatialite_template, tmp_path / "finder.sqlite")
    command = [sys.executable, "-m", "finder", "work", "--parent", "1"]
    done = subprocess.run(command, env={**os.environ, "FINDER_VAR": str(tmp_path)}, timeout=PATIENCE_S)
    assert done.returncode == 0
