"""Pages of text: those that ship with the finder, and those that the town puts in their place."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from finder.actions.context import Finder
from finder.errors import NotFound
from finder.exchange.page_file import FILE_NAME, PageFault, PageText, read_page
from finder.paths import DATA

SOURCE_LANG = "de"

log = logging.getLogger(__name__)


class Shelf(StrEnum):
    """Where a page stands, by the name of its directory."""

    PAGES = "pages"
    GUIDE = "guide"


Versions = Mapping[str, PageText]
"""A page by language."""


def find_pages(finder: Finder, shelf: Shelf, lang: str) -> list[PageText]:
    """All pages of a shelf, each in the language or else in German, in their order, then by title.

    A page that the town has in any language stands in the place of the shipped one in all languages.
    """
    versions = _shelf(DATA / shelf) | _shelf(finder.settings.var / shelf)
    chosen = (_best(of_page, lang) for of_page in versions.values())
    return sorted((page for page in chosen if page), key=lambda page: (page.order, page.title))


def get_page(finder: Finder, shelf: Shelf, slug: str, lang: str) -> PageText:
    """One page in the language, or else in German; raises NotFound."""
    own, shipped = _shelf(finder.settings.var / shelf), _shelf(DATA / shelf)
    page = _best(own.get(slug) or shipped.get(slug, {}), lang)
    if page is None:
        raise NotFound(f"There is no page {slug}.")
    return page


def _best(versions: Versions, lang: str) -> PageText | None:
    """The version in the language, else the German one, else any."""
    return versions.get(lang) or versions.get(SOURCE_LANG) or next(iter(versions.values()), None)


def _shelf(directory: Path) -> dict[str, dict[str, PageText]]:
    """The pages of a directory by slug and language; none where there is no directory. Files are looked
    at each time, so that an edit shows at once, and parsed only when they changed.
    """
    found: dict[str, dict[str, PageText]] = defaultdict(dict)
    if directory.is_dir():
        for path in sorted(directory.iterdir()):
            if FILE_NAME.fullmatch(path.name) and path.is_file():
                page = _parsed(path, path.stat().st_mtime_ns)
                if page is not None:
                    found[page.slug][page.lang] = page
    return dict(found)


@lru_cache(maxsize=1024)
def _parsed(path: Path, _changed_ns: int) -> PageText | None:
    """The page in a file, or None, said in the log, when it cannot be used."""
    try:
        return read_page(path)
    except PageFault as fault:
        log.warning("page left out", extra={"file": path.name, "reason": str(fault)})
        return None
