"""Whether whoever is signed in may change an entry."""

from __future__ import annotations

from flask import abort

from finder.actions.accounts.scopes import may_edit
from finder.web.current import current_finder
from finder.web.staff.access import current_account


def check_scope(offer_id: int) -> None:
    """Refuse an entry outside the scope of the account."""
    if not may_edit(current_finder(), current_account(), offer_id):
        abort(403)
