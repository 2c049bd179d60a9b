"""Words for what an import knows: states, outcomes, fields and columns."""

from __future__ import annotations

from typing import Final

from finder.domain.upload import RowOutcome, RowState, UploadState
from finder.web.i18n import gettext as _
from finder.web.i18n import mark

STATES: Final = {
    UploadState.RECEIVED: mark("hochgeladen"),
    UploadState.CHECKING: mark("wird geprüft"),
    UploadState.CHECKED: mark("geprüft"),
    UploadState.APPLYING: mark("wird übernommen"),
    UploadState.APPLIED: mark("übernommen"),
    UploadState.UNDOING: mark("wird zurückgenommen"),
    UploadState.UNDONE: mark("zurückgenommen"),
}
FORMATS: Final = {
    "csv": mark("eigene Tabelle des Finders"),
    "table": mark("Tabelle"),
    "hsds3": mark("HSDS 3"),
    "hsds11": mark("HSDS-Datenpaket"),
    "ohana": mark("Ohana"),
    "osm": mark("OpenStreetMap"),
    "osm-geojson": mark("OpenStreetMap"),
    "osm-json": mark("OpenStreetMap"),
}
OUTCOMES: Final = {
    RowOutcome.NEW: mark("neu"),
    RowOutcome.CHANGED: mark("geändert"),
    RowOutcome.UNCHANGED: mark("unverändert"),
    RowOutcome.REJECTED: mark("abgewiesen"),
}
ROW_STATES: Final = {
    RowState.OPEN: mark("noch nicht übernommen"),
    RowState.APPLIED: mark("übernommen"),
    RowState.STALE: mark("seit der Prüfung geändert"),
    RowState.SKIPPED: mark("ausgelassen"),
    RowState.REFUSED: mark("nicht angenommen"),
}
_RECORDS: Final = {
    "organization": mark("Träger"),
    "location": mark("Ort"),
    "service": mark("Angebot"),
    "person": mark("Person"),
    "service_at_location": mark("Eintrag"),
    "phone": mark("Telefon"),
    "schedule": mark("Zeiten"),
    "address": mark("Adresse"),
    "language": mark("Sprache"),
    "accessibility_fact": mark("Barrierefreiheit"),
    "attribute": mark("Thema"),
    "service_area": mark("Gebiet"),
    "translation": mark("Übersetzung"),
    "external_id": mark("Nummer der Quelle"),
    "cost_option": mark("Kosten"),
    "required_document": mark("Unterlagen"),
}
_FIELDS: Final = {
    "name": mark("Name"),
    "alternate_name": mark("anderer Name"),
    "description": mark("Beschreibung"),
    "email": mark("E-Mail"),
    "website": mark("Website"),
    "url": mark("Website"),
    "legal_status": mark("Rechtsform"),
    "location_type": mark("Art des Ortes"),
    "transportation": mark("Anfahrt"),
    "latitude": mark("geographische Breite"),
    "longitude": mark("geographische Länge"),
    "is_address_secret": mark("geheime Adresse"),
    "status": mark("Stand"),
    "closed_until": mark("Letzter Tag der vorübergehenden Schließung"),
    "new_patients": mark("Aufnahme neuer Patientinnen und Patienten"),
    "new_patients_until": mark("Das gilt bis einschließlich"),
    "valid_from": mark("Gilt ab"),
    "valid_to": mark("Gilt bis"),
    "interpretation_services": mark("Dolmetschen"),
    "application_process": mark("Anmeldung"),
    "fees_description": mark("Kosten"),
    "wait_time": mark("Wartezeit"),
    "eligibility_description": mark("für wen"),
    "minimum_age": mark("Mindestalter"),
    "maximum_age": mark("Höchstalter"),
    "alert": mark("Hinweis"),
    "accreditations": mark("Anerkennungen"),
    "licenses": mark("Zulassungen"),
    "assured_date": mark("bestätigt am"),
    "assurer_email": mark("bestätigt von"),
    "assured_method": mark("wie bestätigt"),
    "title": mark("Titel"),
    "given": mark("Vorname"),
    "family": mark("Nachname"),
    "gender": mark("Geschlecht"),
    "source_note": mark("Bemerkung zur Herkunft"),
    "source_url": mark("Fundstelle"),
    "publication": mark("Veröffentlichung"),
    "service_id": mark("gehört zum Angebot"),
    "location_id": mark("gehört zum Ort"),
    "person_id": mark("gehört zur Person"),
    "organization_id": mark("gehört zum Träger"),
}
COLUMN_FIELDS: Final = {
    "": mark("nicht übernehmen"),
    "name": mark("Name"),
    "heading": mark("Überschrift des Eintrags"),
    "title": mark("Titel der Person"),
    "given": mark("Vorname"),
    "family": mark("Nachname"),
    "gender": mark("Anrede oder Geschlecht"),
    "organization": mark("Praxis, Träger oder Organisation"),
    "topic": mark("Fachgebiet oder Thema"),
    "general_topic": mark("allgemeine Kategorie"),
    "description": mark("Beschreibung"),
    "voice": mark("Telefon"),
    "fax": mark("Fax"),
    "email": mark("E-Mail"),
    "website": mark("Website"),
    "contact": mark("Kontakt (Telefon, E-Mail, Website gemischt)"),
    "street": mark("Straße (mit oder ohne Hausnummer)"),
    "housenumber": mark("Hausnummer"),
    "postal_code": mark("Postleitzahl"),
    "city": mark("Ort"),
    "postal_city": mark("Postleitzahl und Ort in einem"),
    "locality": mark("Ortsteil"),
    "country": mark("Land"),
    "address": mark("ganze Adresse in einem"),
    "location_name": mark("Name des Gebäudes"),
    "transportation": mark("Anfahrt, Haltestelle"),
    "lat": mark("geographische Breite"),
    "lon": mark("geographische Länge"),
    "languages": mark("Sprachen"),
    "hours": mark("Sprechzeiten, Öffnungszeiten"),
    "weekday": mark("Zeiten an einem Tag"),
    "phone_hours": mark("telefonische Sprechzeiten"),
    "access": mark("Barrierefreiheit"),
    "parking": mark("Parkplätze"),
    "id": mark("Nummer des Eintrags in der Quelle"),
    "person_id": mark("Nummer der Person (Arztnummer)"),
    "source_note": mark("Bemerkung zur Herkunft"),
    "archived": mark("archiviert (Ja oder Nein)"),
    "ignored": mark("ohne Bedeutung"),
}


def field_label(record: str, field: str) -> str:
    """What a field of a record is called, with its record where that does not say it already."""
    record_name = _(_RECORDS.get(record, record))
    if not field:
        return record_name
    return _("%(record)s: %(field)s", record=record_name, field=_(_FIELDS.get(field, field)))
