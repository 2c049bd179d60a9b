"""What is wrong with a parameter, in the words of the page."""

from __future__ import annotations

from finder.domain.limit_params import HIGHEST
from finder.domain.params import MAX_REPEATS, MAX_TEXT
from finder.domain.query import MAX_LIMIT, MAX_RADIUS_KM, MIN_RADIUS_KM
from finder.errors import BadInput
from finder.web.i18n import format_number, mark
from finder.web.i18n import gettext as _

_EXPECTED = {
    "near": mark(
        "Bitte geben Sie einen Ort, eine Postleitzahl oder Koordinaten ein, mit höchstens %(text)s Zeichen."
    ),
    "lat": mark(
        "Die geographische Breite muss eine Zahl von −90 bis 90 sein, die Länge eine von −180 bis 180."
    ),
    "radius_km": mark("Der Umkreis muss zwischen %(low)s und %(high)s km liegen."),
    "language": mark("Eine der gewählten Sprachen kennen wir nicht, oder es sind mehr als %(repeats)s."),
    "role": mark("Bitte wählen Sie, wer die Sprache sprechen soll."),
    "language_time": mark("Bitte geben Sie Wochentag und Uhrzeit an, zu der die Sprache angeboten wird."),
    "related": mark("Bitte wählen Sie, ob auch eng verwandte Sprachen gefunden werden."),
    "category": mark("Eines der gewählten Themen gibt es nicht, oder es sind mehr als %(repeats)s."),
    "access": mark("Eines der gewählten Merkmale zur Barrierefreiheit gibt es nicht."),
    "profile": mark("Dieses Profil gibt es nicht."),
    "need": mark("Eines der gewählten Merkmale zur Barrierefreiheit gibt es nicht."),
    "lift_cabin": mark("Bitte geben Sie Breite und Länge der Aufzugkabine in cm an, zum Beispiel 110x140."),
    "unknown": mark("Bitte wählen Sie, was mit Angeboten geschehen soll, bei denen etwas nicht bekannt ist."),
    "q": mark("Das Stichwort darf höchstens %(text)s Zeichen haben."),
    "sort": mark("Sortiert wird nach Entfernung, nach Name oder nach Sprache."),
    "limit": mark("Eine Seite hat zwischen 1 und %(limit)s Treffer."),
    "offset": mark("Diese Seite der Trefferliste gibt es nicht."),
}
_EXPECTED["open"] = _EXPECTED["phone_open"] = mark(
    "Bitte wählen Sie „jetzt“ oder einen Wochentag mit einer Uhrzeit wie 09:30."
)
_EXPECTED["lon"] = _EXPECTED["lat"]
_EXPECTED["fit"] = _EXPECTED["unknown"]
_NUMBER = mark("Bitte geben Sie eine Zahl von 0 bis %(highest)s ein.")


def problem_text(error: BadInput) -> str:
    """One sentence that says what would be right."""
    if error.param in HIGHEST:
        return _(_NUMBER, highest=format_number(HIGHEST[error.param]))
    text = _EXPECTED.get(error.param)
    if text is None:
        return _("Diese Angabe können wir nicht verwenden.")
    return _(
        text,
        text=format_number(MAX_TEXT),
        low=format_number(MIN_RADIUS_KM, 1),
        high=format_number(MAX_RADIUS_KM),
        repeats=format_number(MAX_REPEATS),
        limit=format_number(MAX_LIMIT),
    )
