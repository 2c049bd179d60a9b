"""What geocoding services answer, each in its own words, in ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finder.domain.geocoding import NOWHERE, GeocodePrecision
from finder.domain.offer import PublicAddress
from finder.domain.point import Point

OSM_CREDIT = "© OpenStreetMap-Mitwirkende (ODbL)"
_CREDITS = {
    "openstreetmap": OSM_CREDIT,
    "openaddresses": "© OpenAddresses-Mitwirkende",
    "geonames": "GeoNames (CC BY 4.0)",
    "whosonfirst": "Who’s On First",
}
"""What the sources that Pelias names want to be told of them."""

_BUILDING = frozenset(
    {"house", "building", "amenity", "shop", "office", "healthcare", "address", "venue", "place_of_worship"}
)
_STREET = frozenset({"street", "road", "highway", "residential", "pedestrian"})
_MAX_LABEL = 300


@dataclass(frozen=True, slots=True)
class Located:
    """One answer: where it is, how exact, what the service calls it, its address as far as told (the
    country "" where not), and whom to credit.
    """

    point: Point
    precision: GeocodePrecision
    label: str = ""
    address: PublicAddress = NOWHERE
    credit: str = OSM_CREDIT


def located(item: Any) -> Located:
    """One answer of geopy. Raises LookupError, TypeError, ValueError, AttributeError or BadInput for one
    that is not as the services document it.
    """
    raw = item.raw
    properties = raw.get("properties", {})
    parts = {**raw.get("address", {}), **properties}
    return Located(
        point=Point(float(item.latitude), float(item.longitude)),
        precision=_precision(raw, properties),
        label=str(properties.get("label") or item.address or "")[:_MAX_LABEL],
        address=_address(parts),
        credit=_CREDITS.get(str(properties.get("source", "openstreetmap")), OSM_CREDIT),
    )


def _precision(raw: Mapping[str, Any], properties: Mapping[str, Any]) -> GeocodePrecision:
    """The kind of thing stands elsewhere in each service."""
    kinds = {raw.get("addresstype"), raw.get("class"), raw.get("type")}
    kinds |= {properties.get("type"), properties.get("layer")}
    if raw.get("place_rank", 0) >= 30 or properties.get("housenumber") or kinds & _BUILDING:
        return GeocodePrecision.BUILDING
    return GeocodePrecision.STREET if kinds & _STREET else GeocodePrecision.PLACE


_PARTS: Mapping[str, tuple[str, ...]] = {
    "road": ("road", "pedestrian", "street"),
    "number": ("house_number", "housenumber"),
    "postal_code": ("postcode", "postalcode"),
    "city": ("city", "town", "municipality", "localadmin", "locality", "village"),
    "locality": ("village", "suburb", "hamlet", "quarter", "neighbourhood", "district"),
    "country": ("country_code", "countrycode"),
}
"""Each part of an address, and how Nominatim, Photon and Pelias call it, what fits best first."""


def _address(parts: Mapping[str, Any]) -> PublicAddress:
    found = {name: _first(parts, keys) for name, keys in _PARTS.items()}
    road = found["road"] or (str(parts.get("name", "")) if _is_street(parts) else "")
    return PublicAddress(
        street=" ".join(filter(None, (road, found["number"]))),
        postal_code=found["postal_code"],
        city=found["city"],
        locality="" if found["locality"] == found["city"] else found["locality"],
        country=found["country"].upper(),
    )


def _is_street(parts: Mapping[str, Any]) -> bool:
    """Whether the answer of Photon or Pelias is itself a street, whose name stands alone."""
    return bool(_STREET & {parts.get("type"), parts.get("layer")})


def _first(parts: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(parts[key])[:_MAX_LABEL] for key in keys if parts.get(key)), "")
