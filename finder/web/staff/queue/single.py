"""What the page of one request shows: what is now, was read and is proposed, and what a decision needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import g

from finder.actions.accounts.scopes import may_edit
from finder.actions.decide_changes import (
    OpenRequest,
    contact_address,
    is_applied,
)
from finder.actions.edit_entry import open_entry
from finder.actions.offer import OfferPage, get_offer
from finder.domain.change import OPEN, ChangeKind
from finder.domain.decision import ADDRESS, FACTS
from finder.domain.entry_fields import Kind, field_of
from finder.domain.point import Point
from finder.domain.roles import Account, Permission
from finder.errors import BadInput, NotFound
from finder.gazetteer.places import Place
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.web import labels
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_date, is_offered
from finder.web.i18n import gettext as _
from finder.web.map.data import map_words
from finder.web.proposals.form import offer_target
from finder.web.staff.access import current_account
from finder.web.staff.entries import words as entry_words
from finder.web.staff.queue import words
from finder.web.staff.queue.listing import Line, age_of, line_of, name_of


@dataclass(frozen=True, slots=True)
class Diff:
    """One field of a request. `was` is what the visitor read; `has_changed` when the entry says something
    else since; `is_direct` when accepting changes the entry, `will_be` is then the text to be saved.
    """

    name: str
    label: str
    now: str
    was: str
    proposed: str
    has_changed: bool
    is_direct: bool
    is_long: bool
    is_accepted: bool | None
    will_be: str
    is_chosen: bool
    problem: str

    @property
    def id(self) -> str:
        """The name without dots and strokes."""
        return self.name.replace(".", "-").replace("/", "-")


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with all that a decision needs."""

    reference: str
    version: int
    kind: str
    is_new_entry: bool
    state: str
    is_open: bool
    is_provider: bool
    source: str
    came: str
    age: str
    lang: str
    lang_name: str
    name: str
    entry_path: str
    edit_path: str
    can_create: bool
    is_gone: bool
    message: str
    contact: str
    contact_until: str
    diffs: tuple[Diff, ...]
    answers: tuple[str, ...]
    answer: str
    reason: str
    decided: str
    decided_by: str
    others: tuple[Line, ...]
    map: Mapping[str, Any] | None
    points: tuple[tuple[str, str], ...]
    notice: str
    problem: str
    about_answer: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form of a decision and what is wrong with it."""

    values: Mapping[str, str]
    chosen: frozenset[str]
    answer: str
    problem: str = ""
    field_problems: Mapping[str, str] | None = None
    notice: str = ""


def request_page(found: OpenRequest, typed: Typed | None = None) -> RequestPage:
    """The page of a request, with what was typed before."""
    request = found.request
    offer = _offer(request)
    is_open = request.status in OPEN
    points = _points(request, offer)
    return RequestPage(
        reference=request.reference,
        version=request.version,
        kind=words.kind(request),
        is_new_entry=request.kind is ChangeKind.NEW_ENTRY,
        state=_(words.SHORT_STATES[request.status]),
        is_open=is_open,
        is_provider=request.is_provider,
        source=found.source,
        came=format_date(request.created_at.date()),
        age=age_of(request.created_at),
        lang=request.lang,
        lang_name=labels.language(request.lang),
        name=name_of(request),
        entry_path=f"/{current_lang()}{offer.summary['url']}" if offer else "",
        edit_path=_edit_path(request),
        can_create=request.kind is ChangeKind.NEW_ENTRY and may_create(current_account()),
        is_gone=request.kind is ChangeKind.CHANGE and offer is None,
        message=request.message,
        contact=request.contact,
        contact_until=format_date(request.contact_delete_on) if request.contact_delete_on else "",
        diffs=tuple(_diffs(request, offer, typed)),
        answers=words.ANSWERS,
        answer=typed.answer if typed else "",
        reason=request.reason,
        decided=format_date(request.decided_at.date()) if request.decided_at else "",
        decided_by=request.decided_by,
        others=tuple(line_of(other) for other in found.others),
        map=_map(points),
        points=tuple((text, f"{point.lat:.5f}, {point.lon:.5f}") for text, point in points),
        notice=typed.notice if typed else "",
        problem=typed.problem if typed else "",
        about_answer=_about_answer(contact_address(request.contact)),
    )


def _about_answer(address: str) -> str:
    if not address:
        return _("Sie steht auf der Seite des Hinweises. Eine E-Mail-Adresse wurde nicht angegeben.")
    if current_finder().settings.mail:
        return _("Sie geht als E-Mail an %(address)s und steht auf der Seite des Hinweises.", address=address)
    return _(
        "Sie steht auf der Seite des Hinweises. Die E-Mail an %(address)s wartet im Postausgang, "
        "denn es ist kein Mailserver eingestellt.",
        address=address,
    )


def may_create(account: Account) -> bool:
    """Whether somebody may make new entries: whoever may edit all."""
    return account.may_everywhere(Permission.EDIT)


def _edit_path(request: ChangeRequest) -> str:
    """The address of the form of the entry; "" where there is none or it is not for this account."""
    if request.offer_id is None or not may_edit(current_finder(), current_account(), request.offer_id):
        return ""
    return f"/staff/eintraege/{request.offer_id}"


def _offer(request: ChangeRequest) -> OfferPage | None:
    if request.offer_id is None:
        return None
    try:
        return get_offer(current_finder(), request.offer_id)
    except NotFound:
        return None


@contextmanager
def _as_read_in(lang: str) -> Iterator[None]:
    """For what is compared with what a visitor read on a page in another language."""
    own = current_lang()
    g.lang = lang if is_offered(lang) else own
    try:
        yield
    finally:
        g.lang = own


def _diffs(request: ChangeRequest, offer: OfferPage | None, typed: Typed | None) -> Iterator[Diff]:
    now, as_read = _held_by_form(request) if request.source_id is not None else _held(request, offer)
    for field in request.fields:
        yield _diff(request, field, now, as_read.get(field.field_name), typed)


def _held(request: ChangeRequest, offer: OfferPage | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What the entry says now, in the language of staff and in that of the visitor."""
    if offer is None:
        return {}, {}
    with _as_read_in(request.lang):
        as_read = offer_target(offer).current
    return offer_target(offer).current, as_read


