"""What the commands share: the opened finder, and files that are whole or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from finder.actions.context import Finder
from finder.errors import BadInput
from finder.settings import Settings


@contextmanager
def opened_finder() -> Iterator[Finder]:
    """The finder for the settings of the environment, closed at the end."""
    finder = Finder.open(Settings.from_env())
    try:
        yield finder
    finally:
        finder.close()


@contextmanager
def output_file(path: Path) -> Iterator[TextIO]:
    """A file to write, which is there only when it is whole; `-` is standard output."""
    if str(path) == "-":
        yield sys.stdout
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise BadInput("file", path, f"a file that can be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
