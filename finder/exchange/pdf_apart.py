"""PDF in a process of its own: a sheet that is too much work ends there, and the server goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from finder.errors import FinderError, TooMany
from finder.paths import ROOT

WAIT_S, WORK_S = 10.0, 20.0
"""How long a sheet waits for the one before it, and how long it may take itself."""

MEMORY_BYTES: Final = 1_000_000_000
"""The address space of the process; a sheet of 20 entries takes a tenth of it."""

_LOCK: Final = "pdf.lock"
_BUSY_S: Final = 30


class PDFFailed(FinderError):
    """A PDF could not be made within its limits."""


def to_pdf_apart(html: str, directory: Path) -> bytes:
    """The PDF of a document as `finder.exchange.pdf.to_pdf` makes it, one at a time for all processes that
    share a directory.

    Raises TooMany when others are before it for longer than WAIT_S, and PDFFailed when it takes more than
    WORK_S or MEMORY_BYTES.
    """
    try:
        with FileLock(directory / _LOCK, timeout=WAIT_S):
            return _made(html)
    except Timeout as busy:
        raise TooMany(_BUSY_S) from busy


def _made(html: str) -> bytes:
    command = [sys.executable, "-m", "finder.exchange.pdf_child", str(MEMORY_BYTES), str(int(WORK_S))]
    kept = {
        name: os.environ[name] for name in ("HOME", "LANG", "PATH", "XDG_CACHE_HOME") if name in os.environ
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the document goes to its standard input
            command,
            input=html.encode(),
            capture_output=True,
            check=True,
            timeout=WORK_S,
            cwd=ROOT,
            env={**kept, "PYTHONPATH": str(ROOT)},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise PDFFailed("The PDF could not be made in time.") from error
    return done.stdout
