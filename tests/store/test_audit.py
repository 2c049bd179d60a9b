"""The history: the database refuses to change it, and it says who did what why in which request."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from make import make_offer
from sqlalchemy.exc import DBAPIError

from finder.store import audit
from finder.store.database import Database
from finder.store.provenance import Metadata
from finder.store.records import ServiceAtLocation

NEWLINES = "eins\nzwei\r\n\u2028drei"


def lines(database: Database) -> list[Metadata]:
    with database.change("reader") as session:
        return list(session.scalars(sa.select(Metadata).order_by(Metadata.id)))


@pytest.mark.parametrize("statement", ["UPDATE metadata SET updated_by = 'x'", "DELETE FROM metadata"])
def test_the_database_refuses_to_change_or_remove_a_line(database: Database, statement: str) -> None:
    with database.change("test") as session:
        audit.note(session, "account", 1, "sign_in")
    before = [line.updated_by for line in lines(database)]
    with pytest.raises(DBAPIError, match="append-only"), database.change("test") as session:
        session.execute(sa.text(statement))
    assert [line.updated_by for line in lines(database)] == before == ["test"]


def test_postgresql_refuses_to_empty_the_table(database: Database) -> None:
    with database.change("test") as session:
        audit.note(session, "account", 1, "sign_in")
    if database.is_postgresql:
        with pytest.raises(DBAPIError, match="append-only"), database.change("test") as session:
            session.execute(sa.text("TRUNCATE metadata"))
    assert len(lines(database)) == 1


def test_a_line_says_who_what_before_after_why_and_in_which_request(database: Database) -> None:
    with database.change("anna@example.org", "Anruf der Praxis", "00ff") as session:
        offer = make_offer(session, name="Alt")
    with database.change("anna@example.org", NEWLINES, "00fe") as session:
        session.get_one(ServiceAtLocation, offer.id).description = "neu"
        audit.note(session, "change_request", 7, "accept", "name", "a", "b")
    noted, changed = lines(database)[-2:]
    assert {line.updated_by for line in lines(database)} == {"anna@example.org"}
    assert (changed.previous_value, changed.replacement_value) == ("", "neu")
    assert (changed.reason, changed.request_id) == (NEWLINES, "00fe")
    assert (noted.resource_type, noted.resource_id, noted.last_action_type) == ("change_request", 7, "accept")
    assert (noted.field_name, noted.previous_value, noted.replacement_value) == ("name", "a", "b")
    assert (noted.reason, noted.request_id) == (NEWLINES, "00fe")


def test_emptying_a_whole_database_leaves_the_history_protected(database: Database) -> None:
    with database.change("test") as session:
        audit.note(session, "account", 1, "sign_in")
        with audit.removable_history(session.connection()):
            session.execute(sa.delete(Metadata))
        audit.note(session, "account", 2, "sign_in")
    assert [line.resource_id for line in lines(database)] == [2]
    with pytest.raises(DBAPIError), database.change("test") as session:
        session.execute(sa.delete(Metadata))


def test_lines_are_found_by_who_what_when_and_words(database: Database) -> None:
    for number, actor in enumerate(("a@example.org", "b@example.org", "a@example.org"), 1):
        with database.change(actor, f"Grund {number} 100%") as session:
            audit.note(session, "account", number, "sign_in" if number < 3 else "sign_out")
    with database.change("reader") as session:

        def found(**wanted: object) -> list[int]:
            asked = audit.Wanted(**wanted)  # type: ignore[arg-type]  # by the names of its fields
            rows = audit.find_lines(session, asked, 0, 10)
            assert audit.count_lines(session, asked) == len(rows)
            return [row.resource_id for row in rows]

        middle = session.scalars(sa.select(Metadata.last_action_date).where(Metadata.resource_id == 2)).one()
        assert found() == [3, 2, 1]
        assert found(actor="a@example.org") == [3, 1]
        assert found(action="sign_in") == [2, 1]
        assert found(resource_type="account", resource_id=2) == [2]
        assert found(since=middle) == [3, 2]
        assert found(until=middle) == [1]
        assert found(words=("grund", "2")) == [2]
        assert found(words=("100%",)) == [3, 2, 1]
        assert found(words=("1_0",)) == []
