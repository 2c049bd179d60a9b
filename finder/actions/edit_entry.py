"""Opens an entry as the values of a form and saves what somebody changed in it; every use case is one
transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.entry_input import UnusableEntry, read_entry
from finder.actions.review_entries import confirm_all
from finder.domain.entry_fields import RECORD_FIELDS, Values
from finder.domain.entry_merge import Merged, merge
from finder.errors import FinderError
from finder.store.drafts import drop_draft, find_draft, keep_draft
from finder.store.entry_save import apply_values, create_aggregate, shared_values
from finder.store.entry_values import Aggregate, load_aggregate, values_of
from finder.store.provenance import ExternalId, Source
from finder.store.records import Service, ServiceAtLocation
from finder.store.runs import OFFER, find_or_add_source, take_turn

OWN_SOURCE: Final = "staff"
"""The key of the source of what staff enter themselves."""

NEW: Final = "new"
"""The name of a new entry among the drafts."""

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Shared:
    """Other entries that use a record: how many, and some of them with number and name."""

    count: int
    some: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry as somebody edits it. `values` is what it says now, `shared` who else uses its records
    (`service`, `location`, `organization`, `person`).
    """

    id: int
    values: Values
    source: str
    assured_date: dt.date | None
    assured_method: str
    point: tuple[float, float] | None
    point_source: str
    shared: Mapping[str, Shared]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and did not save: the values of the form when it was opened and now."""

    base: Values
    values: Values
    saved_at: dt.datetime


class EditConflict(FinderError):
    """Somebody else has changed the same units since the form was opened. `merged` has both together, with
    mine in the units to choose in; `theirs` is what the entry says now.
    """

    def __init__(self, merged: Merged, theirs: Values) -> None:
        self.merged = merged
        self.theirs = theirs
        super().__init__(f"Somebody else changed {', '.join(merged.conflicts)}.")


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, and why; both stand in the history. `method` is how the entry was checked today, or ""."""

    email: str
    reason: str = ""
    request_id: str = ""
    method: str = ""


def open_entry(finder: Finder, offer_id: int) -> OpenEntry:
    """The entry of an offer, public or not. Raises NotFound, StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        found = load_aggregate(session, offer_id)
        location = found.location
        has_point = location.latitude is not None and location.longitude is not None
        return OpenEntry(
            id=offer_id,
            values=values_of(found),
            source=found.source.name,
            assured_date=found.service.assured_date,
            assured_method=found.service.assured_method,
            point=(location.latitude or 0.0, location.longitude or 0.0) if has_point else None,
            point_source=location.geocode_source,
            shared=dict(_shared(session, found)),
        )


def _shared(session: Session, found: Aggregate) -> Iterator[tuple[str, Shared]]:
    columns = {
        "service": ServiceAtLocation.service_id,
        "location": ServiceAtLocation.location_id,
        "organization": Service.organization_id,
        "person": ServiceAtLocation.person_id,
    }
    for name, column in columns.items():
        number = found.number_of(name)
        if number is None:
            continue
        others = (
            sa.select(ServiceAtLocation.id, Service.name)
            .join(Service, ServiceAtLocation.service_id == Service.id)
            .where(column == number, ServiceAtLocation.id != found.offer.id)
        )
        count = session.scalar(sa.select(sa.func.count()).select_from(others.subquery())) or 0
        if count:
            rows = session.execute(others.order_by(Service.name, ServiceAtLocation.id).limit(_SHOWN))
            yield name, Shared(count, tuple((row[0], row[1]) for row in rows))


def new_values() -> dict[str, str]:
    """What the form of a new entry says: nothing but what empty fields stand for."""
    return {name: spec.default for name, spec in RECORD_FIELDS.items()}


def values_beside(finder: Finder, offer_id: int) -> dict[str, str]:
    """What the form of a new entry says that is of the same organization at the same place as another one.

    Raises NotFound, StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        return new_values() | shared_values(load_aggregate(session, offer_id))


