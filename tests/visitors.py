"""Visitors with a real browser, and the server that they visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page


@dataclass(frozen=True, slots=True)
class Running:
    """A server process: its address, and the file its log goes to."""

    url: str
    log: Path


@dataclass
class Guest:
    """A visitor with a fresh browser profile; everything the browser does is written down."""

    context: BrowserContext
    base: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """The page at a path in a new window, loaded, with its map (if any) drawn."""
        page = self.new_window()
        page.goto(self.base + path)
        page.wait_for_load_state("networkidle")
        return page

    def new_window(self) -> Page:
        """An empty window."""
        page = self.context.new_page()
        page.on("dialog", self._refuse)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        return page

    def turn_to(self, path: str) -> Page:
        """The page at a path in the window that is open, without waiting longer than it takes to be drawn."""
        page = self.context.pages[0] if self.context.pages else self.new_window()
        page.goto("about:blank")  # so that an address that differs in its fragment only is loaded anew
        answer = page.goto(self.base + path)
        assert answer is not None
        assert answer.status < 500, path
        if page.locator("#map_finder").count():
            page.wait_for_load_state("networkidle")
        return page

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def leave(self) -> None:
        """Close the profile; nothing foreign was asked for, nothing kept, nothing complained of."""
        cookies = self.context.cookies()
        self.context.close()
        assert cookies == []
        assert {urlsplit(url).netloc for url in self.requests} <= {urlsplit(self.base).netloc}
        assert self.complaints == []


def until(page: Page, expression: str) -> None:
    """Wait for something to become true; Playwright's own waiting needs `eval`, which our policy refuses."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


NewGuest = Callable[..., Guest]
