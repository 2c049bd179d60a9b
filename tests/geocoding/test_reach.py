"""Requests go to the host that the setting names, and into a private network only when it names one."""

from __future__ import annotations

import socket

import pytest
import requests
from nominatim import Service, good

from finder.outside.http import Reach, get


@pytest.mark.parametrize(
    ("url", "may_be_private"),
    [
        ("https://nominatim.openstreetmap.org", False),
        ("https://93.184.216.34/", False),
        ("http://127.0.0.1:8080/x", True),
        ("http://10.1.2.3", True),
        ("http://[fd00::1]:80/", True),
        ("http://[::ffff:10.0.0.1]/", True),
        ("http://169.254.1.1/", True),
        ("http://100.64.0.1/", True),
        ("http://localhost:8080", True),
        ("http://photon:2322/", True),
        ("https://geo.town.internal/", True),
        ("https://internal.example.org/", False),
    ],
)
def test_only_an_address_that_is_private_itself_leads_into_a_private_network(
    url: str, may_be_private: bool
) -> None:
    assert Reach.of(url).may_be_private is may_be_private


def test_another_host_or_port_than_the_one_named_is_refused(service: Service) -> None:
    reach = Reach.of("http://127.0.0.1:9/")
    with pytest.raises(requests.exceptions.InvalidURL):
        get(f"{service.url}/search", {}, 1.0, reach=reach)
    assert service.asked == []


def test_a_public_name_that_leads_into_a_private_network_is_not_talked_to(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answer = lambda _question: good()
    port = int(service.url.rpartition(":")[2])
    find = socket.getaddrinfo

    def lead_home(_host: object, *rest: object, **named: object) -> object:
        return find("127.0.0.1", *rest, **named)  # type: ignore[arg-type]  # what came is handed on

    monkeypatch.setattr(socket, "getaddrinfo", lead_home)
    url = f"http://geocoder.example.org:{port}/search"
    with pytest.raises(requests.ConnectionError):
        get(url, {}, 1.0, reach=Reach.of(url))
    assert service.asked == []
    assert get(url, {}, 1.0, reach=Reach(Reach.of(url).host, may_be_private=True)).status == 200
