"""PDF in a process of its own, with an end to time and memory, one at a time."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from finder.errors import TooMany
from finder.exchange import pdf_apart
from finder.exchange.pdf import to_pdf
from finder.exchange.pdf_apart import PDFFailed, to_pdf_apart

PAGE = '<html lang="ar" dir="rtl"><title>Blatt</title><style>p { font-family: "Noto Naskh Arabic" }</style>'


def test_it_gives_the_same_as_in_this_process_and_knows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINDER_SECRET_KEY", "x" * 40)
    known: list[str] = []

    def run(*command: Any, env: dict[str, str], **given: Any) -> Any:
        known.extend(env)
        return started(*command, env=env, **given)

    started: Any = subprocess.run
    monkeypatch.setattr(subprocess, "run", run)
    html = f"{PAGE}<p>مرحبا</p></html>"
    assert to_pdf_apart(html, tmp_path) == to_pdf(html)
    assert known
    assert not [name for name in known if name.startswith("FINDER_")]


def test_a_document_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_apart, "WORK_S", 1.0)
    with pytest.raises(PDFFailed):
        to_pdf_apart(PAGE + "<p>مرحبا</p>" * 50_000, tmp_path)


def test_a_document_that_needs_too_much_memory_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_apart, "MEMORY_BYTES", 150_000_000)
    with pytest.raises(PDFFailed):
        to_pdf_apart(PAGE + "<p>مرحبا</p>" * 2_000, tmp_path)


def test_who_waits_too_long_for_others_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_apart, "WAIT_S", 0.05)
    with FileLock(tmp_path / "pdf.lock"), pytest.raises(TooMany) as busy:
        to_pdf_apart(PAGE, tmp_path)
    assert busy.value.retry_after_s > 0
