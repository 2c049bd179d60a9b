"""Addresses without a language: each leads to the same page in the visitor's."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Flask, current_app, make_response, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from finder.web.i18n import CHOICE, is_offered, wanted_lang


def init_app(app: Flask) -> None:
    """Lead every address that is a page but for its language to the visitor's language."""
    app.before_request(_lead_on)


def _lead_on() -> AnyResponse | None:
    """The same address below the visitor's language, where that is a page; else nothing."""
    is_unknown = isinstance(request.routing_exception, NotFound)
    if not is_unknown or request.method not in ("GET", "HEAD"):
        return None
    lang = wanted_lang()
    if not _is_page(f"/{lang}{request.path}"):
        return None
    return lead_to(lang)


def lead_to(lang: str) -> AnyResponse:
    """On to the address of the request below a language, with its query."""
    query = _query()
    response = make_response(redirect(f"/{lang}{request.path}" + (f"?{query}" if query else "")))
    response.vary.add("Accept-Language")
    return response


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _query() -> str:
    """The query as it came, without the choice of a language that is now in the path."""
    query = request.query_string.decode("latin-1")
    if not is_offered(request.args.get(CHOICE, "")):
        return query
    return urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != CHOICE])
