"""Jobs are done once, by one worker at a time, whatever happens to the workers; duties too."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from working import LEASE_S, count_up, lines, work_until_killed

from finder.actions.context import Finder
from finder.actions.duties import Duty, run_due
from finder.actions.jobs import (
    Handler,
    JobFailed,
    RunningJob,
    cancel_job,
    get_job,
    list_jobs,
    start_job,
)
from finder.actions.work import Worker
from finder.clock import utc_now
from finder.domain.job import MAX_ATTEMPTS, JobState
from finder.errors import NotFound, StoreDown
from finder.store.job_rows import Job
from finder.store.jobs import LeaseLost, take_job

PATIENCE_S = 60.0


def worker(finder: Finder, handler: Handler = count_up, **options: float) -> Worker:
    return Worker(finder, handlers={"count": handler}, duties=(), **options)


def start(finder: Finder, goal: int = 3) -> int:
    return start_job(finder, "count", {"goal": goal}, "clerk@example.org")


def due_now(finder: Finder) -> None:
    """The time of waiting is over, and so are all leases."""
    past = utc_now() - dt.timedelta(hours=1)
    with finder.database.change("test") as session:
        session.execute(sa.update(Job).values(due_at=past, lease_until=past))


def until(is_so: Callable[[], bool]) -> None:
    gives_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < gives_up, "nothing happens"
        time.sleep(0.005)


def test_a_job_is_done_in_turn_and_tells_how_far_it_is(finder: Finder) -> None:
    first, second = start(finder, 2), start(finder, 4)
    one = worker(finder)
    assert one.run_next()
    assert [get_job(finder, number).state for number in (first, second)] == [JobState.DONE, JobState.WAITING]
    assert one.run_next()
    assert not one.run_next()
    view = get_job(finder, second)
    assert (view.counted.done, view.counted.total, view.actor) == (4, 4, "clerk@example.org")
    assert view.finished_at is not None
    assert lines(finder, second) == 4
    assert [job.id for job in list_jobs(finder, limit=1)[0]] == [second]
    assert list_jobs(finder, states=[JobState.WAITING], limit=10) == ([], 0)
    with pytest.raises(NotFound):
        get_job(finder, 999)


def test_what_can_never_succeed_fails_with_its_sentence(finder: Finder) -> None:
    def fail(_finder: Finder, _job: RunningJob) -> None:
        raise JobFailed("Die Datei ist weg.")

    number = start(finder)
    worker(finder, fail).run_next()
    assert (get_job(finder, number).state, get_job(finder, number).error) == (
        JobState.FAILED,
        "Die Datei ist weg.",
    )
    unknown = start_job(finder, "unknown", {}, "")
    worker(finder).run_next()
    assert get_job(finder, unknown).state is JobState.FAILED


@pytest.mark.parametrize("error", [ValueError("secret"), StoreDown("away")])
def test_other_failures_are_tried_again_a_few_times(finder: Finder, error: Exception) -> None:
    def stumble(_finder: Finder, _job: RunningJob) -> None:
        raise error

    number, one = start(finder), worker(finder, stumble)
    for _ in range(MAX_ATTEMPTS):
        assert one.run_next()
        assert not one.run_next(), "it waits before the next try"
        due_now(finder)
    view = get_job(finder, number)
    assert (view.state, view.attempts, view.error) == (JobState.FAILED, MAX_ATTEMPTS, type(error).__name__)
    assert not one.run_next()


def test_a_job_that_gets_on_is_tried_as_often_as_it_stumbles(finder: Finder) -> None:
    def stumble(finder: Finder, job: RunningJob) -> None:
        with finder.database.change("test") as session:
            job.save(session, {"next": job.state.get("next", 0) + 1})
        if job.state["next"] < 3 * MAX_ATTEMPTS:
            raise ValueError

    number, one = start(finder), worker(finder, stumble)
    while one.run_next():
        due_now(finder)
    assert get_job(finder, number).state is JobState.DONE


def test_cancelled_before_and_while_it_runs(finder: Finder) -> None:
    waiting = start(finder)
    cancel_job(finder, waiting, "clerk@example.org")
    assert get_job(finder, waiting).state is JobState.CANCELLED
    assert not worker(finder).run_next()

    def cancelled(finder: Finder, job: RunningJob) -> None:
        cancel_job(finder, job.id, "clerk@example.org")
        count_up(finder, job)

    running = start(finder)
    worker(finder, cancelled).run_next()
    assert get_job(finder, running).state is JobState.CANCELLED
    assert lines(finder, running) == 0
    done = start(finder)
    worker(finder).run_next()
    cancel_job(finder, done, "clerk@example.org")
    assert get_job(finder, done).state is JobState.DONE


def test_a_worker_that_is_stopped_gives_its_job_back(finder: Finder) -> None:
    number = start(finder)
    one = worker(finder)
    one.stop.set()
    one.run_next()
    view = get_job(finder, number)
    assert (view.state, view.attempts) == (JobState.WAITING, 0)
    assert worker(finder).run_next()
    assert get_job(finder, number).state is JobState.DONE


def test_who_lost_the_job_writes_nothing_more_for_it(finder: Finder) -> None:
    number = start(finder)

    def slow(finder: Finder, job: RunningJob) -> None:
        due_now(finder)
        assert worker(finder).run_next(), "another worker takes it up and does it"
        with pytest.raises(LeaseLost):
            job.raise_if_cancelled()
        count_up(finder, job)

    assert worker(finder, slow, lease_s=3_600.0).run_next()
    assert get_job(finder, number).state is JobState.DONE
    assert lines(finder, number) == 3


def test_several_workers_never_take_the_same_job(finder: Finder) -> None:
    numbers = {start(finder) for _ in range(20)}

    def take(owner: int) -> list[int]:
        mine: list[int] = []
        while True:
            with finder.database.change("test") as session:
                lease = take_job(session, str(owner), utc_now(), 3_600.0)
            if lease is None:
                return mine
            mine.append(lease.job_id)

    with ThreadPoolExecutor(4) as threads:
        taken: list[int] = [number for found in threads.map(take, range(4)) for number in found]
    assert len(taken) == len(numbers)
    assert set(taken) == numbers


def test_killed_at_any_moment_the_job_is_taken_up_again_and_nothing_is_done_twice(finder: Finder) -> None:
    goal = 300
    number, at = start(finder, goal), random.Random(11).randrange(1, goal - 100)
    process = multiprocessing.get_context("spawn").Process(target=work_until_killed, args=(finder.settings,))
    process.start()
    until(lambda: lines(finder, number) >= at)
    process.kill()
    process.join()
    assert get_job(finder, number).state is JobState.RUNNING
    assert at <= lines(finder, number) < goal
    others = [worker(finder), worker(finder)]
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(other.run) for other in others]
        until(lambda: get_job(finder, number).state.is_over)
        for other in others:
            other.stop.set()
        for run in running:
            run.result()
    assert get_job(finder, number).state is JobState.DONE
    assert lines(finder, number) == goal


def test_a_long_step_keeps_its_lease(finder: Finder) -> None:
    def slow(finder: Finder, _job: RunningJob) -> None:
        begun = time.monotonic()
        until(lambda: time.monotonic() > begun + 2 * LEASE_S)
        assert not worker(finder).run_next()

    number = start(finder)
    worker(finder, slow, lease_s=LEASE_S).run_next()
    assert get_job(finder, number).state is JobState.DONE


def test_a_duty_is_done_when_it_is_due_by_one_worker_and_the_others_in_spite_of_its_failure(
    finder: Finder,
) -> None:
    done: list[str] = []

    def fail(_finder: Finder) -> None:
        done.append("fail")
        raise ValueError

    duties = (Duty("fail", 60.0, fail), Duty("work", 600.0, lambda _finder: done.append("work")))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _number: run_due(finder, duties, 1_000.0), range(4)))
    assert sorted(done) == ["fail", "work"]
    run_due(finder, duties, 1_059.0)
    assert len(done) == 2
    run_due(finder, duties, 1_061.0)
    assert sorted(done) == ["fail", "fail", "work"]
