"""A run of geocoding as a job: it goes on where it was saved, can be cancelled, and leaves a report."""

from __future__ import annotations

import csv
import io
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.geocoding.run import GeocodeOptions, geocode
from finder.actions.jobs import RunningJob
from finder.domain.geocoding import NOWHERE, GeocodePrecision, Outcome, one_line
from finder.exchange.formulas import as_text
from finder.store.geocodes import addresses_of, count_waiting, outcomes_of

KIND: Final = "geocode"


def run_job(finder: Finder, job: RunningJob) -> None:
    """Geocode all locations that are open (see `geocode`); the handler of jobs of KIND.

    After a crash it goes on after the last location that was saved, with the same report.
    """
    state = {"after": 0, "done": 0, "total": 0, **job.state}
    if not state["total"]:
        may_improve = finder.settings.geocoder != "off"
        with finder.database.change(job.actor) as session:
            state["total"] = count_waiting(session, "", may_improve)

    def save(session: Session, last_id: int, count: int) -> None:
        state["after"] = last_id
        state["done"] += count
        job.progress(state["done"], max(state["total"], state["done"]))
        job.save(session, state)

    geocode(
        finder,
        GeocodeOptions(
            after=state["after"],
            run_id=job.id,
            reason=f"job {job.id} of {job.actor}",
            before_batch=job.raise_if_cancelled,
            on_stored=save,
        ),
    )


_HEADINGS = ("Nummer", "Name", "Adresse", "Ergebnis", "Genauigkeit", "Quelle", "Breite", "Länge")
_OUTCOMES = {
    Outcome.PLACED: "Position gefunden",
    Outcome.IMPROVED: "genauere Position gefunden",
    Outcome.KEPT: "bleibt beim Ort, nichts Genaueres bekannt",
    Outcome.UNKNOWN: "Adresse nicht bekannt",
    Outcome.SEVERAL: "mehrere Orte möglich",
    Outcome.UNLIKELY: "nur fern von Postleitzahl oder Gemeinde gefunden",
    Outcome.NO_ADDRESS: "keine Adresse",
    Outcome.DOWN: "Dienst nicht erreichbar",
}
_PRECISIONS = {
    None: "",
    GeocodePrecision.BUILDING: "Gebäude",
    GeocodePrecision.STREET: "Straße",
    GeocodePrecision.PLACE: "Ort",
}


def report_csv(finder: Finder, run_id: int) -> str:
    """What a run made of each location, as CSV for spreadsheets (semicolons, decimal commas, UTF-8 with
    mark), by number; only the headings for a run that did nothing. Places that became secret since are
    left out. Raises StoreDown.
    """
    text = io.StringIO("\ufeff")
    text.seek(1)
    table = csv.writer(text, delimiter=";")
    table.writerow(_HEADINGS)
    with finder.database.read() as connection, Session(connection) as session:
        rows = outcomes_of(session, run_id)
        addresses = addresses_of(session, [location.id for _outcome, location, _name in rows])
    for outcome, location, owner in rows:
        is_found = outcome.precision is not None and location.latitude is not None
        point = (location.latitude, location.longitude) if is_found else ()
        table.writerow(
            (
                location.id,
                as_text(location.name or owner),
                as_text(one_line(addresses.get(location.id, NOWHERE))),
                _OUTCOMES[outcome.outcome],
                _PRECISIONS[outcome.precision],
                outcome.source,
                *(f"{value:.6f}".replace(".", ",") for value in point if value is not None),
            )
        )
    return text.getvalue()
