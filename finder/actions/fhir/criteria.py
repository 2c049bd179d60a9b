"""What a FHIR search means by the words of the finder: codes become topics, languages and readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from finder.domain.fhir_search import FhirSearch, Kind, Token
from finder.domain.gematik import codings_of
from finder.domain.language import LanguageRole, normalize_language
from finder.domain.open_records import KBV_LEVEL, Criterion, Field, RecordKind
from finder.domain.taxonomy import Taxonomy
from finder.errors import BadInput
from finder.exchange.fhir.parts import FEATURES, LANGUAGES
from finder.exchange.fhir.resources import SPOKEN

RECORDS: Final = {
    Kind.LOCATION: RecordKind.LOCATION,
    Kind.SERVICE: RecordKind.OFFER,
    Kind.ORGANIZATION: RecordKind.ORGANIZATION,
    Kind.ROLE: RecordKind.ROLE,
}
"""The kind of record behind each resource."""

_FEATURES: Final = {"barrierefrei": f"{KBV_LEVEL}uneingeschraenkt", "parkmoeglichkeit": "parking=yes"}


def criteria_of(search: FhirSearch, taxonomy: Taxonomy) -> list[Criterion]:
    """The criteria of a search, all of which must be answered. Raises BadInput for what is no language."""
    criteria = []
    for name, values in search.asked:
        if name.endswith("active"):
            criteria += _unless_active(values)
            continue
        field, words = _MEANINGS[name]
        criteria.append(Criterion(field, tuple(dict.fromkeys(words(name, values, taxonomy)))))
    return criteria


def _unless_active(values: Iterable[Any]) -> list[Criterion]:
    """Nothing to ask where `true` will do, for all that is served is active; else what nothing answers."""
    return [] if any(token.code == "true" for token in values) else [Criterion(Field.ID, ())]


_Meaning = Callable[[str, Iterable[Any], Taxonomy], Iterable[Any]]


def _as_given(_name: str, values: Iterable[Any], _taxonomy: Taxonomy) -> Iterable[Any]:
    return values


def _numbers(_name: str, tokens: Iterable[Token], _taxonomy: Taxonomy) -> Iterator[int]:
    """Numbers of records; what is none names nothing."""
    for token in tokens:
        if token.code.isascii() and token.code.isdigit() and len(token.code) < 10:
            yield int(token.code)


def _identifiers(_name: str, tokens: Iterable[Token], _taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Pairs of a source's key, or OWN_NUMBERS, and a number."""
    for token in tokens:
        yield (token.system or "").rpartition("/")[2], token.code


def _is_ours(token: Token, name: str) -> bool:
    """Whether a code may be one of our own system, at whatever address the finder is reached."""
    return token.system is None or token.system.endswith(f"/fhir/CodeSystem/{name}")


def _topics(_name: str, tokens: Iterable[Token], taxonomy: Taxonomy) -> Iterator[str]:
    """The topics under their own keys or gematik's codes."""
    for token in tokens:
        for term in taxonomy.terms:
            codings = codings_of(term)
            is_coded = any(token.code == code and token.system in (None, system) for system, code in codings)
            if is_coded or (term.key == token.code and _is_ours(token, "topic")):
                yield term.key


def _specialties(name: str, tokens: Iterable[Token], taxonomy: Taxonomy) -> Iterator[str]:
    """The topics that are specialities."""
    for key in _topics(name, tokens, taxonomy):
        term = taxonomy.get(key)
        if term is not None and term.code:
            yield key


def _fields_of_action(name: str, tokens: Iterable[Token], taxonomy: Taxonomy) -> Iterator[str]:
    """The topics that have none above them, with all below."""
    for key in _topics(name, tokens, taxonomy):
        if not taxonomy.ancestors(key):
            yield from (key, *taxonomy.descendants(key))


def _access(_name: str, tokens: Iterable[Token], _taxonomy: Taxonomy) -> Iterator[str]:
    """Readings such as `lift=yes`, and what stands for gematik's codes."""
    for token in tokens:
        if token.system in (None, FEATURES) and token.code in _FEATURES:
            yield _FEATURES[token.code]
        elif _is_ours(token, "access"):
            yield token.code


def _spoken(roles: Iterable[LanguageRole]) -> _Meaning:
    """Languages in any of the roles."""

    def words(name: str, tokens: Iterable[Token], _taxonomy: Taxonomy) -> Iterator[str]:
        for token in tokens:
            if token.system not in (None, LANGUAGES):
                continue
            try:
                code = normalize_language(token.code)
            except BadInput as error:
                raise BadInput(name, token.code, error.expected) from None
            yield from (f"{code}/{role}" for role in roles)

    return words


_MEANINGS: Final[Mapping[str, tuple[Field, _Meaning]]] = {
    "_id": (Field.ID, _numbers),
    "identifier": (Field.IDENTIFIER, _identifiers),
    "name": (Field.NAME, _as_given),
    "address-city": (Field.CITY, _as_given),
    "address-postalcode": (Field.POSTAL_CODE, _as_given),
    "organization": (Field.ORGANIZATION, _as_given),
    "location": (Field.LOCATION, _as_given),
    "service": (Field.OFFER, _as_given),
    "service-category": (Field.TOPIC, _fields_of_action),
    "service-type": (Field.TOPIC, _topics),
    "specialty": (Field.TOPIC, _specialties),
    "characteristic": (Field.ACCESS, _access),
    "communication": (Field.LANGUAGE, _spoken(SPOKEN)),
    "practitioner.communication": (Field.LANGUAGE, _spoken([LanguageRole.PROFESSIONAL])),
}
