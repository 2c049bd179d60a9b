"""Warns of duplicates while an entry is typed: for a script as JSON, for people as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.find_duplicates import Duplicate, find_duplicates, traits_of_values
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import needs, staff_blueprint
from finder.web.staff.paging import number_of
from finder.web.staff.records.standing import Resembling, resembling

_FIELDS: Final[Mapping[str, str]] = {
    "name": "service/name",
    "organization": "organization/name",
    "street": "address/address_1",
    "postal_code": "address/postal_code",
    "city": "address/city",
    "email": "service/email",
    "website": "service/url",
}
"""What the entry form calls what is compared."""
_LONGEST: Final = 300

blueprint = staff_blueprint("similar")


def init_app(app: Flask) -> None:
    """Serve both."""
    app.register_blueprint(blueprint)


@blueprint.get("/eintraege/aehnlich")
@needs(Permission.EDIT)
def look() -> AnyResponse:
    """The entries that resemble what is typed so far; nothing is remembered."""
    found = _found(request.args)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return make_response(jsonify(entries=[_json(item) for item in found]))
    return _page(found)


@blueprint.post("/eintraege/aehnlich")
@needs(Permission.EDIT)
def look_at_form() -> AnyResponse:
    """The same for the whole entry form, without a script."""
    return _page(_found(request.form))


def _found(sent: Mapping[str, str]) -> list[Resembling]:
    values = {name: (sent.get(name) or sent.get(field, ""))[:_LONGEST] for name, field in _FIELDS.items()}
    values |= {name: sent.get(name, "")[:_LONGEST] for name in ("person", "phone", "lat", "lon", "topic")}
    values["person"] = values["person"] or _joined(sent, "person/title", "person/given", "person/family")
    values["phone"] = values["phone"] or _numbers(sent)
    own = number_of(sent.get("ohne", ""))
    found = find_duplicates(current_finder(), traits_of_values(values), without=[own])
    return [resembling(item) for item in found]


def _joined(sent: Mapping[str, str], *names: str) -> str:
    return " ".join(filter(None, (sent.get(name, "")[:_LONGEST] for name in names)))


def _numbers(sent: Mapping[str, str]) -> str:
    """All telephone numbers of the form."""
    rows = (text for name, text in sent.items() if name.startswith("phone/") and name.endswith("/number"))
    return ";".join(text[:_LONGEST] for text in rows if text)


def _json(item: Resembling) -> dict[str, Any]:
    found: Duplicate = item.found
    return {
        "id": found.offer_id,
        "name": found.traits.name,
        "where": item.where,
        "band": item.band,
        "is_same": found.resemblance.band == "same",
        "fields": _("Es stimmt überein: %(fields)s.", fields=", ".join(item.same)) if item.same else "",
        "path": f"/staff/eintraege/{found.offer_id}/stand",
    }


def _page(found: list[Resembling]) -> AnyResponse:
    return make_response(render_template("staff/records/similar.html", resembling=found))
