"""Sources are pulled from where they publish: what is new, nothing that looks wrong, and one at a time."""

from __future__ import annotations

import gzip
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from feed_server import FeedServer
from importing import OTHER, PRAXIS, Row, exported, many_rows, records, write_table
from working import sync_until_killed

from finder.actions import import_entries as import_module
from finder.actions.context import Finder
from finder.actions.jobs import get_job
from finder.actions.sync import fetch, pull, undo
from finder.actions.sync.feeds import FeedInput, get_source, input_of, list_problems, list_runs, set_source
from finder.actions.sync.pull import SyncOutcome, SyncReport, start_sync, sync_due, sync_source
from finder.actions.work import Worker
from finder.cli import cli
from finder.clock import utc_now
from finder.domain.job import JobState
from finder.errors import BadInput
from finder.outside import download
from finder.settings import Settings
from finder.store import feeds as store
from finder.store.feeds import FeedView
from finder.store.provenance import Metadata
from finder.store.records import Publication, Service, ServiceAtLocation

CLERK = "clerk@example.org"
KEY = "liste"
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["spatialite"])
"""What happens before anything is written has nothing to do with the engine."""

PATIENCE_S = 120.0


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def finder(settings: Settings, server: FeedServer, tmp_path: Path) -> Iterator[Finder]:
    """A finder that may fetch from the server, and reads files of one directory."""
    (tmp_path / "files").mkdir()
    given = replace(settings, sync_hosts=(server.host,), sync_folder=tmp_path / "files")
    finder = Finder.open(replace(given, contact="finder@example.org"))
    yield finder
    finder.close()


def publish(server: FeedServer, tmp_path: Path, *rows: Row, etag: str = "") -> None:
    server.body = write_table(tmp_path / "published.csv", rows).read_bytes()
    server.mood, server.etag = "good", etag


def feed_from(finder: Finder, location: str, **said: object) -> None:
    given = FeedInput(name="Liste", location=location, interval_h=24)
    set_source(finder, KEY, replace(given, **said), CLERK)  # type: ignore[arg-type]  # named fields


def feed(finder: Finder) -> FeedView:
    found = get_source(finder, KEY).feed
    assert found is not None
    return found


