"""`finder suggestions` and `finder tidy`: what visitors propose, and what of it may not be kept."""

from __future__ import annotations

import click
import orjson

from finder.actions.follow_changes import list_open
from finder.actions.tidy import tidy
from finder.cli.context import opened_finder


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Everything that was written, as JSON.")
def suggestions(as_json: bool) -> None:
    """List the proposals of visitors on which nobody has decided, the oldest first."""
    with opened_finder() as finder:
        requests = list_open(finder)
    if as_json:
        click.echo(orjson.dumps(requests, option=orjson.OPT_INDENT_2).decode())
        return
    for request in requests:
        fields = ", ".join(request["fields"]) or "message"
        target = " ".join(str(part) for part in (request["offer_id"] or "", request["target_name"]) if part)
        place = f"{request['id']:6} {request['reference']} {request['age_days']:4} d  {request['kind']}"
        click.echo(f"{place}: {target or '-'}: {fields}")
    click.echo(f"{len(requests)} open", err=True)


@click.command("tidy")
def tidy_command() -> None:
    """Delete what is due: contacts of visitors, mails, old counts, drafts and sessions; run it daily."""
    with opened_finder() as finder:
        done = tidy(finder)
    click.echo(
        f"{done.contacts} contacts, {done.counts + done.misses} counts, {done.mails} mails, "
        f"{done.sessions} sessions, {done.links} links and {done.drafts} drafts removed"
    )


COMMANDS = (suggestions, tidy_command)