def save_entry(finder: Finder, offer_id: int, base: Values, sent: Values, editor: Editor) -> tuple[str, ...]:
    """Save what was changed in a form that said `base` when it was opened; gives the changed units.

    What somebody else changed meanwhile stays. Only when the editor says how the entry was checked, it
    counts as confirmed (rule 5). The editor's draft goes. Raises UnusableEntry, EditConflict, BadInput for
    a way of checking that there is not, NotFound, StoreDown; then nothing is saved.
    """
    mine = read_or_refuse(sent, base)
    with finder.database.change(editor.email, editor.reason, editor.request_id) as session:
        found = load_aggregate(session, offer_id, lock=True)
        theirs = values_of(found)
        merged = merge(base, mine, theirs)
        if merged.conflicts:
            raise EditConflict(merged, theirs)
        apply_values(session, found, merged.values, merged.changed)
        _confirm(session, found, editor)
        drop_draft(session, editor.email, str(offer_id))
    return merged.changed


def read_or_refuse(sent: Values, base: Values) -> dict[str, str]:
    """The values of a form. Raises UnusableEntry with everything that is wrong with them."""
    values, problems = read_entry(sent, base)
    if problems:
        raise UnusableEntry(problems)
    return values


def _confirm(session: Session, found: Aggregate, editor: Editor) -> None:
    """Whoever says how an entry was checked has confirmed all of it."""
    if editor.method:
        confirm_all(session, found.offer, editor.method, editor.email)


def add_entry(
    finder: Finder,
    sent: Values,
    form_key: str,
    editor: Editor,
    base: Values | None = None,
    beside: int | None = None,
) -> int:
    """Save a new entry of the town's own source; gives its number, the same however often the form with
    this key is sent. One `beside` another shares its organization and place.

    Raises UnusableEntry, EditConflict when somebody else changed what is shared, NotFound, StoreDown.
    """
    begun = new_values() if base is None else base
    mine = read_or_refuse(sent, begun)
    with finder.database.change(editor.email, editor.reason, editor.request_id) as session:
        take_turn(session)
        source = own_source(session, finder)
        known = _known(session, source, form_key)
        if known is not None:
            return known
        neighbour = None if beside is None else load_aggregate(session, beside, lock=True)
        values = mine if neighbour is None else _beside(begun, mine, neighbour)
        found = create_aggregate(session, values, source, neighbour)
        _confirm(session, found, editor)
        session.add(
            ExternalId(source_id=source.id, entity=OFFER, entity_id=found.offer.id, external_id=form_key)
        )
        drop_draft(session, editor.email, NEW)
        return found.offer.id


def _beside(base: Values, mine: Values, neighbour: Aggregate) -> dict[str, str]:
    """My values of a new entry with what the other one that shares them says now."""
    theirs = new_values() | shared_values(neighbour)
    merged = merge(base, mine, theirs)
    if merged.conflicts:
        raise EditConflict(merged, theirs)
    return merged.values


def own_source(session: Session, finder: Finder) -> Source:
    """The source of what staff enter themselves, made when it is not there."""
    return find_or_add_source(session, OWN_SOURCE, name=f"Eigene Angaben: {finder.gazetteer.home.name}")


def _known(session: Session, source: Source, form_key: str) -> int | None:
    return session.scalar(
        sa.select(ExternalId.entity_id).where(
            ExternalId.source_id == source.id,
            ExternalId.entity == OFFER,
            ExternalId.external_id == form_key,
        )
    )


def save_draft(finder: Finder, email: str, entry: str, base: Values, values: Values) -> None:
    """Keep what somebody typed, as typed."""
    with finder.database.change(email) as session:
        keep_draft(session, email, entry, _json(base), _json(values))


def get_draft(finder: Finder, email: str, entry: str) -> Draft | None:
    """What somebody typed and did not save, if there is something."""
    with finder.database.read() as connection, Session(connection) as session:
        draft = find_draft(session, email, entry)
        if draft is None:
            return None
        return Draft(orjson.loads(draft.base), orjson.loads(draft.content), draft.saved_at)


def discard_draft(finder: Finder, email: str, entry: str) -> None:
    """Throw away what somebody typed and did not save."""
    with finder.database.change(email) as session:
        drop_draft(session, email, entry)


def _json(values: Values) -> str:
    return orjson.dumps({name: text for name, text in values.items() if text}).decode()
