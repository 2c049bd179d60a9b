"""What a program asks of the lists of HSDS: the parameters of its API, checked.

Source: Open Referral HSDS 3.0, API reference; `locations` follows the other lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.domain.params import choice, number_between, one, plain_text, whole_between
from finder.errors import BadInput

DEFAULT_PER_PAGE, MAX_PER_PAGE, MAX_PAGE = 50, 500, 1_000_000
MAX_PROXIMITY_M = 1_000_000.0


class HsdsFormat(StrEnum):
    """A page, or all lines at once."""

    JSON = "json"
    NDJSON = "ndjson"


class Flag(StrEnum):
    """A boolean of a query string."""

    TRUE = "true"
    FALSE = "false"


_PAGING: Final = ("page", "per_page", "format")
_OFFERS: Final = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
_PLACE: Final = ("postcode", "proximity")
LISTS: Final[Mapping[str, Sequence[str]]] = {
    "services": (*_OFFERS, "minimal", "full", *_PAGING),
    "service_at_locations": (*_OFFERS, *_PLACE, "full", *_PAGING),
    "locations": (*_OFFERS, *_PLACE, "full", *_PAGING),
    "organizations": ("search", "full_service", "full", *_PAGING),
    "taxonomies": ("search", *_PAGING),
    "taxonomy_terms": ("search", "taxonomy_id", "top_only", "parent_id", *_PAGING),
}
"""The parameters of each list."""


@dataclass(frozen=True, slots=True)
class HsdsQuery:
    """A page of a list: what must be met, all of it; "" and None ask for nothing. `per_page` is None where it
    was not said. `proximity_m` is in metres from the middle of `postcode`.
    """

    search: str = ""
    page: int = 1
    per_page: int | None = None
    format: HsdsFormat = HsdsFormat.JSON
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: dt.datetime | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    postcode: str = ""
    proximity_m: float | None = None
    top_only: bool = False
    parent_id: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> HsdsQuery:
        """The query of parameters; raises BadInput naming the one that cannot be used."""
        proximity, postcode = one(params, "proximity"), plain_text("postcode", one(params, "postcode"))
        if proximity and not postcode:
            raise BadInput("postcode", "", "a postcode beside proximity")
        per_page = one(params, "per_page")
        return cls(
            search=plain_text("search", one(params, "search")),
            page=whole_between("page", one(params, "page"), 1, MAX_PAGE, 1),
            per_page=whole_between("per_page", per_page, 1, MAX_PER_PAGE, 1) if per_page else None,
            format=choice("format", one(params, "format"), HsdsFormat, HsdsFormat.JSON),
            taxonomy_term_id=_uid(params, "taxonomy_term_id"),
            taxonomy_id=_uid(params, "taxonomy_id"),
            organization_id=_uid(params, "organization_id"),
            modified_after=_moment("modified_after", one(params, "modified_after")),
            minimal=_flag(params, "minimal"),
            full=_flag(params, "full"),
            full_service=_flag(params, "full_service"),
            postcode=postcode,
            proximity_m=number_between("proximity", proximity, 0, MAX_PROXIMITY_M, 0) if proximity else None,
            top_only=_flag(params, "top_only"),
            parent_id=_uid(params, "parent_id"),
        )


def _uid(params: Mapping[str, Sequence[str]], name: str) -> str:
    return one(params, name).lower()


def _flag(params: Mapping[str, Sequence[str]], name: str) -> bool:
    return choice(name, one(params, name), Flag, Flag.FALSE) is Flag.TRUE


def _moment(name: str, text: str) -> dt.datetime | None:
    """The moment of an ISO 8601 text, in UTC where no zone is said; None for "". Raises BadInput."""
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            name, text, "a date or moment as ISO 8601 has it, such as 2026-01-31T08:00:00Z"
        ) from None
