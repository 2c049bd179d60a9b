"""Who sends, without keeping who that is: for limits on how often somebody may do something."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from typing import Final

from finder.actions.context import Finder

_NETWORK_BITS: Final = {4: 32, 6: 64}
"""A household has one IPv4 address, or 64 bits of IPv6 addresses."""


def sender_of(finder: Finder, address: str, day: dt.date) -> str:
    """Who sends from a network address, for today: a keyed hash of the network that the address is in."""
    text = f"{day.isoformat()} {_network(address)}"
    return hmac.new(finder.settings.secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, _NETWORK_BITS[ip.version]), strict=False))
