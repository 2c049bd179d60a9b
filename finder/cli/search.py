"""`finder search` and `finder places`: the visitor's search from a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import orjson

from finder.actions.advice import Advice
from finder.actions.present import facets_json, feature_collection
from finder.actions.search import Hit, SearchResult, UnclearPlace, search
from finder.cli.context import opened_finder
from finder.domain.fit import Fit
from finder.domain.query import REPEATED, SearchQuery


@click.command("search")
@click.option("--near", help="A place, postcode or stop.")
@click.option("--lat", help="Latitude, with --lon, instead of --near.")
@click.option("--lon", help="Longitude, with --lat.")
@click.option("--radius-km", help="0.1 to 200 (10).")
@click.option("--language", multiple=True, help="BCP 47 tag; several are any-of.")
@click.option("--role", multiple=True, help="Who must offer the language: professional, team, ...")
@click.option("--language-time", help="When it must be offered: th-15:00.")
@click.option("--related", help="include: closely related languages, too (exclude).")
@click.option("--category", multiple=True, help="Topic key, with all below it; several are any-of.")
@click.option("--profile", multiple=True, help="Ready-made needs, such as electric_wheelchair; all count.")
@click.option("--max-steps", help="At most so many steps.")
@click.option("--max-step-cm", help="No step higher than this.")
@click.option("--max-slope-pct", help="No ramp steeper than this.")
@click.option("--min-door-cm", help="No door narrower than this.")
@click.option("--lift-cabin", help="Lift where it is upstairs: any, or width and length in cm (110x140).")
@click.option("--parking-m", help="Disabled parking within so many metres.")
@click.option("--need", multiple=True, help="What must be there, such as toilet; all of them.")
@click.option("--access", multiple=True, help="What is needed, such as step_free; several are all-of.")
@click.option("--open", help="Open for visits: now, or a weekday and a time such as tu-09:30.")
@click.option("--phone-open", help="Open for calls: now, or a weekday and a time such as tu-09:30.")
@click.option("--fit", multiple=True, help="Groups of results: fits (default), unknown, fails.")
@click.option("--unknown", help="Short for --fit: exclude (default), include or only.")
@click.option("--q", help="Topic, language, need, place and name in any order.")
@click.option("--read", help="Whether the words of --q are read: yes (default) or no.")
@click.option("--sort", help="distance (default), name or language.")
@click.option("--limit", help="1 to 100 (20).")
@click.option("--offset", help="Results to skip (0).")
@click.option("--facets", flag_value="yes", help="Count the hits beside each value of a filter, too.")
@click.option("--json", "as_json", is_flag=True, help="Print what the API would answer.")
def search_command(as_json: bool, **given: Any) -> None:
    """Search as the site and the API do."""
    params = {name: list(value) if name in REPEATED else [value] for name, value in given.items() if value}
    query = SearchQuery.from_params(params)
    with opened_finder() as finder:
        try:
            result = search(finder, query)
        except UnclearPlace as unclear:
            _print_places(unclear)
            raise
        if as_json:
            click.echo(orjson.dumps(feature_collection(result), option=orjson.OPT_INDENT_2).decode())
        else:
            _print_table(result)


def _print_places(unclear: UnclearPlace) -> None:
    for place in unclear.places:
        click.echo(f"  {place.label}", err=True)


def _print_table(result: SearchResult) -> None:
    where = f" near {result.place.label}" if result.place else ""
    click.echo(f"{result.total} found{where}")
    if result.query.has_needs:
        click.echo(
            f"{result.total_fitting} fit, {result.total_unknown} not known, {result.total_failing} do not fit"
        )
    for number, hit in enumerate(result.hits, start=result.query.offset + 1):
        properties = hit.properties
        distance = "      -" if hit.distance_m is None else f"{hit.distance_m / 1000:6.2f}k"
        address = properties["address"] or {}
        place = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
        click.echo(f"{number:4} {distance}m  {properties['name']}, {place}{_why(hit)}")
    if result.advice:
        _print_advice(result.advice)
    if result.facets:
        _print_facets(facets_json(result.facets))


def _why(hit: Hit) -> str:
    """What keeps a result from being known to fit; "" for one that does."""
    against = [f"{fact.key}={fact.value}" for fact in hit.reasons.failing]
    if hit.fit is Fit.FAILS:
        return f"  - fails: {', '.join(against)}"
    return f"  - ask: {', '.join(hit.reasons.missing)}" if hit.fit is Fit.UNKNOWN else ""


def _print_advice(advice: Advice) -> None:
    """What would find something, a sentence each."""
    if wider := advice.radius:
        click.echo(f"Within {wider.query.radius_km:g} km: {wider.total}.")
    if removal := advice.removal:
        click.echo(f"Without {removal.parameter} {', '.join(removal.values)}: {removal.total}.")
    for related in advice.languages:
        click.echo(f"In the related language {related.language}: {related.total}.")
    if pools := advice.interpreters:
        click.echo(f"Interpreter pools (category {pools.query.categories[0]}): {pools.total}.")
    if advice.telephones:
        click.echo("Medical help: {} (on call), {} (emergency).".format(*advice.telephones))


def _print_facets(facets: Mapping[str, Mapping[str, int]]) -> None:
    for parameter, counts in facets.items():
        often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        click.echo(f"{parameter}: " + (", ".join(f"{value} {count}" for value, count in often) or "none"))


@click.command("places")
@click.argument("text")
def places_command(text: str) -> None:
    """Suggest places whose name begins with TEXT."""
    with opened_finder() as finder:
        for place in finder.gazetteer.suggest(text):
            click.echo(f"{place.point.lat:9.5f} {place.point.lon:9.5f}  {place.kind:12} {place.label}")


COMMANDS = (search_command, places_command)
