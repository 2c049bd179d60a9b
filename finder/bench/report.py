"""The results in words: a table, the targets met or missed, and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from finder.bench.clients import Timing
from finder.bench.queries import EQUAL
from finder.bench.run import ClassResult, Result

CONSTANT_RATIO = 2.0
SQL_RATIO = 4.0
GROWTH_RATIO = 1.5
BUILD_S = 30.0
OFFER_BYTES = 200.0
EDIT_MS = 2.0

_HEAD = f"{'':14}{'clients':>8}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'req/s':>9}"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, what was measured, and whether it was kept; `limit` is the most, or the least."""

    name: str
    measured: float
    limit: float
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the promise was kept."""
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit

    def text(self) -> str:
        """One line that says so."""
        bound = "at least" if self.is_least else "at most"
        how = "met" if self.is_met else f"MISSED by {abs(self.measured / self.limit - 1):.0%}"
        return f"{self.name:62}{self.measured:9.2f}  {bound} {self.limit:g}: {how}"


def targets(results: Sequence[Result]) -> list[Target]:
    """Every promise that these runs can judge."""
    found = [target for result in results for target in _own_targets(result)]
    return found + list(_growth(sorted(results, key=lambda result: result.n_rows)))


def _own_targets(result: Result) -> Iterator[Target]:
    size = f"{result.n_rows:,} {result.engine}"
    for one in result.classes:
        ratio = one.search.one.p50_ms / one.constant.one.p50_ms
        yield Target(f"{size}, {one.name}: p50 of the constant page", ratio, CONSTANT_RATIO)
    for one in result.classes:
        ratio = one.search.many.per_second / one.sql.many.per_second
        yield Target(f"{size}, {one.name}: req/s of the bare SQL, 8 clients", ratio, SQL_RATIO, is_least=True)
    yield Target(f"{size}: seconds to build the snapshot", result.build_s, BUILD_S)
    yield Target(f"{size}: bytes an offer mapped", result.bytes_per_offer, OFFER_BYTES)
    yield Target(f"{size}: ms that an edit adds to the next search", result.edit_extra_ms, EDIT_MS)


def _growth(results: Sequence[Result]) -> Iterator[Target]:
    """The largest against the smallest of an engine at equal hits."""
    for engine in dict.fromkeys(result.engine for result in results):
        runs = [result for result in results if result.engine == engine]
        medians = [one.search.one.p50_ms for result in runs for one in result.classes if one.name == EQUAL]
        if len(medians) > 1:
            name = f"{engine}: p50 from {runs[0].n_rows:,} to {runs[-1].n_rows:,} offers, equal hits"
            yield Target(name, medians[-1] / medians[0], GROWTH_RATIO)


def table(result: Result) -> str:
    """What was measured in one run."""
    lines = [
        f"{result.n_rows:,} offers on {result.engine}: written in {result.fill_s:.0f} s, snapshot built in"
        f" {result.build_s:.1f} s, {result.bytes_per_offer:.0f} bytes an offer;"
        f" an edit adds {result.edit_extra_ms:.2f} ms (worst {result.edit_worst_ms:.2f})",
    ]
    for number, memory in enumerate(result.workers, start=1):
        lines.append(
            f"worker {number}: {memory.resident_mb:.0f} MB resident, of it {memory.shared_mb:.0f} MB shared"
            f" and {memory.private_mb:.0f} MB its own"
        )
    for one in result.classes:
        lines += ["", *_class_lines(one)]
    return "\n".join(lines)


def _class_lines(one: ClassResult) -> list[str]:
    title = f"{one.name}: {one.hits:.0f} hits, {one.returned:.0f} shown, {one.size_bytes / 1000:.1f} kB"
    rows = (
        ("search", 1, one.search.one), ("constant page", 1, one.constant.one),
        ("matching", 1, one.matching), ("bare SQL", 1, one.sql.one),
        ("search", 8, one.search.many), ("constant page", 8, one.constant.many),
        ("bare SQL", 8, one.sql.many),
    )  # fmt: skip
    return [title, _HEAD, *(_line(*row) for row in rows)]


def _line(name: str, clients: int, timing: Timing) -> str:
    times = f"{timing.p50_ms:9.2f}{timing.p95_ms:9.2f}{timing.p99_ms:9.2f}"
    return f"{name:14}{clients:8}{times}{timing.per_second:9.0f}"


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Runs and targets, JSON-ready."""
    judged = [{**asdict(target), "is_met": target.is_met} for target in targets(results)]
    return {"runs": [asdict(result) for result in results], "targets": judged}
