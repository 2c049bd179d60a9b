"""What the FHIR interface can do, in its own words: the CapabilityStatement."""

from __future__ import annotations

from typing import Final

from finder.domain.fhir_search import INCLUDES, PARAMETERS, REVERSE_INCLUDES, Kind
from finder.exchange.fhir.parts import Resource

FHIR_VERSION: Final = "4.0.1"
_CHANGED: Final = "2026-11-27"


def capability_statement(base: str) -> Resource:
    """The statement of this server, whose resources are below `base`."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _CHANGED,
        "kind": "instance",
        "software": {"name": "Finder"},
        "implementation": {"description": "Public help near a place, to be read.", "url": base.rstrip("/")},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Read-only. Pages of a search are told by _count and _offset; follow the "
                "links. Parameters that are not known are left out, with Prefer: handling=strict an error.",
                "resource": [_resource(kind) for kind in Kind],
            }
        ],
    }


def _resource(kind: Kind) -> Resource:
    included = {"searchInclude": list(INCLUDES[kind]), "searchRevInclude": list(REVERSE_INCLUDES[kind])}
    return {
        "type": kind.value,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        **{name: values for name, values in included.items() if values},
        "searchParam": [
            {"name": name, "type": parameter.type, "documentation": parameter.meaning}
            for name, parameter in PARAMETERS[kind].items()
        ],
    }
