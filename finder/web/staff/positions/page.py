"""The page that sets the position of an entry: address, candidates, pin, and what of it is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from finder.actions.geocoding.position import PinCheck, check_pin, look_up, state_of
from finder.domain.geocoding import Candidate, one_line
from finder.domain.point import Point
from finder.store.positions import Position
from finder.web.current import current_finder
from finder.web.i18n import format_date
from finder.web.i18n import gettext as _
from finder.web.map.data import map_words
from finder.web.proposals.form import Control
from finder.web.staff.positions.form import DIGITS, PositionForm, address_fields, pin_fields
from finder.web.staff.positions.words import (
    PRECISIONS,
    candidate_notes,
    source_name,
    trouble_text,
    warnings_of,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A candidate as it is listed; `value` is what its button sends, `notes` say whether they warn."""

    number: int
    label: str
    precision: str
    source: str
    credit: str
    notes: tuple[tuple[str, bool], ...]
    value: str


@dataclass(frozen=True, slots=True)
class PositionPage:
    """Everything that the page shows. `notice` is what went wrong, `said` what was found; with `warnings`
    the pin is only taken over when the clerk says so once more.
    """

    position: Position
    path: str
    now: str
    state: str
    address: Sequence[Control]
    pin: Sequence[Control]
    proposed: tuple[Proposed, ...]
    has_service: bool
    may_edit: bool
    warnings: tuple[str, ...]
    must_confirm: bool
    notice: str
    said: str
    data: dict[str, Any]

    @property
    def problems(self) -> list[Control]:
        """The fields with which something is wrong."""
        return [control for control in (*self.address, *self.pin) if control.problem]


class Shown(TypedDict, total=False):
    """What a page may say beside the form; see `page_of`."""

    may_ask: bool
    must_confirm: bool
    notice: str
    said: str


def position_path(offer_id: int) -> str:
    """The address of the page of an offer's position."""
    return f"/staff/eintraege/{offer_id}/position"


def page_of(
    position: Position,
    form: PositionForm,
    *,
    may_edit: bool,
    may_ask: bool = False,
    must_confirm: bool = False,
    notice: str = "",
    said: str = "",
) -> PositionPage:
    """The page with this form; the service is asked for the address only if it `may_ask`."""
    finder = current_finder()
    known, trouble = look_up(finder, form.address, may_ask=may_ask)
    check = PinCheck() if form.pin is None else check_pin(finder, form.address, form.pin, known)
    return PositionPage(
        position=position,
        path=position_path(position.offer_id),
        now=_now(position),
        state=state_of(position),
        address=address_fields(form),
        pin=pin_fields(form),
        proposed=tuple(_proposed(number, each) for number, each in enumerate(known, 1)),
        has_service=finder.settings.geocoder != "off",
        may_edit=may_edit,
        warnings=tuple(warnings_of(check)),
        must_confirm=must_confirm,
        notice=notice or (trouble_text(trouble) if trouble else ""),
        said=said or (_none_found() if may_ask and not known and not trouble else ""),
        data=_map_data(form.pin, known),
    )


def _none_found() -> str:
    return _(
        "Zu dieser Adresse ist nichts bekannt. Prüfen Sie die Schreibweise, oder setzen Sie den Pin von Hand."
    )


def _now(position: Position) -> str:
    """Where the entry is now, and who says so."""
    if position.point is None:
        return _(
            "Dieser Eintrag hat noch keine Position. Er fehlt auf der Karte und in der Suche nach Entfernung."
        )
    if position.confirmed_at is not None:
        return _(
            "Bestätigt von %(who)s am %(day)s (%(source)s). Kein Import und kein Suchlauf"
            " verschiebt diesen Pin.",
            who=position.confirmed_by,
            day=format_date(position.confirmed_at.date()),
            source=source_name(position.source),
        )
    if position.precision is None:
        return _("Noch von niemandem bestätigt (%(source)s).", source=source_name(position.source))
    return _(
        "Noch von niemandem bestätigt: %(precision)s (%(source)s).",
        precision=_(PRECISIONS[position.precision]),
        source=source_name(position.source),
    )


def _proposed(number: int, candidate: Candidate) -> Proposed:
    return Proposed(
        number=number,
        label=candidate.label or one_line(candidate.address),
        precision=_(PRECISIONS[candidate.precision]),
        source=source_name(candidate.source),
        credit=candidate.credit,
        notes=tuple(candidate_notes(candidate)),
        value=point_text(candidate.point),
    )


def point_text(point: Point) -> str:
    """The point as the fields and buttons of the form say it."""
    return f"{point.lat:.{DIGITS}f}, {point.lon:.{DIGITS}f}"


def _map_data(pin: Point | None, known: Sequence[Candidate]) -> dict[str, Any]:
    return {
        "pin": None if pin is None else {"lat": pin.lat, "lon": pin.lon},
        "candidates": [
            {
                "number": number,
                "label": each.label,
                "lat": each.point.lat,
                "lon": each.point.lon,
                "fits": each.fits,
            }
            for number, each in enumerate(known, 1)
        ],
        "digits": DIGITS,
        "words": {
            **map_words(),
            "pin": _(
                "Pin: mit der Maus ziehen oder mit den Pfeiltasten bewegen, 10 Meter je Druck,"
                " mit Umschalttaste 100"
            ),
            "candidate": _("Vorschlag %(number)s", number="{number}"),
            "moved": _("Der Pin steht jetzt bei %(point)s.", point="{point}"),
            "away": _(
                "Bis Vorschlag %(number)s sind es %(metres)s Meter.", number="{number}", metres="{metres}"
            ),
        },
    }
