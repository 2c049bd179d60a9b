"""What was read of a row, as it is kept beside it until it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from finder.domain.entry import Entry, Rejected
from finder.domain.text import fold
from finder.domain.upload import FieldChange, Problem, RowOutcome, RowState
from finder.store import entry_rows
from finder.store.entry_plan import Planned, detail_text, shown

REPEATED: Final = "an entry with this id came before"
_SEARCHED: Final = 400

_entries: Final = msgspec.json.Decoder(Entry)
_changes: Final = msgspec.json.Decoder(tuple[FieldChange, ...])
_problems: Final = msgspec.json.Decoder(tuple[Problem, ...])


def entry_of(text: str) -> Entry:
    """The entry that was kept."""
    return _entries.decode(text)


def changes_of(text: str) -> tuple[FieldChange, ...]:
    """The changed fields that were kept."""
    return _changes.decode(text) if text else ()


def problems_of(text: str) -> tuple[Problem, ...]:
    """The values that cannot be used, that were kept."""
    return _problems.decode(text) if text else ()


def values_of(entry: Entry) -> list[FieldChange]:
    """What was read of a row, for people to look through: every value that is not empty."""
    stated = [
        entry_rows.organization_stated(entry.organization),
        entry_rows.service_stated(entry.service, {}),
        entry_rows.location_stated(entry.location),
        entry_rows.offer_stated(entry),
    ]
    if entry.person is not None:
        stated.append(entry_rows.person_stated(entry.person))
    found = [
        FieldChange(record.entity, name, "", shown(value))
        for record in stated
        for part in record.values.values()
        for name, value in part.items()
        if shown(value) not in ("", "no")
    ]
    details = [(table, row) for record in stated for table, rows in record.details.items() for row in rows]
    found += [FieldChange(table, "", "", detail_text(table, row)) for table, row in details]
    return [*found, *(FieldChange("attribute", "", "", topic) for topic in entry.service.topics)]


def planned_values(planned: Planned) -> dict[str, Any]:
    """The columns that say what an entry would do."""
    changes = _text(planned.changes)
    told = f"{planned.outcome} {changes}".encode()
    return {
        "outcome": planned.outcome,
        "changes": changes,
        "digest": blake2b(told, digest_size=12).hexdigest(),
    }


def row_of(upload_id: int, number: int, planned: Planned) -> dict[str, Any]:
    """A row of a usable entry; one whose number came before is rejected."""
    entry = planned.entry
    if planned.is_repeated:
        return rejected_row(
            upload_id, number, Rejected("", entry.row, "id", entry.external_id, REPEATED, entry.external_id)
        )
    return {
        **_blank(upload_id, number, entry.row, entry.external_id),
        "title": title_of(entry),
        "text": _searched(entry),
        "entry": msgspec.json.encode(entry).decode(),
        "problems": _text(_told(entry.notes)),
        "n_problems": len(entry.notes),
        **planned_values(planned),
    }


def rejected_row(upload_id: int, number: int, problem: Rejected) -> dict[str, Any]:
    """A row that cannot be used."""
    place = problem.row if not problem.file.endswith(".csv") else f"{problem.row}"
    return {
        **_blank(upload_id, number, place, problem.external_id),
        "outcome": RowOutcome.REJECTED,
        "title": "",
        "text": fold(f"{problem.external_id} {problem.column} {problem.value}")[:_SEARCHED],
        "entry": "",
        "changes": "",
        "problems": _text(_told([problem])),
        "n_problems": 1,
        "digest": "",
    }


def refused(reason: str) -> dict[str, Any]:
    """The columns of a row that the database does not take."""
    return {"state": RowState.REFUSED, "problems": _text([Problem("", "", reason)]), "n_problems": 1}


def title_of(entry: Entry) -> str:
    """The name of an entry, with whose it is."""
    person = entry.person
    name = " ".join(filter(None, (person.title, person.given, person.family))) if person else ""
    names = (entry.service.name, entry.organization.name, name)
    return ", ".join(dict.fromkeys(filter(None, names)))[:300]


def _searched(entry: Entry) -> str:
    address = entry.location.address
    place = (address.street, address.postal_code, address.city, address.locality) if address else ()
    return fold(" ".join((title_of(entry), entry.external_id, *place)))[:_SEARCHED]


def _blank(upload_id: int, number: int, place: str, external_id: str) -> dict[str, Any]:
    return {
        "upload_id": upload_id,
        "number": number,
        "place": place,
        "external_id": external_id,
        "state": RowState.OPEN,
    }


def _told(problems: Iterable[Rejected]) -> list[Problem]:
    return [Problem(problem.column, problem.value, problem.reason) for problem in problems]


def _text(items: Sequence[object]) -> str:
    return msgspec.json.encode(items).decode() if items else ""
