"""Writes offers as a spreadsheet (XLSX, ECMA-376) for others to keep, with the columns of
`finder.exchange.result_file` and a second sheet about the file. Every cell but a measured number is a text,
whatever it begins with: nothing is ever computed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import BinaryIO, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from finder.exchange.result_file import About, Found, cells_of, columns_of_table

MAX_CELL: Final = 32_767
"""Characters of a cell, in UTF-16 as Excel counts them; what is longer is cut and ends in an ellipsis."""

MAX_SHEET_NAME: Final = 31
_NUMBERS: Final = frozenset(("lat", "lon", "distance_m"))
_WIDTHS: Final = {"name": 36, "organization": 36, "description": 60, "page": 40, "attribution": 36, "id": 20}
_WIDTH: Final = 16
_ABOUT_WIDTHS: Final = (36, 22, 44, 44, 24)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")


class Words(NamedTuple):
    """What the file says of itself; German unless somebody reads it in another language."""

    entries: str = "Einträge"
    about: str = "Über diese Datei"
    written_on: str = "Datum der Datei"
    search: str = "Suche"
    everything: str = "alle öffentlichen Einträge"
    total: str = "Treffer insgesamt"
    source: str = "Quelle"
    licence: str = "Lizenz"
    licence_address: str = "Adresse der Lizenz"
    attribution: str = "Namensnennung"
    example: str = "erfunden, zum Ausprobieren"


GERMAN_WORDS: Final = Words()


def write_xlsx(
    file: BinaryIO,
    found: Iterable[Found],
    about: About,
    text_columns: Iterable[str] = (),
    words: Words = GERMAN_WORDS,
) -> None:
    """Write the spreadsheet; in memory are one row and the texts of the second sheet at a time."""
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": dt.datetime.fromisoformat(about.written_on), "title": words.about})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_sheet_name(words.entries))
        columns = columns_of_table(text_columns)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column.partition(":")[0], _WIDTH))
            sheet.write_string(0, number, column, bold)
        sheet.freeze_panes(1, 0)
        for row, each in enumerate(found, 1):
            _write_row(sheet, row, columns, cells_of(each, about))
        _write_about(book.add_worksheet(_sheet_name(words.about)), about, words, bold)


def _write_row(sheet: Worksheet, row: int, columns: tuple[str, ...], cells: dict[str, str]) -> None:
    for number, column in enumerate(columns):
        cell = cells.get(column, "")
        if cell and column in _NUMBERS:
            sheet.write_number(row, number, float(cell))
        elif cell:
            sheet.write_string(row, number, _cell(cell))


def _write_about(sheet: Worksheet, about: About, words: Words, bold: object) -> None:
    for number, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(number, number, width)
    told = (
        (words.written_on, about.written_on),
        (words.search, about.search or words.everything),
        (words.total, str(about.total)),
    )
    for row, (label, text) in enumerate(told):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, _cell(text))
    for number, label in enumerate((words.source, words.licence, words.licence_address, words.attribution)):
        sheet.write_string(len(told) + 1, number, label, bold)
    for row, terms in enumerate(about.terms, len(told) + 2):
        texts = (terms.name, terms.licence, terms.licence_url, terms.attribution)
        for number, text in enumerate((*texts, words.example if terms.is_example else "")):
            sheet.write_string(row, number, _cell(text))


def _cell(text: str) -> str:
    """The text without what XML cannot hold, as long as a cell may be. Text that the library would take for
    XML of its own (`<r>` to `</r>`) gets a blank behind it, and so is written as text.
    """
    plain = _NOT_IN_XML.sub("", text)
    if plain.endswith("</r>"):
        plain += " "
    if len(plain.encode("utf-16-le")) // 2 <= MAX_CELL:
        return plain
    return plain.encode("utf-16-le")[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _sheet_name(text: str) -> str:
    return _NOT_IN_NAME.sub(" ", text)[:MAX_SHEET_NAME]
