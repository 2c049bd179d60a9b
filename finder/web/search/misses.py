"""Which of the searches that find nothing are counted: those of people who look at the page."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from finder.actions.misses import note_miss
from finder.actions.search import SearchResult
from finder.web.current import current_finder

_PROGRAM: Final = re.compile(r"bot|crawl|spider|slurp|headless|preview|monitor|archiv", re.IGNORECASE)


UNCOUNTED: Final = "uncounted"
"""The parameter of links from pages of the staff, who only look at what visitors would see."""


def count_in_vain(result: SearchResult) -> None:
    """Count the search of the current request if it found nothing and the browser of a visitor asks: no
    program that says what it is, no page that is fetched ahead, nobody who comes from a page of the staff.
    """
    if _is_visitor():
        note_miss(current_finder(), result, f"{request.remote_addr}\n{request.user_agent.string}")


def _is_visitor() -> bool:
    agent = request.user_agent.string
    is_browser = agent.startswith("Mozilla/") and not _PROGRAM.search(agent)
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return is_browser and not is_ahead and UNCOUNTED not in request.args
