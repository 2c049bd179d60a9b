"""The parts of the workplace, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Flask, g, request

from finder.domain.roles import Account, Permission
from finder.web.i18n import gettext, mark


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the workplace: its address, its name, and the permission that it asks for."""

    path: str
    name: str
    need: Permission
    is_current: bool = False


PARTS: Final[tuple[Part, ...]] = (
    Part("/staff", mark("Übersicht"), Permission.SEE),
    Part("/staff/eintraege", mark("Einträge"), Permission.SEE),
    Part("/staff/vorschlaege", mark("Hinweise"), Permission.DECIDE),
    Part("/staff/aktualitaet", mark("Aktualität"), Permission.CONFIRM),
    Part("/staff/positionen", mark("Positionen"), Permission.SEE),
    Part("/staff/importe", mark("Importe"), Permission.IMPORT),
    Part("/staff/osm", mark("OpenStreetMap"), Permission.SEE),
    Part("/staff/quellen", mark("Quellen"), Permission.IMPORT),
    Part("/staff/luecken", mark("Lücken"), Permission.SEE),
    Part("/staff/wegweiser", mark("Wegweiser"), Permission.SEE),
    Part("/staff/postausgang", mark("Postausgang"), Permission.DECIDE),
    Part("/staff/auftraege", mark("Aufträge"), Permission.SEE),
    Part("/staff/konten", mark("Konten"), Permission.MANAGE),
    Part("/staff/protokoll", mark("Protokoll"), Permission.MANAGE),
)


def init_app(app: Flask) -> None:
    """Give templates `staff_parts`."""
    app.add_template_global(staff_parts)


def staff_parts() -> Iterator[Part]:
    """The parts that the signed-in account may open; nothing for a guest."""
    account: Account | None = g.get("account")
    for part in PARTS:
        if account is not None and account.may(part.need):
            yield Part(part.path, gettext(part.name), part.need, _is_current(part.path))


def _is_current(path: str) -> bool:
    """The overview is the beginning of every address, and current only as itself."""
    return request.path == path or (path != "/staff" and request.path.startswith(f"{path}/"))
