"""Everybody's accounts, for admins: the list, inviting somebody, and what can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, abort, flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts import people
from finder.actions.accounts.people import AccountState, By, Known, LastAdmin, Mail, Person, Wanted
from finder.actions.accounts.scopes import near_areas, organization_names, organizations_named
from finder.actions.accounts.secrets import seal, unseal
from finder.domain.roles import Permission, Role, Scope
from finder.errors import BadInput
from finder.web.current import current_finder, site_address
from finder.web.i18n import current_lang, joined, mark
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.paths import PREFIX

MAX_ID = 2**31 - 1
PAGE: Final = f"{PREFIX}/konten"
ONE: Final = f"/konten/<int(max={MAX_ID}):account_id>"
_LINK: Final = "link"
_EVERYTHING: Final = Scope()

ROLES: Final[Mapping[Role, tuple[str, str]]] = {
    Role.EDITOR: (
        mark("Redaktion"),
        mark("ändert und importiert Einträge, entscheidet über Vorschläge"),
    ),
    Role.REVIEWER: (mark("Prüfung"), mark("entscheidet über Vorschläge und bestätigt Angaben")),
    Role.ADMIN: (mark("Leitung"), mark("darf alles, auch Konten verwalten")),
}
STATES: Final[Mapping[AccountState, str]] = {
    AccountState.ACTIVE: mark("aktiv"),
    AccountState.INVITED: mark("eingeladen"),
    AccountState.DISABLED: mark("gesperrt"),
}
blueprint = staff_blueprint("people")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)
    app.add_template_filter(role_name)
    app.add_template_filter(state_name)


def role_name(role: Role) -> str:
    """The name of a role."""
    return _(ROLES[role][0])


def state_name(state: AccountState) -> str:
    """The name of a state of an account."""
    return _(STATES[state])


@blueprint.get("/konten")
@needs(Permission.MANAGE)
def show() -> AnyResponse:
    """The accounts that a search and filters leave."""
    wanted = {name: request.args.get(name, "").strip() for name in ("q", "role", "state")}
    everybody = people.list_people(current_finder())
    page = render_template(
        "staff/account/people.html",
        people=[person for person in everybody if _is_wanted(person, wanted)],
        n_all=len(everybody),
        wanted=wanted,
        roles=list(ROLES),
        states=list(STATES),
    )
    return make_response(page)


@blueprint.get("/konten/einladen")
@needs(Permission.MANAGE)
def new() -> AnyResponse:
    """The form of an invitation."""
    return _form(None)


@blueprint.post("/konten/einladen")
@needs(Permission.MANAGE)
def send_new() -> AnyResponse:
    """Invite somebody, by mail or with a link to print."""
    wanted = _wanted()
    if problems := _problems(wanted):
        return _form(None, problems, 400)
    by_mail = request.form.get("way") == "mail" and _can_mail()
    try:
        address = people.invite(current_finder(), wanted, _by(), _invitation() if by_mail else None)
    except BadInput:
        return _form(None, {"email": _("Das ist keine E-Mail-Adresse.")}, 400)
    except Known:
        return _form(None, {"email": _("Zu dieser Adresse gibt es schon ein Konto.")}, 409)
    if by_mail:
        flash(_("Die Einladung an %(email)s ist unterwegs.", email=wanted.email))
        return redirect(PAGE, 303)
    return _keep_link(address)


@blueprint.get(ONE)
@needs(Permission.MANAGE)
def one(account_id: int) -> AnyResponse:
    """The form of an account."""
    return _form(people.get_person(current_finder(), account_id))


@blueprint.post(ONE)
@needs(Permission.MANAGE)
def send_one(account_id: int) -> AnyResponse:
    """Change name, roles and scope."""
    person = people.get_person(current_finder(), account_id)
    wanted = _wanted(person.account.scope)
    if problems := {name: text for name, text in _problems(wanted).items() if name != "email"}:
        return _form(person, problems, 400)

    def change() -> str:
        people.change_person(current_finder(), account_id, wanted, _by())
        return _("Gespeichert.")

    return _do(person, change)


@blueprint.post(f"{ONE}/sperren")
@needs(Permission.MANAGE)
def send_disable(account_id: int) -> AnyResponse:
    """Let nobody sign in with an account any more."""

    def change() -> str:
        people.disable(current_finder(), account_id, _by())
        return _("Das Konto ist gesperrt; seine Sitzungen sind beendet.")

    return _do(people.get_person(current_finder(), account_id), change)


@blueprint.post(f"{ONE}/entsperren")
@needs(Permission.MANAGE)
def send_enable(account_id: int) -> AnyResponse:
    """Let an account be used again."""
    people.enable(current_finder(), account_id, _by())
    flash(_("Das Konto ist wieder frei."))
    return redirect(f"{PAGE}/{account_id}", 303)


@blueprint.post(f"{ONE}/zweiter-faktor")
@needs(Permission.MANAGE)
def send_reset_factors(account_id: int) -> AnyResponse:
    """Take the second factors from somebody who has lost them."""
    people.reset_factors(current_finder(), account_id, _by())
    flash(_("Bei der nächsten Anmeldung wird der zweite Schritt neu eingerichtet."))
    return redirect(f"{PAGE}/{account_id}", 303)


@blueprint.post(f"{ONE}/link")
@needs(Permission.MANAGE)
def send_link(account_id: int) -> AnyResponse:
    """Make a link to set a password, by mail or to print."""
    person = people.get_person(current_finder(), account_id)
    if person.state is AccountState.DISABLED:
        abort(409)
    by_mail = request.form.get("way") == "mail" and _can_mail()
    words = _invitation() if person.state is AccountState.INVITED else _reset()
    address = people.reset_password(current_finder(), account_id, _by(), words if by_mail else None)
    if by_mail:
        flash(_("Der Link an %(email)s ist unterwegs.", email=person.account.email))
        return redirect(f"{PAGE}/{account_id}", 303)
    return _keep_link(address)


@blueprint.get("/konten/link")
@needs(Permission.MANAGE)
def show_link() -> AnyResponse:
    """A link to print or to write down, once."""
    address = unseal(current_finder().settings.secret_key, str(session.pop(_LINK, "")))
    if not address:
        return redirect(PAGE, 303)
    return make_response(render_template("staff/account/link_made.html", address=address))


def _is_wanted(person: Person, wanted: Mapping[str, str]) -> bool:
    text = f"{person.account.name} {person.account.email}".casefold()
    return (
        wanted["q"].casefold() in text
        and (not wanted["role"] or wanted["role"] in person.account.roles)
        and wanted["state"] in ("", person.state)
    )


def _do(person: Person, change: Callable[[], str]) -> AnyResponse:
    """Back to the account with a word on what was done, or what keeps it from being done."""
    try:
        flash(change())
    except LastAdmin:
        notice = _("Das ist das letzte Konto der Leitung. Geben Sie erst einem anderen diese Rolle.")
        return _form(person, {"roles": notice}, 409)
    return redirect(f"{PAGE}/{person.account.id}", 303)


def _keep_link(address: str) -> AnyResponse:
    session[_LINK] = seal(current_finder().settings.secret_key, address)
    return redirect(f"{PAGE}/link", 303)


def _by() -> By:
    reason, number = reason_and_request()
    return By(current_account().email, site_address(), reason, number)


def _can_mail() -> bool:
    return bool(current_finder().settings.mail)


def _invitation() -> Mail:
    text = _(
        "Guten Tag %(name)s,\n\nSie sind eingeladen, am Finder mitzuarbeiten. Unter dieser Adresse wählen "
        "Sie ein Passwort; sie gilt sieben Tage und nur einmal:\n\n%(link)s\n"
    )
    return Mail(_("Einladung zum Arbeitsplatz"), text, current_lang())


def _reset() -> Mail:
    text = _(
        "Guten Tag %(name)s,\n\nunter dieser Adresse wählen Sie ein neues Passwort; sie gilt sieben Tage und "
        "nur einmal. Haben Sie keines bestellt, wenden Sie sich bitte an die Leitung.\n\n%(link)s\n"
    )
    return Mail(_("Neues Passwort für den Arbeitsplatz"), text, current_lang())


def _wanted(scope: Scope = _EVERYTHING) -> Wanted:
    """What the form asks for; roles and areas that there are not are left out, and so are organizations that
    `_problems` names. Areas of the scope that there was stay where the form does not offer them.
    """
    form, finder = request.form, current_finder()
    roles = frozenset(Role(role) for role in form.getlist("role") if role in set(Role))
    offered = {area.ags for area in near_areas(finder)}
    areas = (frozenset(form.getlist("area")) & offered) | (scope.areas - offered)
    numbers, _unclear = organizations_named(finder, _organizations())
    return Wanted(form.get("email", ""), form.get("name", ""), roles, Scope(numbers, areas))


def _organizations() -> list[str]:
    """The names that were typed, one a line."""
    return [line.strip() for line in request.form.get("organizations", "").splitlines() if line.strip()]


def _problems(wanted: Wanted) -> dict[str, str]:
    problems = {} if wanted.name.strip() else {"name": _("Bitte einen Namen angeben.")}
    if not wanted.roles:
        problems["roles"] = _("Bitte mindestens eine Rolle ankreuzen.")
    _numbers, unclear = organizations_named(current_finder(), _organizations())
    if unclear:
        problems["organizations"] = _(
            "Diesen Namen hat kein Träger, oder mehrere haben ihn: %(names)s", names=joined(unclear)
        )
    return problems


def _form(person: Person | None, problems: Mapping[str, str] | None = None, status: int = 200) -> AnyResponse:
    """The form of an account, or of an invitation; with problems, it says what was sent."""
    finder, is_sent = current_finder(), "name" in request.form
    wanted = _wanted() if is_sent else _as_it_is(person)
    names = _organizations() if is_sent else organization_names(finder, wanted.scope.organizations)
    page = render_template(
        "staff/account/person.html",
        person=person,
        wanted=wanted,
        fields=_fields(wanted, problems or {}, is_new=person is None),
        roles=[(role, _(name), _(about)) for role, (name, about) in ROLES.items()],
        organizations="\n".join(names),
        areas=near_areas(finder),
        can_mail=_can_mail(),
        problems=problems or {},
    )
    return make_response(page, status)


def _fields(wanted: Wanted, problems: Mapping[str, str], *, is_new: bool) -> list[Field]:
    name = Field("name", _("Name"), wanted.name, problem=problems.get("name", ""))
    email = Field("email", _("E-Mail-Adresse"), wanted.email, "email", problem=problems.get("email", ""))
    return [email, name] if is_new else [name]


def _as_it_is(person: Person | None) -> Wanted:
    if person is None:
        return Wanted("", "", frozenset({Role.EDITOR}))
    account = person.account
    return Wanted(account.email, account.name, account.roles, account.scope)
