"""What belongs to an account besides its roles: why somebody gets a link, and what binds an editor."""

from __future__ import annotations

from enum import StrEnum


class LinkKind(StrEnum):
    """Why somebody gets a link to set a password: for the first time, or because it is forgotten."""

    INVITATION = "invitation"
    RESET = "reset"


class ScopeKind(StrEnum):
    """What an editor can be bound to: an organization by its number, an area by its key (AGS)."""

    ORGANIZATION = "organization"
    AREA = "area"
