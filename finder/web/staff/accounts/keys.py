"""The keys of programs that read the API, for admins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import Flask, flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.keys import (
    DAYS_KEPT,
    MAX_QUOTA,
    Key,
    Quota,
    add_key,
    list_keys,
    revoke_key,
    set_quota,
)
from finder.actions.accounts.secrets import seal, unseal
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import format_number
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.paths import PREFIX

MAX_ID = 2**31 - 1
PAGE: Final = f"{PREFIX}/konten/schluessel"
_KEY: Final = "api_key"
blueprint = staff_blueprint("keys")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/konten/schluessel")
@needs(Permission.MANAGE)
def show() -> AnyResponse:
    """The keys, and one that was made just now: that is shown once."""
    made = unseal(current_finder().settings.secret_key, str(session.pop(_KEY, "")))
    return _page(made=made)


@blueprint.post("/konten/schluessel")
@needs(Permission.MANAGE)
def send() -> AnyResponse:
    """Make a key."""
    fields = (_name(), *_numbers())
    if any(field.problem for field in fields):
        return _page(fields, status=400)
    who = current_account().email
    key = add_key(current_finder(), fields[0].value, who, *reason_and_request(), quota=_quota(fields[1:]))
    session[_KEY] = seal(current_finder().settings.secret_key, key)
    return redirect(PAGE, 303)


@blueprint.post(f"/konten/schluessel/<int(max={MAX_ID}):key_id>/sperren")
@needs(Permission.MANAGE)
def send_revoke(key_id: int) -> AnyResponse:
    """Let a key be of no use any more."""
    revoke_key(current_finder(), key_id, current_account().email, *reason_and_request())
    flash(_("Der Schlüssel gilt nicht mehr."))
    return redirect(PAGE, 303)


@blueprint.post(f"/konten/schluessel/<int(max={MAX_ID}):key_id>/kontingent")
@needs(Permission.MANAGE)
def send_quota(key_id: int) -> AnyResponse:
    """Give a key another quota; empty fields give it that of the settings."""
    numbers = _numbers(f"-{key_id}")
    if any(field.problem for field in numbers):
        return _page(changed={key_id: numbers}, status=400)
    set_quota(current_finder(), key_id, _quota(numbers), current_account().email, *reason_and_request())
    flash(_("Das Kontingent ist gespeichert."))
    return redirect(PAGE, 303)


def _page(
    fields: Sequence[Field] = (),
    changed: Mapping[int, Sequence[Field]] | None = None,
    made: str = "",
    status: int = 200,
) -> AnyResponse:
    """The page; `fields` are those of a new key, and `changed` those of keys, as they were sent."""
    keys = list_keys(current_finder())
    forms = {key.id: _numbers_of(key) for key in keys if not key.is_revoked} | dict(changed or {})
    page = render_template(
        "staff/account/keys.html",
        keys=keys,
        fields=fields or (_empty_name(), *_empty_numbers()),
        forms=forms,
        wrong=[*fields, *(field for form in (changed or {}).values() for field in form)],
        made=made,
        n_days=DAYS_KEPT,
    )
    return make_response(page, status)


def _empty_name() -> Field:
    return Field("name", _("Wofür ist der Schlüssel?"), hint=_("Zum Beispiel „Website der Stadt“."))


def _name() -> Field:
    value = request.form.get("name", "").strip()
    problem = "" if value else _("Bitte angeben, wofür der Schlüssel ist.")
    return replace(_empty_name(), value=value, problem=problem)


def _empty_numbers(suffix: str = "") -> tuple[Field, ...]:
    labels = (_("Große Antworten in einer Stunde"), _("Große Antworten an einem Tag"))
    hints = (_("Ohne Angabe sind es %(number)s.", number=format_number(number)) for number in _default())
    return tuple(
        Field(name, label, hint=hint, suffix=suffix, inputmode="numeric", is_optional=True)
        for name, label, hint in zip(Quota._fields, labels, hints, strict=True)
    )


def _default() -> tuple[int, int]:
    return current_finder().settings.bulk_key


def _numbers(suffix: str = "") -> tuple[Field, ...]:
    """The quota as it was sent; either both numbers or none."""
    values = [request.form.get(name, "").strip() for name in Quota._fields]
    wrong = [bool(value) and not re.fullmatch("[0-9]{1,5}", value) for value in values]
    problem = _("Bitte geben Sie eine Zahl von 0 bis %(highest)s ein.", highest=format_number(MAX_QUOTA))
    both = _("Bitte geben Sie beide Zahlen an oder keine.")
    return tuple(
        replace(
            field,
            value=value,
            problem=problem if is_wrong else both if any(values) and not value else "",
        )
        for field, value, is_wrong in zip(_empty_numbers(suffix), values, wrong, strict=True)
    )


def _numbers_of(key: Key) -> tuple[Field, ...]:
    numbers = map(str, key.quota) if key.has_own_quota else ("", "")
    fields = _empty_numbers(f"-{key.id}")
    return tuple(replace(field, value=value) for field, value in zip(fields, numbers, strict=True))


def _quota(fields: Sequence[Field]) -> Quota | None:
    numbers = [int(field.value) for field in fields if field.value]
    return Quota(*numbers) if numbers else None
