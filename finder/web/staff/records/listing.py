"""The list of all entries, and what is done to those that are ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import Flask, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.list_entries import Listing, list_entries, named_entries
from finder.actions.publish_entries import FITS, Deed, Done, do_to_entries
from finder.domain.completeness import WEIGHTS
from finder.domain.entry_list import MAX_TICKED, Confirmed, ListQuery, ListSort
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.store.staff_list import ListedEntry
from finder.web import labels
from finder.web.current import current_finder
from finder.web.i18n import format_number, ngettext
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.filters import options, options_or_all
from finder.web.staff.paging import number_of, page_of, pages
from finder.web.staff.paths import PREFIX
from finder.web.staff.records import words

PATH: Final = f"{PREFIX}/eintraege"

Choice = TypeVar("Choice", ListSort, Confirmed, Deed)

blueprint = staff_blueprint("entry_list")


def init_app(app: Flask) -> None:
    """Serve the list."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list in words; `gaps` are the parts that lack something."""

    entry: ListedEntry
    state: str
    confirmed: str
    is_late: bool
    gaps: tuple[str, ...]

    @property
    def about(self) -> str:
        """Whose it is and where, as far as that says more than the name."""
        said = (self.entry.person, self.entry.organization, self.entry.place)
        return " · ".join(dict.fromkeys(text for text in said if text and text != self.entry.name))


@blueprint.get("/eintraege")
@needs(Permission.SEE)
def show() -> AnyResponse:
    """A page of the list."""
    asked = _asked(request.args)
    listing = list_entries(current_finder(), asked)
    filters = _filters(asked)
    page = render_template(
        "staff/records/list.html",
        asked=asked,
        listing=listing,
        lines=[_line(entry, listing) for entry in listing.entries],
        choices=_choices(asked, listing),
        tabs=_tabs(asked, listing),
        pages=pages(PATH, filters, asked.page, listing.total, MAX_TICKED),
        back=f"{PATH}?{urlencode({**filters, 'seite': asked.page})}",
        deeds=[(deed.value, _(text)) for deed, text in words.DEEDS.items()],
        may_edit=current_account().may(Permission.EDIT),
    )
    return make_response(page)


def _asked(args: Mapping[str, str]) -> ListQuery:
    """What an address asks for; what is none of the choices narrows nothing."""
    return ListQuery(
        text=clean(args.get("q", ""))[:200],
        publication=args.get("stand", "") if args.get("stand", "") in words.STATES else "",
        topic=args.get("thema", "") if args.get("thema", "") in current_finder().taxonomy else "",
        source_id=number_of(args.get("quelle", "")),
        organization_id=number_of(args.get("einrichtung", "")),
        gap=args.get("fehlt", "") if args.get("fehlt", "") in WEIGHTS else "",
        confirmed=_one_of(Confirmed, args.get("pruefung", "")),
        changed_by=clean(args.get("von", ""))[:200],
        sort=_one_of(ListSort, args.get("sortierung", "")) or ListSort.NAME,
        page=max(1, page_of(args.get("seite", ""))),
    )


