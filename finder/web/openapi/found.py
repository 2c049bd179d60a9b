"""What the OpenAPI description says of an answer beside its results: counts, advice, and why they match."""

from __future__ import annotations

from finder.domain.costs import Insurance
from finder.domain.language import LanguageRole
from finder.domain.translation import TranslationOrigin, TranslationStatus
from finder.web.openapi.parts import NUMBER, OPTIONAL_TEXT, TEXT, Schema, array_of, object_of, or_null

_DAY: Schema = {"type": "string", "format": "date"}
_TRANSLATED = object_of(
    {
        "text": TEXT,
        "origin": {"enum": list(TranslationOrigin)},
        "status": {"enum": list(TranslationStatus), "description": "outdated: the German text has changed."},
    }
)
TRANSLATIONS: Schema = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": _TRANSLATED},
    "description": "By language (BCP 47) and field; in a search only the name.",
}

_COST = object_of(
    {},
    {
        "option": TEXT,
        "amount": NUMBER,
        "currency": {**TEXT, "description": "ISO 4217; given with an amount."},
        "amount_description": TEXT,
        "insurance": {"enum": [kind for kind in Insurance if kind], "description": "Without it everybody."},
        "valid_from": _DAY,
        "valid_to": _DAY,
    },
)
TERM_MEMBERS: Schema = {
    "costs": {**array_of(_COST), "description": "What it costs; only of one offer."},
    "documents": {
        **array_of(object_of({"document": TEXT}, {"uri": TEXT})),
        "description": "What to bring; only of one offer.",
    },
}


def facets_schema() -> Schema:
    """The counts beside the filters."""
    counts = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}
    return {
        **object_of(dict.fromkeys(("language", "category", "access", "open", "phone_open"), counts)),
        "description": "How many hits the search would have with each value; those without are left out.",
    }


def advice_schema() -> Schema:
    """What would find something."""
    number = {"numberMatched": {"type": "integer", "minimum": 1}}
    return {
        **object_of(
            {
                "radius": or_null(object_of({"radius_km": NUMBER, **number})),
                "removal": or_null(object_of({"parameter": TEXT, "values": array_of(TEXT), **number})),
                "languages": array_of(object_of({"language": TEXT, **number})),
                "interpreters": or_null(object_of({"category": TEXT, "radius_km": NUMBER, **number})),
                "telephones": {
                    **array_of(TEXT),
                    "description": "For medical help, if it is about health.",
                },
            }
        ),
        "description": "When nothing matched: what would, changed in this one thing.",
    }


def language_match_schema() -> Schema:
    """Why a result answers the wish for a language."""
    return object_of(
        {
            "code": TEXT,
            "role": {"enum": list(LanguageRole)},
            "wanted": {**OPTIONAL_TEXT, "description": "The language asked for that it answers."},
            "related": {"type": "boolean", "description": "Not the one asked for, but closely related."},
            "person": {**OPTIONAL_TEXT, "description": "The professional who speaks it."},
        }
    )
