"""What the OpenAPI description says about words: what is read from them, and suggestions."""

from __future__ import annotations

from finder.actions.order import OrderKey
from finder.domain.params import MAX_TEXT
from finder.domain.query import YesNo
from finder.web.openapi.parts import TEXT, Schema, array_of, object_of, parameter, reference, responses

_KEY = {**TEXT, "description": "Key of the topic or criterion, tag of the language, or text of the place."}


_OPENING = {
    **object_of({"asked": TEXT, "at": TEXT}),
    "description": "When it must be open: what was asked, or read from `q`, and the minute meant.",
}


def word_parameters() -> list[Schema]:
    """The parameters of a search that hold words."""
    return [
        parameter(
            "q",
            {**TEXT, "maxLength": MAX_TEXT},
            "Topic, language, need, place and name in any order; `query` says what was read.",
        ),
        parameter(
            "read",
            {"enum": list(YesNo), "default": "yes"},
            "With `no` the words of `q` stay plain text: each begins a word of the name or topic.",
        ),
    ]


def query_schema() -> Schema:
    """What was matched, with what was read from `q`."""
    schema = object_of(
        {
            **dict.fromkeys(("categories", "languages", "access"), array_of(TEXT)),
            "near": {"oneOf": [reference("Place"), {"type": "null"}]},
            "order": {"enum": list(OrderKey)},
            "open": {"oneOf": [_OPENING, {"type": "null"}]},
            "phone_open": {"oneOf": [_OPENING, {"type": "null"}]},
            "rest": {**TEXT, "description": "The words of `q` that stayed plain text."},
            "read": _read_schema(),
        }
    )
    return {**schema, "description": "What was matched: the parameters with what was read from `q`."}


def _read_schema() -> Schema:
    part = object_of({"key": _KEY, "words": {**TEXT, "description": "The words as they were typed."}})
    optional = {"oneOf": [part, {"type": "null"}]}
    schema = object_of(
        {
            **dict.fromkeys(("categories", "languages", "access"), array_of(part)),
            **dict.fromkeys(("near", "open"), optional),
            "rest": TEXT,
            "maybe": {**array_of(part), "description": "Topics of words that name several."},
        }
    )
    return {**schema, "description": "What was read from `q`."}


def suggest_operation() -> Schema:
    """Suggestions while somebody types."""
    text = parameter("q", {**TEXT, "minLength": 1, "maxLength": MAX_TEXT}, "What was typed so far.")
    language = {**TEXT, "pattern": "^[a-z]{2}(-simple)?$", "default": "de"}
    return {
        "operationId": "suggest",
        "summary": "What the last words typed may become",
        "parameters": [{**text, "required": True}, parameter("lang", language, "Language of the labels.")],
        "responses": responses("Suggestions", "application/json"),
    }


def suggestions_schema() -> Schema:
    """Up to ten suggestions."""
    suggestion = object_of(
        {
            "kind": {"enum": ["topic", "language", "access", "place"]},
            "key": _KEY,
            "label": {**TEXT, "description": "What it is called in the language asked for."},
            "phrase": {**TEXT, "description": "The words that were begun where they are others, or empty."},
            "q": {**TEXT, "description": "The text with the last words replaced."},
        }
    )
    return object_of({"suggestions": {**array_of(suggestion), "maxItems": 10}})
