"""Takes an uploaded file: keeps it, finds out what it is, and how its table is to be read."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.text import clean, slug
from finder.domain.upload import UploadState
from finder.errors import BadInput, ConfigurationError
from finder.exchange import table
from finder.exchange.archive import is_archive, is_spreadsheet, remove_folder, unpack_tables
from finder.exchange.registry import find_reader
from finder.exchange.spreadsheet import unpack_spreadsheet
from finder.exchange.table_file import Layout, TableFile, open_table
from finder.exchange.table_headings import field_of_heading, is_enough
from finder.store import uploads as store
from finder.store.audit import note
from finder.store.uploads import UploadView

MAX_BYTES: Final = 50 * 1024 * 1024
"""The largest file that is taken."""

_BLOCK: Final = 1 << 20
_SAMPLES: Final = 3
_ENDING: Final = re.compile(r"(\.(?:osm\.gz|osm\.bz2|osm\.pbf|[a-z0-9]{1,8}))$")
_TABLES: Final = "tables"
_OPEN: Final = (UploadState.CHECKED, UploadState.CHECKING, UploadState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, our field or "", values of its first rows, and whether the field was
    said by somebody rather than known.
    """

    heading: str
    field: str
    samples: tuple[str, ...]
    is_known: bool


def receive_file(finder: Finder, stream: IO[bytes], file_name: str, source: str, actor: str) -> int:
    """Keep a file for the source of this name; gives the number of the upload.

    Raises BadInput with param `file` or `source`, then nothing is kept; and StoreDown.
    """
    source_name = " ".join(clean(source).split())
    if not slug(source_name):
        raise BadInput("source", source, "a name of the source")
    token = f"{utc_now():%Y%m%d}-{secrets.token_hex(8)}"
    folder = _folder(finder, token)
    try:
        path = keep_file(stream, folder, file_name)
        found = look_at(path, folder)
        values = {
            "file_name": clean(Path(file_name).name)[:200] or "upload",
            "stored_as": token,
            "source_key": slug(source_name)[:60],
            "source_name": source_name[:200],
            "actor": actor,
            "created_at": utc_now(),
            **found,
        }
        with finder.database.change(actor) as session:
            upload_id = store.add_upload(session, values)
            note(session, "upload", upload_id, "create", new=values["file_name"])
            return upload_id
    except BaseException:
        remove_folder(folder)
        raise


def _folder(finder: Finder, token: str) -> Path:
    folder = finder.settings.var / "imports" / token
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written ({error.strerror}).") from error
    return folder


def keep_file(stream: IO[bytes], folder: Path, file_name: str) -> Path:
    """Write the file block by block into a folder, under a name of our own with the ending it came with.

    Raises BadInput with param `file` for one that is empty or larger than MAX_BYTES.
    """
    ending = _ENDING.search(file_name.lower())
    path = folder / f"upload{ending[1] if ending else ''}"
    size = 0
    with path.open("wb") as file:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > MAX_BYTES:
                raise BadInput("file", file_name, "at most 50 MB")
            file.write(block)
    if not size:
        raise BadInput("file", file_name, "a file that is not empty")
    return path


def look_at(path: Path, folder: Path) -> dict[str, Any]:
    """What a file is: its `format`, and as `layout` the file in the folder that is read, of a table with how.

    Raises BadInput with param `file` for what is none of the formats.
    """
    if is_archive(path):
        return _unpacked(path, folder)
    try:
        found = find_reader(path).NAME
    except BadInput:
        found = table.NAME
        _check_text(path)
    is_table = found == table.NAME
    return {"format": found, "layout": {"file": path.name, **(_layout(open_table(path)) if is_table else {})}}


def _unpacked(path: Path, folder: Path) -> dict[str, Any]:
    if is_spreadsheet(path):
        sheets = unpack_spreadsheet(path, folder)
        layout = _sheet_layout(folder, asdict(sheets[0]))
        return {"format": table.NAME, "layout": {**layout, "sheets": [asdict(sheet) for sheet in sheets]}}
    tables = folder / _TABLES
    tables.mkdir()
    unpack_tables(path, tables)
    return {"format": find_reader(tables).NAME, "layout": {"file": _TABLES}}


def _sheet_layout(folder: Path, sheet: dict[str, Any]) -> dict[str, Any]:
    first_row = int(sheet["first_row"])
    found = open_table(folder / sheet["file"], Layout("utf-8", ",", first_row=first_row))
    return {"file": sheet["file"], **_layout(found)}


def _layout(found: TableFile) -> dict[str, Any]:
    return {"encoding": found.encoding, "delimiter": found.delimiter, "first_row": found.first_row}


