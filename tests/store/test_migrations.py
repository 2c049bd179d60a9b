"""One history for both engines, up and down, with data; the schema equals the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from make import make_offer

from finder.cli.maintain import db_upgrade
from finder.domain.change import ChangeKind
from finder.paths import MIGRATIONS
from finder.store.aids import SearchRowRecord
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.database import Database
from finder.store.migrate import downgrade, upgrade
from finder.store.records import ServiceAtLocation
from finder.store.search_rows import read_page, read_state


def _ours(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    return not (kind == "table" and reflected and name not in Base.metadata.tables)


def _differences(database: Database) -> list[Any]:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        return list(compare_metadata(context, Base.metadata))


def test_the_schema_equals_the_models(database: Database) -> None:
    assert _differences(database) == []


def test_down_removes_every_table_and_up_brings_them_back(database: Database) -> None:
    with database.change("test") as session:
        make_offer(session, topics=["health"], facts={"entrance.step_count": "0"})
    downgrade(database.engine, "base")
    assert not set(Base.metadata.tables) & set(sa.inspect(database.engine).get_table_names())
    upgrade(database.engine)
    assert _differences(database) == []
    with database.read() as connection:
        assert read_state(connection).row_version == 0


def test_each_revision_goes_down_and_up_with_data(database: Database) -> None:
    with database.change("test") as session:
        offer_id = make_offer(session, facts={"entrance.step_count": "0"}).id
    history = ScriptDirectory(str(MIGRATIONS))
    for script in history.walk_revisions():
        if script.down_revision is None:
            continue
        assert isinstance(script.down_revision, str)
        downgrade(database.engine, script.down_revision)
    assert upgrade(database.engine)
    assert not upgrade(database.engine)
    assert _differences(database) == []
    with database.read() as connection:
        assert list(read_page(connection, [offer_id]).rows) == [offer_id]


def test_the_command_makes_search_rows_anew_after_a_change(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.change("test") as session:
        offer_id = make_offer(session, facts={"entrance.step_count": "0"}).id
    downgrade(database.engine, "0001_create_records")
    monkeypatch.setenv("FINDER_VAR", str(tmp_path))
    monkeypatch.setenv("FINDER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    assert CliRunner().invoke(db_upgrade).exit_code == 0
    with database.read() as connection:
        assert read_page(connection, [offer_id]).rows[offer_id].measures == "entrance.step_count=0"


def test_upgrading_again_keeps_the_data(database: Database) -> None:
    with database.change("test") as session:
        offer_id = make_offer(session).id
    upgrade(database.engine)
    with database.read() as connection:
        assert list(read_page(connection, [offer_id]).rows) == [offer_id]


def test_upgrading_tells_who_shares_a_house(database: Database) -> None:
    with database.change("test") as session:
        first = make_offer(session)
        make_offer(session, colleague=first)
        make_offer(session)
    sites = sa.select(SearchRowRecord.site).order_by(SearchRowRecord.offer_id)
    with database.read() as connection:
        before = list(connection.scalars(sites))
    assert before[0] == before[1] != before[2]
    downgrade(database.engine, "0001_create_records")
    upgrade(database.engine)
    with database.read() as connection:
        assert list(connection.scalars(sites)) == before


def test_requests_of_visitors_come_and_go_without_the_entries(database: Database) -> None:
    with database.change("test") as session:
        offer_id = make_offer(session).id
        session.add(_request(offer_id))
    downgrade(database.engine, "0004_add_site_of_search_rows")
    assert not {"change_request", "rate_limit"} & set(sa.inspect(database.engine).get_table_names())
    upgrade(database.engine)
    with database.change("test") as session:
        assert session.get_one(ServiceAtLocation, offer_id)
        session.add(_request(offer_id))
    with pytest.raises(sa.exc.IntegrityError), database.change("test") as session:
        session.add(_request(offer_id))
    with pytest.raises(sa.exc.IntegrityError), database.change("test") as session:
        session.execute(sa.text("UPDATE change_request SET status = 'published'"))


def _request(offer_id: int) -> ChangeRequest:
    field = ChangeRequestField(field_name="name", proposed_value="Neu")
    return ChangeRequest(
        reference="00000-00000",
        form_key="k",
        digest="d",
        kind=ChangeKind.CHANGE,
        lang="de",
        offer_id=offer_id,
        fields=[field],
    )
