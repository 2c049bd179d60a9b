"""Fields of the forms of accounts, as `staff/account/parts.html` shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its label, what it says now, what is asked for, and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    hint: str = ""
    problem: str = ""
    autocomplete: str = "off"
    inputmode: str = ""
    suffix: str = ""
    is_optional: bool = False

    @property
    def id(self) -> str:
        """Where the summary of problems leads; the suffix tells fields of the same name apart."""
        return f"{self.name}{self.suffix}"

    @property
    def described_by(self) -> str:
        """The ids of what is said about it."""
        parts = (f"{self.id}-hint" if self.hint else "", f"{self.id}-problem" if self.problem else "")
        return " ".join(filter(None, parts))
