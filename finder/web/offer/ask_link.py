"""The address of the ask-ahead card of an offer."""

from __future__ import annotations

from urllib.parse import urlencode

from finder.domain.needs import LIMITS
from finder.domain.query import SearchQuery
from finder.web.i18n import current_lang

_CARRIED = frozenset({"profile", "need", "access", "language", "open", "phone_open", *LIMITS})


def card_path(offer_id: int, query: SearchQuery | None = None) -> str:
    """The address of the questions to an offer, with what the visitor needs of a search."""
    params = urlencode([pair for pair in query.to_params() if pair[0] in _CARRIED]) if query else ""
    return f"/{current_lang()}/angebot/{offer_id}/fragen" + (f"?{params}" if params else "")
