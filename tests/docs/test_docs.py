"""The README is complete and true: its tables hold just what the code has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import click
import pytest

from finder.app import create_app
from finder.cli import cli
from finder.domain.fhir_search import INCLUDES, RESULT_PARAMETERS, REVERSE_INCLUDES, Kind
from finder.domain.fhir_search import PARAMETERS as PARAMETERS_OF_FHIR
from finder.domain.offer import Offer, PublicSource, detail_of, summary_of
from finder.domain.query import PARAMETERS
from finder.exchange.own_columns import COLUMNS
from finder.exchange.registry import FORMATS
from finder.paths import ROOT
from finder.settings import ENVIRONMENT, Settings
from finder.store.models import Base

FORBIDDEN = re.compile(
    r"/home/|/root/|/Users/|/work/|pypi\.org|pythonhosted|deb\.debian\.org|npmjs\.(org|com)"
)
INSTALLERS = ("README.md", "Makefile", ".ci/*", ".make/*", "*.lock")


@lru_cache
def _sections() -> dict[str, str]:
    """The text below each heading of the README, up to the next heading of any level."""
    text = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _rows(heading: str) -> Iterator[list[str]]:
    """The cells of the table rows below a heading, without the head of each table."""
    for line in _sections()[heading].splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def _documented(heading: str) -> list[str]:
    """The words in the first column, sorted."""
    return sorted(word for cells in _rows(heading) for word in re.findall(r"`([^`]+)`", cells[0]))


def _commands(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for word, below in command.commands.items():
            yield from _commands(below, f"{name} {word}")
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield name


def test_every_setting_is_documented() -> None:
    assert _documented("Settings") == sorted(ENVIRONMENT)


def test_every_command_is_documented() -> None:
    assert _documented("Commands") == sorted(_commands(cli, "finder"))


def test_every_route_is_documented(tmp_path: Path) -> None:
    app = create_app(Settings.from_env({"FINDER_VAR": str(tmp_path)}))
    rules = {re.sub(r"<(\w+(\(.*?\))?:)?_?", "<", rule.rule) for rule in app.url_map.iter_rules()}
    assert _documented("Addresses") == sorted(rules)


def test_every_search_parameter_is_documented() -> None:
    assert _documented("Search parameters") == sorted(PARAMETERS)


def test_every_fhir_parameter_is_documented_with_its_resources() -> None:
    documented = {cells[0].strip("`"): cells[1] for cells in _rows("FHIR")}
    for kind in Kind:
        own = {name for name, kinds in documented.items() if kinds == "all" or kind in kinds.split(", ")}
        reverse = {"_revinclude"} if REVERSE_INCLUDES[kind] else set()
        assert own == {*PARAMETERS_OF_FHIR[kind], *RESULT_PARAMETERS} - {"_revinclude"} | reverse
    text = _sections()["FHIR"]
    offered = {name for table in (INCLUDES, REVERSE_INCLUDES) for names in table.values() for name in names}
    assert all(f"`{name}`" in text for name in offered)


def test_every_property_of_an_offer_is_documented_with_its_place() -> None:
    offer = Offer(id=1, is_public=True, name="x", organization="y", source=PublicSource("k", "n"))
    found = {*summary_of(offer), "distance_m", "fit", "missing", "failing", "language_match"}
    alone = {*summary_of(offer), *detail_of(offer)}
    where = {name: "both" if name in found & alone else "search" for name in found}
    where |= dict.fromkeys(alone - found, "offer")
    assert {cells[0].strip("`"): cells[1] for cells in _rows("API")} == where


def test_every_column_of_the_own_table_is_documented_with_its_meaning() -> None:
    columns = {cells[0].strip("`"): cells[1] for cells in _rows("Columns")}
    assert columns == dict(COLUMNS)


def test_every_format_is_documented() -> None:
    assert _documented("Import") == sorted(FORMATS)


def test_every_table_of_the_database_is_documented() -> None:
    assert _documented("Data model") == sorted(Base.metadata.tables)


def test_every_link_leads_to_a_file_or_a_heading() -> None:
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in _sections()}
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    for link in links:
        exists = link[1:] in anchors if link.startswith("#") else (ROOT / link).is_file()
        assert exists, f"{link} leads nowhere"


@pytest.mark.parametrize("pattern", INSTALLERS)
def test_installation_names_no_machine_and_no_registry(pattern: str) -> None:
    files = [path for path in ROOT.glob(pattern) if path.is_file()]
    assert files
    for path in files:
        assert FORBIDDEN.search(path.read_text(encoding="utf-8")) is None, path.name
