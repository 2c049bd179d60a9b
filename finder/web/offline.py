"""The finder without a network: the page that keeps entries on the device when asked, and the entries."""

from __future__ import annotations

import gzip
from typing import Any

import orjson
from flask import Flask, Response, render_template, request

from finder.actions.pack import RADIUS_KM, Pack, offline_pack
from finder.clock import today
from finder.domain.lapse import summary_on
from finder.store.search_rows import PageRow
from finder.web import labels
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import browser_locale, current_lang, format_number, joined
from finder.web.i18n import gettext as _
from finder.web.present import Entry, Times, entry
from finder.web.webapp import kept_bytes, worker_path

PACK_VERSION = 1
KB = 1024

blueprint = pages_blueprint("offline")


def init_app(app: Flask) -> None:
    """Serve the page and the entries that it keeps."""
    app.register_blueprint(blueprint)


@blueprint.get("/offline")
def page() -> str:
    """What can be kept on the device, how large it is, and a search in it by script."""
    pack = offline_pack(current_finder())
    return render_template(
        "public/offline.html",
        n_entries=len(pack.rows),
        radius=format_number(RADIUS_KM),
        entries_kb=_kilobytes(len(gzip.compress(orjson.dumps(_pack_json(pack))))),
        files_kb=_kilobytes(kept_bytes()),
        worker=worker_path(),
        locale=browser_locale(),
        words=_words(),
    )


@blueprint.get("/offline/pack.json")
def pack_file() -> Response:
    """The entries as they are kept, with labels in the language of the address."""
    response = Response(orjson.dumps(_pack_json(offline_pack(current_finder()))), mimetype="application/json")
    response.add_etag()
    response.make_conditional(request)
    return response


def _kilobytes(size_bytes: int) -> str:
    return format_number(max(1, round(size_bytes / KB)))


def _pack_json(pack: Pack) -> dict[str, Any]:
    entries = [_entry_json(offer_id, row) for offer_id, row in pack.rows.items()]
    codes = {code for each in entries for code, _role in each["languages"]}
    names = sorted(((labels.language(code), code) for code in codes), key=lambda pair: pair[0].casefold())
    return {
        "version": PACK_VERSION,
        "lang": current_lang(),
        "radius_km": RADIUS_KM,
        "total": pack.total,
        "places": [[place.label, place.point.lat, place.point.lon] for place in pack.places],
        "languages": {code: name for name, code in names},
        "roles": {role: labels.of(labels.ROLES, role) for role in labels.ROLES},
        "entries": entries,
    }


def _entry_json(offer_id: int, row: PageRow) -> dict[str, Any]:
    """An entry with what a list shows of it, nothing that the API does not have."""
    summary = summary_on(orjson.loads(row.summary), today())
    shown = entry(summary, (row.lat, row.lon))
    return {
        "id": offer_id,
        "url": shown.path,
        "name": shown.name,
        "by": _by(shown),
        "topics": shown.topics,
        "lat": row.lat,
        "lon": row.lon,
        "address": shown.address,
        "phones": [[phone.label, phone.number, phone.href] for phone in shown.phones],
        "languages": [[spoken["code"], spoken["role"]] for spoken in summary["languages"]],
        "step_free": summary["access"]["step_free"],
        "hours": _hours(shown.hours),
        "is_closed": shown.is_closed,
        "is_example": shown.is_example,
        "assured": shown.assured,
        "source": shown.source,
    }


def _by(shown: Entry) -> str:
    return " · ".join(part for part in (shown.person, shown.organization) if part)


def _hours(times: Times | None) -> list[str]:
    """The hours for visits in lines; [] for none."""
    if times is None:
        return []
    if times.lines:
        return [f"{line.days} {line.times}" for line in times.lines]
    return [text for text in (times.text, times.note) if text]


def _words() -> dict[str, str]:
    """What the script writes; it fills in what stands in braces."""
    return {
        "unable": _(
            "Ihr Browser kann hier nichts speichern. Das geht nur bei einer verschlüsselten Verbindung."
        ),
        "none": _("Auf diesem Gerät ist nichts gespeichert."),
        "saving": _("Wird gespeichert …"),
        "failed": _(
            "Das hat nicht geklappt. Bitte prüfen Sie die Verbindung und versuchen Sie es noch einmal."
        ),
        "gone": _("Gelöscht. Auf diesem Gerät ist nichts mehr gespeichert."),
        "age": _(
            "Stand: %(age)s gespeichert (%(moment)s). Diese Daten kommen aus dem Speicher Ihres Geräts,"
            " sie belegen %(kb)s kB.",
            age="{age}",
            moment="{moment}",
            kb="{kb}",
        ),
        "no_position": _("Ihr Standort ist nicht zu bekommen. Bitte wählen Sie einen Ort."),
        "here": _("Mein Standort"),
        "any": _("Jede Sprache"),
        "count": _("Treffer:"),
        "fits": labels.of(labels.FITS, "fits"),
        "unknown": labels.of(labels.FITS, "unknown"),
        "step_free": labels.criterion("step_free"),
        **{f"step_free_{key}": labels.of(labels.READINGS, key) for key in labels.READINGS},
        "comma": joined(("", "")),
        "no_address": _("Keine öffentliche Anschrift"),
        "closed": _("Vorübergehend geschlossen"),
        "example": _("Beispiel-Eintrag"),
        "source": _("Quelle:"),
        "assured": _("bestätigt am %(day)s", day="{day}"),
        "not_assured": _("noch nicht bestätigt"),
    }
