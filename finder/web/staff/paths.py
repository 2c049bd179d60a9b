"""The addresses of the workplace that its parts lead to."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "/staff"
SIGN_IN: Final = f"{PREFIX}/anmelden"
SECOND_FACTOR: Final = f"{PREFIX}/zweiter-faktor"
SET_UP: Final = f"{SECOND_FACTOR}/einrichten"


def is_staff(path: str) -> bool:
    """Whether an address belongs to the workplace."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")
