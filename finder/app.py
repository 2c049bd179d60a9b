"""The web application, put together from its parts."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from finder.actions.context import Finder
from finder.paths import TEMPLATES
from finder.settings import Settings
from finder.web import (
    api,
    content,
    embed,
    errors,
    fhir,
    headers,
    health,
    hsds,
    i18n,
    negotiation,
    offline,
    pages,
    public_files,
    request_id,
    webapp,
)
from finder.web.booklet import page as booklet
from finder.web.map import base as map_base
from finder.web.map import script as map_script
from finder.web.map import tiles
from finder.web.offer import more as offer_more
from finder.web.proposals import views as proposals
from finder.web.search import files as result_files
from finder.web.shortlist import views as shortlist
from finder.web.staff import workplace

MAX_FORM_BYTES = 1_000_000


def create_app(settings: Settings) -> Flask:
    """The web application for these settings: pages, map, tiles, JSON API and health checks.

    Raises ConfigurationError for settings or data that cannot be used.
    """
    app = Flask("finder", template_folder=str(TEMPLATES), static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.extensions["finder"] = Finder.open(settings)
    for part in (
        request_id,
        headers,
        errors,
        i18n,
        negotiation,
        health,
        api,
        fhir,
        hsds,
        tiles,
        map_script,
        pages,
        content,
        booklet,
        embed,
        map_base,
        offer_more,
        offline,
        proposals,
        public_files,
        result_files,
        shortlist,
        webapp,
        workplace,
    ):
        part.init_app(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents
    return app
