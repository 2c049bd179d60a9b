"""Cells of CSV files that a spreadsheet would compute (OWASP, CSV injection), as text and back."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[\t\r\n ]*(?:[=@]|[+-](?![\d ()/.,;:x+-]*$))")


def as_text(cell: str) -> str:
    """The cell, with an apostrophe before one that a spreadsheet would compute, and before one that looks
    like that already; numbers, telephone numbers with `+` included, stay as they are.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """The cell of which `as_text` made this one."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
