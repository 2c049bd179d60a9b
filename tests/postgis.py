"""A PostGIS server of the tests' own: an unprivileged user, a free port, a temporary directory."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER = "nobody"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise RuntimeError("PostgreSQL is missing; run: make test (it installs postgresql and PostGIS)")
    return found[-1].parent


def free_port() -> int:
    """A TCP port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_unprivileged(*command: str | Path) -> None:
    """Run a command, as `nobody` when we are root, because PostgreSQL refuses root."""
    as_user: dict[str, Any] = (
        {"user": USER, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    )
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **as_user)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


@dataclass
class Server:
    """A running server; `stop` ends it and removes its files."""

    directory: Path
    port: int

    @classmethod
    def start(cls) -> Server:
        """Start a new, empty server (about two seconds)."""
        server = cls.prepare()
        run_unprivileged(
            _binaries() / "initdb",
            "-D",
            server.data,
            "-U",
            "finder",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        server.run("start")
        return server

    @classmethod
    def standby_of(cls, primary: Server) -> Server:
        """Start a standby that follows a running server (about four seconds)."""
        standby = cls.prepare()
        run_unprivileged(
            _binaries() / "pg_basebackup",
            *("-h", "127.0.0.1", "-p", str(primary.port), "-U", "finder"),
            *("-D", standby.data, "-X", "stream", "-c", "fast", "-R", "--no-sync"),
        )
        standby.run("start")
        return standby

    @classmethod
    def prepare(cls) -> Server:
        """A directory and a port for a server that does not exist yet."""
        directory = Path(tempfile.mkdtemp(prefix="finder-postgis-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(directory, USER)
        return cls(directory, free_port())

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.directory / "data"

    def run(self, action: str, *more: str) -> None:
        """`pg_ctl` with an action such as start, stop or promote."""
        options = (
            f"-p {self.port} -k {self.directory} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c full_page_writes=off -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB"
        )
        log = self.directory / "log"
        extra = ("-o", options) if action in ("start", "restart") else ()
        run_unprivileged(_binaries() / "pg_ctl", "-D", self.data, "-l", log, "-w", *extra, *more, action)

    def url(self, database: str = "postgres") -> str:
        """The address of one database of the server."""
        return f"postgresql://finder@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End the server at once and remove its files."""
        try:
            self.run("stop", "-m", "immediate")
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)
