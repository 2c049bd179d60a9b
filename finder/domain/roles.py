"""Who of the staff may do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody of the staff is trusted with; one person may have several."""

    ADMIN = "admin"
    EDITOR = "editor"
    REVIEWER = "reviewer"


class Permission(StrEnum):
    """What a page of the staff asks of who opens it."""

    SEE = "see"
    EDIT = "edit"
    IMPORT = "import"
    DECIDE = "decide"
    CONFIRM = "confirm"
    MANAGE = "manage"


_PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.ADMIN: frozenset(Permission),
    Role.EDITOR: frozenset(Permission) - {Permission.MANAGE},
    Role.REVIEWER: frozenset({Permission.SEE, Permission.DECIDE, Permission.CONFIRM}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an editor is bound to: numbers of organizations and keys of areas (AGS); empty is everything."""

    organizations: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the staff; `email` is the name in the history."""

    id: int
    email: str
    name: str
    roles: frozenset[Role]
    scope: Scope = Scope()

    @property
    def is_bound(self) -> bool:
        """Whether they are bound to some organizations or areas."""
        return self.scope != Scope()

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether one of the roles permits it, for every entry."""
        return self.may(permission) and not self.is_bound

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles permits it."""
        return permission in permissions_of(self.roles)


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that these roles permit together."""
    return frozenset[Permission]().union(*(_PERMISSIONS[role] for role in roles))
