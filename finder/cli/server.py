"""`finder serve`: the production server."""

from __future__ import annotations

import socket
from contextlib import nullcontext

import click
from granian import Granian
from granian.constants import Interfaces

from finder.cli.context import opened_finder
from finder.cli.work import worker_beside
from finder.errors import ConfigurationError
from finder.log import configure_log

WORKERS = 2
THREADS = 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="TCP port.")
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--worker/--no-worker", default=True, show_default=True, help="Also do queued jobs.")
@click.option("--app", default="finder.wsgi:make_app", hidden=True)  # the benchmark serves one page more
def serve(host: str, port: int, workers: int, worker: bool, app: str) -> None:
    """Serve the pages and the API until stopped."""
    _refuse_busy_port(host, port)
    configure_log()
    with opened_finder() as finder:
        finder.searcher.prepare()
    click.echo(f"Finder on http://{host}:{port} (Ctrl+C stops it)", err=True)
    with worker_beside() if worker else nullcontext():
        Granian(
            app,
            factory=True,
            interface=Interfaces.WSGI,
            address=host,
            port=port,
            workers=workers,
            blocking_threads=THREADS,
            log_enabled=False,
            log_access=False,
            respawn_failed_workers=True,
        ).serve()


def _refuse_busy_port(host: str, port: int) -> None:
    """Fail with one sentence where something listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"Cannot listen on {host} port {port} ({error.strerror}); choose another with --port or PORT."
            ) from error


COMMANDS = (serve,)
