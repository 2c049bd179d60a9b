"""Records as the history keeps them, and back: every column as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import sqlalchemy as sa

from finder.domain.history import RECORDS
from finder.store.base import Base
from finder.store.edited import history_text

OWNERS: Final = ("service_at_location_id", "service_id", "location_id", "person_id", "organization_id")
"""The columns by which details name the record that they belong to, the nearest to an offer first."""
_UNTOLD: Final = ("id", "geom", "last_modified")
_READERS: Mapping[type[Any], Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text == "True",
    dt.date: dt.date.fromisoformat,
    dt.datetime: dt.datetime.fromisoformat,
}


def columns_of(record: Base) -> dict[str, str]:
    """What the columns of a record hold, as text; without its number, and what follows from the others."""
    names = (column.key for column in sa.inspect(type(record)).column_attrs)
    return {name: history_text(getattr(record, name)) for name in names if name not in _UNTOLD}


def owner_of_record(record: Base) -> str:
    """What a detail belongs to, as `location_id=12`; "" for a record that is none."""
    if record.__tablename__ in RECORDS:
        return ""
    if "entity_id" in sa.inspect(type(record)).column_attrs:
        return f"{getattr(record, 'entity')}_id={getattr(record, 'entity_id')}"  # noqa: B009 - of translations
    for name in OWNERS:
        number = getattr(record, name, None)
        if number is not None:
            return f"{name}={number}"
    return ""


def value_of(model: type[Any], name: str, text: str) -> Any:
    """What a column held that the history keeps as this text. Raises ValueError for words that it cannot
    hold (any more).
    """
    column = cast("sa.Table", model.__table__).c[name]
    if not text and column.nullable:
        return None
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return column.type.enum_class(text)
    return _READERS[column.type.python_type](text)
