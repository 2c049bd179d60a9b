"""Fields of the forms of accounts, as `staff/account/parts.html` shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


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

    @property
    def id(self) -> str:
        """Where the summary of problems leads."""
        return self.name

    @property
    def described_by(self) -> str:
        """The ids of what is said about it."""
        parts = (f"{self.name}-hint" if self.hint else "", f"{self.name}-problem" if self.problem else "")
        return " ".join(filter(None, parts))

    def wrong(self, problem: str) -> Field:
        """The same field with what is wrong with it."""
        return replace(self, problem=problem)


def problems_of(fields: Iterable[Field]) -> list[Field]:
    """The fields with which something is wrong."""
    return [field for field in fields if field.problem]
