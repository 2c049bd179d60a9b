"""What people call the records that others refer to: a place by its address, a person by the full name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from finder.store.base import Reads
from finder.store.entry_batch import Slot
from finder.store.records import Address, Location, Organization, Person, Service

_NAMED: Mapping[str, type[Organization] | type[Service]] = {"organization": Organization, "service": Service}


def name_of_slot(slot: Slot | None) -> str:
    """The name of a record that is stated; "" for none."""
    if slot is None:
        return ""
    values = slot.stated.values["fields"]
    if slot.stated.entity == "person":
        return _joined(values[name] for name in ("title", "given", "family"))
    if slot.stated.entity != "location":
        return str(values["name"])
    [address] = slot.stated.details.get("address") or [{}]
    lines = (address.get(name) for name in ("address_1", "postal_code", "city"))
    return _joined(lines) or str(values["name"] or values["location_type"])


def name_of_record(reads: Reads, table: str, number: int | None) -> str:
    """The same of a record that is stored."""
    if number is None:
        return ""
    if table in _NAMED:
        model = _NAMED[table]
        return str(reads.execute(sa.select(model.name).where(model.id == number)).scalar() or "")
    if table == "person":
        named = sa.select(Person.title, Person.given, Person.family).where(Person.id == number)
        return _joined(reads.execute(named).first() or ())
    lines = sa.select(Address.address_1, Address.postal_code, Address.city)
    address = reads.execute(lines.where(Address.location_id == number).order_by(Address.id)).first()
    place = reads.execute(
        sa.select(Location.name, Location.location_type).where(Location.id == number)
    ).first()
    return _joined(address or ()) or next(filter(None, place or ()), "")


def _joined(texts: Iterable[str | None]) -> str:
    return " ".join(filter(None, texts))
