"""What holds resources together: a page of a search, and errors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from finder.exchange.fhir.parts import CodeBook, Resource, known

UNITS: Final = "http://unitsofmeasure.org"
_DISTANCE: Final = "http://hl7.org/fhir/StructureDefinition/location-distance"
_SUBSETTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
    "display": "subsetted",
}
_ALWAYS: Final = ("resourceType", "id", "meta")
SUMMARY_ELEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Location": (
        *("identifier", "status", "name", "alias", "description", "mode", "position"),
        "managingOrganization",
    ),
    "Organization": ("identifier", "active", "name", "alias", "partOf"),
    "HealthcareService": (
        *("identifier", "active", "providedBy", "category", "type", "specialty", "location", "name"),
        "comment",
    ),
    "PractitionerRole": (
        *("identifier", "active", "practitioner", "organization", "specialty", "location"),
        *("healthcareService", "telecom"),
    ),
}
"""The elements of a summary, as the definition of each resource in FHIR R4 marks them."""


def only(resource: Resource, names: Collection[str]) -> Resource:
    """A resource with these elements alone, and marked as a part of itself."""
    kept = {name: value for name, value in resource.items() if name in names or name in _ALWAYS}
    if "practitioner" in kept and "contained" in resource:
        kept["contained"] = resource["contained"]
    own = kept["meta"]
    return {**kept, "meta": {**own, "tag": [*own.get("tag", ()), _SUBSETTED]}}


def match(book: CodeBook, resource: Resource, distance_m: float | None, unit: str) -> Resource:
    """The entry of a resource that was looked for, with its distance from the middle of the circle where
    there is one.
    """
    search: Resource = {"mode": "match"}
    if distance_m is not None:
        value = round(distance_m / 1000, 4) if unit == "km" else round(distance_m, 1)
        quantity = {"value": value, "unit": unit, "system": UNITS, "code": unit}
        search["extension"] = [{"url": _DISTANCE, "valueDistance": quantity}]
    return {"fullUrl": _address(book, resource), "resource": resource, "search": search}


def included(book: CodeBook, resource: Resource) -> Resource:
    """The entry of a resource that one of those looked for refers to."""
    return {"fullUrl": _address(book, resource), "resource": resource, "search": {"mode": "include"}}


def _address(book: CodeBook, resource: Resource) -> str:
    return f"{book.base}{resource['resourceType']}/{resource['id']}"


def searchset(entries: Iterable[Resource], total: int, links: Mapping[str, str]) -> Resource:
    """A page of a search; `total` counts what was looked for on all pages."""
    link = [{"relation": relation, "url": url} for relation, url in links.items()]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": total,
        **known(link=link, entry=list(entries)),
    }


def outcome(code: str, text: str, parameter: str) -> Resource:
    """What went wrong: a code of `issue-type`, a sentence, and the parameter that cannot be used, ""
    for none.
    """
    issue: dict[str, Any] = known(
        severity="error",
        code=code,
        diagnostics=text,
        expression=[f"http.{parameter}"] if parameter else [],
    )
    return {"resourceType": "OperationOutcome", "issue": [issue]}
