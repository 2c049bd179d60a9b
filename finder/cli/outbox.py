"""`finder outbox`: the mails that wait, and sending them now."""

from __future__ import annotations

import click

from finder.actions.outbox import read_outbox, send_waiting
from finder.cli.context import opened_finder
from finder.domain.mail import MailState

_TO_DO = (MailState.WAITING, MailState.FAILED)


@click.group()
def outbox() -> None:
    """The mails that the finder sends."""


@outbox.command("state")
def outbox_state() -> None:
    """Count the mails by state and list those that wait or have failed, the newest first."""
    with opened_finder() as finder:
        found = read_outbox(finder, _TO_DO)
        is_off = not finder.settings.mail
    for mail in found.mails:
        problem = f" {mail.problem}" if mail.problem else ""
        click.echo(f"{mail.id:6} {mail.state}{problem}, {mail.attempts} attempts: {mail.about or '-'}")
    click.echo(", ".join(f"{number} {state}" for state, number in found.counts.items()), err=True)
    if is_off:
        click.echo("FINDER_MAIL is not set: nothing is sent.", err=True)


@outbox.command("send")
def outbox_send() -> None:
    """Send the mails that are due."""
    with opened_finder() as finder:
        done = send_waiting(finder)
    click.echo(f"{done.sent} sent, {done.later} to be tried later, {done.failed} failed")


COMMANDS = (outbox,)
