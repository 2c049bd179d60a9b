"""Display names of languages and of access criteria, out of the tables in `data/`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import langcodes
from babel import Locale, UnknownLocaleError

from finder.domain.language import normalize_language
from finder.domain.text import fold
from finder.errors import ConfigurationError

_OWN = ("de", "en")
_READABLE = (
    "de",
    "en",
    "fr",
    "tr",
    "ar",
    "uk",
    "ru",
    "pl",
    "ro",
    "fa",
    "bg",
    "sq",
    "it",
    "es",
    "hr",
    "ur",
    "el",
    "sr",
)
"""Languages in which CLDR's names of languages are understood; the first to use a word has it."""


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a shipped CSV table (UTF-8, header line) in their order.

    Raises ConfigurationError when the file is missing, lacks one of `columns`, or has a row with
    more or fewer fields than the header.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except OSError as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error.strerror}.") from error
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigurationError(f"{path.name} lacks the column {missing[0]}.")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ConfigurationError(f"{path.name}, record {number}: not as many fields as the header.")
    return rows


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a field that holds a list separated by `;`, without empty ones."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


_EASY = {"de-simple": "de"}
"""What is read in easy German where there is no easier name."""


class LanguageNames:
    """Names of languages: own tables for what CLDR does not know or calls by a name that says too little,
    CLDR for the rest.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], labels: Iterable[Mapping[str, str]] = ()) -> None:
        self._rows = {row["code"]: row for row in rows}
        self._labels = {
            (row["code"], lang): name
            for row in labels
            for lang, name in row.items()
            if lang != "code" and name
        }
        self._codes = {fold(text): code for text, code in self._spellings()}

    @classmethod
    def load(cls, path: Path) -> LanguageNames:
        """The names of `languages.csv` and of `labels.csv` beside it; raises ConfigurationError when one
        of them cannot be used.
        """
        rows = read_table(path, ("code", "de", "en", "own", "variants"))
        return cls(rows, read_table(path.with_name("labels.csv"), ("code",)))

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages of the own table, in its order."""
        return tuple(self._rows)

    def name(self, code: str, ui_lang: str) -> str:
        """The name of a language in the language of the page: the own tables, then CLDR, else the own
        name, at last the code itself.
        """
        if label := self._labels.get((code, ui_lang)):
            return label
        row, ui_lang = self._rows.get(code), _EASY.get(ui_lang, ui_lang)
        if row and ui_lang in _OWN:
            return row[ui_lang]
        return _cldr_name(code, ui_lang) or self.autonym(code)

    def autonym(self, code: str) -> str:
        """What its speakers call the language; the code where nobody recorded it."""
        row = self._rows.get(code)
        return row["own"] if row else _cldr_name(code, code) or code

    def code_for_text(self, text: str) -> str | None:
        """The language that a person named: its German, English or own name or a common variant,
        else its name by CLDR in one of the languages of the interface; None when unknown.

        "Kurdisch" alone is `ku`, because it does not say which Kurdish; "Serbokroatisch" is `sr`,
        as CLDR reads the retired tag `sh`, without its script, which speech does not have.
        """
        folded = fold(text)
        return (self._codes.get(folded) or _cldr_codes().get(folded)) if folded else None

    def readable(self) -> Iterator[tuple[str, str, str]]:
        """The names under which people look for languages, each with its code and the language in which
        it is the name ("" where that is not recorded): those of the own table without bare codes, and
        CLDR's for languages that are in the table or have a two-letter code.
        """
        for code, row in self._rows.items():
            named = (("de", row["de"]), ("en", row["en"]), (code, row["own"]))
            yield from ((text, code, lang) for lang, text in named)
            yield from ((text, code, "") for text in split_list(row["variants"]))
        for (code, ui_lang), name in self._labels.items():
            yield from ((text, code, ui_lang) for text in _with_and_without_bracket(name))
        for ui_lang in _READABLE:
            for tag, name in Locale.parse(ui_lang).languages.items():
                code = _valid_code(tag)
                if (code in self._rows or len(code) == 2) and self.code_for_text(name) == code:
                    yield name, code, ui_lang

    def _spellings(self) -> Iterator[tuple[str, str]]:
        for code, row in self._rows.items():
            for text in (code, row["de"], row["en"], row["own"], *split_list(row["variants"])):
                yield text, code
        for (code, _lang), name in self._labels.items():
            yield from ((text, code) for text in _with_and_without_bracket(name))


def _with_and_without_bracket(name: str) -> Iterable[str]:
    return dict.fromkeys((name, name.partition(" (")[0]))


class AccessNames:
    """Labels of the access criteria and of the facts behind them."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = {(row["kind"], row["key"]): row for row in rows}

    @classmethod
    def load(cls, path: Path) -> AccessNames:
        """The labels of `access/labels.csv`; raises ConfigurationError when it cannot be used."""
        return cls(read_table(path, ("kind", "key", "de", "en")))

    def criterion(self, key: str, lang: str) -> str:
        """The label of a criterion of `finder.domain.access.CRITERIA`; German where `lang` has none."""
        return self._label("criterion", key, lang)

    def fact(self, key: str, lang: str) -> str:
        """The label of a fact of `finder.domain.access.FACT_KEYS`; German where `lang` has none."""
        return self._label("fact", key, lang)

    def _label(self, kind: str, key: str, lang: str) -> str:
        row = self._rows.get((kind, key), {})
        return row.get(lang) or row.get("de") or key


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _cldr_name(code: str, ui_lang: str) -> str:
    """CLDR's name, with the script or region in brackets where it has none for the whole tag."""
    locale = _locale(ui_lang)
    if locale is None:
        return ""
    whole = locale.languages.get(code.replace("-", "_"))
    base, _, rest = code.partition("-")
    detail = locale.scripts.get(rest) or locale.territories.get(rest)
    if whole or not detail or base not in locale.languages:
        return str(whole or "")
    return f"{locale.languages[base]} ({detail})"


@lru_cache(maxsize=1)
def _cldr_codes() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for ui_lang in _READABLE:
        for tag, name in Locale.parse(ui_lang).languages.items():
            code = _valid_code(tag)
            if code:
                codes.setdefault(fold(name), code)
    return codes


@lru_cache(maxsize=2048)
def _valid_code(tag: str) -> str:
    return normalize_language(tag) if langcodes.tag_is_valid(tag) else ""
