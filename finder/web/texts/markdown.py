"""Markdown of pages as safe markup: no HTML of the author's, no pictures, only links that can be followed.

Whatever headings an author chose, the first level on the page is the second and none is left out, because
the title of the page is its one first heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from finder.web.clean import printable
from finder.web.i18n import with_whole_numbers

SCHEMES = frozenset(("", "http", "https", "mailto", "tel", "sms"))
_FILL_IN = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_GAP = re.compile(r"\[(?:bitte eintragen|please fill in): [^\[\]]+\]")
_HEADING = ("heading_open", "heading_close")


def rendered(text: str, lang: str, values: Mapping[str, str]) -> Markup:
    """The markup of a text, filled with values. Links that
    begin with "/" lead to the pages of the finder in the language. Gaps such as
    `[bitte eintragen: Name]` are marked.
    """
    return _rendered(filled(str(printable(text)), values), lang)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the value of each name in it, as in `{{ home }}`; names without one stay."""
    return _FILL_IN.sub(lambda match: values.get(match[1], match[0]), text)


@lru_cache(maxsize=512)
def _rendered(text: str, lang: str) -> Markup:
    return Markup(_parser().render(text, {"lang": lang}))  # noqa: S704 - HTML of the author's is off


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
    parser.validateLink = _can_be_followed  # type: ignore[method-assign]  # as its documentation says
    parser.core.ruler.push("finder", lambda state: _arrange(state.tokens, state.env))
    parser.add_render_rule("text", _text)
    return parser


def _can_be_followed(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _text(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """A text, with its gaps marked."""
    text = with_whole_numbers(str(escape(tokens[index].content)), str(env["lang"]))
    return _GAP.sub(lambda match: f'<mark class="gap">{match[0]}</mark>', text)


def _arrange(tokens: list[Token], env: EnvType) -> None:
    _order_headings(tokens)
    for token in tokens:
        token.attrs.pop("style", None)  # columns of tables, which the content policy forbids to align so
        if token.children:
            token.children = list(_with_links(token.children, str(env.get("lang", ""))))


def _order_headings(tokens: Iterable[Token]) -> None:
    """Let headings begin on the second level and go down one level at a time."""
    level, stated = 1, [0]
    for token in tokens:
        if token.type == "heading_open":
            own = int(token.tag[1])
            while stated[-1] >= own:
                stated.pop()
            stated.append(own)
            level = min(len(stated), 6)
        if token.type in _HEADING:
            token.tag = f"h{level}"


def _with_links(tokens: Iterable[Token], lang: str) -> Iterator[Token]:
    """The tokens of a line with addresses made fit for the page; telephone numbers and the
    like run left to right.
    """
    is_number = False
    for token in tokens:
        if token.type == "link_open":
            is_number = _prepare(token, lang)
        if token.type == "link_close" and is_number:
            yield Token("bdi_close", "bdi", -1)
        yield token
        if token.type == "link_open" and is_number:
            yield Token("bdi_open", "bdi", 1, attrs={"dir": "ltr"})


def _prepare(link: Token, lang: str) -> bool:
    """Make the address of a link fit; gives whether it is what one dials or writes to."""
    href = str(link.attrGet("href") or "")
    parts = urlsplit(href)
    if parts.netloc:
        link.attrSet("rel", "noopener noreferrer external")
    elif href.startswith("/"):
        link.attrSet("href", f"/{lang}{href}")
    return parts.scheme in ("tel", "sms", "mailto")
