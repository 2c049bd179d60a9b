"""What the town lists is shown and handed out; nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page import CheckedClient, parse, text_of, visible_text
from website import Site

from finder.web.i18n import format_size

HEAD = "kind,title,date,file,url,lang\n"


@pytest.fixture
def pages(site: Site) -> Iterator[Path]:
    """The town's directory of pages with two files; gone afterwards."""
    directory: Path = site.app.extensions["finder"].settings.var / "pages"
    (directory / "files").mkdir(parents=True)
    (directory / "files" / "Bericht 2026.pdf").write_bytes(b"%PDF" + b"x" * 1_499_996)
    (directory / "files" / "hidden.pdf").write_bytes(b"%PDF")
    (directory / "files" / "page.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (directory / "secret.pdf").write_bytes(b"secret")
    yield directory
    shutil.rmtree(directory)


def test_without_a_list_every_kind_says_that_there_is_nothing(client: CheckedClient) -> None:
    text = visible_text(parse(client.get("/de/downloads").text))
    assert text.count("Hier gibt es noch nichts.") == 3


def test_files_and_links_are_listed_by_kind_newest_first(client: CheckedClient, pages: Path) -> None:
    (pages / "downloads.csv").write_text(
        HEAD + "download,Bericht <b>,2026-01-31,Bericht 2026.pdf,,de\n"
        "press,Old,2025-05-01,,https://www.example.org/a,en\n"
        "press,New,2026-05-01,,https://www.example.org/b,en\n"
        "press,Undated,,,https://www.example.org/c,en\n",
        encoding="utf-8",
    )
    tree = parse(client.get("/de/downloads").text)
    items = [text_of(li) for ul in tree.iter("ul") if ul.get("class") == "files" for li in ul.iter("li")]
    assert items == [
        "Bericht <b> 31. Januar 2026 · PDF · 1,5 MB",
        "New 1. Mai 2026 · example.org",
        "Old 1. Mai 2025 · example.org",
        "Undated example.org",
    ]
    href = next(a.get("href", "") for a in tree.iter("a") if "dateien" in (a.get("href") or ""))
    answer = client.get(href)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(answer.data) == 1_500_000


@pytest.mark.parametrize(
    ("size_bytes", "german", "english"),
    [
        (0, "1 kbyte", "1 kB"),
        (1_499, "1 kbyte", "1 kB"),
        (250_000, "250 kB", "250 kB"),
        (999_999, "1.000 kB", "1,000 kB"),
        (1_234_567, "1,2 MB", "1.2 MB"),
    ],
)
def test_sizes_are_written_as_the_language_does(
    site: Site, size_bytes: int, german: str, english: str
) -> None:
    for lang, written in (("de", german), ("en", english)):
        with site.app.test_request_context(f"/{lang}/downloads"):
            assert format_size(size_bytes).replace("\xa0", " ") == written


@pytest.mark.parametrize(
    "line",
    [
        "download,Up,,../secret.pdf,,de",
        "download,Absolute,,/etc/hostname.txt,,de",
        "download,Page,,page.html,,de",
        "download,Gone,,gone.pdf,,de",
        "download,Directory,,.,,de",
        "download,,,Bericht 2026.pdf,,de",
        "download,Neither,,,,de",
        "download,Both,,Bericht 2026.pdf,https://example.org,de",
        "download,Day,31.01.2026,Bericht 2026.pdf,,de",
        "gossip,Kind,,Bericht 2026.pdf,,de",
        "download,Script,,,javascript:alert(1),de",
        "download,\0,,\0.pdf,,de",
        "download",
        "",
    ],
)
def test_a_line_that_cannot_be_used_is_left_out(client: CheckedClient, pages: Path, line: str) -> None:
    (pages / "downloads.csv").write_text(
        f"{HEAD}{line}\npress,Good,,,https://example.org,de\n", encoding="utf-8"
    )
    tree = parse(client.get("/de/downloads").text)
    items = [text_of(li) for ul in tree.iter("ul") if ul.get("class") == "files" for li in ul.iter("li")]
    assert items == ["Good example.org"]


@pytest.mark.parametrize(
    "name",
    [
        "hidden.pdf",
        "page.html",
        "downloads.csv",
        "..%2fsecret.pdf",
        "..%5csecret.pdf",
        "%2e%2e/secret.pdf",
        "%00",
        ".",
    ],
)
def test_nothing_but_listed_files_is_handed_out(client: CheckedClient, pages: Path, name: str) -> None:
    (pages / "downloads.csv").write_text(f"{HEAD}download,x,,Bericht 2026.pdf,,de\n", encoding="utf-8")
    answer = client.get(f"/dateien/{name}")
    assert answer.status_code in (404, 308)
    assert b"secret" not in answer.data


def test_a_link_out_of_the_directory_is_not_followed(client: CheckedClient, pages: Path) -> None:
    (pages / "files" / "link.pdf").symlink_to(pages / "secret.pdf")
    (pages / "downloads.csv").write_text(f"{HEAD}download,x,,link.pdf,,de\n", encoding="utf-8")
    assert client.get("/dateien/link.pdf").status_code == 404
