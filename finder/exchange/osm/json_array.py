"""A long array in a JSON file, read value by value, so that memory does not grow with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

HEAD = 65_536
"""So many bytes at the beginning of a file tell what it is."""

_CHUNK = 1 << 20
_GAP = re.compile(r"[\s,]*")


class Broken(Exception):
    """The file is no whole JSON from here on."""


def head_of(path: Path) -> str:
    """The beginning of a text file; "" for a folder or a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return ""


def values_of(path: Path, name: str) -> Iterator[object]:
    """The values of the first array with a name. Raises Broken and OSError."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield from _array(file, _start(file, name))


def _start(file: TextIO, name: str) -> str:
    """The text behind the bracket that opens the array, as far as it has been read."""
    opening = re.compile(rf'"{name}"\s*:\s*\[')
    text = ""
    while chunk := file.read(_CHUNK):
        text += chunk
        match = opening.search(text)
        if match:
            return text[match.end() :]
    raise Broken(f"no {name} in JSON")


def _array(file: TextIO, text: str) -> Iterator[object]:
    """The values of a JSON array whose opening bracket has been read."""
    decoder, at, chunk = json.JSONDecoder(), 0, _CHUNK
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if text.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            more = file.read(chunk)
            if not more:
                raise Broken("the rest of the file is no JSON") from error
            # Twice as much each time, so that a long value is not tried too often.
            text, at, chunk = text[at:] + more, 0, chunk * 2
        else:
            chunk = _CHUNK
            yield value
