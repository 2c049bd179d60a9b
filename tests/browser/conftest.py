"""A real server with the demonstration data, and real browsers whose every request is watched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from hostile import HOSTILE_NAMES
from make import make_offer
from playwright.sync_api import Browser, sync_playwright
from states import PROPOSAL
from tile_server import TileServer
from visitors import Guest, NewGuest, Running

from finder.actions.context import Finder
from finder.actions.demo import load_demo
from finder.domain.change import ChangeKind
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.settings import Settings
from finder.store.change_rows import ChangeRequest

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_TIMEOUT_S = 60.0


@pytest.fixture(scope="session")
def demo_var(spatialite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var directory with the demonstration data, a proposal and, far away, offers with hostile names."""
    var = tmp_path_factory.mktemp("demo")
    shutil.copy(spatialite_template, var / "finder.sqlite")
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(var)}))
    load_demo(finder)
    with finder.database.change("test") as session:
        for number, name in enumerate(HOSTILE_NAMES):
            point, spoken = Point(50.8 + number / 500, 8.4), [("so", LanguageRole.TEAM)]
            make_offer(session, name=name, organization=name, person=name, point=point, languages=spoken)
        session.add(
            ChangeRequest(reference=PROPOSAL, form_key="x", digest="x", kind=ChangeKind.BARRIER, lang="de")
        )
    finder.close()
    return var


@pytest.fixture(scope="session")
def server(demo_var: Path) -> Iterator[Running]:
    """The finder as it is in production, drawing boundaries."""
    settings = {"FINDER_CONTACT": "finder@stadt.example", "FINDER_EMBED_HOSTS": "https://stadt.example"}
    yield from _serve(demo_var, settings)


@pytest.fixture(scope="session")
def tile_server() -> Iterator[TileServer]:
    """A tile server on loopback."""
    with TileServer() as tiles:
        yield tiles


@pytest.fixture(scope="session")
def server_with_tiles(demo_var: Path, tile_server: TileServer) -> Iterator[Running]:
    """The finder with a source of tiles."""
    yield from _serve(demo_var, {"FINDER_TILE_URL": tile_server.url, "FINDER_TILE_ATTRIBUTION": "© Testamt"})


@pytest.fixture(scope="session")
def server_with(demo_var: Path) -> Callable[[dict[str, str]], Iterator[Running]]:
    """A function from further settings to a generator that serves the finder with them until it ends."""
    return partial(_serve, demo_var)


def _serve(var: Path, settings: dict[str, str]) -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var / f"log-{port}.txt"
    command = [sys.executable, "-m", "finder", "serve", "--no-worker", "--port", str(port), "--workers", "1"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env={**os.environ, "FINDER_VAR": str(var), **settings}, stdout=file, stderr=file
        )
    try:
        _wait(f"http://127.0.0.1:{port}/health/ready", process)
        yield Running(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < ends_at:
        assert process.poll() is None, "the server ended"
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it browser tests say so and do not run, in CI that is a failure."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("browser tests did not run: no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_guest(browser: Browser, server: Running) -> Iterator[NewGuest]:
    """A function that makes a guest; its options are those of a browser context, and `base`."""
    guests: list[Guest] = []

    def make(base: str = "", **options: Any) -> Guest:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        guest = Guest(context, base or server.url)
        context.on("request", lambda request: guest.requests.append(request.url))
        guests.append(guest)
        return guest

    yield make
    for guest in guests:
        guest.leave()


@pytest.fixture
def guest(new_guest: NewGuest) -> Guest:
    """A guest at a desk."""
    made: Guest = new_guest()
    return made
