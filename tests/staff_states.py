"""Every page of the workplace in the states that a browser is shown, and who opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from readers import open_everything
from states import PROPOSAL

from finder.web.staff.paths import is_staff

Prepare = Callable[[Page], None]


_EMPTY = "document.querySelectorAll('main input:not([type=hidden])').forEach((field) => (field.value = ''))"


def sent_empty(page: Page) -> None:
    """The form of the page as it came back with what is wrong."""
    page.evaluate(
        "for (const field of document.querySelectorAll('main input:not([type=hidden])')) field.value = ''"
    )
    page.locator("main form:not([role=search]) [type=submit]:enabled").first.click()
    expect(page.locator("main [role=alert]").first).to_be_visible()
    open_everything(page)


def ticked(page: Page) -> None:
    """The question that comes after entries were ticked and a button pressed."""
    page.locator("input[name=nummer]").first.check()
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.get_by_role("heading", name="Zurückziehen")).to_be_visible()


def not_chosen(page: Page) -> None:
    """Two entries that were to be merged without a choice."""
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    open_everything(page)


@dataclass(frozen=True, slots=True)
class StaffState:
    """A page in a state: its route, its address, and who opens it (see `Clerks`)."""

    name: str
    rule: str
    path: str
    who: str = "admin"
    prepare: Prepare = open_everything


_ENTRY = "/staff/eintraege/<offer_id>"
_MERGE = "/staff/eintraege/{entry}/zusammenfuehren?mit={twin}"

STAFF_STATES = (
    StaffState("sign-in", "/staff/anmelden", "/staff/anmelden", "guest"),
    StaffState("sign-in refused", "/staff/anmelden", "/staff/anmelden", "guest", sent_empty),
    StaffState("second step", "/staff/zweiter-faktor", "/staff/zweiter-faktor", "half"),
    StaffState("second step refused", "/staff/zweiter-faktor", "/staff/zweiter-faktor", "half", sent_empty),
    StaffState("set up", "/staff/zweiter-faktor/einrichten", "/staff/zweiter-faktor/einrichten", "newcomer"),
    StaffState("set up another", "/staff/zweiter-faktor/einrichten", "/staff/zweiter-faktor/einrichten"),
    StaffState("recovery codes", "/staff/zweiter-faktor/codes", "/staff/zweiter-faktor/codes", "codes"),
    StaffState("invitation", "/staff/einladung/<token>", "{link}", "guest"),
    StaffState("invitation refused", "/staff/einladung/<token>", "{link}", "guest", sent_empty),
    StaffState("invitation used", "/staff/einladung/<token>", "/staff/einladung/x", "guest"),
    StaffState("own account", "/staff/mein-konto", "/staff/mein-konto"),
    StaffState("own account refused", "/staff/mein-konto", "/staff/mein-konto", prepare=sent_empty),
    StaffState("people", "/staff/konten", "/staff/konten"),
    StaffState("nobody", "/staff/konten", "/staff/konten?q=niemand"),
    StaffState("invite", "/staff/konten/einladen", "/staff/konten/einladen"),
    StaffState("invite refused", "/staff/konten/einladen", "/staff/konten/einladen", prepare=sent_empty),
    StaffState("person", "/staff/konten/<account_id>", "/staff/konten/{account}"),
    StaffState("link to hand on", "/staff/konten/link", "/staff/konten/link", "link"),
    StaffState("keys", "/staff/konten/schluessel", "/staff/konten/schluessel", "key"),
    StaffState("log", "/staff/protokoll", "/staff/protokoll"),
    StaffState("log of nobody", "/staff/protokoll", "/staff/protokoll?konto=niemand"),
    StaffState("entries", "/staff/eintraege", "/staff/eintraege?q=apotheke"),
    StaffState("question before a deed", "/staff/eintraege", "/staff/eintraege?q=zwilling", prepare=ticked),
    StaffState("standing", f"{_ENTRY}/stand", "/staff/eintraege/{entry}/stand"),
    StaffState("history", f"{_ENTRY}/verlauf", "/staff/eintraege/{entry}/verlauf"),
    StaffState("way back", f"{_ENTRY}/verlauf/<moment_id>", "/staff/eintraege/{entry}/verlauf/{moment}"),
    StaffState("merge", f"{_ENTRY}/zusammenfuehren", _MERGE),
    StaffState("merge refused", f"{_ENTRY}/zusammenfuehren", _MERGE, prepare=not_chosen),
    StaffState("similar", "/staff/eintraege/aehnlich", "/staff/eintraege/aehnlich?name=Zwillings-Apotheke"),
    StaffState("new entry", "/staff/eintraege/neu", "/staff/eintraege/neu"),
    StaffState("entry", "/staff/eintraege/<offer_id>", "/staff/eintraege/24"),
    StaffState("contacts", "/staff/aktualitaet/kontakte", "/staff/aktualitaet/kontakte"),
    StaffState("proposals", "/staff/vorschlaege", "/staff/vorschlaege"),
    StaffState("proposal", "/staff/vorschlaege/<reference>", f"/staff/vorschlaege/{PROPOSAL}"),
    StaffState("overview", "/staff", "/staff"),
    StaffState("freshness", "/staff/aktualitaet", "/staff/aktualitaet"),
    StaffState("freshness of an entry", "/staff/aktualitaet/<offer_id>", "/staff/aktualitaet/24"),
    StaffState("letters", "/staff/aktualitaet/briefe", "/staff/aktualitaet/briefe"),
    StaffState("jobs", "/staff/auftraege", "/staff/auftraege"),
    StaffState("job", "/staff/auftraege/<job_id>", "/staff/auftraege/{job}"),
    StaffState("position", "/staff/eintraege/<offer_id>/position", "/staff/eintraege/24/position"),
    StaffState("imports", "/staff/importe", "/staff/importe"),
    StaffState("import", "/staff/importe/<upload_id>", "/staff/importe/{upload}"),
    StaffState("look-alikes", "/staff/importe/<upload_id>/dubletten", "/staff/importe/{upload}/dubletten"),
    StaffState("rows of an import", "/staff/importe/<upload_id>/zeilen", "/staff/importe/{upload}/zeilen"),
    StaffState("gaps", "/staff/luecken", "/staff/luecken"),
    StaffState("comparison with OSM", "/staff/osm", "/staff/osm"),
    StaffState("tags of an entry", "/staff/osm/<offer_id>", "/staff/osm/24"),
    StaffState("sources", "/staff/quellen", "/staff/quellen"),
    StaffState("sources refused", "/staff/quellen", "/staff/quellen", prepare=sent_empty),
    StaffState("source", "/staff/quellen/<key>", "/staff/quellen/demo"),
    StaffState("booklet", "/staff/wegweiser", "/staff/wegweiser"),
    StaffState("positions", "/staff/positionen", "/staff/positionen?q=Praxis"),
    StaffState("outbox", "/staff/postausgang", "/staff/postausgang"),
    StaffState("provider", "/anbieter/<token>", "{provider}", "guest"),
    StaffState("provider without a round", "/anbieter/<token>", "/anbieter/x", "guest"),
    StaffState("changes of a provider", "/anbieter/<token>/aendern", "{provider}/aendern", "guest"),
    StaffState("nothing", "", "/staff/nichts"),
)
"""`{link}` is an invitation; the others are numbers of `Clerks`."""


def is_shown_here(path: str) -> bool:
    """Whether a page belongs to the workplace, or is what its letters and mails lead providers to."""
    return is_staff(path) or path.startswith("/anbieter/")


NO_STAFF_PAGES = frozenset(
    {
        "/staff/aktualitaet/<offer_id>/qr.svg",
        "/staff/auftraege/<job_id>/stand",
        "/staff/importe/<upload_id>/zeilen.csv",
        "/staff/luecken.csv",
        "/staff/luecken/suchen.csv",
        "/staff/osm.csv",
        "/staff/osm.json",
        "/staff/osm/tags.geojson",
        "/staff/positionen/suchlauf/<job_id>.csv",
        "/staff/zweiter-faktor/einrichten/qr.svg",
    }
)
"""Routes that answer with something else than a page."""

WAITING: frozenset[str] = frozenset()
"""Pages that do not pass yet."""
