"""Printing in a process of its own: its memory is bounded, and given back with its end."""

from __future__ import annotations

import io
import multiprocessing
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pypdf
from flask import Flask

from finder.errors import FinderError
from finder.settings import Settings
from finder.web.booklet.order import Order
from finder.web.booklet.render import render

MAX_MEMORY: Final = 2_000_000_000
"""What the process may allocate, in bytes."""


class PressFailed(FinderError):
    """The PDF could not be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF that was written."""

    size_bytes: int
    n_pages: int


MakeApp = Callable[[Settings], Flask]
"""What makes the application in the other process: a function such as `finder.app.create_app`."""


def print_pdf(
    make_app: MakeApp, settings: Settings, order: Order, path: Path, on_page: Callable[[int], None]
) -> Sheet:
    """Write the PDF of an order into a file, which is there only when it is whole.

    `on_page` is told of each page that is laid out; whatever it raises ends the work. Raises PressFailed.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    process = context.Process(target=_work, args=(make_app, settings, order, part, sending), daemon=True)
    process.start()
    sending.close()
    try:
        sheet = _listen(receiving, on_page)
        part.replace(path)
    finally:
        process.terminate()
        process.join()
        receiving.close()
        part.unlink(missing_ok=True)
    return sheet


def _listen(receiving: Connection, on_page: Callable[[int], None]) -> Sheet:
    try:
        while not isinstance(told := receiving.recv(), Sheet):
            if isinstance(told, str):
                raise PressFailed(told)
            on_page(told)
    except EOFError:
        raise PressFailed("The process that makes the PDF has ended.") from None
    return told


def _work(make_app: MakeApp, settings: Settings, order: Order, path: Path, sending: Connection) -> None:
    """What the process does: it tells the numbers of pages, and at last the sheet or what went wrong."""
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    try:
        pdf = render(make_app(settings), order, sending.send)
        path.write_bytes(pdf)
        sending.send(Sheet(len(pdf), len(pypdf.PdfReader(io.BytesIO(pdf)).pages)))
    except MemoryError:
        sending.send(f"The booklet needs more than {MAX_MEMORY // 1_000_000} MB of memory; choose an area.")
    except OSError as error:
        sending.send(f"The PDF cannot be written ({error.strerror}).")
