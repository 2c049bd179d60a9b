"""The frame on pages of other origins: shown where that is allowed, and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Frame
from visitors import Running

pytestmark = pytest.mark.browser

STRICT = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-src http://127.0.0.1:*",
}


@dataclass
class Town:
    """The town's own site with a frame in it; a strict one has the strictest headers a page can have."""

    port: int
    frame: str = ""
    is_strict: bool = True

    def url(self, host: str) -> str:
        """Its page under one of the names of this machine, which are different origins."""
        return f"http://{host}:{self.port}/"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><title>Stadt</title>{site.frame}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in STRICT.items() if site.is_strict else ():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Town(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


@pytest.fixture(scope="module")
def embedded(server_with: Callable[[dict[str, str]], Iterator[Running]], town: Town) -> Iterator[Running]:
    """The finder that only one of the town's names may show."""
    yield from server_with({"FINDER_EMBED_HOSTS": f"http://127.0.0.1:{town.port}"})


def frame_on(browser: Browser, town: Town, host: str, width: int = 400) -> tuple[Frame, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(town.url(host))
    page.wait_for_load_state("networkidle")
    return page.frames[1], complaints


def snippet(browser: Browser, finder: Running, query: str) -> str:
    """What somebody copies from the finder's page."""
    page = browser.new_context().new_page()
    page.goto(f"{finder.url}/de/einbetten?{query}")
    preview = page.frame_locator("iframe").locator("h1")
    preview.scroll_into_view_if_needed()
    assert preview.inner_text() == "Angebote rund um Altenhundem, Lennestadt"
    text = page.input_value("#snippet")
    page.context.close()
    return text


def test_the_copied_snippet_works_on_the_town_s_page(browser: Browser, embedded: Running, town: Town) -> None:
    town.frame = snippet(browser, embedded, "near=Altenhundem&language=tr")
    frame, complaints = frame_on(browser, town, "127.0.0.1")
    assert frame.locator("h1").inner_text() == "Angebote rund um Altenhundem, Lennestadt"
    assert frame.locator("ol > li").count() == 5
    assert complaints == []
    assert frame.evaluate("getComputedStyle(document.querySelector('.button')).fontWeight") == "700"
    context = frame.page.context
    with context.expect_page() as opened:
        frame.locator("ol a").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{embedded.url}/de/angebot/")
    assert opened.value.evaluate("window.opener") is None
    frame.locator("#near").fill("Meggen")
    with context.expect_page() as searched:
        frame.locator("#near").press("Enter")
    searched.value.wait_for_load_state()
    assert searched.value.url == f"{embedded.url}/de/suche?language=tr&near=Meggen&q="
    assert frame.page.url == town.url("127.0.0.1")
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("is_strict", [True, False])
@pytest.mark.parametrize("path", ["/de/embed?near=Altenhundem", "/de/suche?near=Altenhundem", "/de/"])
def test_another_origin_and_another_page_are_refused(
    browser: Browser, embedded: Running, town: Town, path: str, is_strict: bool
) -> None:
    host = "localhost" if "embed" in path else "127.0.0.1"
    town.frame = f'<iframe src="{embedded.url}{path}" title="x"></iframe>'
    town.is_strict = is_strict
    frame, _complaints = frame_on(browser, town, host)
    town.is_strict = True
    frame.wait_for_url("chrome-error://chromewebdata/", wait_until="commit")
    frame.page.context.close()


def test_an_address_without_language_is_followed_in_the_frame(
    browser: Browser, embedded: Running, town: Town
) -> None:
    town.frame = f'<iframe src="{embedded.url}/embed?near=Altenhundem&amp;lang=en" title="x"></iframe>'
    frame, complaints = frame_on(browser, town, "127.0.0.1")
    assert frame.locator("h1").inner_text() == "Help near Altenhundem, Lennestadt"
    assert complaints == []
    frame.page.context.close()
