"""The public ids of records: UUIDs, as HSDS asks for.

A record that a source calls by a UUID keeps that UUID; so an export that is imported somewhere and exported
again says the same. Any other record has a UUID derived from the root of its database, its kind, its source
and the number that this source gives it, or its own number where no source does. The root is not public,
because a source's number may be made of an address that is secret.

What has no identity of its own (a telephone number, an attribute) has an id derived from that of the record
it belongs to, from its table, and from its place in the order or from what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID, uuid5

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OWN = UUID("54b544c0-23eb-4e7d-9a84-c4c391b62aa5")
"""The namespace of what is the same in every database: the vocabularies."""

Known = tuple[str, int, str, str]
"""What a source calls a record: kind, number, the source's key, the source's number."""


def read_uid(external_id: str) -> str | None:
    """A source's number as a UUID in small letters, None where it is no UUID."""
    text = external_id.lower()
    return text if _UUID.fullmatch(text) else None


def uids_of(
    root: str, records: Iterable[tuple[str, int]], known: Iterable[Known]
) -> dict[tuple[str, int], str]:
    """The public id of each record by kind and number, in the order of `records`.

    Of several names of a record the first counts; of two records of a kind with one UUID the first has it.
    """
    space = UUID(root)
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, number, source, external_id in known:
        names.setdefault((kind, number), (source, external_id))
    found: dict[tuple[str, int], str] = {}
    taken: set[tuple[str, str]] = set()
    for record in records:
        if record in found:
            continue
        kind, number = record
        source, external_id = names.get(record, ("", ""))
        uid = read_uid(external_id)
        if uid is None or (kind, uid) in taken:
            name = f"{source}/{external_id}" if external_id else str(number)
            uid = str(uuid5(space, f"{kind}/{name}"))
        taken.add((kind, uid))
        found[record] = uid
    return found


def part_uid(owner: str, *marks: str | int) -> str:
    """The id of what belongs to the record with the id `owner`."""
    return str(uuid5(UUID(owner), "/".join(map(str, marks))))


def vocabulary_uid(*marks: str) -> str:
    """The id of a taxonomy or of one of its terms, the same everywhere."""
    return str(uuid5(_OWN, "/".join(marks)))
