"""Spreadsheets (XLSX, ODS) as CSV files, one a sheet, made in a process of its own with bounded memory and
time: what a file unpacks to is not known before.

`python -m finder.exchange.spreadsheet FILE DIRECTORY` writes `sheet-0.csv` and so on, and prints as JSON what
there is.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import orjson
from python_calamine import CalamineError, CalamineSheet, load_workbook

from finder.errors import BadInput
from finder.exchange.table_headings import field_of_heading

MAX_MEMORY: Final = 1_500_000_000
"""The address space of the process, in bytes."""
MAX_SECONDS: Final = 120
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
_MAX_SHEETS: Final = 20
_HEADINGS_WITHIN: Final = 15


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was written: its name, its file, the row of its headings (from 1), its rows below that,
    and how many of its headings are known.
    """

    name: str
    file: str
    first_row: int
    rows: int
    known: int


def unpack_spreadsheet(path: Path, folder: Path) -> list[Sheet]:
    """Write every sheet that is not empty into a folder, in UTF-8 with commas; those with the most known
    headings come first. What stands above the headings is left out.

    Raises BadInput with param `file` for a file that is no spreadsheet, or too large when unpacked.
    """
    command = [sys.executable, "-m", "finder.exchange.spreadsheet", str(path), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * MAX_SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise BadInput("file", path.name, "a smaller spreadsheet") from None
    if done.returncode:
        is_damaged = done.returncode == _DAMAGED
        raise BadInput("file", path.name, "a spreadsheet" if is_damaged else "a smaller spreadsheet")
    sheets = [Sheet(**sheet) for sheet in orjson.loads(done.stdout)]
    if not sheets:
        raise BadInput("file", path.name, "a spreadsheet that is not empty")
    return sorted(sheets, key=lambda sheet: -sheet.known)


_DAMAGED: Final = 3
_TOO_LARGE: Final = 4


def main(path: Path, folder: Path) -> int:
    """What the process does; gives its exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    try:
        book = load_workbook(str(path))
        names = book.sheet_names[:_MAX_SHEETS]
        sheets = [_write(book.get_sheet_by_name(name), folder, number) for number, name in enumerate(names)]
    except (CalamineError, OSError, ValueError):
        return _DAMAGED
    except (MemoryError, OverflowError):
        return _TOO_LARGE
    sys.stdout.write(orjson.dumps([asdict(sheet) for sheet in sheets if sheet.rows >= 0]).decode())
    return 0


def _write(sheet: CalamineSheet, folder: Path, number: int) -> Sheet:
    if sheet.total_height > MAX_ROWS + _HEADINGS_WITHIN or sheet.total_width > MAX_COLUMNS:
        raise OverflowError
    rows = sheet.iter_rows()
    above = (sheet.start or (0, 0))[0]
    head = [[*map(_text, row)] for row in islice(rows, _HEADINGS_WITHIN)]
    known = [sum(bool(field_of_heading(cell)) for cell in row) for row in head]
    start = known.index(max(known)) if head else 0
    file = f"sheet-{number}.csv"
    written = -1
    with (folder / file).open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        for row in _all(head[start:], rows):
            writer.writerow(row)
            written += 1
    return Sheet(sheet.name, file, above + start + 1, written, max(known, default=0))


def _all(head: Sequence[Sequence[str]], rows: Iterator[Sequence[object]]) -> Iterator[Sequence[str]]:
    yield from head
    for row in rows:
        yield [*map(_text, row)]


def _text(value: object) -> str:
    """A cell as somebody would type it: whole numbers without a decimal, days and times as ISO 8601."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
