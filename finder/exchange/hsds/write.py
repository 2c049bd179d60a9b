"""Writes whole services of HSDS 3.0 as files: nested JSON, JSON by tables, and a data package of CSV tables.

What is written depends on the services alone, byte for byte: no date of writing, nothing of the machine.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import orjson

from finder.exchange.hsds.tables import TABLES, Column, Table, Tabulator
from finder.exchange.hsds.terms import Record, Words, taxonomies

VERSION: Final = "3.0"
"""The version of HSDS."""
_IN_MEMORY: Final = 1 << 20
_CHUNK: Final = 1 << 16
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can name: every file of ours is from then."""
_SOURCE: Final = {
    "source_key": "name",
    "source_name": "title",
    "source_address": "path",
    "source_licence": "licence",
    "source_attribution": "attribution",
    "source_is_example": "is_example",
}

Writer = Callable[[Iterable[Record], Words], Iterator[bytes]]


def write_full(services: Iterable[Record], _words: Words) -> Iterator[bytes]:
    """A JSON array of services, each on a line, with everything nested (`compiled/service.json`)."""
    separator = b"[\n"
    for service in services:
        yield separator + orjson.dumps(service)
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


def write_tabular(services: Iterable[Record], words: Words) -> Iterator[bytes]:
    """A JSON object with a list of rows for each table (`compiled/tabular.json`: by the names of records,
    `service`), a row on a line. Rows wait in temporary files, so that memory stays bounded.
    """
    with ExitStack() as stack:
        files = {name: _spooled(stack) for name in TABLES}
        for name, row in _rows(services, words):
            files[name].write((b",\n" if files[name].tell() else b"\n") + orjson.dumps(row))
        separator = b"{\n"
        for name, file in files.items():
            yield separator + orjson.dumps(name) + b":["
            yield from _content(file)
            yield b"]"
            separator = b",\n"
        yield b"\n}\n"


def write_package(services: Iterable[Record], words: Words) -> Iterator[bytes]:
    """A ZIP with a CSV file (UTF-8, comma, header) for each table and the descriptor `datapackage.json`
    (Frictionless Tabular Data Package), which also names the sources of the entries.
    """
    with ExitStack() as stack:
        files = {name: _spooled(stack) for name in TABLES}
        texts = {name: io.TextIOWrapper(file, "utf-8", newline="") for name, file in files.items()}
        tables = {name: csv.writer(text, lineterminator="\n") for name, text in texts.items()}
        for name, table in TABLES.items():
            tables[name].writerow(column.name for column in table.columns)
        sources: dict[str, Record] = {}
        for name, row in _rows(_noting(services, sources), words):
            tables[name].writerow(row.get(column.name, "") for column in TABLES[name].columns)
        for text in texts.values():
            text.detach()
        archive = _spooled(stack)
        _fill(archive, files, descriptor(sources[key] for key in sorted(sources)))
        yield from _content(archive)


WRITERS: Final[Mapping[str, Writer]] = {
    "hsds-json": write_full,
    "hsds-tabular": write_tabular,
    "hsds-csv": write_package,
}
"""The formats by name."""


def descriptor(sources: Iterable[Record]) -> Record:
    """The descriptor of a data package with these sources."""
    return {
        "profile": "tabular-data-package",
        "name": "human-services-data",
        "title": "Human services: what is offered, by whom, and where",
        "description": "Open Referral HSDS. Each entry says where it is from; each source has its licence.",
        "homepage": "https://docs.openreferral.org",
        "version": VERSION,
        "sources": list(sources),
        "resources": [_resource(name, table) for name, table in TABLES.items()],
    }


def _resource(name: str, table: Table) -> Record:
    keys = [_foreign_key(column, name) for column in table.columns if column.refers_to]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": "id",
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: Column) -> Record:
    is_text = column.type in ("uuid", "email", "uri")
    kind = {"type": "string", "format": column.type} if is_text else {"type": column.type}
    unique = {"unique": True} if column.name == "id" else {}
    return {"name": column.name, **kind, "constraints": {"required": column.is_required, **unique}}


def _foreign_key(column: Column, table: str) -> Record:
    """A reference to another table, or ("") to the same."""
    target = "" if column.refers_to == table else column.refers_to
    return {"fields": column.name, "reference": {"resource": target, "fields": "id"}}


def _rows(services: Iterable[Record], words: Words) -> Iterator[tuple[str, Record]]:
    yield from (("taxonomy", record) for record in taxonomies())
    tabulator = Tabulator(words)
    for service in services:
        yield from tabulator.rows(service)


def _noting(services: Iterable[Record], sources: dict[str, Record]) -> Iterator[Record]:
    """The services; notes the sources of their entries by key."""
    for service in services:
        for offer in service["service_at_locations"]:
            said = {
                each["taxonomy_term"]["code"]: each.get("value", "") for each in offer.get("attributes", ())
            }
            about = {name: said[code] for code, name in _SOURCE.items() if code in said}
            sources.setdefault(about.get("name", ""), about)
        yield service


def _spooled(stack: ExitStack) -> IO[bytes]:
    return stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))


def _content(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _fill(archive: IO[bytes], files: Mapping[str, IO[bytes]], about: Any) -> None:
    with zipfile.ZipFile(archive, "w") as package:
        with package.open(_member("datapackage.json"), "w") as member:
            member.write(orjson.dumps(about, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        for name, file in files.items():
            with package.open(_member(TABLES[name].file), "w") as member:
                for chunk in _content(file):
                    member.write(chunk)


def _member(name: str) -> zipfile.ZipInfo:
    """A member that looks the same wherever it is written."""
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
