"""Why a value cannot be used, in the words of the workplace: readers say it in English phrases."""

from __future__ import annotations

import re
from typing import Final

from finder.web.i18n import gettext as _
from finder.web.i18n import mark

_EXPECTED: Final = {
    "at most 50 MB": mark("Die Datei ist größer als 50 MB."),
    "a file that is not empty": mark("Die Datei ist leer. Haben Sie eine Datei gewählt?"),
    "a file of OpenStreetMap": mark(
        "Das ist keine Datei von OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2, GeoJSON oder JSON)."
    ),
    "one comparison at a time": mark("Es wird gerade schon eine Datei verglichen."),
    "a spreadsheet": mark("Die Tabelle ist beschädigt oder mit einem Kennwort geschützt."),
    "a spreadsheet that is not empty": mark("Die Tabelle ist leer."),
    "a smaller spreadsheet": mark(
        "Die Tabelle hat mehr als 200.000 Zeilen oder 500 Spalten. Bitte speichern Sie sie als CSV."
    ),
    "an archive of CSV tables": mark("Das Archiv ist beschädigt oder enthält keine CSV-Tabellen."),
    "a smaller archive": mark("Das Archiv ist entpackt zu groß."),
    "a table, a spreadsheet, or a file of one of the known formats": mark(
        "Diese Datei ist nicht zu lesen. Möglich sind CSV, XLSX, ODS, HSDS, OpenStreetMap und JSON."
    ),
    "a name of the source": mark("Bitte geben Sie an, woher die Datei kommt."),
    "a column with the name": mark("Eine Spalte muss den Namen enthalten. Bitte ordnen Sie sie zu."),
    "an https address without user and password": mark(
        "Bitte geben Sie eine Adresse an, die mit https:// beginnt, ohne Kennwort darin."
    ),
    "a share from 0 to 100": mark("Der Anteil muss zwischen 0 und 100 liegen."),
    "a key of lower-case letters, digits and hyphens": mark("Bitte geben Sie der Quelle einen Namen."),
    "a decision on a row that is not written yet": mark(
        "Diese Zeile ist schon übernommen. Darüber kann nicht mehr entschieden werden."
    ),
    "a name": mark("Der Name fehlt."),
    "a number": mark("Das ist keine Zahl."),
    "a whole number": mark("Das ist keine ganze Zahl."),
    "a number that is not negative": mark("Die Zahl darf nicht negativ sein."),
    "a telephone number": mark("Das ist keine Telefonnummer."),
    "an e-mail address": mark("Das ist keine E-Mail-Adresse."),
    "a web address such as https://www.example.org": mark("Das ist keine Web-Adresse."),
    "a date such as 2026-05-31": mark("Das ist kein Datum."),
    "a time such as 08:00": mark("Das ist keine Uhrzeit."),
    "an end after the start": mark("Das Ende liegt vor dem Anfang."),
    "yes or no": mark("Hier wird Ja oder Nein erwartet."),
    "yes, limited or no": mark("Hier wird Ja, Nein oder „eingeschränkt“ erwartet."),
    "key=value": mark("Hier wird ein Merkmal mit einem Wert erwartet, zum Beispiel entrance.step_count=0."),
    "a known key such as entrance.step_count": mark("Dieses Merkmal gibt es nicht."),
    "the key or label of a topic": mark("Dieses Thema gibt es nicht."),
    "a language code (BCP 47) or name": mark("Diese Sprache ist nicht bekannt."),
    "a BCP 47 language tag such as tr or ar": mark("Diese Sprache ist nicht bekannt."),
    "OSM opening_hours after the @": mark("Diese Zeiten sind nicht zu verstehen."),
    "an official municipality key (AGS), or DE": mark("Das ist kein amtlicher Gemeindeschlüssel."),
    "a slope such as 6% or 3°": mark("Das ist keine Neigung wie 6% oder 3°."),
    "a length in metres such as 0.9, or with its unit": mark("Das ist keine Länge wie 0.9 oder 90 cm."),
    "a shape that can be drawn": mark("Das Objekt hat keine Form, die sich zeichnen lässt."),
    "nodes with positions in the same file": mark("Die Datei enthält die Lage dieses Objekts nicht."),
    "a schedule of every week, or of weekdays of the month": mark("Diese Zeiten sind nicht zu verstehen."),
    "weekdays such as MO,TH, or 1MO with MONTHLY": mark("Diese Wochentage sind nicht zu verstehen."),
    "both lat and lon, or neither": mark("Breite und Länge gehören zusammen; eine fehlt."),
    "the latitude; latitude and longitude look swapped": mark("Breite und Länge scheinen vertauscht."),
    "text in UTF-8": mark("Der Text ist nicht in UTF-8 gespeichert."),
    "each column only once": mark("Eine Spalte kommt zweimal vor."),
    "a header line with the column name": mark("Die Spalte „name“ fehlt."),
    "headings such as Name, Straße, PLZ, Ort": mark(
        "Die Spalten sind nicht zu verstehen. Bitte ordnen Sie sie zu."
    ),
}
_FULL: Final = {
    "an entry with this id came before": mark(
        "Die Datei hat weiter oben schon eine Zeile mit dieser Nummer."
    ),
    "the point is far away from the address; it is left out": mark(
        "Der Punkt liegt weit weg von der Adresse. Er wird nicht übernommen."
    ),
    "left out: not certain that it is spoken there": mark(
        "Es ist nicht sicher, dass diese Sprache dort gesprochen wird; sie wird nicht übernommen."
    ),
    "belongs to no record in this package": mark("Das gehört zu keinem Eintrag dieser Dateien."),
    "no topic of ours has this name": mark("Dieses Thema gibt es nicht; es wird nicht übernommen."),
    "no topic of ours": mark("Dieses Thema gibt es nicht; es wird nicht übernommen."),
    "no tag that is a topic of ours": mark("Zu diesem Objekt gibt es kein Thema."),
    "no language known by this name": mark("Diese Sprache ist nicht bekannt; sie wird nicht übernommen."),
    "no official key of an area in Germany: kept as text": mark(
        "Das ist kein amtlicher Schlüssel eines Gebiets in Deutschland; es bleibt als Text erhalten."
    ),
    "states no fact: kept as text": mark("Das ist keine prüfbare Angabe; es bleibt als Text erhalten."),
    "unknown heading: its column was left out": mark(
        "Diese Spalte ist nicht bekannt; sie wird nicht gelesen."
    ),
    "unknown column; it is not read": mark("Diese Spalte ist nicht bekannt; sie wird nicht gelesen."),
    "no CSV row, or more cells than headings": mark("Die Zeile hat mehr Zellen als Überschriften."),
    "no valid opening_hours: kept as text": mark(
        "Diese Zeiten sind nicht zu verstehen; sie bleiben als Text."
    ),
    "no valid opening hours": mark("Diese Zeiten sind nicht zu verstehen; sie bleiben als Text."),
    "no official key of an area in Germany": mark("Das ist kein amtlicher Gemeindeschlüssel."),
    "no name": mark("Der Name fehlt."),
    "no name or no id": mark("Der Name oder die Nummer fehlt."),
    "no GeoJSON feature with properties": mark("Das ist kein Objekt mit Eigenschaften."),
    "no OSM id such as node/123": mark("Dem Objekt fehlt die Nummer aus OpenStreetMap."),
    "a relation without a shape of its own": mark("Das Objekt hat keine eigene Form."),
    "a mapper asks for a check": mark("In OpenStreetMap bittet jemand darum, das zu prüfen."),
    "taught here, not spoken": mark("Diese Sprache wird hier unterrichtet, nicht gesprochen."),
    "read as voice": mark("Diese Art von Nummer ist nicht bekannt; sie gilt als Telefon."),
    "a later file of this source was imported": mark(
        "Inzwischen wurde eine spätere Datei dieser Quelle übernommen. Bitte laden Sie diese neu hoch."
    ),
}
_PULLS: Final = {
    "nobody has said where this source is read from": mark("Es ist nicht angegeben, woher die Datei kommt."),
    "the file has no usable entry": mark("Die Datei enthält keinen Eintrag, der sich verwenden lässt."),
    "the file has less than half as many usable entries as the last time": mark(
        "Die Datei enthält weniger als halb so viele Einträge wie beim letzten Mal. Es wurde nichts geändert."
    ),
    "a later import of this source has begun": mark(
        "Inzwischen hat ein anderer Import dieser Quelle begonnen."
    ),
    "a job works on this source": mark("Gerade arbeitet ein Auftrag an dieser Quelle."),
    "there is no such file": mark("Die Datei gibt es nicht."),
    "the address leads to where nothing may be fetched": mark(
        "Die Adresse führt in ein internes Netz. Von dort wird nichts abgeholt."
    ),
    "the server takes too long": mark("Der Server antwortet zu langsam."),
    "the file is too large": mark("Die Datei ist zu groß."),
    "the certificate of the server is not valid": mark("Das Zertifikat des Servers ist nicht gültig."),
    "the server cannot be reached": mark("Der Server ist nicht zu erreichen."),
    "the answer was broken off": mark("Die Datei kam nicht vollständig an."),
    "the server sends us from one address to the next": mark(
        "Der Server leitet immer weiter, ohne die Datei zu liefern."
    ),
}
_PATTERNS: Final = (
    (
        re.compile(r"the server answers with status (?P<status>\d+)"),
        mark("Der Server antwortet mit dem Fehler %(status)s."),
    ),
    (
        re.compile(r"(?P<n>\d+) of (?P<total>\d+) entries are missing"),
        mark("%(n)s von %(total)s Einträgen fehlen. Das sind zu viele; keiner wurde zurückgezogen."),
    ),
    (
        re.compile(r"(?P<n>\d+) rejected rows do not say which entry they are"),
        mark("%(n)s abgewiesene Zeilen nennen keine Nummer. Darum wurde nichts zurückgezogen."),
    ),
    (re.compile(r"a file of the format (?P<format>\S+)"), mark("Die Datei hat nicht das Format %(format)s.")),
    (re.compile(r"hours from 1 to (?P<most>\d+)"), mark("Bitte wählen Sie, wie oft abgeglichen wird.")),
    (re.compile(r"one of (?P<values>.+)"), mark("Erlaubt ist: %(values)s.")),
    (
        re.compile(r"a file of one of the formats .*"),
        mark("Diese Datei ist nicht zu lesen. Möglich sind CSV, XLSX, ODS, HSDS, OpenStreetMap und JSON."),
    ),
    (
        re.compile(r"a length from 0 to (?P<most>\S+) metres"),
        mark("Die Länge muss zwischen 0 und %(most)s Metern liegen."),
    ),
    (
        re.compile(r"code/role with a role of (?P<roles>.+)"),
        mark("Hinter der Sprache ist nur eine dieser Rollen erlaubt: %(roles)s."),
    ),
    (re.compile(r"at most (?P<n>\d+) characters"), mark("Das sind mehr als %(n)s Zeichen.")),
    (re.compile(r"at most (?P<n>\d+) rows"), mark("Die Datei hat mehr als %(n)s Zeilen.")),
    (
        re.compile(r"a number from (?P<low>\S+) to (?P<high>\S+)"),
        mark("Die Zahl muss zwischen %(low)s und %(high)s liegen."),
    ),
    (
        re.compile(r"(?P<cells>\d+) cells instead of the (?P<n>\d+) of the header"),
        mark("Die Zeile hat %(cells)s Zellen, die Überschrift %(n)s."),
    ),
    (re.compile(r"cut after (?P<n>\d+) characters"), mark("Gekürzt nach %(n)s Zeichen.")),
    (re.compile(r"refused: (?P<why>.+)"), mark("Die Datenbank nimmt die Zeile nicht an: %(why)s")),
    (
        re.compile(r"read as active; expected .*"),
        mark("Dieser Stand ist nicht bekannt; er gilt als „active“."),
    ),
    (
        re.compile(r"(?:no \w+ in JSON|the rest of the file is no JSON)"),
        mark("Ab hier ist die Datei beschädigt oder unvollständig."),
    ),
    (re.compile(r"no JSON: (?P<why>.+)"), mark("Das ist kein gültiges JSON: %(why)s")),
    (
        re.compile(r"(?:the file cannot be read to its end|no CSV from here on): (?P<why>.+)"),
        mark("Ab hier ist die Datei beschädigt: %(why)s"),
    ),
)


def words_of(reason: str) -> tuple[str, dict[str, str]] | None:
    """The sentence for a reason, not translated yet, and what fills it in; None for a reason that
    has no sentence.
    """
    text = reason.removeprefix("expected ")
    known = _FULL.get(reason) or _PULLS.get(reason) or _EXPECTED.get(text)
    if known is not None:
        return known, {}
    found = ((pattern.fullmatch(text), words) for pattern, words in _PATTERNS)
    return next(((words, match.groupdict()) for match, words in found if match is not None), None)


def reason_text(reason: str) -> str:
    """A sentence that says why a value cannot be used; a reason without one as it is."""
    words = words_of(reason)
    return reason if words is None else _(words[0], **words[1])
