"""Telephone numbers, addresses and mail as links that cannot lead astray."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hostile import HOSTILE_NAMES

from finder.domain.point import Point
from finder.web.contact import geo_uri, mail_address, route_url, web_address, web_name, written_number


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+492723608800", "02723 608800"),
        ("+43512123456", "+43 512 123456"),
        ("112", "112"),
        ("nach Vereinbarung", "nach Vereinbarung"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_people_here_write_them(stored: str, shown: str) -> None:
    assert written_number(stored) == shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "example.org",
        "",
        None,
        "http://",
        "https://[",
        "ftp://x.de",
    ],
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert web_address(address) == ""


def test_a_web_address_is_named_by_its_host() -> None:
    assert web_address(" https://www.lennestadt.de/rat?x=1 ") == "https://www.lennestadt.de/rat?x=1"
    assert web_name("https://www.lennestadt.de/rat?x=1") == "lennestadt.de"


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "a@b?subject=x", "a", "<a@b>", "", None, "a@b,c@d"])
def test_only_plain_mail_addresses_become_links(address: str | None) -> None:
    assert mail_address(address) == ""


def test_a_mail_address_is_quoted() -> None:
    assert mail_address("büro+rat@example.org") == "mailto:b%C3%BCro+rat@example.org"


PLACE = Point(51.1041, -8.07155)


@pytest.mark.parametrize("name", [*HOSTILE_NAMES[:9], "Praxis (Hof)", "a&b=c#d?e"])
def test_a_geo_address_has_the_point_and_the_name(name: str) -> None:
    uri = geo_uri(PLACE, name)
    found = re.fullmatch(r"geo:51\.10410,-8\.07155\?q=51\.10410,-8\.07155\(([!-~]*)\)", uri)
    assert found
    assert "".join(re.findall(r"[^\s()]", unquote(found[1]))) == "".join(re.findall(r"[^\s()]", name))
    assert not set("()&#?<>\"' ") & set(found[1])


def test_a_route_planner_is_given_what_its_template_asks_for() -> None:
    template = "https://maps.example/?to={lat},{lon}&label={name}&z={zoom}"
    assert route_url(template, PLACE, "{lat} & <b>") == (
        "https://maps.example/?to=51.10410,-8.07155&label=%7Blat%7D%20%26%20%3Cb%3E&z={zoom}"
    )
    assert route_url("", PLACE, "x") == ""
