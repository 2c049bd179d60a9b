"""The locks pin everything that is installed, and agree with one another and with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest

from finder.paths import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(lock: str) -> dict[str, str]:
    """Each pinned name with its version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        _canonical(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }


def _names(requirements: list[str]) -> set[str]:
    return {_canonical(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in requirements}


def test_the_test_lock_pins_all_that_the_other_one_pins() -> None:
    assert _pins(LOCKS[0]).items() <= _pins(LOCKS[1]).items()


def test_every_dependency_and_the_build_backend_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = _names(project["project"]["dependencies"]) | _names(project["build-system"]["requires"])
    test = _names(project["project"]["optional-dependencies"]["test"])
    assert run <= set(_pins(LOCKS[0]))
    assert run | test <= set(_pins(LOCKS[1]))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
