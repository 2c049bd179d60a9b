"""`finder user`: the accounts of the staff, for whoever runs the finder."""

from __future__ import annotations

import getpass

import click

from finder.actions.accounts import keys, people
from finder.actions.accounts.people import By, Wanted
from finder.actions.context import Finder
from finder.cli.context import opened_finder
from finder.domain.roles import Role

_LOCAL = "http://127.0.0.1:8000"
"""Where `finder serve` listens, while no public address is set."""


@click.group()
def user() -> None:
    """Accounts of the staff. There is none before the first is added here."""


@user.command("add")
@click.argument("mail")
@click.option("--name", default="", help="Name of the person; what stands before the @ by default.")
@click.option(
    "--role", "roles", multiple=True, default=["editor"], show_default=True,
    type=click.Choice([role.value for role in Role]), help="May be given several times.",
)  # fmt: skip
def add(mail: str, name: str, roles: tuple[str, ...]) -> None:
    """Add an account for MAIL and print its invitation: a link that is good once, for seven days."""
    wanted = Wanted(mail, name or mail.partition("@")[0], frozenset(map(Role, roles)))
    with opened_finder() as finder:
        click.echo(people.invite(finder, wanted, _by(finder)))


@user.command("list")
def list_users() -> None:
    """List the accounts with their roles."""
    with opened_finder() as finder:
        found = people.list_people(finder)
    for person in found:
        roles = ",".join(sorted(person.account.roles))
        factor = "" if person.has_factor else ", no second factor"
        click.echo(f"{person.account.email}: {roles} ({person.state}{factor})")


@user.command("disable")
@click.argument("mail")
def disable(mail: str) -> None:
    """Let nobody sign in as MAIL any more; its sessions end at once."""
    with opened_finder() as finder:
        people.disable(finder, people.find_number(finder, mail), _by(finder))


@user.command("reset")
@click.argument("mail")
@click.option("--factors", is_flag=True, help="Take away the second factors, too: all devices are lost.")
def reset(mail: str, factors: bool) -> None:
    """Print a link by which MAIL sets a new password, or an invitation anew; free a disabled account."""
    with opened_finder() as finder:
        by, number = _by(finder), people.find_number(finder, mail)
        people.enable(finder, number, by)
        if factors:
            people.reset_factors(finder, number, by)
        click.echo(people.reset_password(finder, number, by))


@user.command("key")
@click.argument("name")
@click.option(
    "--quota", nargs=2, type=click.IntRange(0, keys.MAX_QUOTA), metavar="HOUR DAY",
    help="So many bulk answers in an hour and in a day; else as FINDER_BULK_KEY says.",
)  # fmt: skip
def key(name: str, quota: tuple[int, int] | None) -> None:
    """Print a new key for a program that reads the API; NAME says which."""
    own = keys.Quota(*quota) if quota else None
    with opened_finder() as finder:
        click.echo(keys.add_key(finder, name, _by(finder).actor, quota=own))


def _by(finder: Finder) -> By:
    """Whoever runs the command: the history names them."""
    return By(f"command ({getpass.getuser()})", finder.settings.url or _LOCAL)


COMMANDS = (user,)
