"""Editions: when a new one begins, what has changed since, and what is never told again."""

from __future__ import annotations

import pytest
from small_town import HIDDEN_STREET, Town

from finder.actions.booklet import contents
from finder.actions.booklet.contents import collect
from finder.actions.booklet.editions import (
    changes_since,
    current_files,
    directory,
    find_file,
    get_edition,
    keep_edition,
    keep_file,
)
from finder.clock import utc_now
from finder.domain.edition import canonical
from finder.domain.point import Point
from finder.errors import BadInput, NotFound
from finder.store.editions import KeptFile
from finder.store.records import Publication, Service, ServiceAtLocation


def keep(town: Town) -> int:
    return keep_edition(town.finder, collect(town.finder), "anna@example.org").number


def add_pdf(town: Town, edition: int) -> str:
    name = f"wegweiser-{edition}-de-A5.pdf"
    (directory(town.finder) / name).write_bytes(b"%PDF-1.7 test")
    keep_file(town.finder, KeptFile(edition, "de", "A5", name, 13, 1, utc_now()), "anna@example.org")
    return name


def test_an_edition_begins_with_a_change_and_not_before(town: Town) -> None:
    assert (keep(town), keep(town)) == (1, 1)
    town.move("doctor", "Markt 9")
    current = keep_edition(town.finder, collect(town.finder), "anna@example.org")
    assert (current.number, current.before) == (2, 1)
    assert get_edition(town.finder, 2).n_entries == len(town.ids)


def test_what_has_changed_since_an_edition_is_told_by_entry_and_field(town: Town) -> None:
    keep(town)
    town.move("doctor", "Markt 9")
    with town.finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, town.ids["plain"]).publication = Publication.ARCHIVED
    found = changes_since(town.finder, 1, collect(town.finder).said)
    assert [number for number, _said in found.gone] == [town.ids["plain"]]
    assert [(change.offer_id, change.fields) for change in found.changed] == [
        (town.ids["doctor"], ("address",))
    ]
    change = found.changed[0]
    assert (change.old["address"]["street"], change.new["address"]["street"]) == ("Markt 1", "Markt 9")
    assert found.new == ()


def test_a_confirmation_begins_no_edition(town: Town) -> None:
    keep(town)
    with town.finder.database.change("test") as session:
        offer = session.get_one(ServiceAtLocation, town.ids["doctor"])
        session.get_one(Service, offer.service_id).assured_date = utc_now().date()
    assert keep(town) == 1


def test_a_secret_address_is_in_no_edition(printed_town: Town) -> None:
    found = collect(printed_town.finder).said
    assert printed_town.ids["shelter"] in found
    assert not any(HIDDEN_STREET in canonical(said) for said in found.values())


def test_an_address_that_has_become_secret_is_told_by_no_change_and_no_file(town: Town) -> None:
    name = add_pdf(town, keep(town))
    assert find_file(town.finder, name).is_file()
    assert [file.name for file in current_files(town.finder)] == [name]
    town.hide("doctor")
    found = changes_since(town.finder, 1, collect(town.finder).said)
    assert not any("Markt 1" in canonical(change.old) for change in found.changed)
    assert current_files(town.finder) == []
    with pytest.raises(NotFound):
        find_file(town.finder, name)
    again = add_pdf(town, keep(town))
    assert [file.name for file in current_files(town.finder)] == [again]


def test_it_stays_withheld_when_the_entry_is_taken_out(town: Town) -> None:
    name = add_pdf(town, keep(town))
    town.hide("doctor")
    with town.finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, town.ids["doctor"]).publication = Publication.ARCHIVED
    with pytest.raises(NotFound):
        find_file(town.finder, name)


def test_an_area_has_what_is_in_it_and_what_serves_it_and_editions_of_its_own(town: Town) -> None:
    finder = town.finder
    home = finder.gazetteer.municipality_at(Point(51.1, 8.07))
    assert home.startswith("05966")
    inside = collect(finder, home)
    assert town.ids["shelter"] in inside.said
    assert town.ids["doctor"] in inside.said
    assert town.ids["plain"] not in inside.said
    assert set(collect(finder, "05966000").said) == {town.ids["shelter"]}
    first = keep(town)
    assert keep_edition(finder, inside, "").before == 0
    assert keep_edition(finder, collect(finder), "").number == first


@pytest.mark.parametrize("area", ["Lennestadt", "5", "059660240", "٠٥٩٦٦"])
def test_an_area_that_is_no_key_is_refused(printed_town: Town, area: str) -> None:
    with pytest.raises(BadInput):
        collect(printed_town.finder, area)


def test_more_entries_than_a_booklet_holds_are_refused(
    printed_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = len(printed_town.ids)
    monkeypatch.setattr(contents, "MAX_ENTRIES", most)
    assert len(collect(printed_town.finder).offers) == most
    monkeypatch.setattr(contents, "MAX_ENTRIES", most - 1)
    with pytest.raises(BadInput):
        collect(printed_town.finder)


def test_files_that_nobody_has_noted_are_not_handed_out(town: Town) -> None:
    keep(town)
    (directory(town.finder) / "wegweiser-1-de-A4.pdf").write_bytes(b"x")
    for name in ("wegweiser-1-de-A4.pdf", "../finder.sqlite", "secret_key"):
        with pytest.raises(NotFound):
            find_file(town.finder, name)
