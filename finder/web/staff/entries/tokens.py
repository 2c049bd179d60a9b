"""What a form said when it was opened travels with it, signed, so that a form can be sent after days."""

from __future__ import annotations

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from finder.domain.entry_fields import Values
from finder.web.current import current_finder


def signed_values(entry: str, values: Values) -> str:
    """A token of the values of an entry, whose name is its number or `new`."""
    return str(_serializer().dumps([entry, {name: text for name, text in values.items() if text}]))


def sent_values(field: str, entry: str) -> dict[str, str] | None:
    """The values of the token in a field of the form; None for one that is not ours or another entry's."""
    try:
        sent_entry, values = _serializer().loads(request.form.get(field, ""))
    except (BadData, ValueError):
        return None
    return dict(values) if sent_entry == entry else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_finder().settings.secret_key, salt="entry")
