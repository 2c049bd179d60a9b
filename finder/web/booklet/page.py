"""The booklet on the site: its current files, and what has changed since an edition that somebody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Flask, Response, render_template, send_file

from finder.actions.booklet.contents import Contents, collect
from finder.actions.booklet.editions import (
    changes_since,
    current_files,
    find_file,
    get_edition,
    list_editions,
)
from finder.domain.edition import Changes, Said
from finder.domain.shortlist import MAX_ID
from finder.store.editions import KeptFile
from finder.web.below_lang import pages_blueprint
from finder.web.booklet.changes import changed_entries
from finder.web.booklet.order import Paper
from finder.web.current import current_finder
from finder.web.i18n import OWN_NAMES, direction, format_date, format_size, mark
from finder.web.i18n import gettext as _
from finder.web.pages import Answer

PAPERS = {
    Paper.A5: mark("A5"),
    Paper.A4: mark("A4 mit großer Schrift"),
    Paper.SHEETS: mark("A4 zum Falten und Heften"),
}

blueprint = pages_blueprint("booklet")


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to download: its size of paper, and in words what it is."""

    href: str
    paper: str
    about: str


@dataclass(frozen=True, slots=True)
class LanguageView:
    """The files in a language, which calls itself `name`."""

    lang: str
    dir: str
    name: str
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list of changes; `path` is its page, "" for one that is gone."""

    name: str
    organization: str
    path: str
    is_example: bool


def init_app(app: Flask) -> None:
    """Serve the pages and the files."""
    app.register_blueprint(blueprint)
    app.add_url_rule("/wegweiser/<name>", "booklet_file", view_func=file)


@blueprint.get("/wegweiser")
def index() -> Answer:
    """The current files by language, and the editions."""
    finder = current_finder()
    editions = [(edition.number, format_date(edition.made_at.date())) for edition in list_editions(finder)]
    return render_template(
        "public/booklet.html", languages=tuple(languages_of(current_files(finder))), editions=editions
    )


@blueprint.get(f"/wegweiser/aenderungen/<int(max={MAX_ID}):number>")
def changes(number: int) -> Answer:
    """What has changed since an edition; 404 for none."""
    finder = current_finder()
    edition = get_edition(finder, number)
    contents = collect(finder, edition.area)
    found = changes_since(finder, number, contents.said)
    return render_template(
        "public/booklet_changes.html",
        number=number,
        made_on=format_date(edition.made_at.date()),
        found=found,
        new=tuple(_new(contents, found)),
        gone=tuple(_listed(said, "") for _number, said in found.gone),
        changed=changed_entries(found, contents.examples),
        today=format_date(contents.day),
    )


def file(name: str) -> Response:
    """A file of an edition; 404 for one that is unknown or withheld."""
    response = send_file(
        find_file(current_finder(), name), mimetype="application/pdf", as_attachment=True, download_name=name
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-cache"
    return response


def languages_of(files: list[KeptFile]) -> Iterator[LanguageView]:
    """The files by language, in the order in which languages are offered."""
    order = list(OWN_NAMES)
    known = sorted((each for each in files if each.language in order), key=lambda f: order.index(f.language))
    for lang, group in groupby(known, key=lambda each: each.language):
        yield LanguageView(lang, direction(lang), OWN_NAMES[lang], tuple(map(_file, group)))


def _file(kept: KeptFile) -> FileView:
    words = (
        _("Ausgabe %(number)s", number=kept.edition),
        format_date(kept.made_at.date()),
        f"PDF, {format_size(kept.size_bytes)}",
    )
    return FileView(f"/wegweiser/{kept.name}", _(PAPERS[Paper(kept.paper)]), " · ".join(words))


def _new(contents: Contents, found: Changes) -> Iterator[Listed]:
    examples, paths = contents.examples, {page.id: page.summary["url"] for page in contents.offers}
    for number in found.new:
        yield _listed(contents.said[number], paths[number], number in examples)


def _listed(said: Said, path: str, is_example: bool = False) -> Listed:
    return Listed(said["name"], said.get("organization", ""), path, is_example)
