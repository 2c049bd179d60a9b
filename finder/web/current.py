"""The opened finder of the application that serves the current request."""

from __future__ import annotations

from flask import current_app, request

from finder.actions.context import Finder


def current_finder() -> Finder:
    """The finder that `create_app` opened."""
    finder: Finder = current_app.extensions["finder"]
    return finder


def site_address() -> str:
    """What the absolute addresses of pages begin with: `FINDER_URL`, else the host of the request; no slash
    at the end.
    """
    return current_finder().settings.url or request.host_url.rstrip("/")