def _held_by_form(request: ChangeRequest) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The same in the names of the form of the entry, which are those of what a source says otherwise."""
    now = {} if request.offer_id is None else open_entry(current_finder(), request.offer_id).values
    return now, now


def _diff(
    request: ChangeRequest,
    field: ChangeRequestField,
    now: Mapping[str, str],
    as_read: str | None,
    typed: Typed | None,
) -> Diff:
    name, proposed = field.field_name, field.proposed_value
    has_changed = as_read is not None and as_read.split() != field.previous_value.split()
    return Diff(
        name=name,
        label=words.label(name, request.kind),
        now=_in_words(name, now.get(name, "")),
        was=_in_words(name, field.previous_value),
        proposed=_in_words(name, proposed),
        has_changed=has_changed,
        is_direct=request.kind is ChangeKind.CHANGE and is_applied(name, proposed),
        is_long=_is_long(name) or name in ("phones", "opening_hours", "description") or "\n" in proposed,
        is_accepted=field.is_accepted,
        will_be=typed.values.get(name, proposed) if typed else proposed,
        is_chosen=name in typed.chosen if typed else not has_changed and request.source_id is None,
        problem=(typed.field_problems or {}).get(name, "") if typed else "",
    )


def _is_long(name: str) -> bool:
    field = field_of(name)
    return field is not None and field.kind is Kind.TEXT


def _in_words(name: str, value: str) -> str:
    """A value as people read it."""
    if field_of(name) is not None:
        return entry_words.shown(name, value) if value else ""
    if value == "yes" and name not in FACTS:
        return _("ja")
    return labels.fact_value(value, "") if name in FACTS and value else value


def _points(request: ChangeRequest, offer: OfferPage | None) -> tuple[tuple[str, Point], ...]:
    """Where the entry is, and about where the proposed address is, by the places of the gazetteer."""
    proposed = {f.field_name: f.proposed_value for f in request.fields if f.field_name in ADDRESS}
    if not proposed:
        return ()
    found: list[tuple[str, Point]] = []
    if offer and offer.lat is not None and offer.lon is not None:
        found.append((_("Jetzt"), Point(offer.lat, offer.lon)))
    address = (offer.summary["address"] or {}) if offer else {}
    postcode = proposed.get("postcode") or ("" if "city" in proposed else address.get("postal_code", ""))
    city = proposed.get("city") or address.get("city", "")
    place = _place(f"{postcode} {city}".strip())
    if place is not None:
        text = _("Vorgeschlagen (Mitte von %(place)s)", place=place.label)
        found.append((text, place.point))
    return tuple(found)


def _place(text: str) -> Place | None:
    try:
        found = current_finder().gazetteer.resolve(text)
    except BadInput:
        return None
    return found if isinstance(found, Place) else None


def _map(points: tuple[tuple[str, Point], ...]) -> dict[str, Any] | None:
    """Both points on a map; one alone says nothing."""
    if len(points) < 2:
        return None
    places = [
        {"number": number, "lat": point.lat, "lon": point.lon, "name": text, "about": [], "href": "#punkte"}
        for number, (text, point) in enumerate(points, 1)
    ]
    return {"places": places, "centre": None, "words": map_words()}
