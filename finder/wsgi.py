"""What a WSGI server calls: `finder.wsgi:make_app` as a factory."""

from __future__ import annotations

from flask import Flask

from finder.actions.suggest import prepare_words
from finder.app import create_app
from finder.log import configure_log
from finder.settings import Settings


def make_app() -> Flask:
    """The application for the settings of the environment, ready to read words."""
    configure_log()
    app = create_app(Settings.from_env())
    prepare_words(app.extensions["finder"])
    return app
