"""`finder work`: does the jobs that staff put into the queue, and what is due every so often."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from finder.actions.work import HANDLERS, Worker
from finder.app import create_app
from finder.cli.context import opened_finder
from finder.log import configure_log
from finder.web.booklet import job as booklet

_REST_S = 2.0
"""How long a worker that ended by itself rests before it is started again."""

_LATEST_END_S = 20.0
_LOOK_EVERY_S = 1.0

_STARTING = threading.Lock()
# A start waits until the new process closes a pipe; a copy of that pipe in a process that the server forks
# at this moment would keep it waiting for ever.
os.register_at_fork(
    before=_STARTING.acquire, after_in_parent=_STARTING.release, after_in_child=_STARTING.release
)


@click.command()
@click.option("--parent", default=0, hidden=True)  # ends with the process of this number, which started it
def work(parent: int) -> None:
    """Do queued jobs and regular duties until stopped; several may run at once."""
    configure_log()
    with opened_finder() as finder:
        handlers = {**HANDLERS, booklet.KIND: booklet.printing(create_app)}
        worker = Worker(finder, handlers=handlers)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: worker.stop.set())
        if parent:
            threading.Thread(target=_end_with, args=(parent, worker.stop), daemon=True).start()
        worker.run()


def _end_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent:
        stop.wait(_LOOK_EVERY_S)
    stop.set()


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker in a process of its own, started again when it dies, stopped at the end. A job that it is
    doing then goes back into the queue.
    """
    is_over = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(is_over,), name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()


def _keep_worker(is_over: threading.Event) -> None:
    while not is_over.is_set():
        process = start_worker()
        while process.poll() is None:
            if is_over.wait(_LOOK_EVERY_S):
                _end(process)
        is_over.wait(_REST_S)


def start_worker() -> subprocess.Popen[bytes]:
    """A worker that ends with this process."""
    command = [sys.executable, "-m", "finder", "work", "--parent", str(os.getpid())]
    with _STARTING:
        return subprocess.Popen(command)  # noqa: S603 - our own command


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_LATEST_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


COMMANDS = (work,)
