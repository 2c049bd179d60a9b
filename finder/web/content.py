"""What the site has beside the search: texts, topics, downloads, and what search engines are told."""

from __future__ import annotations

from flask import Flask

from finder.web.texts import data, downloads, sitemap, topics
from finder.web.texts import pages as texts


def init_app(app: Flask) -> None:
    """Serve all of it; the pages come first, which know the languages."""
    for part in (texts, topics, downloads, data, sitemap):
        part.init_app(app)
