"""The forms by which visitors propose something: what they ask, and what an entry says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from finder.actions.offer import OfferPage
from finder.domain.change import CONTACT, FACT_VALUES, FLAGS, MESSAGE, REQUIRED, ChangeKind, Problem, Target
from finder.web import labels
from finder.web.contact import phone
from finder.web.current import current_finder
from finder.web.i18n import current_lang, joined, mark
from finder.web.i18n import gettext as _
from finder.web.present import shortened, spoken_by, times
from finder.web.proposals import words as proposal_words
from finder.web.proposals.guard import FormToken
from finder.web.search.form_parts import Option, Params, first

_CONTACT_NAMES = ("phones", "email", "website")
_ADDRESS_NAMES = ("street", "postcode", "city")
_FACTS = ("entrance.step_count", "entrance.door_width_cm", "lift", "toilet.accessible", "parking.disabled")

_SECTIONS: Final[Mapping[ChangeKind, Mapping[str, tuple[str, ...]]]] = {
    ChangeKind.CHANGE: {
        mark("Was stimmt nicht?"): FLAGS,
        mark("Telefon, E-Mail, Internetseite"): _CONTACT_NAMES,
        mark("Öffnungszeiten"): ("opening_hours",),
        mark("Anschrift"): _ADDRESS_NAMES,
        mark("Name"): ("name", "organization", "person"),
        mark("Sprachen"): ("languages",),
        mark("Barrierefreiheit"): (*_FACTS, "access"),
        mark("Beschreibung"): ("description",),
    },
    ChangeKind.NEW_ENTRY: {
        mark("Das Angebot"): ("name", "categories", "organization"),
        mark("Anschrift"): _ADDRESS_NAMES,
        mark("Telefon, E-Mail, Internetseite"): _CONTACT_NAMES,
        mark("Öffnungszeiten"): ("opening_hours",),
        mark("Sprachen"): ("languages",),
        mark("Barrierefreiheit"): ("access",),
    },
    ChangeKind.BARRIER: {"": ("where", "place")},
}
"""The fields of each form, below their headings; the first headings of a form are always open."""

_ALWAYS_OPEN: Final = {ChangeKind.CHANGE: 1, ChangeKind.NEW_ENTRY: 2, ChangeKind.BARRIER: 1}
_AREAS: Final = {"phones": 3, "opening_hours": 4, "languages": 3, "access": 3, "description": 6, MESSAGE: 4}
_LEFT_TO_RIGHT: Final = {"phones", "email", "website", "postcode", *_FACTS}
_TYPED_AS: Final = {
    "email": "email",
    "website": "url",
    "postcode": "numeric",
    "entrance.step_count": "numeric",
    "entrance.door_width_cm": "decimal",
}
_SHORT: Final = {"postcode", *_FACTS}
_OF_DATA: Final = {"name", "organization", "person", "street", "city", "description"}


@dataclass(frozen=True, slots=True)
class Control:
    """One field to fill in. `kind` is `line`, `area`, `select`, `flag` or `radio`; `id` is safe in a link."""

    name: str
    kind: str
    label: str
    value: str
    hint: str = ""
    problem: str = ""
    is_required: bool = False
    is_short: bool = False
    dir: str = "auto"
    lang: str = ""
    typed_as: str = ""
    rows: int = 0
    options: tuple[Option, ...] = ()

    @property
    def id(self) -> str:
        """The name without dots."""
        return self.name.replace(".", "-")

    @property
    def described_by(self) -> str:
        """The ids of its hint and its problem, those that there are."""
        parts = {"hint": self.hint, "problem": self.problem}
        return " ".join(f"{self.id}-{part}" for part, text in parts.items() if text)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together; `is_fixed` when they cannot be folded away."""

    title: str
    controls: tuple[Control, ...]
    is_fixed: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything the page of a form writes, apart from the layout. `notice` is what keeps the form from
    being taken although its fields are right.
    """

    title: str
    lead: str
    about: str
    about_path: str
    action: str
    token: str
    sections: tuple[Section, ...]
    last: tuple[Control, ...]
    notice: str

    @property
    def problems(self) -> tuple[Control, ...]:
        """The fields that have to be put right, in their order."""
        controls = [control for section in self.sections for control in section.controls]
        return tuple(control for control in (*controls, *self.last) if control.problem)


def form_page(
    target: Target,
    action: str,
    token: FormToken,
    texts: Mapping[str, str],
    problems: Mapping[str, Problem],
    notice: str = "",
) -> FormPage:
    """The page of a form about a target, whose fields say what `texts` has."""
    make = _ControlMaker(target, texts, problems)
    return FormPage(
        title=_(proposal_words.TITLES[target.kind]),
        lead=_(proposal_words.LEADS[target.kind]),
        about=shortened(target.name),
        about_path=f"/{current_lang()}/angebot/{target.offer_id}",
        action=action,
        token=token.signed(),
        sections=tuple(_sections(target, texts, make)),
        last=(make(MESSAGE), make(CONTACT)),
        notice=notice,
    )


def _sections(target: Target, texts: Mapping[str, str], make: _ControlMaker) -> Iterable[Section]:
    for number, (title, names) in enumerate(_SECTIONS[target.kind].items()):
        offered = [name for name in names if name in target.current]
        if offered:
            controls = tuple(make(name) for name in offered)
            is_open = any(control.problem for control in controls) or any(
                texts.get(name, "").split() != target.current[name].split() for name in offered
            )
            is_fixed = number < _ALWAYS_OPEN[target.kind]
            yield Section(_(title) if title else "", controls, is_fixed, is_open)


@dataclass(frozen=True, slots=True)
class _ControlMaker:
    """Makes the control of a field from what it says and what is wrong with it."""

    target: Target
    texts: Mapping[str, str]
    problems: Mapping[str, Problem]

    def __call__(self, name: str) -> Control:
        found, value = self.problems.get(name), self.texts.get(name, "")
        return Control(
            name=name,
            kind=_kind(name),
            label=proposal_words.label(name, self.target.kind),
            value=value,
            hint=proposal_words.hint(name, current_finder().settings.contact_kept_days),
            problem=proposal_words.problem(name, found) if found else "",
            is_required=name == REQUIRED[self.target.kind],
            is_short=name in _SHORT,
            dir="ltr" if name in _LEFT_TO_RIGHT else "auto",
            lang="de" if name in _OF_DATA and self.target.kind is ChangeKind.CHANGE else "",
            typed_as=_TYPED_AS.get(name, ""),
            rows=_AREAS.get(name, 0),
            options=_options(name, value),
        )


def _kind(name: str) -> str:
    if name in FLAGS:
        return "flag"
    if name in ("where", *FACT_VALUES):
        return "radio" if name == "where" else "select"
    return "area" if name in _AREAS else "line"


def _options(name: str, value: str) -> tuple[Option, ...]:
    if name == "where":
        words = {key: _(text) for key, text in proposal_words.WHERE.items()}
    elif name in FACT_VALUES:
        words = {"": labels.of(labels.READINGS, "unknown")}
        words |= {key: labels.of(labels.READINGS, key) for key in FACT_VALUES[name]}
    else:
        return ()
    return tuple(Option(key, text, key == value) for key, text in words.items())


def offer_target(page: OfferPage) -> Target:
    """A form about an offer, with what it says now as a visitor reads it. Where its address is secret,
    nothing is asked about that.
    """
    summary, detail = page.summary, page.detail
    address = summary["address"] or {}
    facts = {fact["key"]: str(fact["value"]) for fact in detail["facts"]}
    current = {
        **dict.fromkeys(FLAGS, ""),
        "name": summary["name"],
        "organization": summary["organization"],
        "person": summary["person"] or "",
        "street": address.get("street", ""),
        "postcode": address.get("postal_code", ""),
        "city": address.get("city", ""),
        "phones": "\n".join(_phones(detail["phones"])),
        "email": detail["email"],
        "website": summary["website"] or "",
        "opening_hours": "\n".join(_hours(page)),
        "languages": "\n".join(_languages(detail["languages"])),
        **{key: facts.get(key, "") for key in _FACTS},
        "access": "",
        "description": detail["texts"].get("description", ""),
    }
    if detail["is_address_secret"]:
        current = {name: text for name, text in current.items() if name not in ("moved", *_ADDRESS_NAMES)}
    return Target(ChangeKind.CHANGE, current, page.id, summary["name"])


def _phones(stored: Iterable[Mapping[str, str]]) -> Iterable[str]:
    for item in map(phone, stored):
        yield item.number if item.kind == "voice" else f"{item.label}: {item.number}"


def _hours(page: OfferPage) -> Iterable[str]:
    shown = times("visit", page.summary["opening_hours"] or "")
    if shown is not None:
        yield from (f"{line.days} {line.times}" for line in shown.lines)
        yield from filter(None, (shown.text,))
    for item in page.detail["schedules"]:
        if item["kind"] == "visit" and item.get("description"):
            yield item["description"]


def _languages(stored: Iterable[Mapping[str, str]]) -> Iterable[str]:
    for by in spoken_by(stored):
        yield f"{by.role}: {', '.join(language.name for language in by.languages)}"


def empty_target(kind: ChangeKind) -> Target:
    """A form about what is not there yet, or about no entry."""
    return Target(kind, {name: "" for names in _SECTIONS[kind].values() for name in names})


def sent_target(offer_id: int, sent: Mapping[str, str]) -> Target:
    """The form about an offer that cannot be read at the moment: with the fields that were sent."""
    names = (name for names in _SECTIONS[ChangeKind.CHANGE].values() for name in names)
    return Target(ChangeKind.CHANGE, {name: "" for name in names if name in sent}, offer_id)


def texts_of_search(params: Params) -> dict[str, str]:
    """What a search without hits asked for, as the beginning of a form for the entry that is missing."""
    finder = current_finder()
    near = first(params, "near")
    topics = [key for key in params.get("category", ()) if key in finder.taxonomy]
    codes = [code for code in params.get("language", ()) if code in finder.names.codes]
    place = {"postcode": near} if near.isascii() and near.isdigit() else {"city": near}
    wanted = joined(labels.topics(topics)) or first(params, "q")
    return {**place, "categories": wanted, "languages": joined(map(labels.language, codes))}
