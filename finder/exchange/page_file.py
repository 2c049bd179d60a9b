"""Pages of text as Markdown files: what stands at their head in YAML, and the text below."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter
import yaml

FILE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md")
"""`<slug>.<language>.md`."""

MAX_BYTES = 200_000
"""A longer file is no page that anybody reads."""


class PageFault(ValueError):
    """A file that is no page; the message says why."""


@dataclass(frozen=True, slots=True)
class PageSearch:
    """A search that a page leads to: the query of its address, and its words or ""."""

    query: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page in one language. `order` is its place among others; `body` is Markdown; `checked_on` is the
    day on which somebody last compared the text with the facts; `icon` is the name of a drawing or "".
    """

    slug: str
    lang: str
    title: str
    summary: str
    body: str
    order: int = 0
    checked_on: dt.date | None = None
    icon: str = ""
    is_sensitive: bool = False
    searches: tuple[PageSearch, ...] = ()


def read_page(path: Path) -> PageText:
    """The page in a file; raises PageFault when it cannot be used."""
    name = FILE_NAME.fullmatch(path.name)
    if name is None:
        raise PageFault("the name is not <slug>.<language>.md")
    head, body = _parts(path)
    title = _text(head, "title")
    if not title:
        raise PageFault("title is missing")
    return PageText(
        slug=name[1],
        lang=name[2],
        title=title,
        summary=_text(head, "summary"),
        body=body,
        order=_of_type(head, "order", int, 0),
        checked_on=_of_type(head, "checked", dt.date, None),
        icon=_text(head, "icon"),
        is_sensitive=_of_type(head, "sensitive", bool, False),
        searches=tuple(_searches(_of_type(head, "searches", list, []))),
    )


def _parts(path: Path) -> tuple[Mapping[str, Any], str]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PageFault(f"it has more than {MAX_BYTES} bytes")
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise PageFault("what stands between the lines --- is no YAML") from error
    except (OSError, ValueError) as error:
        raise PageFault(f"it cannot be read ({type(error).__name__})") from error
    return post.metadata, post.content


def _text(head: Mapping[str, Any], key: str) -> str:
    return " ".join(str(_of_type(head, key, str, "")).split())


def _of_type(head: Mapping[str, Any], key: str, kind: type[Any], default: Any) -> Any:
    value = head.get(key, default)
    if value is not default and type(value) is not kind:
        raise PageFault(f"{key} is not of the kind {kind.__name__}")
    return value


def _searches(items: Iterable[Any]) -> Iterable[PageSearch]:
    """Each item is the query of an address, alone or with words for it: `{query: ..., label: ...}`."""
    for item in items:
        given = item if isinstance(item, Mapping) else {"query": item}
        query = _text(given, "query")
        if not query:
            raise PageFault("a search has no query")
        yield PageSearch(query, _text(given, "label"))
