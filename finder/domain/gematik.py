"""Medical specialities as gematik's directory (VZD) codes them.

Source: the code lists `aerztliche-fachrichtungen` and `nicht-aerztliche-fachrichtungen` of IHE Germany in
https://github.com/gematik/api-vzd; which topic has which code stands in `data/taxonomy/terms.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from finder.domain.taxonomy import Term

MEDICAL: Final = "urn:oid:1.3.6.1.4.1.19376.3.276.1.5.4"
NON_MEDICAL: Final = "urn:oid:1.3.6.1.4.1.19376.3.276.1.5.5"
_NON_MEDICAL_CODES: Final = frozenset({"PST", "ERG", "SPR", "POD"})


def codings_of(term: Term) -> Iterator[tuple[str, str]]:
    """The systems and codes of a topic; none where it has no code, two where it joins two specialities."""
    for code in filter(None, term.code.split("/")):
        yield (NON_MEDICAL if code in _NON_MEDICAL_CODES else MEDICAL), code
