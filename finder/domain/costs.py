"""Who pays for what is offered."""

from __future__ import annotations

from enum import StrEnum


class Insurance(StrEnum):
    """For whom a cost is stated: people with this insurance, or everybody."""

    ANY = ""
    STATUTORY = "statutory"
    PRIVATE = "private"
    SELF_PAY = "self_pay"
    ASYLBLG_VOUCHER = "asylblg_voucher"
    NONE_NEEDED = "none_needed"
