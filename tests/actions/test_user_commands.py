"""`finder user`: the first admin, and help when somebody is locked out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.actions.accounts.people import LastAdmin
from finder.cli.users import user
from finder.errors import FinderError
from finder.settings import Settings

LINK = re.compile(r"https://finder\.example\.org/staff/einladung/[\w-]{43}\n")


@pytest.fixture(autouse=True)
def _here(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDER_VAR", str(tmp_path))
    monkeypatch.setenv("FINDER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FINDER_URL", "https://finder.example.org")


def run(*words: str) -> Result:
    return CliRunner().invoke(user, words)


def test_the_first_admin_is_made_here_and_nobody_is_there_before() -> None:
    assert run("list").output == ""
    assert LINK.fullmatch(run("add", "Ada@Example.org", "--role", "admin").output)
    assert run("list").output == "ada@example.org: admin (invited, no second factor)\n"
    assert isinstance(run("add", "ada@example.org").exception, FinderError)
    assert isinstance(run("add", "keine adresse").exception, FinderError)
    assert isinstance(run("disable", "ada@example.org").exception, LastAdmin)


def test_an_account_is_disabled_and_helped_again() -> None:
    run("add", "ada@example.org", "--role", "admin")
    run("add", "ben@example.org", "--role", "editor", "--role", "reviewer")
    assert run("disable", "BEN@example.org").exit_code == 0
    assert "ben@example.org: editor,reviewer (disabled" in run("list").output
    assert LINK.fullmatch(run("reset", "ben@example.org", "--factors").output)
    assert "ben@example.org: editor,reviewer (invited" in run("list").output
    assert isinstance(run("reset", "nobody@example.org").exception, FinderError)
    assert re.fullmatch(r"finder_[\w-]{43}\n", run("key", "Website").output)
    assert run("key", "App", "--quota", "7", "70").exit_code == 0
    assert run("key", "App", "--quota", "7", "-1").exit_code == 2
