"""How fast the results are on a slow line and a slow phone, as a visitor's browser measures it."""

from __future__ import annotations

import gzip
import os
import re
from typing import Any
from urllib.request import Request, urlopen

import pytest
from visitors import NewGuest, Running, until

pytestmark = pytest.mark.browser

RESULTS = "/de/suche?near=Altenhundem&language=tr"
SLOW_4G = {"offline": False, "latency": 562, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
"""Lighthouse's "slow 4G" as a browser applies it: 150 ms round trips and 1.6 Mbit/s, with its factors."""

CPU_SLOWDOWN = 4
RUNS = 3
SMALLEST = "/de/nichts"
SMALLEST_MS = 1300
"""The smallest page there is, and what it takes where the machine has nothing else to do: two round trips."""

SUM = """(n) => {
  const began = performance.now();
  let x = 0;
  for (let i = 0; i < n; i++) x = Math.imul(x ^ i, 0x9E3779B1);
  window.sum = x;
  return performance.now() - began;
}"""
SUM_N, SUM_MS = 40_000_000, 150
"""A sum, and what it takes a slow phone where the machine has nothing else to do."""

MEASURE = """
window.seen = { lcp: 0, cls: 0, longest: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.lcp = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const frame of list.getEntries()) for (const script of frame.scripts) {
    const isOwn = /\\/static\\/|karte\\.js/.test(script.sourceURL);
    if (isOwn) seen.longest = Math.max(seen.longest, script.duration);
  }
}).observe({ type: "long-animation-frame", buffered: true });
"""


def measured(new_guest: NewGuest, path: str, width: int) -> dict[str, float]:
    guest = new_guest(viewport={"width": width, "height": 800})
    guest.context.add_init_script(MEASURE)
    page = guest.context.new_page()
    session = guest.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    page.goto(guest.base + path)
    page.wait_for_load_state("networkidle")
    until(page, "seen.lcp > 0")
    seen: dict[str, Any] = page.evaluate("seen")
    times = sorted(page.evaluate(SUM, SUM_N) for _ in range(RUNS))
    seen["longest"] /= max(1, times[RUNS // 2] / SUM_MS)
    assert seen["lcp"] > SLOW_4G["latency"]
    assert path == SMALLEST or page.locator(".marker").count() > 0
    return seen


@pytest.mark.parametrize("width", [360, 1280])
def test_results_are_there_in_two_and_a_half_seconds_and_stay_where_they_are(
    new_guest: NewGuest, width: int
) -> None:
    """The best of some runs counts, and what the machine is late with on the smallest page, or with a
    sum, is its own. Where it is busy with much else, times say nothing; what moves counts all the same.
    """
    is_busy = os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
    new_guest().open(RESULTS)
    runs = [measured(new_guest, RESULTS, width) for _ in range(RUNS)]
    assert max(run["cls"] for run in runs) <= 0.05, runs
    if not is_fast(runs) and not is_busy:
        late = min(measured(new_guest, SMALLEST, width)["lcp"] for _ in range(RUNS)) - SMALLEST_MS
        assert is_fast(runs, late_ms=max(0, late)), (late, runs)


def is_fast(runs: list[dict[str, float]], late_ms: float = 0) -> bool:
    """Whether the best of each is good enough."""
    return min(run["lcp"] for run in runs) - late_ms <= 2500 and min(run["longest"] for run in runs) <= 200


def on_the_wire(url: str) -> tuple[int, bytes]:
    """The size of an answer as it was sent, packed, in bytes, and what was sent."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        sent = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
    return len(sent), sent


@pytest.mark.parametrize("lang", ["de", "ar", "bg"])
@pytest.mark.parametrize(
    "search",
    [
        "near=Altenhundem&language=tr",
        "near=57368&radius_km=50",
        "near=Altenhundem&profile=electric_wheelchair&need=induction_loop",
    ],
)
def test_results_with_their_style_are_40_kb_at_most(server: Running, lang: str, search: str) -> None:
    """Twenty real hits; the tests of the pages have the same limit for invented ones."""
    page, sent = on_the_wire(f"{server.url}/{lang}/suche?{search}")
    [style] = re.findall(r'href="(/static/app\.css[^"]*)"', gzip.decompress(sent).decode())
    assert page + on_the_wire(server.url + style)[0] <= 40_960
