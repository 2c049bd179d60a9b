"""No page is forgotten: every route is looked at in the browser, or is no page."""

from __future__ import annotations

import re

import pytest
from staff_states import is_shown_here
from states import LEADS_ON, NO_PAGES, STATES
from website import Site


def routes(site: Site) -> set[str]:
    """Every rule that answers GET, with the names of its parts only; the staff have their own table, and
    what providers are asked is tested with their pages.
    """
    rules = (rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    names = {re.sub(r"<(?:\w+(?:\(.*?\))?:)?_?", "<", rule.rule) for rule in rules}
    return {name for name in names if not is_shown_here(name)}


def test_every_route_is_a_page_in_the_table_or_no_page(site: Site) -> None:
    pages = {f"/<lang>{state.rule}" for state in STATES if state.rule}
    assert len({state.name for state in STATES}) == len(STATES)
    assert not pages & NO_PAGES.keys()
    assert pages | NO_PAGES.keys() | LEADS_ON.keys() == routes(site)


@pytest.mark.parametrize("rule", [*NO_PAGES, *LEADS_ON])
def test_what_is_called_no_page_is_none(site: Site, rule: str) -> None:
    path = (NO_PAGES | LEADS_ON)[rule].format(offer=site.ids["children"], file="README.md")
    answer = site.client.get(path)
    if rule in LEADS_ON:
        assert answer.status_code == 302
    elif answer.status_code < 400:
        assert answer.mimetype != "text/html", path
    else:
        assert answer.status_code == 404
