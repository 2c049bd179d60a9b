"""Log lines as JSON on standard error, without anything a visitor typed.

Only messages of the finder itself and warnings of libraries are written, and of a record only its
level, time, logger, constant message and the named numbers given with it: no arguments, no addresses,
no query, no exception text (it may quote input), only the exception's type and place.
"""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar

import orjson

from finder.clock import utc_now

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that is being answered, "" outside of one. Lines of the log and of the history
have it.
"""

_NAMED = (
    "rows",
    "row_version",
    "method",
    "status",
    "duration_ms",
    "source",
    "count",
    "file",
    "reason",
)


class JsonLine(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; `message` is the constant text before any argument is filled in."""
        line: dict[str, object] = {
            "at": utc_now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        if number := REQUEST_ID.get():
            line["request_id"] = number
        line |= {name: getattr(record, name) for name in _NAMED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-5:]
            line["exception"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
        return orjson.dumps(line, default=str).decode()


def configure_log(level: int = logging.INFO) -> None:
    """Send the log to standard error as JSON lines; calling it again changes nothing."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, JsonLine) for handler in root.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("finder").setLevel(level)
