"""What a visitor typed never reaches a log line."""

from __future__ import annotations

import logging

from finder.log import JsonLine


def test_arguments_and_exception_texts_stay_out() -> None:
    secret = "gynaecologist 57368"
    try:
        raise ValueError(secret)
    except ValueError as error:
        record = logging.LogRecord(
            "finder",
            logging.ERROR,
            "f.py",
            1,
            "failed for %s",
            (secret,),
            (ValueError, error, error.__traceback__),
        )
    record.status = 500
    record.query = secret
    line = JsonLine().format(record)
    assert secret not in line
    assert '"status":500' in line
    assert "ValueError" in line
    assert "\n" not in line