def _one_of(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in list(kind) else None


def _filters(asked: ListQuery) -> dict[str, str]:
    """The filters as an address has them."""
    return {
        "q": asked.text,
        "stand": asked.publication,
        "thema": asked.topic,
        "quelle": str(asked.source_id or ""),
        "einrichtung": str(asked.organization_id or ""),
        "fehlt": asked.gap,
        "pruefung": asked.confirmed or "",
        "von": asked.changed_by,
        "sortierung": "" if asked.sort is ListSort.NAME else asked.sort.value,
    }


def _line(entry: ListedEntry, listing: Listing) -> Line:
    confirmed = listing.confirmed[entry.offer_id]
    return Line(
        entry=entry,
        state=_(words.STATES[entry.publication]),
        confirmed=_(words.CONFIRMED[confirmed]),
        is_late=confirmed in (Confirmed.OVERDUE, Confirmed.NEVER),
        gaps=tuple(_(words.PARTS[part]) for part in entry.gaps.split()),
    )


def _choices(asked: ListQuery, listing: Listing) -> dict[str, tuple[Option, ...]]:
    keys = sorted((term.key for term in current_finder().taxonomy.terms), key=labels.topic)
    sources = {str(number): name for number, name in listing.sources.items()}
    return {
        "thema": options_or_all({key: labels.topic(key) for key in keys}, asked.topic),
        "quelle": options_or_all(sources, str(asked.source_id or "")),
        "fehlt": options_or_all({key: _(text) for key, text in words.PARTS.items()}, asked.gap),
        "pruefung": options_or_all(
            {k: _(text) for k, text in words.CONFIRMED.items()}, asked.confirmed or ""
        ),
        "sortierung": options({key: _(text) for key, text in words.SORTS.items()}, asked.sort),
    }


def _tabs(asked: ListQuery, listing: Listing) -> list[dict[str, Any]]:
    """The states of publication with their numbers, as links."""
    names = {"": _("alle"), **{key: _(text) for key, text in words.STATES.items()}}
    filters = _filters(asked)
    return [
        {
            "label": label,
            "count": format_number(listing.counts.get(key, 0) if key else sum(listing.counts.values())),
            "path": f"{PATH}?{urlencode({n: v for n, v in {**filters, 'stand': key}.items() if v})}",
            "is_current": key == asked.publication,
        }
        for key, label in names.items()
    ]


@blueprint.post("/eintraege/aendern")
@needs(Permission.EDIT)
def change() -> AnyResponse:
    """Ask whether the ticked entries shall be changed, or change them."""
    numbers = [number for text in request.form.getlist("nummer") if (number := number_of(text))][:MAX_TICKED]
    deed = _one_of(Deed, request.form.get("tat", ""))
    if deed is None or not numbers:
        flash(_("Kreuzen Sie zuerst Einträge an, und wählen Sie dann, was mit ihnen geschehen soll."))
        return redirect(_back(), 303)
    reason, request_id = reason_and_request()
    is_sure = request.form.get("sicher") == "ja"
    if not is_sure or (deed is Deed.RETIRE and not reason):
        return _ask(deed, numbers, reason, is_again=is_sure)
    done = do_to_entries(current_finder(), numbers, deed, current_account(), reason, request_id)
    for message in _told(deed, done):
        flash(message)
    return redirect(_back(), 303)


def _back() -> str:
    """The list as it was; no other address."""
    back = request.form.get("zurueck", "")
    return back if back.startswith(f"{PATH}?") or _is_entry(back) else PATH


def _is_entry(path: str) -> bool:
    number = path.removeprefix(f"{PATH}/").removesuffix("/stand")
    return path.startswith(f"{PATH}/") and path.endswith("/stand") and bool(number_of(number))


def _ask(deed: Deed, numbers: list[int], reason: str, *, is_again: bool) -> AnyResponse:
    found = named_entries(current_finder(), numbers)
    page = render_template(
        "staff/records/sure.html",
        deed=deed,
        title=_(words.DEEDS[deed]),
        effect=_(words.EFFECTS[deed]),
        entries=[entry for entry in found if entry.publication in FITS[deed]],
        others=[entry for entry in found if entry.publication not in FITS[deed]],
        states={key: _(text) for key, text in words.STATES.items()},
        reason=reason,
        problem=_("Bitte geben Sie einen Grund an.") if is_again else "",
        back=_back(),
    )
    return make_response(page, 400 if is_again else 200)


def _told(deed: Deed, done: Done) -> Iterable[str]:
    """What was done, in sentences."""
    n = len(done.changed)
    sentences = {
        Deed.PUBLISH: ngettext(
            "Ein Eintrag ist jetzt öffentlich.", "%(num)s Einträge sind jetzt öffentlich.", n
        ),
        Deed.HIDE: ngettext("Ein Eintrag ist jetzt verborgen.", "%(num)s Einträge sind jetzt verborgen.", n),
        Deed.RETIRE: ngettext("Ein Eintrag ist zurückgezogen.", "%(num)s Einträge sind zurückgezogen.", n),
        Deed.BRING_BACK: ngettext("Ein Eintrag ist zurückgeholt.", "%(num)s Einträge sind zurückgeholt.", n),
    }
    yield sentences[deed]
    if done.unfit:
        yield ngettext(
            "Bei einem Eintrag war nichts zu tun.",
            "Bei %(num)s Einträgen war nichts zu tun.",
            len(done.unfit),
        )
    if done.refused:
        yield ngettext(
            "Einen Eintrag dürfen Sie nicht ändern.",
            "%(num)s Einträge dürfen Sie nicht ändern.",
            len(done.refused),
        )
