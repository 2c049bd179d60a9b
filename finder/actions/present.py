"""The GeoJSON form of results, the same in the API, in files and on the terminal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson

from finder.actions.advice import Advice
from finder.actions.offer import OfferPage
from finder.actions.order import order_of
from finder.actions.search import Hit, SearchResult
from finder.actions.spoken import LanguageMatch
from finder.actions.suggest import Suggestion
from finder.domain.fit import Fit
from finder.domain.limit_params import limits_json
from finder.domain.offer_hours import Channel
from finder.domain.opening import NOW, OPENINGS
from finder.domain.query import Sort
from finder.domain.reading import Read, Reading
from finder.gazetteer.places import Place
from finder.search import Facets


def feature(hit: Hit) -> dict[str, Any]:
    """One result as a GeoJSON Feature (RFC 7946); `distance_m` to one decimal, or null, whether it
    fits the needs, and `language_match`, the languages for which it is one.

    The summary is spliced in as the JSON text that the database keeps, so that nothing is parsed
    and written anew on the way.
    """
    distance = "null" if hit.distance_m is None else f"{hit.distance_m:.1f}"
    return {
        "type": "Feature",
        "id": hit.id,
        "geometry": geometry(hit.lat, hit.lon),
        "properties": orjson.Fragment(
            f'{hit.summary[:-1]},"distance_m":{distance},{_fit(hit)},"language_match":{_json(hit.spoken)}}}'
        ),
    }


def _fit(hit: Hit) -> str:
    """The members that say whether a result fits, and why not."""
    if hit.fit is Fit.FITS:
        return '"fit":"fits","missing":[],"failing":[]'
    failing = [fact._asdict() for fact in hit.reasons.failing]
    return orjson.dumps({"fit": hit.fit, "missing": hit.reasons.missing, "failing": failing}).decode()[1:-1]


def _json(spoken: tuple[LanguageMatch, ...]) -> str:
    return orjson.dumps(spoken).decode() if spoken else "[]"


def geometry(lat: float | None, lon: float | None) -> dict[str, Any] | None:
    """A GeoJSON Point, longitude first, or None."""
    return None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}


def place_json(place: Place) -> dict[str, Any]:
    """A place of the gazetteer as the API shows it."""
    return {
        "label": place.label,
        "kind": place.kind,
        "name": place.name,
        "municipality": place.municipality,
        "postcode": place.postcode,
        "lat": place.point.lat,
        "lon": place.point.lon,
    }


def understood(result: SearchResult) -> dict[str, Any]:
    """What was understood of the query: the resolved point, radius and filters that were matched, with
    what was read from `q`; `rest` is what stayed plain text, `open` is true when "open now" was read.
    """
    query, point = result.sought, result.point
    return {
        "near": None if result.place is None else place_json(result.place),
        "point": None if point is None else geometry(point.lat, point.lon),
        "radius_km": None if point is None else query.radius_km,
        "languages": query.languages,
        "roles": query.roles,
        "language_time": None if query.language_time is None else str(query.language_time),
        "related": query.related,
        "categories": query.categories,
        "profiles": query.profiles,
        "limits": limits_json(query.all_limits),
        "needs": query.needs,
        "access": query.access,
        "fit": query.groups,
        "unknown": query.unknown,
        "open": _opening(query.open, result.moments.get(Channel.VISIT)),
        "phone_open": _opening(query.phone_open, result.moments.get(Channel.PHONE)),
        "q": result.query.q,
        "rest": query.q,
        "sort": query.sort if point is not None or query.sort is Sort.LANGUAGE else Sort.NAME,
        "order": order_of(result).key,
        "limit": query.limit,
        "offset": query.offset,
        "read": reading_json(result.reading),
    }


def facets_json(facets: Facets) -> dict[str, Any]:
    """The counts by parameter and value."""
    return {
        "language": facets.languages,
        "category": facets.topics,
        "access": facets.access,
        **{name: _now(facets.openings.get(channel)) for channel, name in OPENINGS.items()},
    }


def _now(count: int | None) -> dict[str, int]:
    return {} if count is None else {NOW: count}


def advice_json(advice: Advice) -> dict[str, Any]:
    """What would find something: each with what to ask for and the number of hits, or null."""
    wider, removal, pools = advice.radius, advice.removal, advice.interpreters
    return {
        "radius": wider and {"radius_km": wider.query.radius_km, "numberMatched": wider.total},
        "removal": removal
        and {"parameter": removal.parameter, "values": removal.values, "numberMatched": removal.total},
        "languages": [{"language": one.language, "numberMatched": one.total} for one in advice.languages],
        "interpreters": pools
        and {
            "category": pools.query.categories[0],
            "radius_km": pools.query.radius_km,
            "numberMatched": pools.total,
        },
        "telephones": advice.telephones,
    }


def _opening(asked: str, moment: dt.datetime | None) -> dict[str, str] | None:
    """What was asked and the minute that is meant, in German time; None when nothing was."""
    return None if moment is None else {"asked": asked, "at": moment.isoformat(timespec="minutes")}


def suggestion_json(suggestion: Suggestion) -> dict[str, str]:
    """A suggestion as the API shows it."""
    return {
        "kind": suggestion.kind,
        "key": suggestion.key,
        "label": suggestion.label,
        "phrase": suggestion.phrase,
        "q": suggestion.q,
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """What was read from a text, each part with the words as they were typed."""
    return {
        "categories": [read_json(read) for read in reading.categories],
        "languages": [read_json(read) for read in reading.languages],
        "access": [read_json(read) for read in reading.access],
        "near": read_json(reading.near) if reading.near else None,
        "open": read_json(reading.open) if reading.open else None,
        "rest": reading.rest,
        "maybe": [read_json(read) for read in reading.maybe],
    }


def read_json(read: Read) -> dict[str, str]:
    """A part of a reading."""
    return {"key": read.key, "words": read.words}


def feature_collection(result: SearchResult) -> dict[str, Any]:
    """A page of results as a GeoJSON FeatureCollection, without links."""
    facets = {} if result.facets is None else {"facets": facets_json(result.facets)}
    advice = {} if result.advice is None else {"advice": advice_json(result.advice)}
    return {
        "type": "FeatureCollection",
        "numberMatched": result.total,
        "numberReturned": len(result.hits),
        "numberFitting": result.total_fitting,
        "numberUnknown": result.total_unknown,
        "numberFailing": result.total_failing,
        "numberColleagues": result.total_colleagues,
        "colleagues": [hit.id for hit in result.colleagues],
        "query": understood(result),
        **facets,
        **advice,
        "features": [feature(hit) for hit in result.hits],
    }


def offer_feature(page: OfferPage) -> dict[str, Any]:
    """Everything public of one offer as a GeoJSON Feature; what its page adds outweighs the summary."""
    return {
        "type": "Feature",
        "id": page.id,
        "geometry": geometry(page.lat, page.lon),
        "properties": {**page.summary, **page.detail},
    }
