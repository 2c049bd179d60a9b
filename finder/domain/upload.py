"""A file on its way into the records: its states, what becomes of each row, what is decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UploadState(StrEnum):
    """How far an uploaded file is."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowOutcome(StrEnum):
    """What a row of a file would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class RowState(StrEnum):
    """What became of a row: `stale` is one whose entry has changed since it was shown, `skipped` one that
    staff left out, `refused` one that the database did not take.
    """

    OPEN = "open"
    APPLIED = "applied"
    STALE = "stale"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Decision(StrEnum):
    """What staff decide of a new entry that looks like an existing one."""

    OPEN = "open"
    SAME = "same"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record that an import changes; `record` is the table, a detail is named by its own. With
    `is_conflict` it stays `old`, because it was corrected here, and goes to whoever decides on proposals.
    """

    record: str
    field: str
    old: str
    new: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A value of a row that cannot be used: in which column, and why (an English phrase)."""

    column: str
    value: str
    reason: str
