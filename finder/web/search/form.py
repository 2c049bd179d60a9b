"""The search form: every choice it offers, with what the visitor typed and ticked, right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urlencode

from finder.actions.context import Finder
from finder.domain.access import CRITERIA
from finder.domain.language import normalize_language
from finder.domain.needs import NEEDS
from finder.domain.query import DEFAULT_RADIUS_KM, RADIUS_STEPS_KM, SearchQuery, Sort
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.errors import BadInput
from finder.search import Facets
from finder.web import labels
from finder.web.i18n import current_lang, format_measure
from finder.web.present import CORE_CRITERIA
from finder.web.search.form_needs import NeedsForm, SpokenForm, WhenForm, needs_form, spoken_form, when_form
from finder.web.search.form_parts import Option, Params, counted, first
from finder.web.shortlist.carry import with_list

N_COMMON_LANGUAGES = 8
HOME_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class LanguageOption:
    """A language by what its speakers call it, and in the language of the page."""

    value: str
    own: str
    label: str
    is_chosen: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The topics of one field of action; `field` stands for all of them."""

    field: Option
    topics: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown."""

    near: str
    q: str
    radii: tuple[Option, ...]
    groups: tuple[Group, ...]
    more_topics: tuple[Option, ...]
    languages: tuple[LanguageOption, ...]
    more_languages: tuple[LanguageOption, ...]
    access: tuple[Option, ...]
    more_access: tuple[Option, ...]
    needs: NeedsForm
    more_needs: tuple[Option, ...]
    when: WhenForm
    spoken: SpokenForm
    sort_chosen: str

    @property
    def chosen_languages(self) -> tuple[str, ...]:
        """The names of the ticked languages."""
        return tuple(o.label for o in (*self.languages, *self.more_languages) if o.is_chosen)

    @property
    def chosen_access(self) -> tuple[str, ...]:
        """The labels of the ticked profiles, needs and criteria."""
        offered = (*self.needs.profiles, *self.more_needs, *self.access, *self.more_access)
        return tuple(option.label for option in offered if option.is_chosen)

    @property
    def chosen_topics(self) -> tuple[str, ...]:
        """The labels of the chosen topics."""
        offered = (option for group in self.groups for option in (group.field, *group.topics))
        return tuple(option.label for option in (*offered, *self.more_topics) if option.is_chosen)

    @property
    def chosen_times(self) -> tuple[str, ...]:
        """When it must be open, in words."""
        return tuple(filter(None, (self.when.chosen,)))

    @property
    def n_chosen(self) -> int:
        """How many filters are chosen; limits in numbers and the ways of a language count once each."""
        chosen = (*self.chosen_topics, *self.chosen_languages, *self.chosen_access, *self.chosen_times)
        return len(chosen) + self.needs.has_limits + self.spoken.is_stated


def search_form(finder: Finder, params: Params, facets: Facets | None = None) -> Form:
    """The form for the parameters of a request; values that cannot be used are kept where they can
    be corrected, and left out where there is nothing to tick. With `facets` every choice shows how
    many hits it would give.
    """
    topics = [key for key in params.get("category", ()) if key in finder.taxonomy]
    chosen = _language_codes(params.get("language", ()))
    common = tuple(dict.fromkeys([*_common_languages(finder), *chosen]))
    rest = [code for code in finder.names.codes if code not in common]
    wanted = params.get("access", ())
    return Form(
        near=_near(params),
        q=first(params, "q"),
        radii=_radii(first(params, "radius_km")),
        groups=_groups(finder.taxonomy, current_lang(), topics[0] if topics else "", facets),
        more_topics=tuple(Option(key, labels.topic(key), is_chosen=True) for key in topics[1:]),
        languages=_languages(finder, common, chosen, facets),
        more_languages=_languages(finder, rest, chosen, facets),
        access=_criteria(CORE_CRITERIA, wanted, facets),
        more_access=_criteria([key for key in CRITERIA if key not in CORE_CRITERIA], wanted, facets),
        needs=needs_form(params),
        more_needs=tuple(
            Option(key, labels.criterion(key), is_chosen=True)
            for key in params.get("need", ())
            if key in NEEDS
        ),
        when=when_form(params, facets),
        spoken=spoken_form(params),
        sort_chosen=_sort(first(params, "sort")),
    )


def search_path(query: SearchQuery, ending: str = "", *, is_shared: bool = False) -> str:
    """The address of the results of a query, in the language of the page, with the list that the visitor is
    making unless it is for others; with an ending such as `.csv` that of a file of them.
    """
    params = urlencode(query.to_params())
    path = f"/{current_lang()}/suche{ending}" + (f"?{params}" if params else "")
    return path if ending or is_shared else with_list(path)


def _near(params: Params) -> str:
    """The text of the place; coordinates stand in the same field, which understands them."""
    lat, lon = first(params, "lat"), first(params, "lon")
    return first(params, "near") or (f"{lat}, {lon}" if lat and lon else "")


def _radii(given: str) -> tuple[Option, ...]:
    """The usual radii, and the given one when it is a number among them."""
    try:
        chosen = SearchQuery.from_params({"radius_km": [given]}).radius_km
    except BadInput:
        chosen = DEFAULT_RADIUS_KM
    values = sorted({*map(float, RADIUS_STEPS_KM), chosen})
    return tuple(Option(f"{km:.15g}", format_measure(km, "km", 3), is_chosen=km == chosen) for km in values)


def _groups(taxonomy: Taxonomy, lang: str, chosen: str, facets: Facets | None) -> tuple[Group, ...]:
    """All topics by field of action; those of lower levels follow their parents."""

    def option(key: str, label: str) -> Option:
        return Option(key, label, key == chosen, counted(facets and facets.topics, key))

    return tuple(
        Group(option(*field), tuple(option(*topic) for topic in below))
        for field, below in _topic_labels(taxonomy, lang)
    )


_Label = tuple[str, str]


@lru_cache(maxsize=32)
def _topic_labels(taxonomy: Taxonomy, lang: str) -> tuple[tuple[_Label, tuple[_Label, ...]], ...]:
    return tuple(
        (
            (term.key, taxonomy.label(term.key, lang)),
            tuple((key, taxonomy.label(key, lang)) for key in taxonomy.descendants(term.key)),
        )
        for term in taxonomy.terms
        if term.parent is None
    )


def _common_languages(finder: Finder) -> list[str]:
    """The languages of most offers; German, which nearly all have, is no choice worth a place."""
    used = (code for code in finder.searcher.languages_in_use() if code.split("-")[0] != HOME_LANGUAGE)
    return list(islice(used, N_COMMON_LANGUAGES))


def _language_codes(tags: Iterable[str]) -> tuple[str, ...]:
    codes = []
    for tag in tags:
        try:
            codes.append(normalize_language(tag))
        except BadInput:
            continue
    return tuple(dict.fromkeys(codes))


def _languages(
    finder: Finder, codes: Iterable[str], chosen: Sequence[str], facets: Facets | None
) -> tuple[LanguageOption, ...]:
    """The languages in the order of their own names."""
    options = [
        LanguageOption(
            value=code,
            own=finder.names.autonym(code),
            label=labels.language(code),
            is_chosen=code in chosen,
            count=counted(facets and facets.languages, code),
        )
        for code in codes
    ]
    return tuple(sorted(options, key=lambda option: fold(option.own)))


def _criteria(keys: Iterable[str], wanted: Sequence[str], facets: Facets | None) -> tuple[Option, ...]:
    return tuple(
        Option(key, labels.criterion(key), key in wanted, counted(facets and facets.access, key))
        for key in keys
    )


def _sort(given: str) -> str:
    """The order that was chosen, "" for the usual one."""
    return given if given in list(Sort) and given != Sort.DISTANCE else ""
