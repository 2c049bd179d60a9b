"""The vocabularies that every reader translates into."""

from __future__ import annotations

import pytest

from finder.domain.names import LanguageNames
from finder.domain.taxonomy import Taxonomy
from finder.exchange.context import ReadContext
from finder.paths import DATA


@pytest.fixture(scope="session")
def context() -> ReadContext:
    """The shipped topics and names of languages."""
    return ReadContext(
        Taxonomy.load(DATA / "taxonomy"), LanguageNames.load(DATA / "languages" / "languages.csv")
    )
