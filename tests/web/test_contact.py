"""Telephone numbers, addresses and mail as links that cannot lead astray."""

from __future__ import annotations

import pytest

from finder.web.contact import mail_address, web_address, web_name, written_number


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
