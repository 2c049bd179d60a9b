"""An entry brings everything that the records can hold, each part on its own terms, under its own source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from importing import Result, counts, records, run_import
from make import make_source

from finder.actions.context import Finder
from finder.domain.access import Fact
from finder.domain.entry import (
    Entry,
    EntryLocation,
    EntryOrganization,
    EntryPerson,
    EntryService,
    EntrySource,
    Rejected,
)
from finder.domain.lapse import NewPatients
from finder.domain.offer import Offer, PublicCost, PublicDocument, PublicPhone
from finder.domain.translation import Translated, TranslationOrigin, TranslationStatus
from finder.exchange import registry
from finder.exchange.context import ReadContext
from finder.store.database import Database
from finder.store.details import CostOption
from finder.store.offers import load_offers
from finder.store.provenance import Source
from finder.store.records import Organization, Service, ServiceAtLocation

DAY = dt.date(2026, 12, 24)
DRAFT = (TranslationOrigin.MACHINE, TranslationStatus.DRAFT)
COST = PublicCost("Kurs", 12.5, "CHF", "im Monat", "self_pay", valid_to=DAY)
DOCUMENTS = (PublicDocument("Ausweis", "https://example.org/a"), PublicDocument("Ausweis"))
ENTRY = Entry(
    external_id="e1",
    row="1",
    organization=EntryOrganization("o1", "Verein"),
    service=EntryService(
        "s1",
        "Beratung",
        status="temporarily closed",
        closed_until=DAY,
        costs=(COST, PublicCost("Erstgespräch")),
        documents=DOCUMENTS,
    ),
    location=EntryLocation(
        "l1",
        description="Im Hof",
        facts=(Fact("lift", "yes", evidence_url="https://example.org/lift"),),
        translations=(Translated("description", "tr", "Avluda"),),
    ),
    person=EntryPerson("p1", family="Muster", phones=(PublicPhone("+4927235000"),)),
    description="Freitags",
    new_patients="waiting_list",
    new_patients_until=DAY,
    valid_from=dt.date(2026, 1, 1),
    valid_to=DAY,
    translations=(Translated("description", "ar", "الجمعة", *DRAFT),),
)
PARTNER = EntrySource("partner", "Partner", "https://example.org", "CC BY 4.0", "© Partner", "Notiz")


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Entry]:
    """A list that stands for a file of the format `given`."""
    given: list[Entry] = []

    class Given:
        NAME = "given"

        def detect(self, _path: Path) -> bool:
            return True

        def read(self, _path: Path, _context: ReadContext) -> Iterator[Entry | Rejected]:
            return iter(given)

    monkeypatch.setattr(registry, "FORMATS", {"given": Given()})
    return given


@pytest.fixture
def run(finder: Finder, entries: list[Entry], tmp_path: Path) -> object:
    """A function that imports the given entries."""

    def import_them(*given: Entry, source: str = "") -> Result:
        entries[:] = given
        return run_import(finder, tmp_path, format="given", source=source or "test")

    return import_them


def only_offer(database: Database) -> Offer:
    with database.change("test") as session:
        [offer] = load_offers(session, session.scalars(sa.select(ServiceAtLocation.id)).all()).values()
        return offer


def test_everything_that_is_stated_is_kept_and_told_once(finder: Finder, run: object) -> None:
    assert callable(run)
    assert run(ENTRY).counts == (1, 0, 0, 0, 0)
    offer = only_offer(finder.database)
    assert offer.costs == (COST, PublicCost("Erstgespräch"))
    assert offer.documents == DOCUMENTS
    assert (offer.closed_until, offer.new_patients, offer.new_patients_until) == (DAY, "waiting_list", DAY)
    assert [phone.number for phone in offer.phones] == ["+4927235000"]
    assert {(item.field, item.lang, item.text, item.origin, item.status) for item in offer.translations} == {
        ("location_description", "tr", "Avluda", TranslationOrigin.HUMAN, TranslationStatus.REVIEWED),
        ("offer_description", "ar", "الجمعة", *DRAFT),
    }
    with finder.database.read() as connection:
        validity = sa.select(ServiceAtLocation.valid_from, ServiceAtLocation.valid_to)
        assert connection.execute(validity).one() == (ENTRY.valid_from, DAY)
    before = records(finder.database)
    assert run(ENTRY).counts == (0, 0, 1, 0, 0)
    assert records(finder.database) == before


def test_what_is_no_longer_stated_goes_and_the_rest_stays(finder: Finder, run: object) -> None:
    assert callable(run)
    run(ENTRY)
    service = replace(ENTRY.service, closed_until=None, status="active", costs=(COST,), documents=())
    less = replace(ENTRY, service=service, new_patients="unknown", new_patients_until=None, translations=())
    assert run(less).counts == (0, 1, 0, 0, 0)
    offer = only_offer(finder.database)
    assert (offer.closed_until, offer.new_patients, offer.costs, offer.documents) == (
        None,
        "unknown",
        (COST,),
        (),
    )
    assert {item.field for item in offer.translations} == {"location_description"}


def test_a_source_that_never_states_a_part_leaves_what_staff_entered(finder: Finder, run: object) -> None:
    assert callable(run)
    plain = replace(ENTRY, service=EntryService("s1", "Beratung"), new_patients="unknown")
    plain = replace(plain, new_patients_until=None, valid_from=None, valid_to=None)
    run(plain)
    with finder.database.change("nur@lennestadt.example") as session:
        session.scalars(sa.select(ServiceAtLocation)).one().new_patients = NewPatients.YES
        service = session.scalars(sa.select(Service)).one()
        service.closed_until = DAY
        session.add(CostOption(service_id=service.id, option="Kurs", amount=3.0))
    assert run(replace(plain, description="Samstags", service=EntryService("s1", "Rat"))).counts[1] == 1
    offer = only_offer(finder.database)
    assert (offer.name, offer.new_patients, offer.closed_until) == ("Rat", "yes", DAY)
    assert [cost.option for cost in offer.costs] == ["Kurs"]


def test_what_staff_put_right_stays_while_the_source_says_the_same(finder: Finder, run: object) -> None:
    assert callable(run)
    run(ENTRY)
    later = dt.date(2027, 1, 31)
    with finder.database.change("nur@lennestadt.example") as session:
        session.scalars(sa.select(ServiceAtLocation)).one().new_patients_until = later
    run(replace(ENTRY, new_patients="only_families"))
    offer = only_offer(finder.database)
    assert (offer.new_patients, offer.new_patients_until) == ("only_families", later)


def test_the_sources_that_a_file_names_come_with_their_terms(
    finder: Finder, entries: list[Entry], tmp_path: Path
) -> None:
    other = replace(ENTRY, external_id="e2", service=replace(ENTRY.service, key="s2"))
    example = EntrySource("beispiel", "Beispiel", is_example=True)
    entries[:] = [replace(ENTRY, source=PARTNER), replace(other, source=example)]
    report = run_import(finder, tmp_path, format="given", source="").report
    assert (report.added, [part.added for part in report.parts]) == (2, [1, 1])
    with finder.database.read() as connection:
        columns = sa.select(Source.key, Source.name, Source.licence, Source.attribution, Source.is_example)
        assert connection.execute(columns.order_by(Source.key)).all() == [
            ("beispiel", "Beispiel", "", "", True),
            ("partner", "Partner", "CC BY 4.0", "© Partner", False),
        ]
        assert connection.scalars(sa.select(sa.func.count()).select_from(Organization)).one() == 1
    again = run_import(finder, tmp_path, format="given", source="").report
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert counts(finder.database)["organization"] == 1


def test_what_is_missing_is_retired_of_the_sources_that_a_file_names(
    finder: Finder, entries: list[Entry], tmp_path: Path
) -> None:
    others = [EntrySource(key, key) for key in ("a", "b")]
    given = [
        replace(ENTRY, external_id=f"{source.key}{number}", source=source)
        for source in others
        for number in (1, 2)
    ]
    entries[:] = given
    run_import(finder, tmp_path, format="given", source="")
    broken = Rejected("f", "9", "id", "", "no id")
    entries[:] = [given[0], broken]  # type: ignore[list-item]  # what cannot be used stands between entries
    kept = run_import(finder, tmp_path, format="given", source="", retire_missing=True).report
    assert (kept.retired, kept.not_retired) == (0, "1 rejected rows do not say which entry they are")
    entries[:] = [given[0]]
    report = run_import(finder, tmp_path, format="given", source="", retire_missing=True).report
    assert (report.source, report.retired) == ("a", 1)


def test_an_existing_source_keeps_its_terms(finder: Finder, entries: list[Entry], tmp_path: Path) -> None:
    with finder.database.change("test") as session:
        make_source(session, key="partner").licence = "CC0"
    entries[:] = [replace(ENTRY, source=PARTNER)]
    run_import(finder, tmp_path, format="given", source="")
    assert only_offer(finder.database).source.licence == "CC0"


def test_under_one_source_for_all_the_named_one_is_credited(finder: Finder, run: object) -> None:
    assert callable(run)
    run(replace(ENTRY, source=PARTNER), source="alle")
    source = only_offer(finder.database).source
    assert (source.key, source.note, source.url) == ("alle", "© Partner, CC BY 4.0", "https://example.org")