def _check_text(path: Path) -> None:
    """Raises BadInput for what is no text at all, such as a picture or an old .xls."""
    with path.open("rb") as file:
        head = file.read(4096)
    is_utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in head and not is_utf16:
        raise BadInput("file", path.name, "a table, a spreadsheet, or a file of one of the known formats")


def path_of(finder: Finder, upload: UploadView) -> Path:
    """What the readers read: the file itself, a sheet of it, or the folder that it was unpacked to."""
    return finder.settings.var / "imports" / upload.stored_as / str(upload.layout.get("file", ""))


def layout_of(said: Mapping[str, Any]) -> Layout:
    """How a table is read, by what is kept of it."""
    return Layout(
        encoding=said.get("encoding", ""),
        delimiter=said.get("delimiter", ""),
        fields=tuple(said.get("fields", ())),
        first_row=said.get("first_row", 0),
    )


def columns_of(finder: Finder, upload: UploadView) -> list[Column]:
    """The columns of a table: what they mean by what somebody said of this file or of an earlier one
    of the source, else by their headings.
    """
    found = open_table(path_of(finder, upload), layout_of(upload.layout))
    samples = [*islice(_cells(found), _SAMPLES)]
    fields = fields_of(finder, found, upload.source_key)
    return [
        Column(heading, fields[place], _column(samples, place), fields[place] == field_of_heading(heading))
        for place, heading in enumerate(found.headings)
    ]


def fields_of(finder: Finder, found: TableFile, source_key: str) -> list[str]:
    """What the columns of a table mean: as somebody said of this file, or of an earlier one of the source,
    else by their headings.
    """
    if found.is_by_hand:
        return list(found.fields)
    before = finder.database.newest(lambda connection: store.read_mapping(connection, source_key))
    return [before.get(heading, field_of_heading(heading)) for heading in found.headings]


def _cells(found: TableFile) -> Iterator[Sequence[str]]:
    return (cells for _place, cells in found.rows() if cells is not None and any(map(str.strip, cells)))


def _column(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    return tuple(row[place].strip()[:80] for row in rows if place < len(row) and row[place].strip())


def read_as(
    finder: Finder, upload: UploadView, *, encoding: str, delimiter: str, file: str, actor: str
) -> None:
    """Read the table of an upload in another way: another encoding, delimiter or sheet."""
    folder = finder.settings.var / "imports" / upload.stored_as
    sheet = next((sheet for sheet in upload.layout.get("sheets", ()) if sheet["file"] == file), None)
    if sheet is not None:
        layout = _sheet_layout(folder, sheet)
    else:
        layout = {"file": upload.layout["file"], "encoding": encoding, "delimiter": delimiter}
    kept = {name: upload.layout[name] for name in ("sheets",) if name in upload.layout}
    with finder.database.change(actor) as session:
        store.change_upload(session, upload.id, layout={**kept, **layout})


def map_columns(finder: Finder, upload: UploadView, fields: Sequence[str], actor: str) -> UploadView:
    """Say what the columns of a table mean, now and for the next file of the source.

    Raises BadInput with param `fields` when none names what is offered.
    """
    if not is_enough(fields):
        raise BadInput("fields", ", ".join(fields), "a column with the name")
    found = open_table(path_of(finder, upload), layout_of(upload.layout))
    layout = {**upload.layout, "fields": [*fields]}
    with finder.database.change(actor) as session:
        store.change_upload(session, upload.id, layout=layout)
        store.keep_mapping(session, upload.source_key, dict(zip(found.headings, fields, strict=True)))
    return replace(upload, layout=layout)


def map_again(finder: Finder, upload: UploadView, actor: str) -> None:
    """Back to saying what the columns mean, for a file that is not applied; its rows are shown no more."""
    with finder.database.change(actor) as session:
        if is_table(upload) and store.move_upload(session, upload.id, _OPEN, UploadState.RECEIVED):
            layout = {name: value for name, value in upload.layout.items() if name != "fields"}
            store.change_upload(session, upload.id, layout=layout)


def forget_upload(finder: Finder, upload: UploadView, actor: str) -> None:
    """Delete an uploaded file and what is known of its rows; what it wrote stays."""
    with finder.database.change(actor) as session:
        store.remove_upload(session, upload.id)
    shutil.rmtree(finder.settings.var / "imports" / upload.stored_as, ignore_errors=True)


def is_table(upload: UploadView) -> bool:
    """Whether the file is a table whose columns can be mapped."""
    return upload.format == table.NAME


def is_mapped(upload: UploadView) -> bool:
    """Whether nothing has to be said of columns any more."""
    return not is_table(upload) or "fields" in upload.layout


def may_change(upload: UploadView) -> bool:
    """Whether the way in which the file is read may still be changed."""
    return upload.state in (UploadState.RECEIVED, UploadState.CHECKED)
