"""The report as a job of the worker, and the last one, which is kept until the next is whole."""

from __future__ import annotations

import os
import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

import msgspec

from finder.actions.context import Finder
from finder.actions.imports.receive import keep_file
from finder.actions.jobs import JobFailed, RunningJob, list_jobs, start_job
from finder.actions.osm_report.make import Report, make_report
from finder.errors import BadInput, ConfigurationError
from finder.exchange.archive import remove_folder
from finder.exchange.osm.files import find_osm_reader
from finder.store.jobs import JobView

KIND: Final = "osm-report"
_LOOK_EVERY_S: Final = 2.0
_REPORT: Final = "report.json"


def start_report(finder: Finder, stream: IO[bytes], file_name: str, actor: str) -> int:
    """Keep a file and queue the job that compares it; gives the number of the job.

    Raises BadInput with param `file` for one that is none of OpenStreetMap, is empty or too large, or while
    another is being compared; then nothing is kept. Raises StoreDown.
    """
    job = last_job(finder)
    if job is not None and not job.state.is_over:
        raise BadInput("file", file_name, "one comparison at a time")
    _forget_files(finder)
    folder = _home(finder) / secrets.token_hex(8)
    try:
        folder.mkdir(parents=True, mode=0o700)
        path = keep_file(stream, folder, file_name)
        find_osm_reader(path)
        payload = {"folder": folder.name, "file": path.name, "name": Path(file_name).name[:200]}
        return start_job(finder, KIND, payload, actor)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written ({error.strerror}).") from error
    except BaseException:
        remove_folder(folder)
        raise


def run_job(finder: Finder, job: RunningJob) -> None:
    """The handler of the job: begun again, it starts from the beginning."""
    folder = _home(finder) / str(job.payload["folder"])
    looked = time.monotonic()

    def on_progress(done: int, total: int) -> None:
        nonlocal looked
        job.progress(done, total)
        if time.monotonic() - looked > _LOOK_EVERY_S:
            looked = time.monotonic()
            job.raise_if_cancelled()

    path, name = folder / str(job.payload["file"]), str(job.payload["name"])
    try:
        report = make_report(finder, path, file_name=name, made_by=job.actor, on_progress=on_progress)
    except BadInput as error:
        raise JobFailed(error.expected) from error
    _keep(finder, report)
    remove_folder(folder)


def last_job(finder: Finder) -> JobView | None:
    """The newest job of this kind, None when there is none. Raises StoreDown."""
    found, _total = list_jobs(finder, kind=KIND, limit=1)
    return found[0] if found else None


def last_report(finder: Finder) -> Report | None:
    """The report that was made last, None before the first, or when another version of the finder made it."""
    path = _home(finder) / _REPORT
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


@lru_cache(maxsize=2)
def _read(path: Path, _changed_at: int) -> Report:
    return msgspec.json.decode(path.read_bytes(), type=Report)


def _keep(finder: Finder, report: Report) -> None:
    """Put the report in the place of the last one, whole or not at all."""
    path = _home(finder) / _REPORT
    part = path.with_name(f".{_REPORT}.{os.getpid()}.part")
    part.write_bytes(msgspec.json.encode(report))
    part.replace(path)


def _forget_files(finder: Finder) -> None:
    """Remove what jobs that failed or were cancelled have left."""
    home = _home(finder)
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.is_dir():
            remove_folder(folder)


def _home(finder: Finder) -> Path:
    return finder.settings.var / "osm"
