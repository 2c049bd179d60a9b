"""What somebody has to pay and to bring, as lists below the texts of an offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from finder.web import labels
from finder.web.contact import web_address
from finder.web.i18n import format_money


@dataclass(frozen=True, slots=True)
class Term:
    """One cost or one thing to bring: what (German), how much, for whom, and a note (German); what is not
    stated is "". `url` is where more is said.
    """

    what: str
    amount: str = ""
    for_whom: str = ""
    note: str = ""
    url: str = ""


def costs_of(detail: Mapping[str, Any], today: date) -> tuple[Term, ...]:
    """The costs that hold today, in the order in which they were entered."""
    # Rows that an older version wrote have none until they are made anew.
    return tuple(_cost(stored) for stored in detail.get("costs", ()) if _holds(stored, today.isoformat()))


def documents_of(detail: Mapping[str, Any]) -> tuple[Term, ...]:
    """What to bring, in the order in which it was entered."""
    return tuple(
        Term(stored["document"], url=web_address(stored.get("uri"))) for stored in detail.get("documents", ())
    )


def _holds(stored: Mapping[str, Any], today: str) -> bool:
    return bool(stored.get("valid_from", today) <= today <= stored.get("valid_to", today))


def _cost(stored: Mapping[str, Any]) -> Term:
    amount = stored.get("amount")
    return Term(
        what=stored.get("option", ""),
        amount="" if amount is None else format_money(amount, stored.get("currency", "")),
        for_whom=labels.of(labels.INSURANCE, stored.get("insurance", "")),
        note=stored.get("amount_description", ""),
    )
