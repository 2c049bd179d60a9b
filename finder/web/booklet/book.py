"""The book as its template writes it: chapters by field of action, indexes, and what stands around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from finder.actions.credits import Credit, gazetteer_sources
from finder.actions.offer import OfferPage
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.web import labels
from finder.web.booklet.changes import ChangedEntry, changed_entries
from finder.web.booklet.entry import PrintedEntry, printed
from finder.web.booklet.order import Order
from finder.web.current import current_finder
from finder.web.i18n import SOURCE, format_date, joined
from finder.web.i18n import gettext as _
from finder.web.print.map import MapPoint, as_image, numbered, overview_map, point_of
from finder.web.texts.pages import TextView, guide_texts

EMERGENCY, PROTECTION = "notfall", "hilfe-und-schutz"
"""The hints that are the emergency page."""

MAP_MM = (119.0, 88.0)
"""The width of a page of A5 within its margins, and the greatest height of a map of the town."""

_HEADING = re.compile(r"(</?h)([2-6])(?=[ >])")
_OWN_LINK = re.compile(r' href="(/[^"]*)"')


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry that is printed elsewhere in the book; `note` says why it stands here."""

    anchor: str
    name: str
    organization: str
    is_example: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the entries that are printed below it and those that are printed below another."""

    anchor: str
    name: str
    entries: tuple[PrintedEntry, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A field of action with its topics."""

    anchor: str
    name: str
    icon: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The map of a chapter; `image` is the address of a picture in itself."""

    name: str
    image: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A hint for everyday life; `body` has its headings below that of the hint."""

    anchor: str
    view: TextView
    body: Markup


