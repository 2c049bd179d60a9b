"""The workplace of the staff, put together from its parts."""

from __future__ import annotations

from flask import Flask

from finder.web.staff import access, booklet, jobs, log, moments, navigation, outbox, session
from finder.web.staff.accounts import keys, new_password, own, people, second_factor, set_up, sign_in
from finder.web.staff.entries import views as entries
from finder.web.staff.fresh import contacts, provider
from finder.web.staff.fresh import views as fresh
from finder.web.staff.gaps import views as gaps
from finder.web.staff.imports import rows as import_rows
from finder.web.staff.imports import views as imports
from finder.web.staff.osm import views as osm
from finder.web.staff.overview import views as overview
from finder.web.staff.positions import listing as positions
from finder.web.staff.positions import views as position
from finder.web.staff.queue import views as queue
from finder.web.staff.records import history, joining, listing, similar, standing
from finder.web.staff.sources import views as sources

PARTS = (
    session,
    access,
    navigation,
    moments,
    sign_in,
    second_factor,
    set_up,
    new_password,
    own,
    people,
    keys,
    log,
    entries,
    position,
    positions,
    listing,
    standing,
    similar,
    history,
    joining,
    queue,
    fresh,
    outbox,
    provider,
    contacts,
    overview,
    gaps,
    booklet,
    jobs,
    imports,
    import_rows,
    osm,
    sources,
)
"""In this order: who is there is known before anything is guarded."""


def init_app(app: Flask) -> None:
    """Serve every page of the staff. Raises RuntimeError for one that does not say who may open it."""
    for part in PARTS:
        part.init_app(app)
    access.check_marks(app)
