"""Links to the pages of a list of the staff, with the filters that are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list stands: the page from 1, how many there are, and the addresses before and after; "" for
    none.
    """

    page: int
    n_pages: int
    before: str
    after: str


def pages(path: str, filters: Mapping[str, str], page: int, n: int, size: int) -> Pages:
    """The pages of a list of n lines; an empty list has one page."""
    n_pages = max(1, -(-n // size))
    page = min(max(page, 1), n_pages)

    def address(number: int) -> str:
        if not 1 <= number <= n_pages:
            return ""
        query = {name: value for name, value in filters.items() if value}
        return f"{path}?{urlencode(query | {'seite': str(number)})}"

    return Pages(page, n_pages, address(page - 1), address(page + 1))


def page_of(text: str) -> int:
    """The page that an address asks for; the first for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def number_of(text: str) -> int:
    """The number of a record in an address or a form; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