@dataclass(frozen=True, slots=True)
class Group:
    """A part of an index."""

    name: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is printed. `remarks` are what is to be said of translations, by their numbers from 1;
    `new` are the entries that were not in the edition before.
    """

    order: Order
    day: str
    home: str
    url: str
    emergency: tuple[Guide, ...]
    guides: tuple[Guide, ...]
    chapters: tuple[Chapter, ...]
    new: tuple[PrintedEntry, ...]
    changed: tuple[ChangedEntry, ...]
    maps: tuple[Plan, ...]
    names: tuple[Reference, ...]
    languages: tuple[Group, ...]
    remarks: tuple[str, ...]
    sources: Sequence[Credit]
    places: Sequence[Credit]
    has_examples: bool

    def mark_of(self, remark: str) -> int:
        """The number of a remark."""
        return self.remarks.index(remark) + 1


def book_of(order: Order) -> Book:
    """The book of an order, in the language of the response."""
    finder, contents = current_finder(), order.contents
    new = set(order.changes.new)
    rank = {term.key: place for place, term in enumerate(finder.taxonomy.terms)}
    pages = sorted(
        (page for page in contents.offers if not order.is_insert or page.id in new),
        key=lambda page: (
            rank.get(_topics_of(page, rank)[0], len(rank)),
            fold(page.summary["name"]),
            page.id,
        ),
    )
    points = (None if order.is_insert else point_of(page) for page in pages)  # an insert has no map
    numbers = numbered(points)
    entries = {
        page.id: printed(page, contents.day, number) for page, number in zip(pages, numbers, strict=True)
    }
    chapters = () if order.is_insert else tuple(_chapters(finder.taxonomy, rank, pages, entries))
    guides = () if order.is_insert else tuple(_guides(finder.settings.url))
    return Book(
        order=order,
        day=format_date(contents.day),
        home=finder.gazetteer.home.name,
        url=finder.settings.url,
        emergency=tuple(guide for guide in guides if guide.view.card.slug in (EMERGENCY, PROTECTION)),
        guides=tuple(guide for guide in guides if guide.view.card.slug not in (EMERGENCY, PROTECTION)),
        chapters=chapters,
        new=tuple(entries[number] for number in order.changes.new if number in entries),
        changed=changed_entries(order.changes, contents.examples),
        maps=tuple(_maps(chapters)),
        names=tuple(_reference(entry) for entry in sorted(entries.values(), key=_by_name)),
        languages=tuple(_by_language(pages, entries)),
        remarks=_remarks(entries.values()),
        sources=contents.sources,
        places=gazetteer_sources(),
        has_examples=not contents.examples.isdisjoint(
            {*entries, *(change.offer_id for change in order.changes.changed)}
        ),
    )


def _maps(chapters: Iterable[Chapter]) -> Iterator[Plan]:
    """A map for each chapter with places that may be shown."""
    for chapter in chapters:
        entries = [entry for topic in chapter.topics for entry in topic.entries]
        points = [
            MapPoint(entry.number, point) for entry in entries if entry.number and (point := entry.point)
        ]
        if points:
            drawn = overview_map(
                current_finder(), points, title=chapter.name, width_mm=MAP_MM[0], max_height_mm=MAP_MM[1]
            )
            yield Plan(chapter.name, as_image(drawn))


def _by_name(entry: PrintedEntry) -> tuple[str, str]:
    return fold(entry.shown.name), entry.anchor


def _reference(entry: PrintedEntry, note: str = "") -> Reference:
    shown = entry.shown
    owner = "" if shown.organization == shown.name else shown.organization
    return Reference(entry.anchor, shown.name, owner, shown.is_example, note)


def _guides(url: str) -> Iterator[Guide]:
    """All hints: headings two levels down, links into the site whole, or none where it has no address."""
    for view in guide_texts():
        body = _HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) + 2, 6)}", view.body)
        body = _OWN_LINK.sub(lambda found: f' href="{url}{found[1]}"' if url else "", body)
        yield Guide(f"hinweis-{view.card.slug}", view, Markup(body))  # noqa: S704 - made of safe markup


def _chapters(
    taxonomy: Taxonomy,
    rank: Mapping[str, int],
    pages: Iterable[OfferPage],
    entries: Mapping[int, PrintedEntry],
) -> Iterator[Chapter]:
    """One chapter for each field of action with entries, and at the end one for what has no topic."""
    below: dict[str, list[PrintedEntry]] = defaultdict(list)
    beside: dict[str, list[PrintedEntry]] = defaultdict(list)
    for page in pages:
        first, *others = _topics_of(page, rank)
        below[first].append(entries[page.id])
        for key in others:
            beside[key].append(entries[page.id])
    for field in (term.key for term in taxonomy.terms if term.parent is None):
        topics = tuple(_topics((field, *taxonomy.descendants(field)), below, beside))
        if topics:
            yield Chapter(f"feld-{field}", labels.topic(field), field, topics)
    if below[""]:
        yield Chapter("feld-", _("Weitere Angebote"), "list", tuple(_topics(("",), below, beside)))


def _topics_of(page: OfferPage, rank: Mapping[str, int]) -> list[str]:
    """The topics of an offer in the order of the taxonomy, [""] for none; it is printed below the first."""
    return sorted(filter(rank.__contains__, page.summary["categories"]), key=rank.__getitem__) or [""]


def _topics(
    keys: Iterable[str],
    below: Mapping[str, list[PrintedEntry]],
    beside: Mapping[str, list[PrintedEntry]],
) -> Iterator[Topic]:
    for key in keys:
        entries, others = below.get(key, ()), beside.get(key, ())
        if entries or others:
            yield Topic(
                anchor=f"thema-{key}",
                name=labels.topic(key) if key else _("Weitere Angebote"),
                entries=tuple(sorted(entries, key=_by_name)),
                references=tuple(map(_reference, sorted(others, key=_by_name))),
            )


def _by_language(pages: Iterable[OfferPage], entries: Mapping[int, PrintedEntry]) -> Iterator[Group]:
    """The entries by language, with the roles in which it is spoken; German, which nearly all speak, is no
    group.
    """
    spoken: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for page in pages:
        for item in page.detail["languages"]:
            if item["code"] != SOURCE:
                spoken[item["code"]].setdefault(page.id, []).append(labels.of(labels.ROLES, item["role"]))
    for code in sorted(spoken, key=lambda code: fold(labels.language(code))):
        found = sorted(spoken[code], key=lambda number: _by_name(entries[number]))
        yield Group(
            labels.language(code),
            tuple(_reference(entries[number], joined(spoken[code][number])) for number in found),
        )


def _remarks(entries: Iterable[PrintedEntry]) -> tuple[str, ...]:
    """What is to be said of translations, each once."""
    found = {text.words.remark: None for entry in entries for text in entry.texts if text.words.remark}
    return tuple(sorted(found))
