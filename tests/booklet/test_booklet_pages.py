"""The booklet on the site and in the queue of jobs."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from small_town import HIDDEN_STREET, Town

from finder.actions.booklet.contents import collect
from finder.actions.booklet.editions import directory, get_edition, keep_edition, keep_file
from finder.actions.jobs import JobCancelled, JobFailed, start_job
from finder.actions.work import Worker
from finder.app import create_app
from finder.clock import utc_now
from finder.domain.edition import Changes
from finder.store.editions import KeptFile
from finder.web.booklet import job as booklet
from finder.web.booklet.order import Order, Paper
from finder.web.booklet.press import Sheet, print_pdf


@pytest.fixture
def engine_name() -> str:
    """What the pages show of editions does not depend on the engine; test_editions asks both."""
    return "spatialite"


@pytest.fixture
def edition(town: Town) -> int:
    """An edition with a German file."""
    number = keep_edition(town.finder, collect(town.finder), "anna@example.org").number
    name = booklet.file_name(number, "de", Paper.A5)
    (directory(town.finder) / name).write_bytes(b"%PDF-1.7 test")
    keep_file(town.finder, KeptFile(number, "de", "A5", name, 13, 1, utc_now()), "anna@example.org")
    return number


def test_the_current_files_are_offered_and_handed_out(town: Town, edition: int) -> None:
    page = town.client.get("/ar/wegweiser").text
    assert f"/wegweiser/wegweiser-{edition}-de-A5.pdf" in page
    answer = town.client.get(f"/wegweiser/wegweiser-{edition}-de-A5.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert town.client.get("/wegweiser/wegweiser-9-de-A5.pdf").status_code == 404


def test_the_page_of_changes_says_what_was_and_what_is_and_no_secret(town: Town, edition: int) -> None:
    path = f"/de/wegweiser/aenderungen/{edition}"
    assert "Seitdem hat sich nichts geändert" in town.client.get(path).text
    town.move("advice", "Neuer Weg 5")
    town.hide("doctor")
    page = town.client.get(path).text
    assert "Neuer Weg 5" in page
    assert page.count("Markt 1") == 1
    assert HIDDEN_STREET not in page
    assert town.client.get("/de/wegweiser/aenderungen/9").status_code == 404
    assert "wegweiser-" not in town.client.get("/de/wegweiser").text


def test_german_words_in_a_table_of_changes_run_from_left_to_right(town: Town, edition: int) -> None:
    town.rename("advice", "Beratung, ganz neu.")
    page = town.client.get(f"/ar/wegweiser/aenderungen/{edition}").text
    assert '<bdi lang="de" dir="ltr">Beratung, ganz neu.</bdi></span></td>' in page


def run_job(town: Town, monkeypatch: pytest.MonkeyPatch, languages: list[str]) -> list[tuple[str, Paper]]:
    """What a job prints, by a press that only pretends."""
    printed: list[tuple[str, Paper]] = []

    def pretend(_make: Any, _settings: Any, order: Order, path: Path, on_page: Any) -> Sheet:
        printed.append((order.lang, order.paper))
        on_page(1)
        path.write_bytes(b"%PDF")
        return Sheet(4, 1)

    monkeypatch.setattr(booklet, "print_pdf", pretend)
    worker = Worker(town.finder, handlers={booklet.KIND: booklet.printing(create_app)}, duties=())
    payload = {"languages": languages, "papers": ["A5"]}
    start_job(town.finder, booklet.KIND, payload, "anna@example.org")
    assert worker.run_next()
    return printed


def test_a_job_prints_what_is_missing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_job(town, monkeypatch, ["de"]) == [("de", Paper.A5)]
    assert run_job(town, monkeypatch, ["de", "ar"]) == [("ar", Paper.A5)]
    assert [file.language for file in get_edition(town.finder, 1).files] == ["ar", "de"]


def test_a_job_that_names_no_language_fails() -> None:
    with pytest.raises(JobFailed):
        booklet.wanted_of({"languages": ["xx"], "papers": ["A5"]})


def test_a_file_that_is_lost_is_printed_again(
    town: Town, edition: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = directory(town.finder) / booklet.file_name(edition, "de", Paper.A5)
    path.unlink()
    assert town.client.get(f"/wegweiser/{path.name}").status_code == 404
    run_job(town, monkeypatch, ["de"])
    assert town.client.get(f"/wegweiser/{path.name}").data == b"%PDF"


def test_a_press_that_is_stopped_leaves_nothing(printed_town: Town, tmp_path: Path) -> None:
    order = Order("de", Paper.A5, collect(printed_town.finder), 2, 1, Changes(), is_insert=True)

    def stop(_page: int) -> None:
        raise JobCancelled("stop")

    with pytest.raises(JobCancelled):
        print_pdf(create_app, printed_town.settings, order, tmp_path / "insert.pdf", stop)
    assert list(tmp_path.iterdir()) == []
    assert multiprocessing.active_children() == []
