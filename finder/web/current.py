"""The opened finder of the application that serves the current request."""

from __future__ import annotations

from flask import current_app

from finder.actions.context import Finder


def current_finder() -> Finder:
    """The finder that `create_app` opened."""
    finder: Finder = current_app.extensions["finder"]
    return finder
