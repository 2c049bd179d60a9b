"""Roles permit what they say, and nobody may anything without one."""

from __future__ import annotations

import pytest

from finder.domain.roles import Account, Permission, Role, permissions_of


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.ADMIN, set()),
        (Role.EDITOR, {Permission.MANAGE}),
        (Role.REVIEWER, {Permission.MANAGE, Permission.EDIT, Permission.IMPORT}),
    ],
)
def test_a_role_permits_everything_but(role: Role, missing: set[Permission]) -> None:
    assert permissions_of([role]) == set(Permission) - missing
    account = Account(1, "a@example.org", "", frozenset({role}))
    assert {permission for permission in Permission if not account.may(permission)} == missing


def test_nobody_may_anything_without_a_role() -> None:
    assert permissions_of([]) == frozenset()


def test_several_roles_permit_what_any_of_them_does() -> None:
    assert permissions_of([Role.REVIEWER, Role.ADMIN]) == permissions_of([Role.ADMIN])
