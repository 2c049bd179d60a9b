"""The page checker: what must be true of every answer, and of every HTML page whatever it shows."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""By value, written apart from the code that sets them."""

LEFT_TO_RIGHT = ("de", "de-simple", "en", "fr", "pl", "ro", "sq", "tr", "bg", "ru", "uk")
RIGHT_TO_LEFT = ("ar", "fa")

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "form": "action"}
DATA_TYPES = ("application/json", "application/ld+json")
NOT_FOR_PEOPLE = re.compile(r"\bNone\b|\bundefined\b|\bNaN\b|\{\{|\{%|%\(\w+\)s|<bound method|object at 0x")


class CheckedClient(FlaskClient):
    """A client whose every answer has passed the checks.

    `headers` are those that answers of some paths have in the place of the table's; None: not that one.
    """

    headers: Mapping[str, Mapping[str, str | None]] = {}

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True, **kwargs})
        check_headers(response, {**HEADERS, **self.headers.get(response.request.path, {})})
        check_cookies(response)
        is_page = response.request.method in ("GET", "POST")
        has_body = is_page and response.status_code not in (204, 301, 302, 303, 304, 308)
        if response.mimetype == "text/html" and has_body:
            check_page(unpacked(response).decode())
        return response


def unpacked(response: TestResponse) -> bytes:
    """The body as the browser sees it."""
    packed = response.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(response.data) if packed else response.data


def check_headers(response: TestResponse, table: Mapping[str, str | None] = HEADERS) -> None:
    """A header table by value."""
    for name, value in table.items():
        assert response.headers.getlist(name) == ([] if value is None else [value]), name
    allowed = dict(part.split("=", 1) for part in response.headers["Permissions-Policy"].split(", "))
    assert allowed.pop("geolocation") == "(self)"
    assert {"camera", "microphone", "payment", "usb"} <= allowed.keys()
    if response.request.path.startswith("/staff/zweiter-faktor"):
        allowed.pop("publickey-credentials-get")
    assert set(allowed.values()) == {"()"}
    assert response.headers["Cache-Control"]
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-Id"])


def check_cookies(response: TestResponse) -> None:
    """Nobody gets a cookie but the staff, who get one for their pages only, which no script can read; and
    nothing of these pages is kept.
    """
    is_staff = (response.request.path + "/").startswith("/staff/")
    assert not is_staff or response.headers["Cache-Control"] == "no-store"
    for cookie in response.headers.getlist("Set-Cookie"):
        assert is_staff
        parts = cookie.split("; ")
        assert parts[0].startswith("finder_staff=")
        assert {"Path=/staff", "HttpOnly", "SameSite=Lax"} <= set(parts)
        assert ("Secure" in parts) == (response.request.scheme == "https")


def parse(text: str) -> Element:
    """The page as a tree; raises for anything that a browser would have to repair."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(text)
    return tree


def text_of(element: Element) -> str:
    """All text below an element, blanks made one."""
    return " ".join("".join(element.itertext()).split())


def visible_text(tree: Element, *, without: tuple[str, ...] = ()) -> str:
    """What a page says, without its scripts and without the texts of some other elements."""
    body = tree.find("body")
    assert body is not None
    hidden = {inner for tag in ("script", *without) for element in body.iter(tag) for inner in element.iter()}
    return " ".join(" ".join(_own_texts(body, hidden)).split())


def _own_texts(body: Element, hidden: set[Element]) -> Iterator[str]:
    for element in body.iter():
        if element not in hidden:
            yield element.text or ""
            yield from (child.tail or "" for child in element)


def check_page(text: str) -> Element:
    """Check a page; gives its tree."""
    tree = parse(text)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    _check_head(tree)
    _check_headings(elements)
    _check_ids(elements)
    _check_controls(tree, elements)
    _check_directions(elements)
    _check_inline(elements)
    _check_hosts(elements)
    assert not NOT_FOR_PEOPLE.findall(visible_text(tree, without=("bdi", "datalist", "textarea")))
    return tree


def _check_head(tree: Element) -> None:
    lang = tree.get("lang")
    assert lang in LEFT_TO_RIGHT or lang in RIGHT_TO_LEFT
    assert tree.get("dir") == ("rtl" if lang in RIGHT_TO_LEFT else "ltr")
    titles = tree.findall("head/title")
    assert len(titles) == 1
    assert re.fullmatch(r"\S.* – \S.*", text_of(titles[0])), text_of(titles[0])
    viewport = [meta.get("content") for meta in tree.iter("meta") if meta.get("name") == "viewport"]
    assert viewport == ["width=device-width, initial-scale=1"]


def _check_headings(elements: list[Element]) -> None:
    levels = [HEADINGS.index(element.tag) + 1 for element in elements if element.tag in HEADINGS]
    assert levels.count(1) == 1
    assert levels[0] == 1
    for before, after in pairwise(levels):
        assert after <= before + 1, levels
    assert all(text_of(element) for element in elements if element.tag in HEADINGS)


def _check_ids(elements: list[Element]) -> None:
    ids = [element.get("id", "") for element in elements if "id" in element.attrib]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    for element in elements:
        for attribute in ("aria-labelledby", "aria-describedby", "for", "list"):
            for name in element.get(attribute, "").split():
                assert name in ids, f"{attribute}={name}"
        target = element.get("href", "")
        assert not target.startswith("#") or target[1:] in ids, target


def _check_controls(tree: Element, elements: list[Element]) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    wrapped = {control for label in tree.iter("label") for control in label.iter() if control is not label}
    for element in elements:
        if element.tag in ("input", "select", "textarea") and element.get("type") != "hidden":
            assert element in wrapped or element.get("id") in labelled or element.get("aria-label"), (
                element.attrib
            )
        if element.tag in ("a", "button"):
            assert text_of(element) or element.get("aria-label"), element.attrib
        if element.tag == "a":
            assert element.get("href")
        if element.tag == "form":
            assert (element.get("action") or "").startswith("/")
            assert element.get("method") in ("get", "post")


def _check_directions(elements: list[Element]) -> None:
    """What is dialled or looked for on a sign reads from left to right whatever stands around it."""
    for element in elements:
        if element.tag == "a" and (element.get("href") or "").startswith(("tel:", "sms:", "mailto:")):
            inner = [child for child in element.iter() if child.get("dir") == "ltr"]
            assert inner or not re.search(r"[\d@]", text_of(element)), element.attrib
        if element.get("dir") not in (None, "ltr", "rtl", "auto"):
            raise AssertionError(element.attrib)


def _check_inline(elements: list[Element]) -> None:
    for element in elements:
        assert element.tag != "style"
        assert "style" not in element.attrib, element.attrib
        assert not [name for name in element.attrib if name.lower().startswith("on")], element.attrib
        if element.tag == "script":
            assert element.get("src") or element.get("type") in DATA_TYPES


def _check_hosts(elements: list[Element]) -> None:
    for element in elements:
        address = element.get(LOADED.get(element.tag, ""), "")
        if element.tag == "link" and element.get("rel") in ("canonical", "alternate"):
            assert urlsplit(address).hostname in ("localhost", "127.0.0.1"), address
        else:
            assert not urlsplit(address).netloc, address
        if element.tag == "a":
            _check_link(element)


def _check_link(link: Element) -> None:
    parts = urlsplit(link.get("href", ""))
    assert parts.scheme in ("", "http", "https", "tel", "sms", "mailto", "geo"), link.attrib
    if parts.scheme.startswith("http"):
        assert {"noopener", "noreferrer"} <= set(link.get("rel", "").split()), link.attrib
