"""Settings come from the environment; a secret is made once and never a constant."""

from __future__ import annotations

from pathlib import Path

import pytest

from finder.errors import ConfigurationError
from finder.settings import ENVIRONMENT, Settings


def test_defaults_need_nothing_but_a_directory(tmp_path: Path) -> None:
    settings = Settings.from_env({"FINDER_VAR": str(tmp_path / "var")})
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'finder.sqlite'}"
    assert settings.home == "Lennestadt"
    assert settings.tile_url == ""


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    env = {"FINDER_VAR": str(tmp_path)}
    first = Settings.from_env(env).secret_key
    assert len(first) >= 32
    assert Settings.from_env(env).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    other = Settings.from_env({"FINDER_VAR": str(tmp_path / "other")}).secret_key
    assert other != first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FINDER_DATABASE_URL", "mysql://x/y"),
        ("FINDER_DATABASE_REPLICA_URL", "http://x"),
        ("FINDER_TILE_URL", "https://tiles.example/{z}/{x}.png"),
        ("FINDER_TILE_URL", "ftp://tiles.example/{z}/{x}/{y}.png"),
        ("FINDER_ROUTE_URL", "https://maps.example/{lat}"),
        ("FINDER_ROUTE_URL", "javascript:{lat}{lon}"),
        ("FINDER_PROXY_HOPS", "many"),
        ("FINDER_CORS", "*, https://www.example.org"),
        ("FINDER_CORS", "https://www.example.org/path"),
        ("FINDER_BULK_GUEST", "10"),
        ("FINDER_BULK_KEY", "10/-1"),
        ("FINDER_EXIT_URL", "javascript:alert(1)"),
        ("FINDER_EXIT_URL", "https://"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_env({"FINDER_VAR": str(tmp_path), name: value})


def test_origins_and_quotas_are_read(tmp_path: Path) -> None:
    env = {"FINDER_VAR": str(tmp_path), "FINDER_BULK_GUEST": "0/3"}
    several = Settings.from_env({**env, "FINDER_CORS": "https://A.example/, http://b.example:8080"})
    assert several.cors == ("https://a.example", "http://b.example:8080")
    assert Settings.from_env({**env, "FINDER_CORS": "*"}).cors == ("*",)
    assert Settings.from_env(env).cors == ()
    assert several.bulk_guest == (0, 3)


def test_every_setting_read_is_described() -> None:
    source = Path(__file__).parents[2] / "finder" / "settings.py"
    read = {
        word.strip('"')
        for word in source.read_text().split('"')
        if word.startswith("FINDER_") and word.isupper()
    }
    assert {name for name in read if name.replace("_", "").isalpha()} == set(ENVIRONMENT)
