"""What can go wrong, without a word about HTTP."""

from __future__ import annotations


class FinderError(Exception):
    """Any failure that this program foresees; its text is one clear sentence."""


class BadInput(FinderError):
    """A value from outside that cannot be used.

    `param` names the parameter, `value` is what was given, `expected` says what would be right
    (an English phrase; the web layer has its translation).
    """

    def __init__(self, param: str, value: object, expected: str) -> None:
        self.param = param
        self.value = value
        self.expected = expected
        super().__init__(f"{param}: {str(value)[:100]!r} cannot be used; expected {expected}.")


class NotFound(FinderError):
    """The one thing asked for by its id does not exist, or is not public."""


class StoreDown(FinderError):
    """The database cannot be reached or does not answer in time."""


class TooMany(FinderError):
    """Somebody, or all together, asked for too much in a short time; `retry_after_s` is how long to wait."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"Too many requests; try again in {retry_after_s} seconds.")


class ConfigurationError(FinderError):
    """A setting or an installation step is missing or wrong; the text says what to do."""
