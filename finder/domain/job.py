"""Work that runs on its own: its states, and how long it waits after a failure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

MAX_ATTEMPTS: Final = 4
"""How often work is begun without getting on before it counts as failed."""

_FIRST_WAIT_S: Final = 5.0


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.WAITING, JobState.RUNNING)


def wait_after(attempts: int) -> float:
    """The seconds until the next try after so many tries that failed: 5, 20, 80 ..."""
    return _FIRST_WAIT_S * 4.0 ** (attempts - 1)
