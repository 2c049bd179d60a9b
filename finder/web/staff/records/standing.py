"""How one entry stands: what it lacks and for whom, what it resembles, and what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import may_edit
from finder.actions.find_duplicates import Duplicate, duplicates_of
from finder.actions.list_entries import Standing, standing_of
from finder.actions.publish_entries import FITS
from finder.domain.completeness import WEIGHTS, Gap
from finder.domain.duplicates import Agreement
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import format_number
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.records import words

RULE: Final = "/eintraege/<int:offer_id>"
_FIRST_GAPS: Final = 5

blueprint = staff_blueprint("standing")


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class GapLine:
    """What is missing, who does not find the entry for it, and how many points of 100 it is worth."""

    what: str
    who: tuple[str, ...]
    points: str


@dataclass(frozen=True, slots=True)
class Resembling:
    """Another entry that may be the same, with the fields that speak for it and against it."""

    found: Duplicate
    band: str
    same: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def where(self) -> str:
        """Whose it is and where."""
        traits = self.found.traits
        place = " ".join(filter(None, (traits.postal_code, traits.city)))
        return " · ".join(filter(None, (traits.person, traits.organization, traits.street, place)))


@blueprint.get(f"{RULE}/stand")
@needs(Permission.SEE)
def show(offer_id: int) -> AnyResponse:
    """The page."""
    finder = current_finder()
    standing = standing_of(finder, offer_id)
    gaps = [gap_line(gap) for gap in standing.completeness.gaps]
    page = render_template(
        "staff/records/standing.html",
        offer_id=offer_id,
        standing=standing,
        state=_(words.STATES[standing.publication]),
        gaps=gaps[:_FIRST_GAPS],
        more_gaps=gaps[_FIRST_GAPS:],
        weights=[(_(words.PARTS[part]), format_number(weight)) for part, weight in WEIGHTS.items()],
        resembling=[resembling(found) for found in duplicates_of(finder, offer_id)],
        deeds=_deeds(standing) if may_edit(finder, current_account(), offer_id) else [],
    )
    return make_response(page)


def gap_line(gap: Gap) -> GapLine:
    """A gap in words."""
    return GapLine(words.gap(gap), tuple(map(words.group, gap.groups)), format_number(round(gap.points, 1)))


def resembling(found: Duplicate) -> Resembling:
    """A duplicate in words."""
    fields = found.resemblance.fields.items()
    return Resembling(
        found,
        _(words.BANDS[found.resemblance.band]),
        tuple(
            _(words.FIELDS[name]) for name, said in fields if said in (Agreement.AGREES, Agreement.SIMILAR)
        ),
        tuple(_(words.FIELDS[name]) for name, said in fields if said is Agreement.DIFFERS),
    )


def _deeds(standing: Standing) -> list[tuple[str, str]]:
    if standing.replaced_by is not None:
        return []
    return [(deed.value, _(text)) for deed, text in words.DEEDS.items() if standing.publication in FITS[deed]]