def counts(found: SyncReport) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, retired, conflicts."""
    report = found.report
    assert report is not None, found.reason
    return report.added, report.changed, report.unchanged, report.retired, report.conflicts


def test_only_what_is_new_is_read(finder: Finder, server: FeedServer, tmp_path: Path) -> None:
    publish(server, tmp_path, PRAXIS, OTHER, etag='"1"')
    feed_from(finder, f"{server.url}?key=s3kr1t-k3y")
    assert counts(sync_source(finder, KEY)) == (2, 0, 0, 0, 0)
    assert sync_source(finder, KEY).outcome is SyncOutcome.UNCHANGED
    first, second = (headers for _path, headers in server.asked)
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"1"'
    assert "finder@example.org" in first["user-agent"]
    publish(server, tmp_path, {**PRAXIS, "description": "Neu"}, OTHER, etag='"2"')
    assert counts(sync_source(finder, KEY)) == (0, 1, 1, 0, 0)
    server.etag = '"3"'
    before = records(finder.database, without=("source_feed",))
    assert sync_source(finder, KEY).outcome is SyncOutcome.UNCHANGED, "the same bytes once more"
    assert records(finder.database, without=("source_feed",)) == before
    assert (feed(finder).n_good, feed(finder).failures, feed(finder).outcome) == (2, 0, "unchanged")
    with finder.database.read() as connection:
        said = connection.execute(sa.select(Metadata.previous_value, Metadata.replacement_value)).all()
        assert not any("s3kr1t-k3y" in text for row in said for text in row)
        [line] = connection.execute(
            sa.select(Metadata.updated_by).where(Metadata.replacement_value == "Neu")
        ).all()
        assert tuple(line) == ("import liste",), "the history says which source it was"
    assert [run.file_name for run in list_runs(finder, get_source(finder, KEY).id, 9)] == ["list.csv"] * 2


@ONE_ENGINE
def test_packed_answers_are_read_and_held_to_the_same_bounds(
    finder: Finder, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(server, tmp_path, PRAXIS)
    feed_from(finder, server.url)
    server.mood = "packed"
    assert counts(sync_source(finder, KEY)) == (1, 0, 0, 0, 0)
    server.body = b"0" * 3_000_000
    assert len(gzip.compress(server.body)) < 10_000
    monkeypatch.setattr(fetch, "MAX_BYTES", 1_000_000)
    assert sync_source(finder, KEY).reason == download.TOO_LONG


WRONG = {
    "missing": f"{download.STATUS} 404",
    "failing": f"{download.STATUS} 500",
    "truncated": download.BROKEN,
    "broken_pack": download.BROKEN,
    "circling": download.CIRCLE,
}


@ONE_ENGINE
def test_what_goes_wrong_is_told_and_changes_nothing(
    finder: Finder, server: FeedServer, tmp_path: Path
) -> None:
    publish(server, tmp_path, PRAXIS, OTHER)
    feed_from(finder, server.url)
    sync_source(finder, KEY)
    known = feed(finder)
    before = records(finder.database, without=("source_feed",))
    publish(server, tmp_path, {**PRAXIS, "description": "Neu"})
    for failures, (server.mood, reason) in enumerate(WRONG.items(), start=1):
        found = sync_source(finder, KEY)
        assert (found.outcome, found.reason) == (SyncOutcome.FAILED, reason)
        now = feed(finder)
        assert now.due_at is not None
        wait_s = (now.due_at - utc_now()).total_seconds()
        assert 900 * 2 ** (failures - 1) - 60 < wait_s <= 900 * 2 ** (failures - 1)
        assert (now.failures, now.content_digest, now.n_good) == (failures, known.content_digest, 2)
    assert records(finder.database, without=("source_feed",)) == before
    assert not [*(finder.settings.var / "sync").iterdir()]
    publish(server, tmp_path, {**PRAXIS, "description": "Neu"}, OTHER)
    assert counts(sync_source(finder, KEY)) == (0, 1, 1, 0, 0)
    assert feed(finder).failures == 0


@ONE_ENGINE
def test_a_server_that_drips_or_sends_too_much_is_left(
    finder: Finder, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_from(finder, server.url)
    server.mood = "slow"
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    began = time.monotonic()
    assert sync_source(finder, KEY).reason == download.SLOW
    assert time.monotonic() - began < 10
    publish(server, tmp_path, PRAXIS)
    monkeypatch.setattr(fetch, "MAX_BYTES", len(server.body) - 1)
    monkeypatch.setattr(fetch, "TIMEOUT_S", 20.0)
    assert sync_source(finder, KEY).reason == download.TOO_LONG


@ONE_ENGINE
def test_nobody_is_sent_into_a_private_network(finder: Finder, server: FeedServer) -> None:
    feed_from(finder, server.url)
    server.mood = "redirecting"
    with FeedServer() as inside:
        for location, reason in (
            (f"https://{inside.host}/x", download.REFUSED),
            (inside.url, download.ADDRESS),
            ("http://example.org/x", download.ADDRESS),
            ("https://user:secret@example.org/x", download.ADDRESS),
            ("file:///etc/passwd", download.ADDRESS),
        ):
            server.location = location
            found = sync_source(finder, KEY)
            assert (found.outcome, found.reason) == (SyncOutcome.FAILED, reason)
        assert inside.asked == []
    assert len(server.asked) == 5


@ONE_ENGINE
def test_a_private_host_is_asked_only_where_it_is_named(settings: Settings, server: FeedServer) -> None:
    other = Finder.open(settings)
    for location in (server.url, "https://user:secret@example.org/x", "https:///x", "list.csv"):
        with pytest.raises(BadInput) as refused:
            set_source(other, KEY, FeedInput(name="L", location=location), CLERK)
        assert refused.value.param == "location"
        assert "secret" not in str(refused.value)
    wanted = download.Wanted(server.url, "x", download.Version(), 1.0, 1_000)
    with pytest.raises(download.NotFetched):
        download.download(wanted, settings.var / "x")
    assert server.asked == []
    other.close()


@ONE_ENGINE
@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b"<!doctype html><title>Wartung</title><p>Bitte warten</p>", "text/html", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "image/png", None),
        (b"id,name\n", "text/csv", pull.NO_GOOD),
    ],
)
def test_what_is_no_list_is_not_brought_in(
    finder: Finder, server: FeedServer, tmp_path: Path, content: bytes, kind: str, reason: str | None
) -> None:
    publish(server, tmp_path, PRAXIS)
    feed_from(finder, server.url, retires=True)
    sync_source(finder, KEY)
    before = exported(finder)
    server.body, server.kind = content, kind
    found = sync_source(finder, KEY)
    assert found.outcome in (SyncOutcome.FAILED, SyncOutcome.HELD)
    assert reason in (None, found.reason)
    assert exported(finder) == before


def test_far_fewer_entries_are_held_until_somebody_confirms_them(
    finder: Finder, server: FeedServer, tmp_path: Path
) -> None:
    rows = many_rows(10)
    publish(server, tmp_path, *rows)
    feed_from(finder, server.url, retires=True, retire_at_most_percent=20)
    assert counts(sync_source(finder, KEY)) == (10, 0, 0, 0, 0)
    publish(server, tmp_path, *rows[:4])
    assert (sync_source(finder, KEY).outcome, sync_source(finder, KEY).reason) == ("held", pull.TOO_FEW)
    assert public(finder) == 10
    publish(server, tmp_path, *rows[:7])
    found = sync_source(finder, KEY)
    assert (counts(found), found.reason) == ((0, 0, 7, 0, 0), "3 of 10 entries are missing")
    assert public(finder) == 10
    found = sync_source(finder, KEY, is_confirmed=True)
    assert (counts(found), found.reason, public(finder)) == ((0, 0, 7, 3, 0), "", 7)
    publish(server, tmp_path, *rows[:6], {**rows[6], "description": "x"}, {**rows[7], "lat": "500"})
    assert counts(sync_source(finder, KEY))[3] == 0
    run_id = feed(finder).run_id
    assert run_id is not None
    [problem], total = list_problems(finder, run_id, 5)
    assert (problem.place, problem.external_id, problem.field, problem.is_rejected, total) == (
        "9", "row-7", "lat", True, 1,
    )  # fmt: skip


def public(finder: Finder) -> int:
    with finder.database.read() as connection:
        counted = sa.select(sa.func.count()).where(ServiceAtLocation.publication == Publication.PUBLIC)
        return int(connection.execute(counted).scalar_one())


def test_corrections_stay_and_a_run_can_be_taken_back(
    finder: Finder, server: FeedServer, tmp_path: Path
) -> None:
    publish(server, tmp_path, PRAXIS, OTHER)
    feed_from(finder, server.url, retires=True, retire_at_most_percent=100)
    sync_source(finder, KEY)
    with finder.database.change(CLERK) as session:
        service = session.scalars(sa.select(Service).where(Service.name == OTHER["name"])).one()
        service.email = "hier@example.org"
    before = exported(finder)
    new = {**OTHER, "email": "quelle@example.org", "description": "Neu"}
    publish(server, tmp_path, new, {**PRAXIS, "id": "3", "person_family": "Neu"})
    assert counts(sync_source(finder, KEY)) == (1, 1, 0, 1, 1)
    text = exported(finder)
    assert "hier@example.org" in text
    assert "quelle@example.org" not in text
    assert get_source(finder, KEY).n_conflicts == 1
    run_id = feed(finder).run_id
    assert run_id is not None
    assert undo.start_undo(finder, KEY, run_id - 1, CLERK) is None
    job_id = undo.start_undo(finder, KEY, run_id, CLERK)
    assert start_sync(finder, KEY, CLERK) is None, "one job at a time"
    work(finder, job_id)
    assert exported(finder) == before
    assert (feed(finder).interval_h, feed(finder).content_digest) == (None, "")
    assert counts(sync_source(finder, KEY)) == (1, 1, 0, 1, 1)
    assert get_source(finder, KEY).n_conflicts == 1, "the same is not asked twice"


def work(finder: Finder, job_id: int | None) -> JobState:
    assert job_id is not None
    Worker(finder, duties=()).run_next()
    return get_job(finder, job_id).state


@ONE_ENGINE
def test_the_duty_pulls_what_is_due_one_at_a_time(finder: Finder, server: FeedServer, tmp_path: Path) -> None:
    publish(server, tmp_path, PRAXIS)
    for key, hours in (("a", 24), ("b", 24), ("c", None)):
        set_source(finder, key, FeedInput(name=key, location=server.url, interval_h=hours), CLERK)
    assert pull.list_due(finder) == ["a", "b"]
    sync_due(finder)
    sync_due(finder)
    assert pull.list_due(finder) == ["b"]
    worker = Worker(finder, duties=())
    assert worker.run_next()
    assert not worker.run_next()
    sync_due(finder)
    assert worker.run_next()
    assert pull.list_due(finder) == []
    sync_due(finder)
    assert not worker.run_next()
    assert len(server.asked) == 2
    server.mood = "missing"
    job_id = start_sync(finder, "b", CLERK)
    assert work(finder, job_id) is JobState.FAILED
    assert job_id is not None
    assert get_job(finder, job_id).error == f"{download.STATUS} 404"


@ONE_ENGINE
def test_killed_midway_it_goes_on_where_it_was(
    finder: Finder,
    server: FeedServer,
    tmp_path: Path,
    make_database_url: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = many_rows(60, seed=5)
    broken = {**rows[30], "id": "broken", "lat": "500"}
    publish(server, tmp_path, *rows[:30], broken, *rows[30:])
    whole = Finder.open(replace(finder.settings, database_url=make_database_url("spatialite")))
    feed_from(whole, server.url)
    sync_source(whole, KEY)
    wanted = exported(whole)
    whole.close()
    feed_from(finder, server.url)
    job_id = start_sync(finder, KEY, CLERK)
    assert job_id is not None
    process = multiprocessing.get_context("spawn").Process(
        target=sync_until_killed, args=(finder.settings, 5)
    )
    process.start()
    gives_up, goal = time.monotonic() + PATIENCE_S, random.Random(4).randrange(10, 30)
    while rows_done(finder, job_id) < goal:
        assert time.monotonic() < gives_up, "the pull does not get on"
        time.sleep(0.002)
    process.kill()
    process.join()
    assert get_job(finder, job_id).state is JobState.RUNNING
    monkeypatch.setattr(import_module, "BATCH", 5)
    while not get_job(finder, job_id).state.is_over:
        assert time.monotonic() < gives_up, "nobody takes it up again"
        Worker(finder, duties=()).run_next()
    assert get_job(finder, job_id).state is JobState.DONE
    assert exported(finder) == wanted
    [run] = list_runs(finder, get_source(finder, KEY).id, 5)
    assert (run.added, run.changed, run.unchanged, run.rejected) == (60, 0, 0, 1)
    assert list_problems(finder, run.id, 5)[1] == 1
    assert len(server.asked) == 2, "what lies here is not fetched again"


def rows_done(finder: Finder, job_id: int) -> int:
    return int(get_job(finder, job_id).checkpoint.get("progress", {}).get("rows", 0))


@ONE_ENGINE
def test_the_commands_set_list_and_pull(
    finder: Finder, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = finder.settings
    for name, value in {
        "FINDER_VAR": str(settings.var),
        "FINDER_DATABASE_URL": settings.database_url,
        "FINDER_SYNC_FOLDER": str(settings.sync_folder),
        "FINDER_SYNC_HOSTS": server.host,
    }.items():
        monkeypatch.setenv(name, value)
    run = CliRunner().invoke
    assert settings.sync_folder is not None
    table = settings.sync_folder / "aerzte.csv"
    table.write_text("Wer;Strasse;PLZ;Ort\nPraxis Ährenfeld;Markt 1;57368;Lennestadt\n", encoding="utf-8")
    given = ["source", "set", "aerzte", "--name", "Ärzte", "--location", "aerzte.csv", "--every", "24"]
    assert run(cli, given).exit_code == 0
    assert run(cli, ["sync", "aerzte"]).exit_code == 1, "nobody has said which column has the name"
    assert run(cli, ["source", "list"]).output.endswith("\tfailed: a column with the name\n")
    wrong = ["source", "set", "aerzte", "--name", "Anders", "--column", "Wer"]
    assert isinstance(run(cli, wrong).exception, BadInput)
    assert get_source(finder, "aerzte").name == "Ärzte", "all of it or nothing"
    assert run(cli, ["source", "set", "aerzte", "--column", "Wer=name"]).exit_code == 0
    dry = run(cli, ["sync", "aerzte", "--dry-run"])
    assert "1 would be added" in dry.output
    assert exported(finder).count("\n") == 1
    assert "1 added" in run(cli, ["sync", "--all"]).output
    assert "Praxis Ährenfeld" in exported(finder)
    assert run(cli, ["sync", "aerzte"]).output == "aerzte: unchanged\n"
    listed = run(cli, ["source", "list"]).output
    assert listed == "aerzte\tÄrzte\taerzte.csv\tevery 24 h\tunchanged\n"
    for location in ("../x.csv", "/etc/passwd"):
        refused = run(cli, ["source", "set", "aerzte", "--location", location])
        assert isinstance(refused.exception, BadInput)
    assert input_of(get_source(finder, "aerzte")).location == "aerzte.csv"


@ONE_ENGINE
def test_a_pull_that_somebody_breaks_off_leaves_no_file(
    finder: Finder, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    publish(server, tmp_path, PRAXIS)
    feed_from(finder, server.url)
    monkeypatch.setattr(pull, "import_items", interrupt)
    with pytest.raises(KeyboardInterrupt):
        sync_source(finder, KEY)
    assert not [*(finder.settings.var / "sync").iterdir()]


@ONE_ENGINE
def test_problems_of_runs_are_bounded(finder: Finder, server: FeedServer, tmp_path: Path,
                                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(pull, "MAX_PROBLEMS", 3)
    publish(server, tmp_path, PRAXIS, *({**OTHER, "id": f"x{n}", "lat": "500"} for n in range(6)))
    feed_from(finder, server.url)
    report = sync_source(finder, KEY).report
    assert report is not None
    assert report.rejected == 6
    run_id = feed(finder).run_id
    assert run_id is not None
    with finder.database.read() as connection:
        assert store.count_problems(connection, run_id) == 3
