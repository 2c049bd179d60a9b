"""Takes the list that a visitor is making along through searches, in the parameter `liste`: `12.40.7`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from flask import Flask, request

from finder.domain.shortlist import MAX_ID, MOST, Shortlist
from finder.web.i18n import current_lang

CARRIED: Final = "liste"
OFFER: Final = "offer"
"""The parameter that the list's own addresses have once for each entry."""


def init_app(app: Flask) -> None:
    """Give templates `carried_list`, and `list_with`, the address of its page."""
    app.add_template_global(carried_list)
    app.add_template_global(list_with)


def carried_list() -> tuple[int, ...]:
    """The numbers on the list that comes with the request, or that it shows; what is no number is left out.

    It is read for every link of a page, so that no more is looked at than a list can hold.
    """
    parts = request.args.getlist(OFFER) or request.args.get(CARRIED, "").split(".", MOST)
    numbers = (int(part) for part in parts[:MOST] if part.isascii() and part.isdigit() and len(part) <= 10)
    return Shortlist.of(number for number in numbers if 0 < number <= MAX_ID).ids


def with_list(path: str, ids: Iterable[int] | None = None) -> str:
    """The address with a list in it, by default the one that comes with the request; as it is without one."""
    text = ".".join(map(str, carried_list() if ids is None else ids))
    if not text:
        return path
    return f"{path}{'&' if '?' in path else '?'}{CARRIED}={text}"


def list_with(*more: int) -> str:
    """The address of the list that comes with the request, with these entries more."""
    return list_path(dict.fromkeys((*carried_list(), *more)))


def list_path(ids: Iterable[int]) -> str:
    """The address of the page of a list, in the language of the page."""
    params = urlencode([(OFFER, each) for each in ids])
    return f"/{current_lang()}/merkliste" + (f"?{params}" if params else "")
