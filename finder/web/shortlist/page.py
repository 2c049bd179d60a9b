"""What the page of a list shows: its entries with all ways to change it, each of them an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from finder.actions.offer import OfferPage
from finder.actions.shortlist import Listed
from finder.domain.point import Point
from finder.domain.shortlist import Shortlist
from finder.web.contact import geo_uri, letter_with, route_url
from finder.web.current import current_finder
from finder.web.i18n import current_lang, ngettext
from finder.web.i18n import gettext as _
from finder.web.map.data import map_data
from finder.web.present import Entry, entry, shortened
from finder.web.shortlist.carry import list_path, with_list


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the list; `up` and `down` are "" at the ends, `geo` and `route` without a point."""

    entry: Entry
    geo: str
    route: str
    remove: str
    up: str
    down: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The number of an entry that is no longer there, and the list without it."""

    number: int
    remove: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the page writes. `ids` are the numbers as the address has them, `second` leads to a list of
    those for which there was no room, `search` on to where more can be found.
    """

    ids: tuple[int, ...]
    items: tuple[Item, ...]
    gone: tuple[Gone, ...]
    count: str
    second: str
    n_second: int
    search: str
    address: str
    mail: str
    map: dict[str, Any] | None
    has_examples: bool


def present_list(shortlist: Shortlist, listed: Listed) -> ListPage:
    """The page of a list."""
    entries = [_entry(page, number) for number, page in enumerate(listed.pages, 1)]
    current = Shortlist((*(page.id for page in listed.pages), *listed.gone), shortlist.rest)
    address = request.host_url.rstrip("/") + list_path(current.ids)
    return ListPage(
        ids=current.ids,
        items=tuple(_item(current, entries, place) for place in range(len(entries))),
        gone=tuple(Gone(number, _path(current.without(number))) for number in listed.gone),
        count=ngettext("%(num)s Eintrag", "%(num)s Einträge", len(entries)),
        second=list_path(shortlist.rest) if shortlist.rest else "",
        n_second=len(shortlist.rest),
        search=with_list(f"/{current_lang()}/suche", current.ids),
        address=address,
        mail=letter_with(_("Meine Liste"), address),
        map=map_data(entries, None, 0.0) if any(each.lat is not None for each in entries) else None,
        has_examples=any(each.is_example for each in entries),
    )


def _entry(page: OfferPage, number: int) -> Entry:
    return replace(entry(page.summary, (page.lat, page.lon), number=number), id=page.id)


def _item(shortlist: Shortlist, entries: list[Entry], place: int) -> Item:
    shown = entries[place]
    point = None if shown.lat is None or shown.lon is None else Point(shown.lat, shown.lon)
    name, planner = shortened(shown.name), current_finder().settings.route_url
    return Item(
        entry=shown,
        geo="" if point is None else geo_uri(point, name),
        route="" if point is None else route_url(planner, point, name),
        remove=_path(shortlist.without(shown.id)),
        up="" if place == 0 else _path(shortlist.moved(shown.id, -1)),
        down="" if place == len(entries) - 1 else _path(shortlist.moved(shown.id, 1)),
    )


def _path(shortlist: Shortlist) -> str:
    return list_path((*shortlist.ids, *shortlist.rest))
