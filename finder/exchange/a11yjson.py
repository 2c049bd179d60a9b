"""Offers at places that may be shown as A11yJSON (`PlaceInfo`, version 31.1.0), a form of GeoJSON.

Checked against the published types of https://github.com/sozialhelden/a11yjson. They have no place for the
licence, which so stands beside the properties of each feature, as RFC 7946 allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from finder.domain.a11yjson import a11yjson_of
from finder.domain.land import land_at
from finder.domain.names import AccessNames
from finder.domain.offer import COORDINATE_DIGITS
from finder.domain.translation import TranslationOrigin, TranslationStatus
from finder.exchange.export import Exported

VERSION: Final = "31.1.0"
OTHER: Final = "other"
"""The category of what has no topic; one is required."""

_GERMAN: Final = "de"
_COUNTRIES: Final = {
    "AT": "AUT", "BE": "BEL", "CH": "CHE", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "FR": "FRA", "LU": "LUX",
    "NL": "NLD", "PL": "POL",
}  # fmt: skip
"""ISO 3166-1 alpha-3 by alpha-2, of Germany and its neighbours."""

_VOICES: Final = ("voice", "hotline")
_ADDRESS: Final = {"street": "street", "postalCode": "postal_code", "city": "city", "district": "locality"}
_Object = dict[str, Any]


def place_info(offer: Exported, page_url: str, names: AccessNames) -> _Object | None:
    """The place of an offer with what is known of its access; None where it has no public point.

    `page_url` is the address of its page, `names` are the labels of facts for their notes.
    """
    if offer.lat is None or offer.lon is None:
        return None
    point = [round(offer.lon, COORDINATE_DIGITS), round(offer.lat, COORDINATE_DIGITS)]
    return {
        "type": "Feature",
        "id": offer.id,
        "formatVersion": VERSION,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": _known(_properties(offer, page_url, names)),
        "source": offer.detail["source"],
    }


def _properties(offer: Exported, page_url: str, names: AccessNames) -> _Object:
    summary, detail = offer.summary, offer.detail
    website = summary["website"] or ""
    return {
        "name": _name(summary),
        "category": next(iter(summary["categories"]), OTHER),
        "address": _address(summary["address"]),
        "description": _localized(_notes(detail["facts"], names)),
        "phoneNumber": next((p["number"] for p in detail["phones"] if p["type"] in _VOICES), None),
        "infoPageUrl": page_url,
        "placeWebsiteUrl": website if website.startswith(("https://", "http://")) else None,
        "originalId": offer.key,
        **a11yjson_of({fact["key"]: fact["value"] for fact in detail["facts"]}),
    }


def _known(values: Mapping[str, Any]) -> _Object:
    return {name: value for name, value in values.items() if value not in (None, "", {}, [])}


def _localized(text: str | None, lang: str = _GERMAN) -> dict[str, str]:
    """A text by its language; an empty one has none."""
    return {lang: text} if text and text.strip() else {}


def _name(summary: Mapping[str, Any]) -> dict[str, str]:
    """The name in German and in every language into which a person translated it, checked."""
    found = _localized(summary["name"])
    for lang, fields in summary["translations"].items():
        stated = fields.get("name")
        is_sure = stated and (stated["origin"], stated["status"]) == (
            TranslationOrigin.HUMAN,
            TranslationStatus.REVIEWED,
        )
        found |= _localized(stated["text"], lang) if is_sure else {}
    return found


def _address(address: Mapping[str, str] | None) -> _Object:
    """The parts of an address, each in German; {} where it is not known."""
    if not address:
        return {}
    town = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
    text = ", ".join(filter(None, (address.get("street"), address.get("extra"), town)))
    parts = {name: _localized(address.get(part)) for name, part in _ADDRESS.items()}
    codes = {
        "stateCode": land_at(address.get("postal_code", "")),
        "countryCode": _COUNTRIES.get(address.get("country", "")),
    }
    return _known({"text": _localized(text), **parts, **codes})


def _notes(facts: Iterable[Mapping[str, Any]], names: AccessNames) -> str:
    """What was noted beside the facts, each after what it is about."""
    noted = (fact for fact in facts if fact.get("note"))
    return "; ".join(f"{names.fact(fact['key'], _GERMAN)}: {fact['note']}" for fact in noted)


def place_infos(places: Iterable[_Object], total: int) -> _Object:
    """A page of places as a FeatureCollection; `total` counts the offers on all pages, placed or not."""
    return {"type": "FeatureCollection", "numberMatched": total, "features": list(places)}
