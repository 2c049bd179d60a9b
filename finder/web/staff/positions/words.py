"""Precisions, doubts and troubles in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from finder.actions.geocoding.position import PinCheck
from finder.domain.geocoding import FAR_M, Candidate, Doubt, GeocodePrecision
from finder.outside.geocoder import GeocoderDown, Trouble
from finder.web.i18n import format_distance, mark
from finder.web.i18n import gettext as _

PRECISIONS = {
    GeocodePrecision.BUILDING: mark("auf das Gebäude genau"),
    GeocodePrecision.STREET: mark("auf die Straße genau"),
    GeocodePrecision.PLACE: mark("nur der Ort"),
}

DOUBTS = {
    Doubt.NO_POINT: mark("ohne Position"),
    Doubt.PLACE_ONLY: mark("nur der Ort bekannt"),
    Doubt.STREET_ONLY: mark("nur die Straße bekannt"),
    Doubt.FAR_FROM_POSTCODE: mark("weit von der Postleitzahl"),
    Doubt.OUTSIDE_MUNICIPALITY: mark("außerhalb der Gemeinde"),
    Doubt.PIN_AND_ADDRESS: mark("Pin und Adresse passen nicht"),
}
"""In the order in which the list offers them."""

_SOURCES = {
    "gazetteer": mark("eigenes Ortsverzeichnis"),
    "nominatim": "Nominatim",
    "photon": "Photon",
    "pelias": "Pelias",
    "pin": mark("von Hand gesetzt"),
    "import": mark("aus dem Import"),
}

_TROUBLES = {
    Trouble.LATE: mark("Der Geocoding-Dienst hat nicht rechtzeitig geantwortet."),
    Trouble.UNREACHED: mark("Der Geocoding-Dienst ist nicht erreichbar."),
    Trouble.FAILED: mark("Beim Geocoding-Dienst ist ein Fehler aufgetreten."),
    Trouble.REFUSED: mark("Der Geocoding-Dienst lehnt die Anfrage ab."),
    Trouble.UNREADABLE: mark("Der Geocoding-Dienst hat etwas Unlesbares geantwortet."),
    Trouble.BUSY: mark("Der Geocoding-Dienst ist gerade ausgelastet."),
    Trouble.RESTING: mark(
        "Der Geocoding-Dienst war mehrmals gestört und wird für einige Minuten nicht gefragt."
    ),
}


def source_name(source: str) -> str:
    """Who found a point; what is not known here stays as it is."""
    return _(_SOURCES[source]) if source in _SOURCES else source


def trouble_text(down: GeocoderDown) -> str:
    """What is wrong with the service, and what to do."""
    return _(
        "%(trouble)s Ihre Angaben sind noch da. Setzen Sie den Pin von Hand, oder suchen Sie"
        " später noch einmal.",
        trouble=_(_TROUBLES[down.trouble]),
    )


def candidate_notes(candidate: Candidate) -> Iterator[tuple[str, bool]]:
    """What is known of a candidate against postcode and municipality, each with whether it is a warning."""
    if candidate.postcode_m is not None:
        text = _(
            "%(distance)s von der Mitte der Postleitzahl entfernt",
            distance=format_distance(candidate.postcode_m),
        )
        yield text, candidate.is_near_postcode is False
    if candidate.is_inside is not None:
        inside, outside = _("in der Gemeinde der Adresse"), _("außerhalb der Gemeinde der Adresse")
        yield (inside if candidate.is_inside else outside), not candidate.is_inside


def warnings_of(check: PinCheck) -> Iterator[str]:
    """What speaks against a pin, in sentences."""
    if check.is_far and check.away_m is not None and check.precision is not None:
        yield _(
            "Pin und Adresse liegen %(distance)s auseinander. Bei einer Adresse, die"
            " %(precision)s gefunden wurde,"
            " sind höchstens %(far)s zu erwarten.",
            distance=format_distance(check.away_m),
            precision=_(_FOUND[check.precision]),
            far=format_distance(FAR_M[check.precision]),
        )
    if check.is_inside is False:
        yield (
            _(
                "Der Pin liegt außerhalb der Gemeinde der Adresse, nämlich in %(town)s.",
                town=check.municipality,
            )
            if check.municipality
            else _("Der Pin liegt außerhalb der Gemeinde der Adresse.")
        )
    if check.is_near_postcode is False and check.postcode_m is not None:
        yield _(
            "Der Pin liegt %(distance)s von der Mitte der Postleitzahl entfernt, weiter, als ihr"
            " Gebiet reicht.",
            distance=format_distance(check.postcode_m),
        )


_FOUND = {
    GeocodePrecision.BUILDING: mark("auf das Gebäude genau"),
    GeocodePrecision.STREET: mark("nur auf die Straße genau"),
    GeocodePrecision.PLACE: mark("nur als Ort"),
}
