"""What a finder exports goes through the door of the staff of another one, and can be taken back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from hsds_world import make_hsds_world
from importing import counts
from uploading import applied, checked, outcomes, receive_bytes, states, undone

from finder.actions.context import Finder
from finder.actions.hsds.export import export_hsds
from finder.actions.vocabulary import load_vocabulary
from finder.domain.upload import RowState
from finder.store.provenance import Source
from finder.store.records import ServiceAtLocation

DETAILS = ("cost_option", "required_document", "translation", "language", "schedule", "phone", "person")


def test_a_package_of_another_finder_is_applied_and_taken_back(
    finder: Finder, make_database_url: Callable[[str], str]
) -> None:
    engine = "postgis" if finder.database.is_postgresql else "spatialite"
    other = Finder.open(replace(finder.settings, database_url=make_database_url(engine)))
    load_vocabulary(finder)
    load_vocabulary(other)
    with other.database.change("test") as session:
        make_hsds_world(session, seed=2, size=6)
    parts: list[bytes] = []
    n_offers = export_hsds(other, "hsds-csv", parts.append)
    other.close()

    empty = counts(finder.database)
    upload = checked(finder, receive_bytes(finder, b"".join(parts), "paket.zip"))
    assert (upload.format, outcomes(finder, upload)) == ("hsds11", {"new": n_offers})
    upload = applied(finder, upload)
    assert states(finder, upload) == {RowState.APPLIED: n_offers}
    after = counts(finder.database)
    assert all(after[name] > empty[name] for name in DETAILS)
    with finder.database.read() as connection:
        assert connection.scalars(sa.select(Source.key)).all() == ["test"]
        notes = connection.scalars(sa.select(ServiceAtLocation.source_note)).all()
        assert all("©" in note and note.endswith("CC BY 4.0") for note in notes)
    again = checked(finder, receive_bytes(finder, b"".join(parts), "paket.zip"))
    assert outcomes(finder, again) == {"unchanged": n_offers}
    undone(finder, upload)
    left = counts(finder.database)
    assert {name: left[name] for name in DETAILS} == {name: empty[name] for name in DETAILS}
